"""``%log``: metrics to the active run."""

from __future__ import annotations

import re
import sys
from typing import Any

from IPython.core.error import UsageError

_ITEM = re.compile(r"(?P<step>--step)(?:=|\s|$)|(?P<key>[A-Za-z_][\w./\-]*)=(?!=)")
_OPENING, _CLOSING = "([{", ")]}"

USAGE = """usage: %log NAME=EXPRESSION [NAME=EXPRESSION ...] [--step N]

Log metrics to the active run. Expressions are Python.

options:
  --step N    the step, an expression too; counts up from 0 otherwise
  -h, --help  print this
"""


def run(ip: Any, line: str, local_ns: dict[str, Any]) -> None:
    """Evaluate what stands on the line and log it."""
    from mlops_lab.kernel import api

    if re.search(r"(^|\s)(--help|-h)(\s|$)", line):
        sys.stdout.write(USAGE)
        return
    metrics: dict[str, Any] = {}
    step: Any = None
    for name, expression in items(line):
        value = _value(ip, name, expression, local_ns)
        if name == "--step":
            step = value
        else:
            metrics[name] = value
    if not metrics:
        raise UsageError("%log: write metrics as NAME=EXPRESSION. `%log --help` shows the options.")
    api.log(metrics, step)


def items(line: str) -> list[tuple[str, str]]:
    """Split ``a=f(x, y) b=1 - x --step i`` into names and expressions.

    Raises
    ------
    UsageError
        When something stands before the first name.
    """
    begins = _beginnings(line)
    before = line[: begins[0].start()] if begins else line
    if before.strip():
        raise UsageError(f"%log: {before.strip()!r} is not NAME=EXPRESSION. `%log --help` shows the options.")
    found = []
    for number, begin in enumerate(begins):
        end = begins[number + 1].start() if number + 1 < len(begins) else len(line)
        found.append((begin["step"] or begin["key"], line[begin.end() : end].strip().rstrip(",")))
    return found


def _beginnings(line: str) -> list[re.Match[str]]:
    """Find where an item begins: at a word's beginning, outside of brackets and quotations."""
    found: list[re.Match[str]] = []
    depth, quote, at = 0, "", 0
    while at < len(line):
        char = line[at]
        if quote:
            at += 2 if char == "\\" else 1
            quote = "" if char == quote else quote
            continue
        if char in "\"'":
            quote = char
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth == 0 and (at == 0 or line[at - 1] in " \t,") and (match := _ITEM.match(line, at)):
            found.append(match)
            at = match.end()
            continue
        at += 1
    return found


def _value(ip: Any, name: str, expression: str, local_ns: dict[str, Any]) -> Any:
    if not expression:
        raise UsageError(f"%log: {name} has no value.")
    try:
        return eval(expression, ip.user_ns, local_ns)
    except SyntaxError:
        raise UsageError(f"%log: the value of {name} is no expression: {expression}") from None
