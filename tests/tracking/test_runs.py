"""Projects, experiments and runs: how they begin, change, end, go and come back."""

from __future__ import annotations

import pytest

from mlops_lab.storage.changes import Change
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Actor
from mlops_lab.tracking import attributes, code, datasets, experiments, liveness, logged_models, projects, runs, views
from mlops_lab.tracking.contents import digest_of
from mlops_lab.tracking.find_by_name import resolve
from mlops_lab.tracking.notebooks import runs_by_cell
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import Cell, Code, Dataset, Run, RunStatus, View
from mlops_lab.wire.errors import Code as ErrorCode
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id

ADA = Actor("ada", "Ada L.")


def start(database: Database, **given: object) -> Run:
    record = StartRun(**({"run_id": new_id(), "time": 1000} | given))  # type: ignore[arg-type]
    return database.write(lambda tx: runs.create_run(tx, record), ADA)


def get(database: Database, run_id: str) -> Run:
    return database.read(lambda conn: runs.get_run(conn, run_id))


def test_a_run_makes_its_project_and_experiment(database: Database) -> None:
    run = start(database, project="churn", experiment="trees", name="first", tags={"data": "2013"})

    assert (run.project, run.experiment_name, run.name) == ("churn", "trees", "first")
    assert run.status is RunStatus.RUNNING
    assert (run.person.username, run.person.display_name) == ("ada", "Ada L.")
    assert run.tags["data"] == "2013"
    assert run.artifact_uri.endswith(f"/{run.run_id}/artifacts")
    listed = database.read(lambda conn: experiments.list_experiments(conn, "churn"))
    assert [(one.name, one.run_count, one.running_count) for one in listed] == [("trees", 1, 1)]


def test_a_run_without_a_name_gets_one_that_can_be_said(database: Database) -> None:
    assert start(database).name.count("-") == 2


@pytest.mark.parametrize(
    "name",
    ["🚀 größe / ünïcode", "../../etc/passwd", "x" * 500, "'; DROP TABLE runs; --", "<script>alert(1)</script>"],
)
def test_names_are_kept_as_they_are(database: Database, name: str) -> None:
    run = start(database, name=name, experiment=name)

    assert get(database, run.run_id).name == name
    assert get(database, run.run_id).experiment_name == name


@pytest.mark.parametrize(("field", "name"), [("name", "x" * 10_000), ("name", "  "), ("name", "a\x00b")])
def test_a_name_that_cannot_be_kept_is_refused(database: Database, field: str, name: str) -> None:
    with pytest.raises(LabError) as refused:
        start(database, name=name)
    assert refused.value.field == field


def test_ending_and_going_on(database: Database) -> None:
    run = start(database)
    ended = database.write(lambda tx: runs.update_run(tx, run.run_id, status=RunStatus.FAILED, error="boom"))
    assert ended.status is RunStatus.FAILED
    assert ended.error == "boom"
    assert ended.end_time is not None

    again = start(database, run_id=run.run_id, resume=True, time=5)

    assert again.status is RunStatus.RUNNING
    assert (again.end_time, again.error) == (None, None)
    assert again.start_time == run.start_time


def test_an_id_is_used_once(database: Database) -> None:
    run = start(database)
    with pytest.raises(LabError) as refused:
        start(database, run_id=run.run_id)
    assert refused.value.code is ErrorCode.ALREADY_EXISTS


def test_params_never_change(database: Database) -> None:
    run = start(database)
    rid = database.read(lambda conn: runs.find_rid(conn, run.run_id))
    database.write(lambda tx: attributes.log_params(tx, rid, {"lr": "0.1"}))
    database.write(lambda tx: attributes.log_params(tx, rid, {"lr": "0.1", "depth": "3"}))

    with pytest.raises(LabError, match="never change") as refused:
        database.write(lambda tx: attributes.log_params(tx, rid, {"new": "1", "lr": "0.2"}))

    assert refused.value.field == "params.lr"
    assert get(database, run.run_id).params == {"lr": "0.1", "depth": "3"}


def test_tags_change_and_keep_name_and_note_in_step(database: Database) -> None:
    run = start(database)
    rid = database.read(lambda conn: runs.find_rid(conn, run.run_id))
    database.write(lambda tx: attributes.set_tags(tx, rid, {"a": "1", "mlflow.runName": "renamed"}))
    database.write(lambda tx: attributes.set_tags(tx, rid, {"a": None, "mlflow.note.content": "seen"}))
    database.write(lambda tx: runs.update_run(tx, run.run_id, name="again"))

    found = get(database, run.run_id)
    assert (found.name, found.note) == ("again", "seen")
    assert found.tags["mlflow.runName"] == "again"
    assert "a" not in found.tags


@pytest.mark.parametrize("key", ["", " ", "x" * 251, "../x", "/x", "a\nb", "a/../b"])
def test_keys_that_nobody_could_use_are_refused(database: Database, key: str) -> None:
    run = start(database)
    rid = database.read(lambda conn: runs.find_rid(conn, run.run_id))
    with pytest.raises(LabError):
        database.write(lambda tx: attributes.log_params(tx, rid, {key: "1"}))


