"""The store: made and migrated once, shared safely, emptied quickly, and honest about bad days."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa

from mlops_lab.storage import control_schema, migrate
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.storage.reset import reset
from mlops_lab.storage.schema import metadata
from mlops_lab.tracking import experiments, runs
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.errors import Code, LabError
from mlops_lab.wire.ids import new_id
from tests.parts.postgres import Postgres


def add_run(database: Database) -> str:
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=1)))
    return run_id


def test_migrations_lead_to_the_schema_the_code_knows(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database._engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": False})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLite cannot reflect an index on an expression
            assert control_schema.metadata is metadata  # its tables are among them
            differences = compare_metadata(context, metadata)
    on_expressions = {"ix_run_params_value", "ix_run_tags_value"}
    assert [one for one in differences if getattr(one[1], "name", None) not in on_expressions] == []


def test_the_newest_revision_is_the_one_the_code_names() -> None:
    folder = Path(migrate.__file__).parent / "migrations" / "versions"
    assert sorted(path.name[:4] for path in folder.glob("0*.py"))[-1] == migrate.HEAD


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "s.db")
    Database(url).close()
    with sqlite3.connect(tmp_path / "s.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LabError, match="Upgrade") as refused:
        Database(url)
    assert refused.value.field == "db_url"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(LabError) as refused:
        Database(url)
    assert refused.value.field == "db_url"


OPENER = """
import sys
from mlops_lab.storage.database import Database
from mlops_lab.tracking import experiments
with Database(sys.argv[1]) as store:
    for i in range(20):
        store.write(lambda tx: experiments.create_experiment(tx, "default", f"{sys.argv[2]} {i}"))
"""


def test_servers_that_start_together_share_one_store(database_url: str, tmp_path: Path, postgres: Postgres) -> None:
    # an empty one, so that they race for the tables as well
    url = postgres.new_database() if database_url.startswith("postgresql") else sqlite_url(tmp_path / "new" / "s.db")
    both = [subprocess.Popen([sys.executable, "-c", OPENER, url, name]) for name in ("one", "two")]
    assert [process.wait(60) for process in both] == [0, 0]
    with Database(url) as store:
        assert len(store.read(lambda conn: experiments.list_experiments(conn, "default"))) == 41


def test_a_write_waits_for_another_programs_lock(tmp_path: Path) -> None:
    with Database(sqlite_url(tmp_path / "s.db")) as store:
        other = sqlite3.connect(tmp_path / "s.db", isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.5, lambda: other.execute("COMMIT"))
        timer.start()
        began = time.monotonic()
        run_id = add_run(store)
        timer.join()
        other.close()
        assert time.monotonic() - began >= 0.4
        assert store.read(lambda conn: runs.get_run(conn, run_id)).run_id == run_id


def test_a_lock_that_is_held_for_good_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlops_lab.storage import connect

    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.3)
    with Database(sqlite_url(tmp_path / "s.db")) as store:
        other = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LabError, match="lock") as refused:
            add_run(store)
        assert refused.value.code is Code.UNAVAILABLE
        assert len(store.read(lambda conn: experiments.list_experiments(conn, "default"))) == 1  # reading goes on
        other.execute("COMMIT")
        other.close()
        add_run(store)


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A file system of 3 MB."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"mounting a tmpfs needs rights that we lack here: {mounted.stderr.decode().strip()}")
    yield place  # type: ignore[misc]
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_and_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    acknowledged: list[str] = []

    def fill(store: Database) -> None:
        with (small_disk / "ballast").open("ab", buffering=0) as ballast:
            while True:
                acknowledged.append(add_run(store))
                ballast.write(os.urandom(20_000))

    with Database(sqlite_url(small_disk / "s.db")) as store:
        with pytest.raises(LabError, match="full") as refused:
            fill(store)
        assert refused.value.code is Code.UNAVAILABLE
        (small_disk / "ballast").unlink()
        acknowledged.append(add_run(store))
    with Database(sqlite_url(small_disk / "s.db")) as store:
        for run_id in acknowledged:
            assert store.read(lambda conn, run_id=run_id: runs.get_run(conn, run_id)).run_id == run_id


def test_postgresql_restarting_under_load_loses_nothing(postgres: Postgres) -> None:
    with Database(postgres.migrated_database()) as store:
        acknowledged: list[str] = []
        refusals: list[Code] = []
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                try:
                    acknowledged.append(add_run(store))
                except LabError as error:
                    refusals.append(error.code)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        postgres.restart("fast")
        before = len(acknowledged)
        time.sleep(1.0)
        stop.set()
        for thread in threads:
            thread.join()

        assert len(acknowledged) > before > 0
        assert set(refusals) <= {Code.UNAVAILABLE}
        for run_id in acknowledged:
            assert store.read(lambda conn, run_id=run_id: runs.get_run(conn, run_id)).run_id == run_id


def test_a_failing_write_takes_no_other_with_it(database: Database) -> None:
    run_id = add_run(database)

    def fail(tx: object) -> None:
        raise ValueError("mine")

    good = [database.submit(lambda tx, i=i: experiments.create_experiment(tx, "default", f"e{i}")) for i in range(20)]
    bad = database.submit(fail)
    more = [database.submit(lambda tx, i=i: experiments.create_experiment(tx, "default", f"f{i}")) for i in range(20)]

    assert all(one.result().name for one in good + more)
    with pytest.raises(ValueError, match="mine"):
        bad.result()
    assert database.read(lambda conn: runs.get_run(conn, run_id)).run_id == run_id


def test_reset_leaves_an_empty_store_also_while_it_is_open(database_url: str, tmp_path: Path) -> None:
    artifacts = tmp_path / "artifacts"
    (artifacts / "0").mkdir(parents=True)
    (artifacts / "0" / "a.txt").write_text("x")
    with Database(database_url) as store:
        for _ in range(3):
            add_run(store)
            store.write(lambda tx: experiments.create_experiment(tx, "other", "e"))
            reset(database_url, str(artifacts))

            (left,) = store.read(lambda conn: experiments.list_experiments(conn, "default"))
            assert (left.experiment_id, left.name, left.run_count) == ("0", "Default", 0)
            assert store.write(lambda tx: experiments.create_experiment(tx, "default", "next")).experiment_id == "1"
            assert list(artifacts.iterdir()) == []


def test_readers_see_one_state_while_others_write(database: Database) -> None:
    add_run(database)
    count = sa.select(sa.func.count()).select_from(sa.table("runs"))

    def twice(conn: sa.Connection) -> tuple[int, int]:
        first = conn.execute(count).scalar_one()
        thread = threading.Thread(target=add_run, args=(database,))
        thread.start()
        thread.join()
        return first, conn.execute(count).scalar_one()

    assert database.read(twice) == (1, 1)
