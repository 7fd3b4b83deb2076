"""A store that an earlier version wrote opens with all that it held."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from mlops_lab.governance import audit
from mlops_lab.storage import connect, migrate
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.storage.schema import projects
from mlops_lab.storage.seed import seed
from tests.parts.postgres import Postgres


def made_at(url: str, revision: str) -> None:
    """Make the tables as a revision had them, and begin the store as that version did."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    engine = connect.make_engine(sa.make_url(url), synchronous="NORMAL", readers=1)
    with (
        connect.writing(engine) as conn,
        EnvironmentContext(config, scripts, fn=lambda rev, _: scripts._upgrade_revs(revision, rev)) as environment,
    ):
        environment.configure(connection=conn, target_metadata=None, transactional_ddl=True)
        environment.run_migrations()
        seed(conn)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "store.db")
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.new_database()


def test_a_store_of_the_first_schema_opens_and_keeps_what_it_held(empty_url: str) -> None:
    made_at(empty_url, "0001")

    with Database(empty_url) as store:
        names = store.read(lambda conn: conn.scalars(sa.select(projects.c.name)).all())
        store.write(lambda tx: audit.record(tx, "project.updated", kind="project", object="default"))
        entries = store.read(lambda conn: conn.execute(sa.select(audit_log.c.seq, audit_log.c.object)).all())

    assert names == ["default"]
    assert [tuple(one) for one in entries] == [(1, "default")]


def test_the_audit_log_is_appended_to_and_nothing_else(empty_url: str) -> None:
    with Database(empty_url) as store:
        store.write(lambda tx: audit.record(tx, "project.updated", kind="project", object="default"))

        for change in (sa.delete(audit_log), sa.update(audit_log).values(actor="somebody else")):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                store.write(lambda tx, change=change: tx.conn.execute(change))

        assert store.read(lambda conn: conn.scalars(sa.select(audit_log.c.actor)).all()) == [""]
