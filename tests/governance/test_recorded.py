"""What the audit log holds after people worked: the life of things, in order, and no point of a metric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import sqlalchemy as sa

from mlops_lab.registry import aliases, cards, models, sealing, versions
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.storage.schema import chunk_data, points
from mlops_lab.storage.schema import runs as run_rows
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import attributes, experiments, ingest, liveness, logged_models, projects, runs
from mlops_lab.tracking.records import AnyRecord, Batch, EndRun, LogParams, LogPoints, SetCode, StartRun
from mlops_lab.tracking.series_digest import series_digest
from mlops_lab.tracking.types import Code, RunStatus
from mlops_lab.wire.actor import Actor
from mlops_lab.wire.ids import new_id
from tests.governance.trail import entries, said
from tests.governance.working import ADA, log, of_run, started
from tests.parts.jupyter import LabServer
from tests.parts.web import Web


def test_the_life_of_a_model_from_its_project_to_its_deletion(database: Database) -> None:
    act: Callable[[Callable[[Tx], Any]], Any] = partial(database.write, actor=ADA)

    act(lambda tx: projects.create_project(tx, "churn", "who leaves"))
    made = act(lambda tx: experiments.create_experiment(tx, "churn", "first", note="a try"))
    act(lambda tx: experiments.update_experiment(tx, made.experiment_id, name="baseline"))
    act(lambda tx: experiments.set_experiment_tag(tx, made.experiment_id, "team", "growth"))
    run_id = started(database, experiment="baseline", name="forest")
    log(database, run_id, "loss", 30)
    act(lambda tx: attributes.log_params(tx, runs.open_rid(tx, run_id), {"trees": "100"}))
    act(lambda tx: attributes.set_tags(tx, runs.open_rid(tx, run_id), {"kind": "trial"}))
    act(lambda tx: runs.update_run(tx, run_id, status=RunStatus.FINISHED, end_time=5000))
    act(lambda tx: models.create_model(tx, "churn", "leaver", tags={"tier": "high"}))
    act(lambda tx: models.describe_model(tx, "churn", "leaver", "tells who leaves"))

    def register(tx: Tx) -> None:
        key, version = versions.add_version(tx, "churn", "leaver", source="runs:/x/model", run_id=run_id)
        origin = sealing.origin_of(tx.conn, run_id, None)
        sealing.seal(tx, "churn", key, version, sealing.Contents(files=[]), origin)

    act(register)
    act(lambda tx: versions.set_version_tag(tx, "churn", "leaver", 1, "seen", "yes"))
    act(lambda tx: cards.write_card(tx, "churn", "leaver", {"purpose": "To keep them."}))
    act(lambda tx: aliases.set_alias(tx, "churn", "leaver", "best", 1))
    act(lambda tx: versions.delete_version(tx, "churn", "leaver", 1, reason="a leak in its data"))
    act(lambda tx: runs.delete_runs(tx, [run_id]))
    act(lambda tx: models.delete_model(tx, "churn", "leaver", reason="not needed"))
    act(lambda tx: experiments.delete_experiment(tx, made.experiment_id))
    act(lambda tx: runs.purge_runs(tx, [run_id]))
    act(lambda tx: experiments.purge_experiment(tx, made.experiment_id))
    act(lambda tx: projects.delete_project(tx, "churn"))

    found = entries(database)
    assert [(one.action, one.object) for one in found] == [
        ("project.created", "churn"),
        ("experiment.created", made.experiment_id),
        ("experiment.updated", made.experiment_id),
        ("experiment.updated", made.experiment_id),
        ("run.created", run_id),
        ("run.ended", run_id),
        ("model.created", "leaver"),
        ("model.updated", "leaver"),
        ("version.created", "leaver/1"),
        ("version.sealed", "leaver/1"),
        ("version.updated", "leaver/1"),
        ("card.written", "leaver"),
        ("alias.set", "leaver@best"),
        ("version.deleted", "leaver/1"),
        ("alias.deleted", "leaver@best"),
        ("run.deleted", run_id),
        ("model.deleted", "leaver"),
        ("experiment.deleted", made.experiment_id),
        ("run.purged", run_id),
        ("experiment.purged", made.experiment_id),
        ("project.deleted", "churn"),
    ]
    assert {(one.actor, one.actor_name, one.via, one.request_id, one.project) for one in found} == {
        ("ada", "Ada Lovelace", "browser", "r1", "churn")
    }
    assert {one.reason for one in found if one.action in ("version.deleted", "model.deleted")} == {
        "a leak in its data",
        "not needed",
    }
    last: dict[tuple[str, str], str | None] = {}
    for one in found:
        if one.action in ("version.sealed", "run.purged"):
            continue  # the seal's own digest; what was deleted already
        if one.action.split(".")[1] != "restored":
            assert one.before == last.get((one.kind, one.object)), f"{one.action} begins where the one before ended"
        last[one.kind, one.object] = one.after
    assert set(last.values()) == {None} | {one.after for one in found if one.kind == "card"}


def test_what_is_logged_while_a_run_goes_on_is_no_entry_and_its_end_holds_the_digest(database: Database) -> None:
    run_id = started(database)
    for first in range(0, 3000, 500):
        log(database, run_id, "loss", 500, first=first)
    log(database, run_id, "accuracy", 7)
    assert [one.action for one in of_run(database, run_id)] == ["run.created"]

    database.write(lambda tx: runs.update_run(tx, run_id, status=RunStatus.FINISHED), ADA)

    begun, end = of_run(database, run_id)
    rid = database.read(lambda conn: runs.find_rid(conn, run_id))
    digest = database.read(lambda conn: series_digest(conn, rid))
    assert (begun.after, end.before, end.action) == (end.before, begun.after, "run.ended")
    assert said(end) == {"status": "finished", "series": digest.digest, "keys": 2, "points": 3007}
    assert database.read(lambda conn: conn.scalar(sa.select(sa.func.count()).select_from(chunk_data)))

    for table, values in ((chunk_data, {"data": b"another"}), (points, {"time": points.c.time + 1})):

        def undone(tx: Tx, table: sa.Table = table, values: dict[str, Any] = values) -> str:
            with tx.conn.begin_nested() as altered:
                tx.conn.execute(sa.update(table).values(values))
                found = series_digest(tx.conn, rid).digest
                altered.rollback()
            return found

        assert database.write(undone) != digest.digest, f"altered {table.name} are another digest"
    assert database.read(lambda conn: series_digest(conn, rid)) == digest


def test_what_is_written_after_the_end_is_an_entry_with_the_digest_as_it_is_then(database: Database) -> None:
    run_id = started(database)
    log(database, run_id, "loss", 10)
    database.write(lambda tx: runs.update_run(tx, run_id, status=RunStatus.FINISHED), ADA)

    log(database, run_id, "loss", 3, first=100)
    database.write(lambda tx: runs.annotate(tx, run_id, params={"late": "1"}, tags={"t": "2"}), ADA)
    database.write(lambda tx: runs.update_run(tx, run_id, note="on second thoughts"), ADA)

    amended = [one for one in of_run(database, run_id) if one.action == "run.amended"]
    rid = database.read(lambda conn: runs.find_rid(conn, run_id))
    digest = database.read(lambda conn: series_digest(conn, rid))
    assert [said(one) for one in amended] == [
        {"series": digest.digest, "keys": 1, "points": 13},
        {"params": ["late"], "tags": ["t"]},
        {"note": True},
    ]


def test_a_kernels_batch_leaves_two_entries_a_run_and_points_behind_its_end_a_third(database: Database) -> None:
    run_id = new_id()
    column = np.arange(4).astype("<i8").tobytes()
    some = LogPoints(run_id=run_id, key="loss", steps=column, times=column, values=np.ones(4).astype("<f8").tobytes())
    other = LogPoints(run_id=run_id, key="late", steps=column, times=column, values=np.ones(4).astype("<f8").tobytes())
    records: list[AnyRecord] = [
        StartRun(run_id=run_id, project="churn", experiment="first", time=1),
        LogParams(run_id=run_id, values={"depth": "3"}),
        some,
        EndRun(run_id=run_id, status=RunStatus.FINISHED, time=9),
    ]

    def ship(journal: str, sent: list[AnyRecord]) -> None:
        batch = Batch(journal=journal, seqs=list(range(1, len(sent) + 1)), records=sent)
        assert not database.write(lambda tx: ingest.apply(tx, batch), ADA).rejected

    journal = new_id()
    ship(journal, records)
    ship(journal, records)  # sent again after a lost answer: applied once
    assert [one.action for one in of_run(database, run_id)] == ["run.created", "run.ended"]

    ship(new_id(), [other])
    assert [one.action for one in of_run(database, run_id)][2:] == ["run.amended"]

    again = StartRun(run_id=run_id, project="churn", resume=True, time=1)
    ship(new_id(), [again, some, EndRun(run_id=run_id, status=RunStatus.FAILED, time=9), other])
    assert [one.action for one in of_run(database, run_id)][3:] == ["run.resumed", "run.ended", "run.amended"]


def test_what_a_short_run_ran_on_may_come_after_its_end_but_not_another_story(database: Database) -> None:
    run_id = new_id()
    end = EndRun(run_id=run_id, status=RunStatus.FINISHED, time=9)

    def ship(*sent: AnyRecord) -> list[str]:
        batch = Batch(journal=new_id(), seqs=list(range(1, len(sent) + 1)), records=list(sent))
        assert not database.write(lambda tx: ingest.apply(tx, batch), ADA).rejected
        return [one.action for one in of_run(database, run_id)][2:]

    slow = Code(packages={"numpy": "2.0"}, git_diff="+ a line", python="3.11")
    assert ship(StartRun(run_id=run_id, project="churn", time=1), end, SetCode(run_id=run_id, code=slow)) == []
    assert ship(SetCode(run_id=run_id, code=slow)) == [], "the same again"
    assert ship(SetCode(run_id=run_id, code=Code(git_commit="abc"))) == [], "more of it"
    assert ship(SetCode(run_id=run_id, code=Code(packages={"numpy": "2.1"}))) == ["run.amended"]
    assert said(of_run(database, run_id)[-1]) == {"code": True}


def test_the_name_of_a_run_changes_in_sight_whichever_way_it_is_given(database: Database) -> None:
    run_id = started(database, name="first try")
    database.write(lambda tx: attributes.set_tags(tx, runs.open_rid(tx, run_id), {"mlflow.runName": "second"}), ADA)
    database.write(lambda tx: runs.update_run(tx, run_id, name="third"), ADA)
    database.write(lambda tx: runs.update_run(tx, run_id, name="third"), ADA)

    found = of_run(database, run_id)
    assert [(one.action, said(one)["name"]) for one in found[1:]] == [
        ("run.renamed", "second"),
        ("run.renamed", "third"),
    ]
    assert [one.before for one in found[1:]] == [one.after for one in found[:-1]]


def test_runs_whose_process_is_gone_or_silent_are_entered_by_the_server_itself(database: Database) -> None:
    killed, silent = started(database), started(database)
    log(database, killed, "loss", 5)
    database.write(lambda tx: liveness.mark_stale(tx, [silent]))
    database.write(lambda tx: liveness.mark_killed(tx, [killed]))
    database.write(lambda tx: liveness.mark_killed(tx, [killed]))
    log(database, silent, "loss", 1)  # it is heard of again

    end = of_run(database, killed)[-1]
    assert (end.action, end.actor, end.via, end.reason) == ("run.ended", "", "server", "Its process is gone.")
    assert (said(end)["status"], said(end)["points"]) == ("killed", 5)
    assert [one.action for one in of_run(database, killed)] == ["run.created", "run.ended"]
    stale, back = of_run(database, silent)[1:]
    assert (stale.action, back.action, back.actor) == ("run.stale", "run.resumed", "ada")
    assert (stale.after, back.after) == (back.before, stale.before)


def test_deleting_and_restoring_are_entered_once_however_often_they_are_asked(database: Database) -> None:
    run_id = started(database)
    for _ in range(2):
        database.write(lambda tx: runs.delete_runs(tx, [run_id]), ADA)
    for _ in range(2):
        database.write(lambda tx: runs.restore_runs(tx, [run_id]), ADA)
    experiment_id = database.read(lambda conn: runs.get_run(conn, run_id)).experiment_id
    for change in (experiments.delete_experiment, experiments.restore_experiment):
        for _ in range(2):
            database.write(partial(change, experiment_id=experiment_id), ADA)

    assert [one.action for one in of_run(database, run_id)] == ["run.created", "run.deleted", "run.restored"]
    hidden, back = (one for one in entries(database) if one.action in ("experiment.deleted", "experiment.restored"))
    assert (hidden.after, back.before, hidden.before) == (None, None, back.after)
    assert said(hidden)["runs"] == said(back)["runs"] == 1


def test_a_refused_write_leaves_no_entry(database: Database) -> None:
    run_id = started(database)
    before = len(entries(database))

    def fail(tx: Tx) -> None:
        runs.update_run(tx, run_id, status=RunStatus.FINISHED)
        raise ValueError("the write fails after it was recorded")

    for _ in range(3):
        with ThreadPoolExecutor() as pool:
            assert isinstance(pool.submit(database.write, fail, ADA).exception(), ValueError)
    assert len(entries(database)) == before


def test_what_else_is_deleted_is_entered_too(database: Database) -> None:
    run_id = started(database)
    experiment_id = database.read(lambda conn: runs.get_run(conn, run_id)).experiment_id
    model = database.write(lambda tx: logged_models.create_logged_model(tx, experiment_id, name="forest"), ADA)
    database.write(lambda tx: logged_models.delete_logged_model(tx, model.model_id), ADA)
    database.write(lambda tx: models.create_model(tx, "churn", "leaver"), ADA)
    for _ in range(2):
        database.write(lambda tx: versions.create_version(tx, "churn", "leaver", source="x"), ADA)
    database.write(lambda tx: models.rename_model(tx, "churn", "leaver", "stayer"), ADA)
    database.write(lambda tx: versions.move_version(tx, "churn", "stayer", 1, "Staging"), ADA)
    database.write(lambda tx: versions.move_version(tx, "churn", "stayer", 2, "Staging", archive_existing=True), ADA)
    database.write(lambda tx: models.delete_model(tx, "churn", "stayer", reason="done"), ADA)

    found = [(one.action, one.object) for one in entries(database) if one.kind in ("logged_model", "model", "version")]
    assert found == [
        ("logged_model.deleted", model.model_id),
        ("model.created", "leaver"),
        ("version.created", "leaver/1"),
        ("version.created", "leaver/2"),
        ("model.renamed", "leaver"),
        ("version.updated", "stayer/1"),
        ("version.updated", "stayer/1"),
        ("version.updated", "stayer/2"),
        ("version.deleted", "stayer/1"),
        ("version.deleted", "stayer/2"),
        ("model.deleted", "stayer"),
    ]


def test_many_at_once_make_one_chain(database_url: str) -> None:
    """Sixteen people through two servers: no deadlock, no gap, each entry behind the one that it names."""
    with Database(database_url, readers=8) as here, Database(database_url, readers=8) as there:
        here.write(lambda tx: experiments.ensure_experiment(tx, "churn", "first"))
        shared = started(here)

        def work(number: int) -> None:
            server = here if number % 2 else there
            for _ in range(6):
                run_id = started(server, actor=Actor(f"person{number}"))
                log(server, run_id, "loss", 5)
                log(server, shared, f"of {number}", 2)
                server.write(lambda tx, run_id=run_id: runs.update_run(tx, run_id, status=RunStatus.FINISHED))
                server.write(lambda tx, run_id=run_id: runs.delete_runs(tx, [run_id]))

        with ThreadPoolExecutor(16) as pool:
            for done in [pool.submit(work, number) for number in range(16)]:
                done.result(timeout=120)
        found = entries(here)
        counts = Counter(one.action for one in found if one.object != shared)
        assert counts["run.created"] == counts["run.ended"] == counts["run.deleted"] == 96
        rows = here.read(lambda conn: conn.scalar(sa.select(sa.func.count()).select_from(run_rows)))
        assert rows == 97


def test_files_that_are_removed_leave_an_entry_and_what_was_not_there_none(lab_server: LabServer) -> None:
    web = Web(lab_server)
    run_id = web.new_run()
    place = f"/api/runs/{run_id}/artifacts/plots/loss.png"
    web.ok("PUT", place, b"a picture")
    for _ in range(2):
        web.ok("DELETE", place)

    url = lab_server.db_url or sqlite_url(lab_server.data_dir / "store.db")
    with Database(url) as store:
        found = [one for one in entries(store) if one.kind == "artifact"]
    assert [(one.action, one.object.partition("/")[2]) for one in found] == [
        ("artifact.deleted", f"{run_id}/artifacts/plots/loss.png")
    ]
    assert (found[0].via, found[0].project) == ("token", "default")


def test_a_record_that_is_refused_leaves_no_entry_of_what_it_had_begun(database: Database) -> None:
    refused = StartRun(run_id=new_id(), project="made", experiment="with it", name="x" * 600, time=1)
    batch = Batch(journal=new_id(), seqs=[1], records=[refused])
    mixed = Batch(journal=new_id(), seqs=[1, 2], records=[refused, StartRun(run_id=new_id(), project="other", time=1)])

    assert len(database.write(lambda tx: ingest.apply(tx, batch), ADA).rejected) == 1
    assert entries(database) == []
    assert len(database.write(lambda tx: ingest.apply(tx, mixed), ADA).rejected) == 1

    assert {one.project for one in entries(database)} == {"other"}
    assert {one.name for one in database.read(projects.list_projects)} == {"default", "other"}
