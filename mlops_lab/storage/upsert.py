"""INSERT … ON CONFLICT, spelled the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from mlops_lab.storage import direct

Rows = Sequence[Mapping[str, Any]]


def upsert(conn: Connection, table: sa.Table, rows: Rows, *, keys: Sequence[str], update: Sequence[str]) -> None:
    """Insert `rows`; where one with the same `keys` stands already, set its `update` columns."""
    if rows:
        _run(conn, _upsert(conn.dialect.name, table, tuple(keys), tuple(update)), rows)


def insert_missing(conn: Connection, table: sa.Table, rows: Rows) -> None:
    """Insert `rows`, leaving out those that stand already."""
    if rows:
        _run(conn, _insert_missing(conn.dialect.name, table), rows)


def _run(conn: Connection, statement: Any, rows: Rows) -> None:
    direct.run(conn, statement, rows, columns=tuple(rows[0]))


# made once a table: building a statement costs more than running it
@cache
def _upsert(dialect: str, table: sa.Table, keys: tuple[str, ...], update: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in update}
    )


@cache
def _insert_missing(dialect: str, table: sa.Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


def _insert(dialect: str, table: sa.Table) -> Any:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
