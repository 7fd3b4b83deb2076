"""The part of the audit log that is about one model, and proof that it is part of the chain."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.audit import Entry, hash_of
from mlops_lab.storage.control_schema import audit_log

_PAGE = 10_000


class Verification(msgspec.Struct, kw_only=True):
    """What checking the chain from its first entry to the extract's last found.

    Attributes
    ----------
    checked, through_seq, through_hash
        How many entries were checked, and where that ended.
    broken : list of int
        Entries that were altered, or whose neighbour before was removed or moved; empty where all is well.
    """

    checked: int = 0
    through_seq: int = 0
    through_hash: str = ""
    intact: bool = True
    broken: list[int] = []


def extract(conn: Connection, project: str, name: str, transition_ids: list[str]) -> list[Entry]:
    """Return the entries about a model, its versions, aliases, card and transitions, and the project's policies."""
    table = audit_log
    about = sa.or_(
        table.c.object == name,
        sa.and_(table.c.object >= f"{name}/", table.c.object < f"{name}0"),  # `0` follows `/`
        sa.and_(table.c.object >= f"{name}@", table.c.object < f"{name}A"),  # `A` follows `@`
        sa.and_(table.c.kind == "transition", table.c.object.in_(transition_ids)),
        table.c.kind == "policy",
    )
    rows = conn.execute(sa.select(table).where(table.c.project == project, about).order_by(table.c.seq))
    return [_entry(row) for row in rows]


def verify_through(conn: Connection, last: int) -> Verification:
    """Check every entry's hash and its link to the one before, from the first to `last`."""
    found = Verification()
    previous: str | None = None
    expected = 1
    broken = []
    for entry in _entries(conn, last):
        linked = entry.seq == expected and (previous is None or entry.previous == previous)
        if not linked or hash_of(entry) != entry.hash:
            broken.append(entry.seq)
        previous, expected = entry.hash, entry.seq + 1
        found.checked += 1
        found.through_seq, found.through_hash = entry.seq, entry.hash
    found.broken = broken[:100]
    found.intact = not broken and found.through_seq == last
    return found


def _entries(conn: Connection, last: int) -> Iterator[Entry]:
    table = audit_log
    after = 0
    while after < last:
        page = conn.execute(
            sa.select(table).where(table.c.seq > after, table.c.seq <= last).order_by(table.c.seq).limit(_PAGE)
        ).all()
        if not page:
            return
        for row in page:
            yield _entry(row)
        after = page[-1].seq


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(**{field.name: getattr(row, field.name) for field in msgspec.structs.fields(Entry)})
