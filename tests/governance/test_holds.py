"""What is held stays: runs, experiments, models, versions, projects."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from mlops_lab.cli import main
from mlops_lab.governance import holds
from mlops_lab.governance.holds import Hold, HoldKind
from mlops_lab.registry import keeping, models, versions
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import experiments, runs
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import Code, LabError
from mlops_lab.wire.ids import new_id
from tests.governance.tampering import ADA
from tests.governance.trail import entries


def make_run(database: Database, experiment: str = "first", *, deleted: bool = True) -> str:
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, experiment=experiment, time=1)), ADA)
    if deleted:
        database.write(lambda tx: runs.delete_runs(tx, [run_id]), ADA)
    return run_id


def make_version(database: Database, name: str = "churn") -> None:
    def write(tx: Tx) -> None:
        if not models.exists(tx.conn, "default", name):
            models.create_model(tx, "default", name)
        versions.create_version(tx, "default", name, source="https://elsewhere/model")

    database.write(write, ADA)


def hold(database: Database, kind: str, name: str, reason: str = "case 17", actor: Actor = ADA) -> Hold:
    return database.write(lambda tx: holds.place(tx, "default", HoldKind(kind), name, reason), actor)


def lift(database: Database, placed: Hold) -> Hold:
    return database.write(lambda tx: holds.lift(tx, placed.hold_id, "case 17 is closed"), ADA)


def held(database: Database, kind: str, name: str) -> str | None:
    return database.read(lambda conn: holds.held(conn, kind, name, "default"))


def refused(database: Database, fn: Any) -> str:
    with pytest.raises(LabError, match="case 17") as caught:
        database.write(fn, ADA)
    assert caught.value.code is Code.CONFLICT
    return str(caught.value)


def test_a_held_run_is_not_purged_until_the_hold_is_lifted(database: Database) -> None:
    run_id, other = make_run(database), make_run(database)
    placed = hold(database, "run", run_id)

    assert "is held" in refused(database, lambda tx: runs.purge_runs(tx, [other, run_id]))
    assert held(database, "run", run_id) == f"run {run_id} is held: case 17"
    assert held(database, "run", other) is None
    database.write(lambda tx: runs.purge_runs(tx, [other]), ADA)

    lifted = lift(database, placed)
    assert lifted.lifted_by == "ada"
    assert lift(database, placed).lifted_at == lifted.lifted_at
    database.write(lambda tx: runs.purge_runs(tx, [run_id]), ADA)


def test_a_held_experiment_keeps_its_runs_and_a_held_run_its_experiment(database: Database) -> None:
    run_id = make_run(database)
    made = database.read(lambda conn: experiments.find_experiment(conn, "default", "first"))
    assert made is not None
    database.write(lambda tx: experiments.delete_experiment(tx, made.experiment_id), ADA)

    for kind, name in (("experiment", made.experiment_id), ("run", run_id), ("project", "default")):
        placed = hold(database, kind, name)
        refused(database, lambda tx: runs.purge_runs(tx, [run_id]))
        refused(database, lambda tx: experiments.purge_experiment(tx, made.experiment_id))
        lift(database, placed)

    database.write(lambda tx: experiments.purge_experiment(tx, made.experiment_id), ADA)


def test_a_held_version_keeps_its_model_and_a_held_model_its_versions(database: Database) -> None:
    make_version(database)
    make_version(database)

    placed = hold(database, "version", "churn/1")
    refused(database, lambda tx: versions.delete_version(tx, "default", "churn", 1))
    refused(database, lambda tx: models.delete_model(tx, "default", "churn"))
    database.write(lambda tx: versions.delete_version(tx, "default", "churn", 2), ADA)
    lift(database, placed)

    for kind, name in (("model", "churn"), ("project", "default")):
        placed = hold(database, kind, name)
        refused(database, lambda tx: versions.delete_version(tx, "default", "churn", 1))
        refused(database, lambda tx: models.delete_model(tx, "default", "churn"))
        lift(database, placed)

    database.write(lambda tx: models.delete_model(tx, "default", "churn"), ADA)


def test_a_hold_follows_a_model_that_is_renamed(database: Database) -> None:
    make_version(database)
    hold(database, "version", "churn/1")
    hold(database, "model", "churn")

    database.write(lambda tx: models.rename_model(tx, "default", "churn", "leavers"), ADA)

    refused(database, lambda tx: models.delete_model(tx, "default", "leavers"))
    assert {one.object for one in database.read(holds.list_holds)} == {"leavers", "leavers/1"}
    assert held(database, "model", "churn") is None


def test_files_of_a_held_run_stay(database: Database) -> None:
    run_id, other = make_run(database, deleted=False), make_run(database, deleted=False)
    made = database.read(lambda conn: experiments.find_experiment(conn, "default", "first"))
    assert made is not None
    placed = hold(database, "run", run_id)

    for path in (f"{made.experiment_id}/{run_id}/artifacts/plot.png", f"{made.experiment_id}/{run_id}"):
        refused(database, lambda tx, path=path: keeping.record_removal(tx, path))
    database.write(lambda tx: keeping.record_removal(tx, f"{made.experiment_id}/{other}/artifacts/plot.png"), ADA)
    lift(database, placed)

    database.write(lambda tx: keeping.record_removal(tx, f"{made.experiment_id}/{run_id}/artifacts/plot.png"), ADA)


def test_two_holds_are_lifted_one_by_one(database: Database) -> None:
    run_id = make_run(database)
    first, second = hold(database, "run", run_id), hold(database, "run", run_id, "case 17, appeal")

    lift(database, first)
    refused(database, lambda tx: runs.purge_runs(tx, [run_id]))
    lift(database, second)

    database.write(lambda tx: runs.purge_runs(tx, [run_id]), ADA)


def test_holds_are_in_the_audit_log_with_their_reasons(database: Database) -> None:
    placed = hold(database, "project", "default")
    lift(database, placed)

    assert [(one.action, one.object, one.actor, one.reason) for one in entries(database)] == [
        ("hold.placed", placed.hold_id, "ada", "case 17"),
        ("hold.lifted", placed.hold_id, "ada", "case 17 is closed"),
    ]
    assert database.read(holds.list_holds) == []
    assert [one.lifted_by for one in database.read(lambda conn: holds.list_holds(conn, "default", lifted=True))] == [
        "ada"
    ]


def test_of_a_hold_and_a_purge_at_once_one_sees_the_other(database: Database) -> None:
    for _ in range(12):
        run_id = make_run(database, experiment=f"e-{new_id()}")
        experiment = database.read(lambda conn, run_id=run_id: runs.get_run(conn, run_id)).experiment_id
        database.write(lambda tx, experiment=experiment: experiments.delete_experiment(tx, experiment), ADA)
        start = Barrier(2)

        def at_once(fn: Any, start: Barrier = start) -> Code | None:
            start.wait()
            try:
                database.write(fn, ADA)
            except LabError as error:
                return error.code
            return None

        with ThreadPoolExecutor(2) as pool:
            placed = pool.submit(
                at_once, lambda tx, run_id=run_id: holds.place(tx, "default", HoldKind.RUN, run_id, "c")
            )
            purged = pool.submit(at_once, lambda tx, one=experiment: experiments.purge_experiment(tx, one))
            assert (placed.result(), purged.result()) in ((None, Code.CONFLICT), (Code.NOT_FOUND, None))


def test_a_store_that_holds_something_is_not_emptied(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLOPS_LAB_DB_URL", database.url.render_as_string(hide_password=False))
    run_id = make_run(database)
    placed = hold(database, "run", run_id)

    assert main(["admin", "reset", "--yes"]) == 1
    assert "case 17" in capsys.readouterr().err
    assert held(database, "run", run_id)

    lift(database, placed)
    assert main(["admin", "reset", "--yes"]) == 0
    assert database.read(lambda conn: holds.list_holds(conn, lifted=True)) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("run", "nothing"), ("experiment", "x"), ("experiment", "999"), ("model", "none"), ("version", "none/1"),
     ("version", "none"), ("project", "other")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_held(sqlite_database: Database, kind: str, name: str) -> None:
    with pytest.raises(LabError) as caught:
        hold(sqlite_database, kind, name)

    assert caught.value.code is Code.NOT_FOUND


@pytest.mark.parametrize(
    "actor", [Actor("ben", configured={"*": "approver"}), Actor("ada", via=Via.KERNEL, configured={"*": "admin"})]
)
def test_only_an_admin_in_person_places_and_lifts(sqlite_database: Database, actor: Actor) -> None:
    placed = hold(sqlite_database, "project", "default")

    for act in (
        lambda tx: holds.place(tx, "default", HoldKind.PROJECT, "default", "why"),
        lambda tx: holds.lift(tx, placed.hold_id, "why"),
    ):
        with pytest.raises(LabError) as caught:
            sqlite_database.write(act, actor)
        assert caught.value.code is Code.FORBIDDEN


def test_a_hold_takes_a_reason(sqlite_database: Database) -> None:
    with pytest.raises(LabError, match="reason"):
        hold(sqlite_database, "project", "default", "  ")
