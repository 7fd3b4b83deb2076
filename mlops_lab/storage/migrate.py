"""Bring a database to the newest schema; Alembic is only loaded when there is something to do."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mlops_lab.storage import connect
from mlops_lab.storage.seed import seed
from mlops_lab.wire.errors import Code, LabError

HEAD = "0002"
"""The newest revision in `migrations/versions`; a test holds the two together."""

_LOCK = 0x6D6C6F70  # any number, as long as every server uses the same


def upgrade(engine: Engine) -> None:
    """Make or migrate the tables, once even when several servers start together.

    Raises
    ------
    LabError
        When the database was written by a newer version, or holds other tables.
    """
    with connect.reading(engine) as conn:
        revision = current(conn)
    if revision == HEAD:
        return
    with connect.writing(engine) as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        revision = current(conn)  # another server may have been first
        if revision == HEAD:
            return
        _run(conn, revision)
        seed(conn)


def current(conn: Connection) -> str | None:
    """Return the revision that the database is at, None for an empty one."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _run(conn: Connection, revision: str | None) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if revision is not None and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise LabError(
            f"The database is at revision {revision}, which this version does not know. Upgrade MLOps Lab.",
            Code.UNSUPPORTED,
            "db_url",
        )
    with EnvironmentContext(
        config, scripts, fn=lambda rev, _context: scripts._upgrade_revs("head", rev)
    ) as environment:
        environment.configure(connection=conn, target_metadata=None, transactional_ddl=True)
        environment.run_migrations()
