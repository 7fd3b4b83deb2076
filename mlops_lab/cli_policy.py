"""``mlops-lab policy``: read, check and write a project's policy, asked of a running server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec


class _Policy(msgspec.Struct):
    version: int
    text: str


class _Problem(msgspec.Struct):
    message: str
    field: str = ""
    line: int = 0


class _Checked(msgspec.Struct):
    problems: list[_Problem]


def add_policy(commands: Any) -> None:
    """Add the command and those below it."""
    policy = commands.add_parser("policy", help="read, check or write a project's policy")
    kinds = policy.add_subparsers(required=True, metavar="WHAT")
    show = kinds.add_parser("show", help="print the policy that holds now")
    show.set_defaults(run=_show)
    check = kinds.add_parser("check", help="say what is wrong with a file")
    check.set_defaults(run=_check)
    write = kinds.add_parser("write", help="make a file the policy; takes an admin")
    write.add_argument("--comment", default="", help="why; stays in the audit log")
    write.set_defaults(run=_write)
    for command in (check, write):
        command.add_argument("file", type=Path, help="YAML; - is standard input")
    for command in (show, check, write):
        command.add_argument("--project", default="default")


def _show(given: argparse.Namespace) -> int:
    from mlops_lab.cli_promotion import client_of

    print(client_of().get("api/policy", _Policy, project=given.project).text, end="")
    return 0


def _check(given: argparse.Namespace) -> int:
    from mlops_lab.cli_promotion import client_of

    found = client_of().send("POST", "api/policy/check", {"text": _read(given.file)}, _Checked).problems
    for one in found:
        print(f"{given.file}:{one.line}: {one.field + ': ' if one.field else ''}{one.message}")
    return 1 if found else 0


def _write(given: argparse.Namespace) -> int:
    from mlops_lab.cli_promotion import client_of

    client = client_of()
    before = client.get("api/policy", _Policy, project=given.project)
    body = {"text": _read(given.file), "comment": given.comment, "base_version": before.version}
    made = client.send("PUT", f"api/policy?project={quote(given.project, safe='')}", body, _Policy)
    what = "is the same as before" if made.version == before.version else f"is version {made.version}"
    print(f"The policy of {given.project} {what}.")
    return 0


def _read(file: Path) -> str:
    from mlops_lab.wire.errors import invalid

    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise invalid(f"{file} cannot be read: {error}.", "file") from error
