"""A policy's YAML: read, and checked against what a policy may say, each problem with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import msgspec

from mlops_lab.governance.policy import Freeze, GateRule, Policy, TargetRule
from mlops_lab.wire.errors import LabError, invalid

TEXT_LIMIT = 200_000
"""Characters."""
FORMATS = ("skops", "onnx", "safetensors")
_NAME = re.compile(r"[A-Za-z][\w-]{0,63}")
_AT = re.compile(r" - at `(?:key in )?\$(.*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
Path = tuple[str | int, ...]


class Problem(msgspec.Struct, kw_only=True):
    """One thing wrong with a policy.

    Attributes
    ----------
    field : str
        Where, such as ``targets.production.approvals.count``.
    line : int
        From 1; 0 where it is nowhere in particular.
    """

    message: str
    field: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"Line {self.line}: " if self.line else ""
        return f"{where}{self.field + ': ' if self.field else ''}{self.message}"


def parsed(text: str) -> Policy:
    """Read a policy that `problems_of` finds nothing wrong with.

    Raises
    ------
    LabError
        When something is.
    """
    problems = problems_of(text)
    if problems:
        raise invalid(str(problems[0]), "text")
    return msgspec.convert(_data(text), Policy)


def problems_of(text: str) -> list[Problem]:
    """Return what is wrong with a policy's text, in the order of its lines."""
    import yaml

    if len(text) > TEXT_LIMIT:
        return [Problem(message=f"A policy has at most {TEXT_LIMIT:,} characters.")]
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=_loader())):
            return [Problem(message="A policy has no YAML aliases (*name); write things out.")]
        root = yaml.compose(text, Loader=_loader())
        data = _data(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return [Problem(message=f"This is not YAML: {error.problem}.", line=mark.line + 1 if mark else 0)]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [Problem(message=f"This is not YAML: {str(error)[:200]}.")]
    if not isinstance(data, dict):
        return [Problem(message="A policy is a mapping with targets.", line=1)]
    found = [
        Problem(message=message, field=_spelled(path), line=_line(root, path)) for path, message in _wrong(data, root)
    ]
    return sorted(found, key=lambda one: one.line)


def located(text: str, path: tuple[str | int, ...], message: str) -> Problem:
    """Make a problem of what is found wrong at a place of a text that can be read."""
    import yaml

    return Problem(message=message, field=_spelled(path), line=_line(yaml.compose(text, Loader=_loader()), path))


def begins(freeze: Freeze) -> datetime:
    """Return when a freeze begins."""
    return _moment(freeze.begin, end=False)


def ends(freeze: Freeze) -> datetime:
    """Return when a freeze has ended: for a date, with the day."""
    return _moment(freeze.end, end=True)


def freeze_at(rule: TargetRule, moment: datetime) -> Freeze | None:
    """Return the freeze that a moment falls into."""
    return next((one for one in rule.freeze if begins(one) <= moment < ends(one)), None)


def _moment(text: str, *, end: bool) -> datetime:
    if len(text) == 10:
        day = datetime.combine(date.fromisoformat(text), time(), UTC)
        return day + timedelta(days=1) if end else day
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@cache
def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML without dates, which a policy writes as text."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Loader


def _data(text: str) -> Any:
    import yaml

    return yaml.load(text, Loader=_loader())  # a SafeLoader


def _wrong(data: dict[str, Any], root: Any) -> Iterator[tuple[Path, str]]:
    yield from _doubled(root, ())
    plain = {key: value for key, value in data.items() if key != "targets"}
    yield from _unfit(plain | {"targets": {}}, Policy, ())
    targets = data.get("targets")
    if not isinstance(targets, dict) or not targets:
        yield ("targets",), "A policy names at least one target, such as production."
        return
    fit: dict[str, TargetRule] = {}
    for name, rule in targets.items():
        at: Path = ("targets", name)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield at, "A target's name is letters, digits, '_' and '-', and begins with a letter."
            continue
        problems = list(_target(rule if rule is not None else {}, at))
        yield from problems
        if not problems:
            fit[name] = msgspec.convert(rule or {}, TargetRule)
    yield from _together(fit, targets)
    yield from _rest(plain)


def _target(rule: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(rule, dict):
        yield at, "A target is a mapping with gates, approvals and so on."
        return
    gates = rule.get("gates", [])
    yield from _unfit({key: value for key, value in rule.items() if key != "gates"}, TargetRule, at)
    if not isinstance(gates, list):
        yield (*at, "gates"), "Gates are a list."
        return
    for place, gate in enumerate(gates):
        yield from _gate(gate, (*at, "gates", place))
    approvals = rule.get("approvals")
    if isinstance(approvals, dict):
        count, hours = approvals.get("count", 0), approvals.get("valid_hours", 168)
        if isinstance(count, int) and not 0 <= count <= 20:
            yield (*at, "approvals", "count"), "0 to 20 people approve."
        if isinstance(hours, int) and not 1 <= hours <= 8784:
            yield (*at, "approvals", "valid_hours"), "An approval holds 1 to 8784 hours."
    freezes = rule.get("freeze")
    for place, one in enumerate(freezes if isinstance(freezes, list) else []):
        yield from _frozen(one, (*at, "freeze", place))


def _gate(gate: Any, at: Path) -> Iterator[tuple[Path, str]]:
    wrong = list(_unfit(gate, GateRule, at))
    yield from wrong
    if wrong:
        return
    if not gate["gate"].strip():
        yield (*at, "gate"), "Which gate?"
    if not 1 <= gate.get("time_limit", 600) <= 86_400:
        yield (*at, "time_limit"), "1 to 86400 seconds."
    if not 64 <= gate.get("memory_limit_mb", 4096) <= 1 << 20:
        yield (*at, "memory_limit_mb"), "64 to 1048576 megabytes."


def _frozen(one: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(one, dict) or list(_unfit(one, Freeze, at)):
        return  # said already
    given = msgspec.convert(one, Freeze)
    for field, read in (("begin", begins), ("end", ends)):
        try:
            read(given)
        except ValueError:
            yield (*at, field), "Not a date or time in ISO form, such as 2026-12-24 or 2026-12-24T18:00."
            return
    if begins(given) >= ends(given):
        yield (*at, "end"), "It ends before it begins."


def _together(fit: dict[str, TargetRule], targets: dict[Any, Any]) -> Iterator[tuple[Path, str]]:
    aliases: dict[str, str] = {}
    for name, rule in fit.items():
        alias = rule.alias or name
        if not _NAME.fullmatch(alias) or alias.lower() == "latest" or re.fullmatch(r"v\d+", alias, re.IGNORECASE):
            yield ("targets", name, "alias"), f"{alias!r} cannot be an alias."
        elif alias in aliases:
            yield ("targets", name), f"The targets {aliases[alias]!r} and {name!r} move the same alias {alias!r}."
        aliases.setdefault(alias, name)
        if rule.after is not None and (rule.after not in targets or rule.after == name):
            yield ("targets", name, "after"), f"There is no other target {rule.after!r}."
        elif _circular(name, fit):
            yield ("targets", name, "after"), "No version could ever go through targets that wait for each other."


def _circular(name: str, fit: dict[str, TargetRule]) -> bool:
    seen, here = {name}, fit[name].after
    while here is not None and here in fit:
        if here in seen:
            return here == name
        seen.add(here)
        here = fit[here].after
    return False


def _rest(plain: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    formats = plain.get("formats")
    allowed = formats.get("allowed") if isinstance(formats, dict) else None
    for place, one in enumerate(allowed if isinstance(allowed, list) else []):
        if isinstance(one, str) and one not in FORMATS:
            yield ("formats", "allowed", place), f"{one!r} is no format that is known: {', '.join(FORMATS)}."
    retention = plain.get("retention")
    for key, days in (retention if isinstance(retention, dict) else {}).items():
        if isinstance(days, int) and days < 0:
            yield ("retention", key), "Days are 0 or more."


def _unfit(value: Any, kind: Any, at: Path) -> Iterator[tuple[Path, str]]:
    """Say the first thing that keeps a value from being of a kind."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        found = _AT.search(str(error))
        inner = _STEP.findall(found.group(1)) if found else []
        message = str(error)[: found.start()] if found else str(error)
        unknown = re.search(r"unknown field `(\w+)`", message)
        steps: list[str | int] = [name or (int(place) if place.isdigit() else place) for name, place in inner]
        if unknown:
            steps.append(unknown.group(1))
            message = f"A policy has nothing called {unknown.group(1)!r} here"
        yield (*at, *steps), f"{message}."
    except LabError as error:
        yield at, error.message


def _doubled(node: Any, at: Path) -> Iterator[tuple[Path, str]]:
    """Find keys that are there twice, of which YAML would keep the last in silence."""
    import yaml

    if isinstance(node, yaml.SequenceNode):
        for place, one in enumerate(node.value):
            yield from _doubled(one, (*at, place))
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*at, name), f"{name!r} is there twice."
            seen.add(name)
            yield from _doubled(value, (*at, name))


def _line(root: Any, path: Path) -> int:
    """Return the line of what a path leads to, or of the last thing on the way that is there."""
    import yaml

    node, line = root, root.start_mark.line + 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if str(key.value) == str(step)]
            if not found:
                return int(line)
            key, node = found[-1]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return int(line)
    return int(line)


def _spelled(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")
