"""``mlops-lab export``: cards, technical files and the inventory, asked of a running server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

FORMS = ("markdown", "html", "json", "pdf")


def add_export(commands: Any) -> None:
    """Add the command and those below it."""
    export = commands.add_parser("export", help="write a card, a technical file or the inventory")
    kinds = export.add_subparsers(required=True, metavar="WHAT")
    file = kinds.add_parser("technical-file", help="one ZIP with all that shows what a version is")
    card = kinds.add_parser("card", help="a version's card")
    card.add_argument("--format", choices=FORMS, default="markdown")
    for command in (file, card):
        command.add_argument("model", help="MODEL/VERSION, such as churn/3")
    listing = kinds.add_parser("inventory", help="all models with owner and tier")
    listing.add_argument("--format", choices=("json", "csv"), default="csv")
    for command, run in ((file, _technical_file), (card, _card), (listing, _inventory)):
        command.add_argument("--project", default="default")
        command.add_argument("--output", "-o", type=Path, help="the file to write; - is standard output")
        command.set_defaults(run=run)


def _technical_file(given: argparse.Namespace) -> int:
    path, name, version = _version(given.model)
    return _write(given, f"{path}/technical-file", {}, f"{name}-{version}-technical-file.zip")


def _card(given: argparse.Namespace) -> int:
    path, name, version = _version(given.model)
    ending = "md" if given.format == "markdown" else given.format
    return _write(given, f"{path}/card", {"format": given.format}, f"{name}-{version}-card.{ending}")


def _inventory(given: argparse.Namespace) -> int:
    return _write(given, "api/inventory", {"format": given.format}, "-")


def _version(text: str) -> tuple[str, str, int]:
    from urllib.parse import quote

    from mlops_lab.wire.errors import invalid

    name, slash, version = text.rpartition("/")
    if not slash or not name or not version.lstrip("v").isdigit():
        raise invalid(f"Which version? MODEL/VERSION, not {text!r}.", "model")
    number = int(version.lstrip("v"))
    return f"api/models/{quote(name, safe='')}/versions/{number}", name, number


def _write(given: argparse.Namespace, path: str, query: dict[str, str], name: str) -> int:
    from mlops_lab.kernel.client import Client, UnreachableError
    from mlops_lab.kernel.discovery import find_server

    server = find_server()
    if server is None:
        raise UnreachableError("No MLOps Lab server runs here; set MLOPS_LAB_URL and MLOPS_LAB_TOKEN for another.")
    data = Client(server, timeout=600).get_raw(path, project=given.project, **query)
    target = given.output or Path(name)
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        return 0
    target.write_bytes(data)
    print(target)
    return 0
