"""Tab in our magics: options, runs, experiments, projects, metrics, variables."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.error import UsageError

from mlops_lab.wire.errors import LabError

ASK = 1.0
"""Seconds that a completion waits for the server."""
SHOWN = 50

_MAGIC = re.compile(
    r"^\s*(?:%%(?P<cell>track)|%(?P<line>lab|log|runs|compare|show|restore|sweep|register|promote))\s+(?P<rest>.*)$"
)
_RUNS_AFTER = ("--resume", "--fork", "--baseline")


def complete(context: CompletionContext) -> SimpleMatcherResult:
    """Complete what is being typed after one of our magics."""
    line = context.line_with_cursor[: context.cursor_position] if "\n" not in context.full_text else _line(context)
    found = _MAGIC.match(line)
    if found is None:
        return {"completions": []}
    before, word = _parted(found["rest"])
    names = _names(found["cell"] or found["line"], before, word)
    # IPython replaces its own token, which begins later where a name holds a dash or a dot
    cut = len(word) - len(context.token) if word.endswith(context.token) else 0
    shown = [name for name in names if name.startswith(word)][:SHOWN]
    return {"completions": [SimpleCompletion(name[cut:], type="mlops-lab") for name in shown], "suppress": bool(shown)}


matcher: Any = context_matcher()(complete)
"""What IPython's completer is given."""


def _line(context: CompletionContext) -> str:
    lines = context.full_text.splitlines()
    return str(lines[context.cursor_line][: context.cursor_position])


def _parted(rest: str) -> tuple[list[str], str]:
    words = rest.split()
    if not words or rest[-1].isspace():
        return words, ""
    return words[:-1], words[-1]


def _names(magic: str, before: list[str], word: str) -> list[str]:
    if word.startswith("-"):
        return _options(magic)
    last = before[-1] if before else ""
    try:
        if last in _RUNS_AFTER or magic in ("compare", "show", "restore"):
            return _runs(word)
        if last == "--experiment":
            return _experiments()
        if magic == "register":
            return _runs(word) if not before else _models() if len(before) == 1 else []
        if magic == "promote":
            return _versions() if not before else _targets(before[0]) if len(before) == 1 else []
        if magic == "lab":
            return ["use"] if not before else _projects() if last == "use" else []
        if magic == "runs" and last == "--sort":
            sign = "-" if word.startswith("-") else ""
            return [sign + key for key in _metrics()]
    except (LabError, UsageError):
        return []  # without a server there is nothing to offer
    if last in ("--params", "-p") or (magic == "sweep" and not before):
        return _variables()
    return []


def _options(magic: str) -> list[str]:
    from importlib import import_module

    if magic == "log":
        return ["--step", "--help"]
    module = "tracked" if magic == "track" else magic
    flags: list[str] = import_module(f"mlops_lab.kernel.magics.{module}").options().flags
    return flags


def _client() -> tuple[Any, str]:
    from mlops_lab.kernel.client import Client
    from mlops_lab.kernel.session import session

    current = session()
    return Client(current.client.server, timeout=ASK), current.project


def _runs(word: str) -> list[str]:
    from mlops_lab.tracking.types import RunPage, RunSearch

    client, project = _client()
    question = RunSearch(project=project, max_results=500, metric_keys=[], param_keys=[], tag_keys=[])
    page = client.send("POST", "api/runs/search", question, RunPage)
    names = list(dict.fromkeys(run.name for run in page.runs if not re.search(r"\s", run.name)))
    return names + [run.run_id for run in page.runs if len(word) >= 4 and run.run_id.startswith(word)]


def _experiments() -> list[str]:
    from mlops_lab.tracking.types import Experiment

    client, project = _client()
    found = client.get("api/experiments", dict[str, list[Experiment]], project=project)
    return [one.name for one in found["experiments"]]


def _projects() -> list[str]:
    from mlops_lab.tracking.types import Project

    client, _ = _client()
    return [one.name for one in client.get("api/projects", dict[str, list[Project]])["projects"]]


def _models() -> list[str]:
    client, project = _client()
    found = msgspec.json.decode(client.get_raw("api/models", project=project), type=_Named)
    return [one["name"] for one in found.models if not re.search(r"\s", one["name"])]


def _versions() -> list[str]:
    client, project = _client()
    found = msgspec.json.decode(client.get_raw("api/models", project=project), type=_Named)
    newest = [version for one in found.models for version in one.get("latest_versions", [])]
    return [f"{one['name']}@v{one['version']}" for one in newest]


def _targets(version: str) -> list[str]:
    from urllib.parse import quote

    from mlops_lab.kernel.promotion import version_of
    from mlops_lab.wire.control import TargetState

    client, project = _client()
    name = quote(version_of(version)[0], safe="")
    found = client.get(f"api/models/{name}/targets", dict[str, list[TargetState]], project=project)
    return [one.target for one in found["targets"]]


class _Named(msgspec.Struct):
    models: list[dict[str, Any]]


def _metrics() -> list[str]:
    from mlops_lab.tracking.types import KeyNames

    client, project = _client()
    found: list[str] = client.get("api/keys", KeyNames, project=project).metrics
    return found


def _variables() -> list[str]:
    from mlops_lab.kernel.notebook import shell

    ip = shell()
    names = ip.user_ns if ip is not None else {}
    hidden = ip.user_ns_hidden if ip is not None else {}
    return [name for name in names if not name.startswith("_") and name not in hidden]
