"""What a policy no longer keeps is purged, what is held or needed is not, and the log says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mlops_lab.cli import main
from mlops_lab.governance import holds, policies, retention
from mlops_lab.governance.holds import HoldKind
from mlops_lab.registry import models, targets, versions
from mlops_lab.registry.expiry import Purged, purge_expired
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.control_schema import model_targets, version_states
from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import runs as run_rows
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.control import State
from mlops_lab.wire.errors import Code, LabError
from mlops_lab.wire.ids import new_id
from tests.governance.tampering import ADA
from tests.governance.trail import entries, said

DAY = retention.DAY_MS
RULES = "targets:\n  production: {}\nretention:\n  deleted_runs_days: 30\n  retired_versions_days: 90\n"


@pytest.fixture
def ruled(database: Database) -> Database:
    database.write(lambda tx: policies.write(tx, "default", RULES, base_version=0), ADA)
    return database


@pytest.fixture
def files(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(str(tmp_path / "artifacts"), {})


def deleted_run(database: Database, days_ago: float, files: ArtifactStore | None = None) -> str:
    """A run that was deleted some days ago, with a file."""
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=1)), ADA)
    database.write(lambda tx: runs.delete_runs(tx, [run_id]), ADA)
    when = now_ms() - int(days_ago * DAY)
    database.write(
        lambda tx: tx.conn.execute(sa.update(run_rows).where(run_rows.c.run_id == run_id).values(deleted_at=when))
    )
    if files is not None:
        upload = files.create(file_of(database, run_id))
        upload.write(b"1,2,3")
        upload.commit()
    return run_id


def file_of(database: Database, run_id: str) -> str:
    (run,) = database.read(lambda conn: load_runs(conn, runs.find_rids(conn, [run_id])))
    return f"{run.artifact_uri.removeprefix('mlflow-artifacts:/')}/table.csv"


def version(database: Database, state: State, days_ago: float, *, name: str = "churn") -> int:
    """A version that has stood somewhere for some days."""

    def write(tx: Tx) -> int:
        if not models.exists(tx.conn, "default", name):
            models.create_model(tx, "default", name)
        made = versions.create_version(tx, "default", name, source="https://elsewhere/model")
        owner = models.key_of(tx.conn, "default", name)
        targets.set_state(tx, owner, made.version, "production", state)
        mine = version_states.c.version == made.version
        when = tx.now - int(days_ago * DAY)
        tx.conn.execute(sa.update(version_states).where(mine).values(updated_at=when))
        return made.version

    return database.write(write, ADA)


def is_there(database: Database, run_id: str) -> bool:
    return bool(database.read(lambda conn: conn.scalar(sa.select(run_rows.c.rid).where(run_rows.c.run_id == run_id))))


def purge(database: Database, files: ArtifactStore | None = None, actor: Actor = ADA) -> Purged:
    return purge_expired(database, files, "default", actor)


def test_nothing_goes_where_no_policy_says_so(database: Database) -> None:
    run_id = deleted_run(database, 5000)

    assert purge(database) == Purged()
    assert is_there(database, run_id)


def test_runs_deleted_long_ago_go_with_their_files(ruled: Database, files: ArtifactStore) -> None:
    old, new = deleted_run(ruled, 31, files), deleted_run(ruled, 29, files)
    gone, kept = file_of(ruled, old), file_of(ruled, new)

    done = purge(ruled, files)

    assert done.runs == [old]
    assert (is_there(ruled, old), is_there(ruled, new)) == (False, True)
    with pytest.raises(LabError):
        files.info(gone)
    assert files.info(kept).size == 5
    assert purge(ruled, files) == Purged()


def test_versions_retired_long_ago_leave_a_tombstone_and_others_stay(ruled: Database) -> None:
    expired = version(ruled, State.RETIRED, 91)
    for state, days in ((State.RETIRED, 89), (State.SUPERSEDED, 400), (State.LIVE, 400), (State.CANDIDATE, 400)):
        version(ruled, state, days)

    assert purge(ruled).versions == [("churn", expired)]
    with pytest.raises(LabError) as caught:
        ruled.read(lambda conn: versions.get_version(conn, "default", "churn", expired))
    assert caught.value.code is Code.NOT_FOUND


def test_a_version_that_something_still_needs_is_not_due(ruled: Database) -> None:
    needed = version(ruled, State.RETIRED, 400)

    def live_elsewhere(tx: Tx) -> None:
        owner = models.key_of(tx.conn, "default", "churn")
        row = {"registered_model_id": owner, "target": "edge", "previous_version": needed, "updated_at": 1}
        tx.conn.execute(sa.insert(model_targets).values(row))

    ruled.write(live_elsewhere, ADA)

    assert purge(ruled) == Purged()


def test_what_is_held_stays_and_is_named(ruled: Database) -> None:
    run_id, other = deleted_run(ruled, 400), deleted_run(ruled, 400)
    held = version(ruled, State.RETIRED, 400)
    ruled.write(lambda tx: holds.place(tx, "default", HoldKind.RUN, run_id, "case 17"), ADA)
    ruled.write(lambda tx: holds.place(tx, "default", HoldKind.VERSION, f"churn/{held}", "case 18"), ADA)

    done = purge(ruled)

    assert (done.runs, done.versions) == ([other], [])
    assert set(done.held) == {run_id, f"churn/{held}"}
    assert "case 17" in done.held[run_id]


def test_the_purge_is_in_the_audit_log(ruled: Database) -> None:
    run_id = deleted_run(ruled, 31)
    version(ruled, State.RETIRED, 91)

    purge(ruled)

    last = entries(ruled)[-3:]
    assert [(one.action, one.object, one.actor) for one in last] == [
        ("run.purged", run_id, "ada"),
        ("version.deleted", "churn/1", "ada"),
        ("retention.applied", "default", "ada"),
    ]
    assert "90 days" in last[1].reason
    details: dict[str, Any] = said(last[2])
    assert (details["runs"], details["versions"], details["policy_version"]) == (1, ["churn/1"], 1)
    assert details["rule"] == {"deleted_runs_days": 30, "retired_versions_days": 90}


def test_many_go_in_parts(ruled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlops_lab.registry.expiry.PART", 2)
    run_ids = [deleted_run(ruled, 40 - place) for place in range(5)]

    assert purge(ruled).runs == run_ids
    assert [one.action for one in entries(ruled)].count("retention.applied") == 3


def test_it_takes_an_admin(ruled: Database) -> None:
    with pytest.raises(LabError) as caught:
        purge(ruled, actor=Actor("ben", via=Via.TOKEN, configured={"*": "approver"}))

    assert caught.value.code is Code.FORBIDDEN


def test_from_a_shell_first_said_and_then_done(ruled: Database, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = deleted_run(ruled, 31)
    where = ["--db-url", ruled.url.render_as_string(hide_password=False)]

    assert main(["admin", "purge-expired", "--dry-run", *where]) == 0
    assert "default: 1 runs and 0 versions would go" in capsys.readouterr().out
    assert is_there(ruled, run_id)

    assert main(["admin", "purge-expired", *where]) == 0
    assert "default: 1 runs and 0 versions purged" in capsys.readouterr().out
    assert not is_there(ruled, run_id)
