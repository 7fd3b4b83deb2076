"""Engines: SQLite in WAL mode, PostgreSQL through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import QueuePool

from mlops_lab.wire.actor import Actor
from mlops_lab.wire.errors import invalid

BUSY_SECONDS = 30
"""How long a SQLite connection waits for another process's lock."""


def dialect_of(url: URL) -> str:
    """Return ``sqlite`` or ``postgresql``; anything else is an error."""
    name = url.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise invalid(f"The database must be sqlite:///… or postgresql://…, not {name}://….", "db_url")
    return name


def make_engine(url: URL, *, synchronous: str, readers: int) -> Engine:
    """Make the engine for `url`."""
    if dialect_of(url) == "sqlite":
        return _sqlite_engine(url, synchronous, readers)
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=2 * readers,
        max_overflow=readers,
        pool_pre_ping=True,
        pool_recycle=1800,
    )


def _sqlite_engine(url: URL, synchronous: str, readers: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise invalid("The SQLite database must be a file.", "db_url")
    if synchronous not in ("FULL", "NORMAL"):
        raise invalid("sqlite_synchronous is FULL or NORMAL.", "sqlite_synchronous")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=readers + 2,
        max_overflow=readers,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
    )

    @sa.event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.execute("PRAGMA temp_store = MEMORY")
        # LIKE tells cases apart, as it does on PostgreSQL and in MLflow's grammar (ILIKE does not)
        cursor.execute("PRAGMA case_sensitive_like = ON")
        cursor.close()
        connection.create_function("lower", 1, _lower, deterministic=True)

    @sa.event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        # The driver's own transactions are off: it would begin late and upgrade a read lock, which fails when busy
        conn.exec_driver_sql("BEGIN" if conn.get_execution_options().get("reading") else "BEGIN IMMEDIATE")

    return engine


def _lower(text: str | None) -> str | None:
    """Fold a text's case letter by letter, as PostgreSQL does; SQLite's own function knows ASCII alone."""
    if text is None or text.isascii():
        return text and text.lower()
    # a letter by itself: a sigma at a word's end is like any other, and an İ stays one letter
    return "".join([letter.lower()[0] for letter in text])


@contextmanager
def reading(engine: Engine, reader: Actor | None = None) -> Iterator[Connection]:
    """Yield a connection in a transaction that sees one state and is rolled back at the end; it names who reads."""
    options: dict[str, Any] = {"reading": True, "mlops_lab_reader": reader}
    if engine.dialect.name == "postgresql":
        options.update(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.connect().execution_options(**options) as conn, conn.begin() as transaction:
        yield conn
        transaction.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that commits at the end, or rolls back on an error."""
    with engine.connect() as conn, conn.begin():
        yield conn