@pytest.mark.parametrize("key", ["👩‍🔬 score", "val/auc", "a.b-c_d:e f", "größe", "x" * 250])
def test_keys_may_be_of_any_script(database: Database, key: str) -> None:
    run = start(database)
    rid = database.read(lambda conn: runs.find_rid(conn, run.run_id))
    database.write(lambda tx: attributes.log_params(tx, rid, {key: "1"}))
    assert get(database, run.run_id).params == {key: "1"}


def test_deleting_hides_restoring_brings_back_purging_ends(database: Database) -> None:
    run = start(database)
    database.write(lambda tx: runs.delete_runs(tx, [run.run_id]))
    database.write(lambda tx: runs.delete_runs(tx, [run.run_id]))
    with pytest.raises(LabError, match="deleted"):
        database.write(lambda tx: runs.update_run(tx, run.run_id, name="x"))
    database.write(lambda tx: runs.restore_runs(tx, [run.run_id]))
    assert get(database, run.run_id).deleted_at is None
    with pytest.raises(LabError, match="Only deleted"):
        database.write(lambda tx: runs.purge_runs(tx, [run.run_id]))
    database.write(lambda tx: runs.delete_runs(tx, [run.run_id]))
    database.write(lambda tx: runs.purge_runs(tx, [run.run_id]))
    with pytest.raises(LabError) as gone:
        get(database, run.run_id)
    assert gone.value.code is ErrorCode.NOT_FOUND


def test_an_experiment_goes_with_its_runs_and_comes_back_with_them(database: Database) -> None:
    kept, gone_before = start(database, experiment="e"), start(database, experiment="e")
    experiment_id = kept.experiment_id
    database.write(lambda tx: runs.delete_runs(tx, [gone_before.run_id]))
    database.write(lambda tx: experiments.delete_experiment(tx, experiment_id))
    assert get(database, kept.run_id).deleted_at is not None
    assert [e.name for e in database.read(lambda c: experiments.list_experiments(c, "default"))] == ["Default"]
    with pytest.raises(LabError, match="restore"):
        start(database, experiment="e")

    database.write(lambda tx: experiments.restore_experiment(tx, experiment_id))

    assert get(database, kept.run_id).deleted_at is None
    assert get(database, gone_before.run_id).deleted_at is not None


def test_a_purged_experiments_id_does_not_come_back(database: Database) -> None:
    first = database.write(lambda tx: experiments.create_experiment(tx, "default", "a"))
    database.write(lambda tx: experiments.delete_experiment(tx, first.experiment_id))
    database.write(lambda tx: experiments.purge_experiment(tx, first.experiment_id))
    second = database.write(lambda tx: experiments.create_experiment(tx, "default", "a"))
    assert int(second.experiment_id) > int(first.experiment_id)


def test_experiment_names_are_unique_within_a_project(database: Database) -> None:
    database.write(lambda tx: experiments.create_experiment(tx, "one", "same"))
    database.write(lambda tx: experiments.create_experiment(tx, "two", "same"))
    with pytest.raises(LabError) as refused:
        database.write(lambda tx: experiments.create_experiment(tx, "one", "same"))
    assert refused.value.code is ErrorCode.ALREADY_EXISTS


@pytest.mark.parametrize("name", ["", "with space", "-dash", "a/b", "x" * 101, "é" * 3 + "!"])
def test_a_projects_name_fits_an_address(database: Database, name: str) -> None:
    with pytest.raises(LabError) as refused:
        database.write(lambda tx: projects.create_project(tx, name))
    assert refused.value.field == "name"


def test_children_are_counted(database: Database) -> None:
    parent = start(database)
    child = start(database, parent_run_id=parent.run_id)
    start(database, tags={"mlflow.parentRunId": parent.run_id})

    assert get(database, parent.run_id).child_count == 2
    assert get(database, child.run_id).tags["mlflow.parentRunId"] == parent.run_id


def test_the_code_of_a_run_is_found_again(database: Database) -> None:
    source = "model.fit(X, y)"
    cells = [
        Cell(digest=digest_of("import x"), cell_id="c1", execution_count=1, source="import x"),
        Cell(digest=digest_of(source), cell_id="c2", execution_count=2, source=source),
    ]
    recorded = Code(
        notebook="a.ipynb", cell_id="c2", cell_source=source, cells=cells, git_commit="f" * 40, git_diff="+ x",
        packages={"numpy": "2.0"}, python="3.11", host="here", pid=7,
    )  # fmt: skip
    run = start(database, code=recorded)

    found = database.read(lambda conn: code.get_code(conn, run.run_id))

    assert found == recorded
    assert (run.origin.notebook, run.origin.cell_id, run.origin.execution_count) == ("a.ipynb", "c2", 2)


