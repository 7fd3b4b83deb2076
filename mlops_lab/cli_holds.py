"""``mlops-lab hold``: place, lift and list legal holds, asked of a running server."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec


class _Hold(msgspec.Struct):
    hold_id: str
    project: str
    kind: str
    object: str
    reason: str
    placed_by: str
    lifted_by: str | None = None


class _Holds(msgspec.Struct):
    holds: list[_Hold]


def add_hold(commands: Any) -> None:
    """Add the command and those below it."""
    hold = commands.add_parser("hold", help="place, lift or list legal holds")
    kinds = hold.add_subparsers(required=True, metavar="WHAT")
    place = kinds.add_parser("place", help="keep something from being purged; takes an admin")
    place.add_argument("kind", choices=["project", "experiment", "run", "model", "version"])
    place.add_argument("object", help="a name, an id, or MODEL/3 for a version")
    place.add_argument("--reason", required=True, help="stays in the audit log")
    place.set_defaults(run=_place)
    lift = kinds.add_parser("lift", help="end a hold; takes an admin")
    lift.add_argument("hold", help="its id (see list)")
    lift.add_argument("--reason", required=True, help="stays in the audit log")
    lift.set_defaults(run=_lift)
    listing = kinds.add_parser("list", help="print what is held")
    listing.add_argument("--all", action="store_true", help="also what was held once")
    listing.set_defaults(run=_list)
    for command in (place, listing):
        command.add_argument("--project", default="default")


def _place(given: argparse.Namespace) -> int:
    from mlops_lab.cli_promotion import client_of

    body = {"project": given.project, "kind": given.kind, "object": given.object, "reason": given.reason}
    print(_line(client_of().send("POST", "api/holds", body, _Hold)))
    return 0


def _lift(given: argparse.Namespace) -> int:
    from urllib.parse import quote

    from mlops_lab.cli_promotion import client_of

    path = f"api/holds/{quote(given.hold, safe='')}/lift"
    print(_line(client_of().send("POST", path, {"reason": given.reason}, _Hold)))
    return 0


def _list(given: argparse.Namespace) -> int:
    from mlops_lab.cli_promotion import client_of

    asked = {"project": given.project} | ({"lifted": "true"} if given.all else {})
    for hold in client_of().get("api/holds", _Holds, **asked).holds:
        print(_line(hold))
    return 0


def _line(hold: _Hold) -> str:
    lifted = f", lifted by {hold.lifted_by}" if hold.lifted_by else ""
    return f"{hold.hold_id}  {hold.kind} {hold.object}: {hold.reason} (placed by {hold.placed_by}{lifted})"
