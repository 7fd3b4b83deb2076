"""Runs statements that are kept, at the cost of the database alone.

SQLAlchemy takes 30 to 60 µs to run a statement it has compiled already. That is a
quarter of a search that SQLite answers in 0.2 ms, and most of what logging a point
costs. So there the compiled text goes straight to the driver; on PostgreSQL, which
is asked over a socket, nothing would be gained.

A statement given here is made once (a module's own, or from a cache) and selects
numbers, texts and bytes, which need no conversion. A list of any length is bound with `among`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import Executable
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Mapping[str, Any]


def rows(conn: Connection, statement: Executable, values: Values) -> Sequence[tuple[Any, ...]]:
    """Return what a statement selects, or what it changed and returns."""
    kept = _kept(conn, statement)
    if kept is None:
        return list(map(tuple, conn.execute(statement, values).all()))
    with _as_sqlalchemy(conn, kept.text) as driver:
        found: Sequence[tuple[Any, ...]] = driver.execute(kept.text, kept.bound(values)).fetchall()
    return found


def run(
    conn: Connection, statement: Executable, each: Sequence[Values], *, columns: tuple[str, ...] | None = None
) -> None:
    """Run a statement that returns nothing, once for each of these.

    An INSERT without values of its own is told by `columns` which it is given.
    """
    if not each:
        return
    kept = _kept(conn, statement, columns)
    if kept is None:
        conn.execute(statement, each[0] if len(each) == 1 else list(each))
        return
    with _as_sqlalchemy(conn, kept.text) as driver:
        if len(each) == 1:
            driver.execute(kept.text, kept.bound(each[0]))
        else:
            driver.executemany(kept.text, list(map(kept.bound, each)))


def insert(conn: Connection, table: sa.Table, names: tuple[str, ...], listed: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as values in the order of `names`: a mapping a row costs three times what the database does."""
    if not listed:
        return
    text = _insert_text(table, names, conn.dialect.name)
    if conn.dialect.name != "sqlite":
        conn.exec_driver_sql(text, list(listed))
        return
    with _as_sqlalchemy(conn, text) as driver:
        driver.executemany(text, listed)


@lru_cache(maxsize=256)
def _insert_text(table: sa.Table, names: tuple[str, ...], dialect: str) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(mark for _ in names)})"


@contextmanager
def _as_sqlalchemy(conn: Connection, text: str) -> Iterator[sqlite3.Connection]:
    """Yield the driver's connection; its errors become those that SQLAlchemy would have raised."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        yield driver
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error, dialect=conn.dialect) from error


class _Kept:
    """A statement's text, and what its question marks stand for: a name, or else the statement's own value."""

    def __init__(self, text: str, places: list[tuple[str, Any, Callable[[Any], Any] | None]]) -> None:
        self.text = text
        self._places = places
        names = [name for name, _, convert in places if name and convert is None]
        self._plain = names if len(names) == len(places) else None

    def bound(self, values: Values) -> list[Any]:
        if self._plain is not None:
            return [values[name] for name in self._plain]
        found = []
        for name, own, convert in self._places:
            value = values[name] if name else own
            found.append(value if convert is None else convert(value))
        return found


def _kept(conn: Connection, statement: Executable, columns: tuple[str, ...] | None = None) -> _Kept | None:
    return _compiled(statement, conn.dialect, columns) if conn.dialect.name == "sqlite" else None


@lru_cache(maxsize=1024)
def _compiled(statement: Any, dialect: Dialect, columns: tuple[str, ...] | None) -> _Kept | None:
    """Return a statement as the driver takes it; None where its text is not the same each time."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    converters = compiled._bind_processors
    binds = [(name, compiled.binds[name]) for name in compiled.positiontup]
    places = [
        (name, None, converters.get(name)) if bind.required else ("", bind.effective_value, converters.get(name))
        for name, bind in binds
    ]
    return _Kept(str(compiled), places)


class among(FunctionElement[Any]):  # noqa: N801, a function of SQL
    """Tell whether a column is one of a list bound by a name; the statement's text is the same for any length."""

    name = "among"
    type = sa.types.NULLTYPE  # a condition as it is: of a Boolean, SQLite's dialect would ask "= 1"
    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        super().__init__(column, sa.bindparam(name, type_=_List(column.type)))


class _List(TypeDecorator[Sequence[Any]]):
    """A list of numbers or texts: an array on PostgreSQL, JSON on SQLite."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        kind = postgresql.ARRAY(self.item) if dialect.name == "postgresql" else sa.Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return the list as the driver takes it."""
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


@compiles(among, "sqlite")
def _among_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    column, listed = element.clauses
    return f"{compiler.process(column, **kw)} IN (SELECT value FROM json_each({compiler.process(listed, **kw)}))"


@compiles(among, "postgresql")
def _among_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    column, listed = element.clauses
    return f"{compiler.process(column, **kw)} = ANY({compiler.process(listed, **kw)})"
