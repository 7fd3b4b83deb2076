"""Doing to the audit log what nobody may: as somebody who owns the database would."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from mlops_lab.governance import audit, chain
from mlops_lab.governance.audit import Entry
from mlops_lab.governance.chain import Verification
from mlops_lab.storage.control_schema import audit_head, audit_log
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor, Via

ADA = Actor("ada", "Ada Lovelace", via=Via.BROWSER, request_id="r1", configured={"*": "admin"})


def write_entries(database: Database, count: int, *, project: str = "default", kind: str = "run") -> None:
    """Enter some things that were done."""

    def write(tx: Tx) -> None:
        for number in range(count):
            name = f"thing {number} — ünï"
            audit.record(tx, f"{kind}.updated", kind=kind, object=name, project=project, details={"n": number})

    database.write(write, ADA)


def drop_guards(database: Database) -> None:
    """Take away what keeps entries from being changed."""

    def write(tx: Tx) -> None:
        if tx.conn.dialect.name == "postgresql":
            tx.conn.execute(sa.text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
            return
        tx.conn.execute(sa.text("DROP TRIGGER audit_log_no_update"))
        tx.conn.execute(sa.text("DROP TRIGGER audit_log_no_delete"))

    database.write(write)


def alter(database: Database, seq: int, /, **values: Any) -> None:
    """Change an entry in place."""
    database.write(lambda tx: tx.conn.execute(sa.update(audit_log).where(audit_log.c.seq == seq).values(values)))


def remove(database: Database, first: int, last: int) -> None:
    """Delete entries."""
    database.write(lambda tx: tx.conn.execute(sa.delete(audit_log).where(audit_log.c.seq.between(first, last))))


def rewrite(database: Database, seq: int, *, onwards: bool = False, **values: Any) -> None:
    """Change an entry and give it the hash that fits; `onwards`, do so with all that follow, and the end."""

    def write(tx: Tx) -> None:
        found = tx.conn.execute(sa.select(audit_log).where(audit_log.c.seq >= seq).order_by(audit_log.c.seq)).all()
        previous = found[0].previous
        for row in found if onwards else found[:1]:
            entry = Entry(**(dict(row._mapping) | (values if row.seq == seq else {}) | {"previous": previous}))
            entry.hash = previous = audit.hash_of(entry)
            new = dict(row._mapping) | {name: getattr(entry, name) for name in row._mapping}
            tx.conn.execute(sa.update(audit_log).where(audit_log.c.seq == row.seq).values(new))
        if onwards:
            tx.conn.execute(sa.update(audit_head).values(hash=previous))

    database.write(write)


def swap(database: Database, one: int, other: int) -> None:
    """Let two entries change places."""

    def write(tx: Tx) -> None:
        for before, after in ((one, -1), (other, one), (-1, other)):
            tx.conn.execute(sa.update(audit_log).where(audit_log.c.seq == before).values(seq=after))

    database.write(write)


def end_at(database: Database, seq: int) -> None:
    """Say that the log ends with an entry."""

    def write(tx: Tx) -> None:
        kept = tx.conn.execute(sa.select(audit_log.c.hash).where(audit_log.c.seq == seq)).scalar_one()
        tx.conn.execute(sa.update(audit_head).values(seq=seq, hash=kept))

    database.write(write)


def verified(database: Database) -> Verification:
    """Verify the log alone."""
    return database.read(lambda conn: chain.verify(conn))


def told(found: Verification) -> list[tuple[int, str]]:
    """Return which entries were found, and what was done to them."""
    return [(one.seq, one.what.value) for one in found.problems]
