"""The part of the audit log that is about one model."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.audit import Entry
from mlops_lab.storage.control_schema import audit_log


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


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(**{field.name: getattr(row, field.name) for field in msgspec.structs.fields(Entry)})
