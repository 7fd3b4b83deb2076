"""Empty a store, quickly: what conformance suites do before every test.

It speaks to the database directly, since loading SQLAlchemy takes longer than
the work itself; a server that runs on the store meanwhile simply finds it empty.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mlops_lab.wire.errors import Code, LabError, invalid

KEPT = ("alembic_version",)
SMALL = 32 << 20
"""Bytes of tables and indexes up to which PostgreSQL is quicker to delete rows than to begin new files."""


def reset(db_url: str, artifact_root: str | None = None) -> None:
    """Empty the store at `db_url`, leaving project ``default`` with experiment 0, and its artifacts.

    Parameters
    ----------
    db_url : str
        ``sqlite:///PATH`` or ``postgresql://…``. A SQLite file that is not there yet is left to the server to make.
    artifact_root : str, optional
        The folder of artifacts to empty; anything but a folder is left alone.

    Raises
    ------
    LabError
        When the address is of no known kind, or something in the store is under a legal hold.
    """
    if db_url.startswith("sqlite:///"):
        _reset_sqlite(Path(unquote(db_url.removeprefix("sqlite:///"))))
    elif db_url.startswith("postgresql"):
        _reset_postgresql("postgresql://" + db_url.partition("://")[2])
    else:
        raise invalid("The database must be sqlite:///… or postgresql://….", "db_url")
    if artifact_root and "://" not in artifact_root:
        _empty(Path(artifact_root))


def _reset_sqlite(path: Path) -> None:
    import sqlite3

    if not path.exists():
        return
    conn = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("PRAGMA synchronous = NORMAL")
        conn.execute("BEGIN IMMEDIATE")
        names = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if "projects" not in names:
            conn.execute("ROLLBACK")
            return
        if "legal_holds" in names:
            _refuse_held(conn.execute(_HELD).fetchone())
        # the audit log goes with the store: what keeps single entries from going stands aside meanwhile
        guards = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            conn.execute(f'DROP TRIGGER "{name}"')
        for name in names:
            if name not in KEPT and (not name.startswith("sqlite_") or name == "sqlite_sequence"):
                conn.execute(f'DELETE FROM "{name}"')  # the names come from the database itself
        for _, statement in guards:
            conn.execute(statement)
        _seed(conn.execute, "?")
        conn.execute("COMMIT")
    finally:
        conn.close()


def _reset_postgresql(url: str) -> None:
    import psycopg

    with psycopg.connect(url) as conn:
        names = [row[0] for row in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]
        if "projects" not in names:
            return
        if "legal_holds" in names:
            _refuse_held(conn.execute(_HELD).fetchone())
        if "audit_log" in names:  # it goes with the store
            conn.execute("ALTER TABLE audit_log DISABLE TRIGGER USER")
        emptied = [psycopg.sql.Identifier(name) for name in names if name not in KEPT]
        size = conn.execute(
            "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        )
        if (size.fetchone() or (0,))[0] > SMALL:
            conn.execute(psycopg.sql.SQL("TRUNCATE {} CASCADE").format(psycopg.sql.SQL(", ").join(emptied)))
        else:  # TRUNCATE makes new files for every table, which costs ten times what a small store's rows do
            conn.execute(psycopg.sql.SQL("; ").join(psycopg.sql.SQL("DELETE FROM {}").format(name) for name in emptied))
        conn.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
            "FROM pg_sequences WHERE schemaname = current_schema()"
        )
        if "audit_log" in names:
            conn.execute("ALTER TABLE audit_log ENABLE TRIGGER USER")
        _seed(conn.execute, "%s")


_HELD = "SELECT kind, object, reason FROM legal_holds WHERE lifted_at IS NULL LIMIT 1"


def _refuse_held(row: tuple[Any, ...] | None) -> None:
    if row is not None:
        kind, name, reason = row
        raise LabError(f"The store cannot be emptied: {kind} {name} is held: {reason}", Code.CONFLICT)


def _seed(execute: Any, mark: str) -> None:
    now = time.time_ns() // 1_000_000
    execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')")
    execute(f"INSERT INTO projects (id, name, created_at) VALUES (1, 'default', {mark})", (now,))
    execute(
        "INSERT INTO experiments (id, project_id, name, created_at, updated_at) "
        f"VALUES (0, 1, 'Default', {mark}, {mark})",
        (now, now),
    )
    if mark == "%s":  # the project took the first number without asking the sequence
        execute("SELECT setval(pg_get_serial_sequence('projects', 'id'), 1)")


def _empty(folder: Path) -> None:
    if not folder.is_dir():
        return
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink(missing_ok=True)
