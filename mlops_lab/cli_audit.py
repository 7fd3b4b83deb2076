"""``mlops-lab audit``: verify, list and checkpoint the audit log, at the store itself; no server is needed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mlops_lab.cli_audit_runs import add_runs

if TYPE_CHECKING:
    from mlops_lab.storage.database import Database
    from mlops_lab.wire.actor import Actor


class Store(Protocol):
    """Where a store is."""

    @property
    def db_url(self) -> str:
        """Its database."""


FindStore = Callable[[argparse.Namespace], Store]


def add_audit(commands: Any, find_store: FindStore) -> None:
    """Add the commands; `find_store` reads the options that say where the store is."""
    about = "verify and read what was done"
    audit = commands.add_parser("audit", help=about).add_subparsers(required=True, metavar="COMMAND")

    verify = audit.add_parser("verify", help="find entries that were altered, removed, moved or added")
    verify.add_argument(
        "--against", type=Path, action="append", default=[], metavar="PLACE",
        help="also hold it to the checkpoints in a file or a git repository; may be given again",
    )  # fmt: skip
    verify.add_argument("--tsa-certificates", type=Path, metavar="PEM", help="who must have signed the time-stamps")
    verify.add_argument("--json", action="store_true", help="print what was found as JSON")
    verify.set_defaults(run=_verify)

    listing = audit.add_parser("list", help="print entries, the newest first")
    for name in ("project", "kind", "object", "actor", "action"):
        listing.add_argument(f"--{name}", default="")
    listing.add_argument("--since", type=_millis, metavar="TIME", help="such as 2026-11-01 or 2026-11-01T18:00 (UTC)")
    listing.add_argument("--until", type=_millis, metavar="TIME", help="not included")
    listing.add_argument("--limit", type=int, default=50, help="how many entries (default: 50; 0 is all)")
    listing.add_argument("--json", action="store_true", help="a JSON object a line")
    listing.set_defaults(run=_list)

    checkpoint = audit.add_parser("checkpoint", help="keep elsewhere where the log ends now")
    place = checkpoint.add_mutually_exclusive_group(required=True)
    place.add_argument("--file", type=Path, help="add a line to this file")
    place.add_argument("--git", type=Path, metavar="REPOSITORY", help="make a tag in this repository")
    place.add_argument("--tsa", metavar="URL", help="have this authority time-stamp it (RFC 3161)")
    checkpoint.add_argument("--receipt", type=Path, metavar="FILE", help="also write the time-stamp here (.tsr)")
    checkpoint.set_defaults(run=_checkpoint)

    for command in (verify, listing, checkpoint, add_runs(audit, open_store)):
        command.add_argument("--db-url", help="sqlite:///PATH or postgresql://…")
        command.add_argument("--data-dir", type=Path, help="the folder of store.db and artifacts/")
        command.set_defaults(find_store=find_store)


def _verify(given: argparse.Namespace) -> int:
    import msgspec

    from mlops_lab.governance import anchors

    told = None if given.json or not sys.stderr.isatty() else _say_progress
    with open_store(given) as database:
        found = database.read(
            lambda conn: anchors.verify(
                conn, against=given.against, authority=given.tsa_certificates, progress=told
            )
        )  # fmt: skip
    if given.json:
        print(msgspec.json.encode(found).decode())
    else:
        if told is not None:
            print(file=sys.stderr)
        for problem in found.problems:
            print(f"{problem.what:<10} {problem.message}")
        state = "intact" if found.intact else f"NOT intact, {len(found.problems)} problems"
        print(f"{state}: {found.entries:,} entries, {found.checkpoints:,} checkpoints")
        print(f"the last entry is {found.seq} {found.hash}")
    return 0 if found.intact else 1


def _list(given: argparse.Namespace) -> int:
    import msgspec

    from mlops_lab.governance.trail import PAGE_LIMIT, AuditQuery, find_entries

    left = given.limit or sys.maxsize
    query = AuditQuery(
        project=given.project, kind=given.kind, object=given.object, actor=given.actor, action=given.action,
        since=given.since, until=given.until,
    )  # fmt: skip
    with open_store(given) as database:
        while left > 0:
            query.max_results = min(left, PAGE_LIMIT)
            page = database.read(lambda conn: find_entries(conn, query))
            for entry in page.entries:
                print(msgspec.json.encode(entry).decode() if given.json else _line(entry))
            left -= len(page.entries)
            query.page_token = page.next_page_token
            if query.page_token is None:
                break
    return 0


def _checkpoint(given: argparse.Namespace) -> int:
    from mlops_lab.governance import anchors
    from mlops_lab.governance.anchors import AnchorKind
    from mlops_lab.wire.errors import Code, LabError

    if given.file is not None:
        kind, place = AnchorKind.FILE, str(given.file.absolute())
    elif given.git is not None:
        kind, place = AnchorKind.GIT, str(given.git.absolute())
    else:
        kind, place = AnchorKind.RFC3161, given.tsa
    actor = whoever_types()
    with open_store(given) as database:
        found = database.read(anchors.verify)
        if not found.intact:
            first = found.problems[0].message
            raise LabError(f"The log is not intact, so it gets no checkpoint. {first}", Code.CONFLICT)
        taken = database.read(lambda conn: anchors.take(conn, by=actor.username))
        receipt = anchors.put(taken, kind, place)
        anchor = database.write(lambda tx: anchors.keep(tx, taken, kind, place, receipt), actor)
    if given.receipt is not None and receipt is not None:
        given.receipt.write_bytes(receipt)
    print(f"Entry {anchor.seq} {anchor.hash} is kept: {anchor.kind} {anchor.place}")
    return 0


def open_store(given: argparse.Namespace) -> Database:
    """Open the store that the options name, if it is there.

    Raises
    ------
    LabError
        When there is no such file.
    """
    from mlops_lab.storage.database import Database
    from mlops_lab.wire.errors import not_found

    url = given.find_store(given).db_url
    path = url.removeprefix("sqlite:///")
    if path != url and not Path(path).exists():
        raise not_found(f"There is no store {path}.")
    return Database(url)


def whoever_types() -> Actor:
    """Return who uses this machine's account: who can open the store may do all with it."""
    import getpass
    import os

    from mlops_lab.wire.actor import Actor, Via

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as containers have
        name = str(os.getuid())
    return Actor(username=name, via=Via.SERVER)


def _line(entry: Any) -> str:
    when = datetime.fromtimestamp(entry.time / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
    where = f" in {entry.project}" if entry.project else ""
    why = f": {entry.reason}" if entry.reason else ""
    through = f" ({entry.via})" if entry.via else ""
    return f"{entry.seq:>8}  {when}  {entry.actor or 'the server'}{through}  {entry.action}  {entry.object}{where}{why}"


def _say_progress(done: int, of: int) -> None:
    print(f"\r{done:,} of {of:,} entries", end="", file=sys.stderr, flush=True)


def _millis(text: str) -> int:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date or time in ISO form, such as 2026-11-01") from None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
