"""Reading the audit log in tests."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.audit import Entry, hash_of
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.database import Database

START = "0" * 64


def entries(database: Database) -> list[Entry]:
    """Return all entries in order, and hold them to being one unbroken chain."""

    def read(conn: Connection) -> list[Entry]:
        return [Entry(**row._mapping) for row in conn.execute(sa.select(audit_log).order_by(audit_log.c.seq))]

    found = database.read(read)
    assert [one.seq for one in found] == list(range(1, len(found) + 1)), "there is a gap"
    for before, one in zip([None, *found], found, strict=False):
        assert one.hash == hash_of(one), f"entry {one.seq} was altered"
        if before is not None:
            assert one.previous == before.hash, f"entry {one.seq} does not follow the one before"
    return found


def said(entry: Entry) -> dict[str, object]:
    """Return the details of an entry."""
    return msgspec.json.decode(entry.details, type=dict[str, object])