def test_a_notebooks_cells_know_their_newest_run(database: Database) -> None:
    for name in ("old", "new"):
        start(database, name=name, code=Code(notebook="a.ipynb", cell_id="c1", host="h", pid=1))
    start(database, code=Code(notebook="b.ipynb", cell_id="c1"))

    (cell,) = database.read(lambda conn: runs_by_cell(conn, "a.ipynb"))

    assert (cell.cell_id, cell.run_count, cell.run.name) == ("c1", 2, "new")


def test_datasets_are_shared_between_runs(database: Database) -> None:
    flights = Dataset(name="flights", digest="abc", source="nyc", context="training", tags={"split": "a"})
    one, two = start(database), start(database)
    for run in (one, two, two):
        rid = database.read(lambda conn, run=run: runs.find_rid(conn, run.run_id))
        database.write(lambda tx, rid=rid: datasets.log_dataset(tx, rid, flights))

    for run in (one, two):
        assert database.read(lambda conn, run=run: datasets.list_datasets(conn, run.run_id)) == [flights]


def test_a_logged_model_is_pending_until_it_is_ready(database: Database) -> None:
    run = start(database)
    model = database.write(
        lambda tx: logged_models.create_logged_model(
            tx, run.experiment_id, name="m", source_run_id=run.run_id, params={"a": "1"}, tags={"t": "x"}
        )
    )
    assert (model.status, model.params, model.tags) == ("PENDING", {"a": "1"}, {"t": "x"})
    database.write(lambda tx: logged_models.finalize_logged_model(tx, model.model_id, "READY"))
    (found,) = database.read(lambda conn: logged_models.models_of_run(conn, run.run_id))
    assert (found.model_id, found.status) == (model.model_id, "READY")
    database.write(lambda tx: logged_models.delete_logged_model(tx, model.model_id))
    assert database.read(lambda conn: logged_models.models_of_run(conn, run.run_id)) == []


def test_a_run_is_found_by_what_a_person_types(database: Database) -> None:
    one, two = start(database, name="mine"), start(database, name="other")

    def found(typed: str) -> list[str]:
        return database.read(lambda conn: resolve(conn, "default", typed))

    assert found("mine") == [one.run_id]
    assert found(two.run_id) == [two.run_id]
    assert two.run_id in found(two.run_id[:30])
    assert found("nothing") == []
    assert found("%") == []


def test_a_run_whose_process_is_gone_is_killed_when_it_was_last_heard_of(database: Database) -> None:
    run = start(database, code=Code(host="here", pid=1))
    done = start(database, code=Code(host="here", pid=1))
    database.write(lambda tx: runs.update_run(tx, done.run_id, status=RunStatus.FINISHED))

    (opened,) = database.read(liveness.open_runs)
    database.write(lambda tx: liveness.mark_killed(tx, [run.run_id, done.run_id]))

    assert (opened.run_id, opened.host, opened.pid) == (run.run_id, "here", 1)
    killed = get(database, run.run_id)
    assert killed.status is RunStatus.KILLED
    assert killed.end_time == killed.heartbeat_at
    assert get(database, done.run_id).status is RunStatus.FINISHED


def test_a_stale_run_that_is_heard_of_runs_again(database: Database) -> None:
    run = start(database, code=Code(host="elsewhere"))
    rid = database.read(lambda conn: runs.find_rid(conn, run.run_id))
    database.write(lambda tx: liveness.mark_stale(tx, [run.run_id]))
    assert get(database, run.run_id).status is RunStatus.STALE
    database.write(lambda tx: runs.touch(tx, [rid]))
    assert get(database, run.run_id).status is RunStatus.RUNNING


def test_views_are_saved_changed_and_removed(database: Database) -> None:
    made = database.write(lambda tx: views.save_view(tx, "default", "best", {"filter": "metrics.a > 1"}), ADA)
    database.write(lambda tx: views.update_view(tx, made.view_id, name="better"))
    (found,) = database.read(lambda conn: views.list_views(conn, "default"))
    assert (found.name, found.owner, found.query) == ("better", "ada", {"filter": "metrics.a > 1"})
    database.write(lambda tx: views.delete_view(tx, made.view_id))
    assert database.read(lambda conn: views.list_views(conn, "default")) == []


def test_listeners_hear_of_what_is_durable_and_of_nothing_else(database: Database) -> None:
    heard: list[Change] = []
    database.changes.subscribe(heard.extend)
    run = start(database)
    with pytest.raises(LabError):
        start(database, run_id=run.run_id)

    topics = {change.topic for change in heard if change.kind == "run.created"}
    assert topics == {f"run:{run.run_id}", f"experiment:{run.experiment_id}", f"project:{run.project}"}


def test_deleted_projects_are_hidden_and_refuse_runs(database: Database) -> None:
    start(database, project="p")
    database.write(lambda tx: projects.delete_project(tx, "p"))
    assert [p.name for p in database.read(projects.list_projects)] == ["default"]
    assert [p.name for p in database.read(lambda c: projects.list_projects(c, View.DELETED))] == ["p"]
    with pytest.raises(LabError, match="deleted"):
        start(database, project="p", experiment="new")
    database.write(lambda tx: projects.restore_project(tx, "p"))
    assert start(database, project="p", experiment="new").project == "p"
