"""INSERT … ON CONFLICT, spelled the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Rows = Sequence[Mapping[str, Any]]


def upsert(conn: Connection, table: sa.Table, rows: Rows, *, keys: Sequence[str], update: Sequence[str]) -> None:
    """Insert `rows`; where one with the same `keys` stands already, set its `update` columns."""
    if rows:
        statement = _insert(conn, table)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=list(keys), set_={name: statement.excluded[name] for name in update}
            ),
            list(rows),
        )


def insert_missing(conn: Connection, table: sa.Table, rows: Rows) -> None:
    """Insert `rows`, leaving out those that stand already."""
    if rows:
        conn.execute(_insert(conn, table).on_conflict_do_nothing(), list(rows))


def _insert(conn: Connection, table: sa.Table) -> Any:
    return (sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert)(table)
