"""Each write that a capability offers, tried in each role: a new one without a check fails here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from mlops_lab.governance.roles import Role
from mlops_lab.registry import aliases, cards, frozen, keeping, models, sealing, versions
from mlops_lab.storage.control_schema import role_bindings
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import (
    attributes,
    code,
    datasets,
    experiments,
    ingest,
    liveness,
    logged_models,
    projects,
    runs,
    series,
    views,
)
from mlops_lab.tracking.records import Batch, LogModel, LogParams
from mlops_lab.tracking.types import Cell, Code, Dataset, RunStatus
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import Code as Why
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id
from tests.governance.offered import OF_PROMOTION, PROJECT, Things, functions, start

Write = Callable[[Tx, Things], Any]
FROZEN = frozen.Described(digest="d" * 64, rows=3, columns=[{"name": "y", "type": "double"}])
STEPS = np.arange(3)


def batch(record: Any) -> Batch:
    """Make a journal's batch of one record."""
    return Batch(journal=new_id(), seqs=[1], records=[record])


def shipped(tx: Tx, record: Any) -> None:
    """Apply a batch of one record; what is refused of a batch is told in its receipt."""
    for one in ingest.apply(tx, batch(record)).rejected:
        raise LabError(one.error.message, one.error.code)


def sealed(tx: Tx) -> None:
    """Make and seal a version, the seal by whoever acts."""
    key, _ = versions.version_key(tx.conn, PROJECT, "leaver", 2)
    made = versions.get_version(tx.conn, PROJECT, "leaver", 2)
    sealing.seal(tx, PROJECT, key, made, sealing.Contents(files=[]), sealing.Origin())


def on_run(write: Callable[[Tx, int, Things], Any]) -> Write:
    """Give a write the key of a run, which is given out to who may log to it."""
    return lambda tx, have: write(tx, runs.open_rid(tx, have.run), have)


C, A = Role.CONTRIBUTOR, Role.ADMIN
WRITES: dict[str, tuple[Role, Write]] = {
    "tracking.projects.create_project": (A, lambda tx, have: projects.create_project(tx, "another")),
    "tracking.projects.ensure_project": (A, lambda tx, have: projects.ensure_project(tx, "another")),
    "tracking.projects.update_project": (C, lambda tx, have: projects.update_project(tx, PROJECT, description="x")),
    "tracking.projects.delete_project": (A, lambda tx, have: projects.delete_project(tx, PROJECT)),
    "tracking.projects.restore_project": (A, lambda tx, have: projects.restore_project(tx, PROJECT)),
    "tracking.experiments.create_experiment": (C, lambda tx, have: experiments.create_experiment(tx, PROJECT, "more")),
    "tracking.experiments.ensure_experiment": (C, lambda tx, have: experiments.ensure_experiment(tx, PROJECT, "more")),
    "tracking.experiments.ensure_home": (C, lambda tx, have: experiments.ensure_home(tx, PROJECT, "more")),
    "tracking.experiments.update_experiment": (
        C,
        lambda tx, have: experiments.update_experiment(tx, have.experiment, name="other"),
    ),
    "tracking.experiments.set_experiment_tag": (
        C,
        lambda tx, have: experiments.set_experiment_tag(tx, have.experiment, "a", "b"),
    ),
    "tracking.experiments.delete_experiment_tag": (
        C,
        lambda tx, have: experiments.delete_experiment_tag(tx, have.experiment, "team"),
    ),
    "tracking.experiments.delete_experiment": (C, lambda tx, have: experiments.delete_experiment(tx, have.experiment)),
    "tracking.experiments.restore_experiment": (C, lambda tx, have: experiments.restore_experiment(tx, have.gone)),
    "tracking.experiments.purge_experiment": (A, lambda tx, have: experiments.purge_experiment(tx, have.gone)),
    "tracking.runs.create_run": (C, lambda tx, have: start(tx)),
    "tracking.runs.update_run": (C, lambda tx, have: runs.update_run(tx, have.run, status=RunStatus.FINISHED)),
    "tracking.runs.annotate": (C, lambda tx, have: runs.annotate(tx, have.run, params={"a": "1"}, tags={})),
    "tracking.runs.open_rid": (C, lambda tx, have: runs.open_rid(tx, have.run)),
    "tracking.runs.open_run": (C, lambda tx, have: runs.open_run(tx, have.run)),
    "tracking.runs.open_runs": (C, lambda tx, have: runs.open_runs(tx, [have.run])),
    "tracking.runs.delete_runs": (C, lambda tx, have: runs.delete_runs(tx, [have.run])),
    "tracking.runs.restore_runs": (C, lambda tx, have: runs.restore_runs(tx, [have.gone_run])),
    "tracking.runs.purge_runs": (A, lambda tx, have: runs.purge_runs(tx, [have.gone_run])),
    "tracking.liveness.mark_killed": (A, lambda tx, have: liveness.mark_killed(tx, [have.run])),
    "tracking.liveness.mark_stale": (A, lambda tx, have: liveness.mark_stale(tx, [have.run])),
    "tracking.attributes.log_params": (C, on_run(lambda tx, rid, have: attributes.log_params(tx, rid, {"a": "1"}))),
    "tracking.attributes.set_tags": (C, on_run(lambda tx, rid, have: attributes.set_tags(tx, rid, {"a": "1"}))),
    "tracking.series.append_points": (
        C,
        on_run(lambda tx, rid, have: series.append_points(tx, rid, "loss", STEPS, STEPS, np.ones(3))),
    ),
    "tracking.series.append_many": (
        C,
        on_run(lambda tx, rid, have: series.append_many(tx, rid, [("loss", 1, 1, 1.0)])),
    ),
    "tracking.series.append_runs": (
        C,
        on_run(lambda tx, rid, have: series.append_runs(tx, {rid: [("loss", 1, 1, 1.0)]})),
    ),
    "tracking.code.save_code": (C, on_run(lambda tx, rid, have: code.save_code(tx, rid, Code(git_commit="c")))),
    "tracking.code.add_cells": (C, on_run(lambda tx, rid, have: code.add_cells(tx, rid, [Cell(digest="0" * 64)]))),
    "tracking.datasets.log_dataset": (
        C,
        on_run(lambda tx, rid, have: datasets.log_dataset(tx, rid, Dataset(name="d", digest="1"))),
    ),
    "tracking.ingest.apply": (
        C,
        lambda tx, have: shipped(tx, LogParams(run_id=have.run, values={"a": "1"})),
    ),
    "tracking.logged_models.create_logged_model": (
        C,
        lambda tx, have: logged_models.create_logged_model(tx, have.experiment),
    ),
    "tracking.logged_models.add_model_of_run": (
        C,
        on_run(
            lambda tx, rid, have: logged_models.add_model_of_run(
                tx, rid, LogModel(run_id=have.run, model_id=f"m-{new_id()}", name="m", path="model")
            )
        ),
    ),
    "tracking.logged_models.link_models": (
        C,
        on_run(lambda tx, rid, have: logged_models.link_models(tx, rid, {have.logged: 0}, "input")),
    ),
    "tracking.logged_models.open_models": (C, lambda tx, have: logged_models.open_models(tx, [have.logged])),
    "tracking.logged_models.finalize_logged_model": (
        C,
        lambda tx, have: logged_models.finalize_logged_model(tx, have.logged, "READY"),
    ),
    "tracking.logged_models.delete_logged_model": (
        C,
        lambda tx, have: logged_models.delete_logged_model(tx, have.logged),
    ),
    "tracking.logged_models.set_logged_model_tags": (
        C,
        lambda tx, have: logged_models.set_logged_model_tags(tx, have.logged, {"a": "b"}),
    ),
    "tracking.logged_models.delete_logged_model_tag": (
        C,
        lambda tx, have: logged_models.delete_logged_model_tag(tx, have.logged, "kind"),
    ),
    "tracking.logged_models.add_logged_model_params": (
        C,
        lambda tx, have: logged_models.add_logged_model_params(tx, have.logged, {"a": "1"}),
    ),
    "tracking.views.save_view": (C, lambda tx, have: views.save_view(tx, PROJECT, "mine", {})),
    "tracking.views.update_view": (C, lambda tx, have: views.update_view(tx, have.view, name="ours")),
    "tracking.views.delete_view": (C, lambda tx, have: views.delete_view(tx, have.view)),
    "registry.models.create_model": (C, lambda tx, have: models.create_model(tx, PROJECT, "stayer")),
    "registry.models.rename_model": (C, lambda tx, have: models.rename_model(tx, PROJECT, "leaver", "stayer")),
    "registry.models.describe_model": (C, lambda tx, have: models.describe_model(tx, PROJECT, "leaver", "x")),
    "registry.models.delete_model": (C, lambda tx, have: models.delete_model(tx, PROJECT, "leaver")),
    "registry.models.set_model_tag": (C, lambda tx, have: models.set_model_tag(tx, PROJECT, "leaver", "a", "b")),
    "registry.models.delete_model_tag": (C, lambda tx, have: models.delete_model_tag(tx, PROJECT, "leaver", "a")),
    "registry.versions.create_version": (
        C,
        lambda tx, have: versions.create_version(tx, PROJECT, "leaver", source="x"),
    ),
    "registry.versions.add_version": (C, lambda tx, have: versions.add_version(tx, PROJECT, "leaver", source="x")),
    "registry.versions.describe_version": (
        C,
        lambda tx, have: versions.describe_version(tx, PROJECT, "leaver", 1, "x"),
    ),
    "registry.versions.move_version": (C, lambda tx, have: versions.move_version(tx, PROJECT, "leaver", 1, "Staging")),
    "registry.versions.delete_version": (C, lambda tx, have: versions.delete_version(tx, PROJECT, "leaver", 1)),
    "registry.versions.set_version_tag": (
        C,
        lambda tx, have: versions.set_version_tag(tx, PROJECT, "leaver", 1, "a", "b"),
    ),
    "registry.versions.delete_version_tag": (
        C,
        lambda tx, have: versions.delete_version_tag(tx, PROJECT, "leaver", 1, "a"),
    ),
    "registry.versions.settle": (C, lambda tx, have: versions.settle(tx, PROJECT, "leaver", 2, "READY")),
    "registry.sealing.seal": (C, lambda tx, have: sealed(tx)),
    "registry.aliases.set_alias": (C, lambda tx, have: aliases.set_alias(tx, PROJECT, "leaver", "best", 2)),
    "registry.aliases.delete_alias": (C, lambda tx, have: aliases.delete_alias(tx, PROJECT, "leaver", "best")),
    "registry.cards.write_card": (C, lambda tx, have: cards.write_card(tx, PROJECT, "leaver", {"purpose": "x"})),
    "registry.keeping.record_removal": (
        C,
        lambda tx, have: keeping.record_removal(tx, f"{have.experiment}/{have.run}/artifacts/model.skops"),
    ),
    "registry.frozen.freeze": (C, lambda tx, have: frozen.freeze(tx, PROJECT, "held out", FROZEN)),
}

STEPS_OF_A_WRITE = {
    # called within writes that have been allowed, with what only those have in their hands
    "tracking.attributes.put_tags",
    "tracking.runs.touch",
    "tracking.run_entries.require_all",
    "tracking.run_entries.created",
    "tracking.run_entries.updated",
    "tracking.run_entries.ended",
    "tracking.run_entries.changed",
    "tracking.run_entries.amended",
    "tracking.run_entries.gone",
    "tracking.run_entries.returned",
    "tracking.run_news.tell",
    "tracking.run_news.tell_states",
    "tracking.run_news.tell_run",
    "tracking.sealing.seal",
    "tracking.series.copy_series",
    "registry.entries.of_model",
    "registry.entries.of_version",
    "registry.models.touch_model",
    "registry.seals.keep",
    "registry.tombstones.bury",
    "registry.aliases.move_alias",
}


def test_every_write_is_known_here() -> None:
    found = {
        name
        for name, thing in functions()
        if "tx" in inspect.signature(thing).parameters and name.split(".")[1] not in OF_PROMOTION
    }
    known = {*WRITES, *STEPS_OF_A_WRITE}
    assert found - known == set(), "what role do they take? Say so above, and check it in them"
    assert known - found == set(), "these are gone"


class Undone(Exception):  # noqa: N818  (it is no error: the write is taken back)
    """Raised at the end of a write that was allowed, to take it back."""


def outcome(database: Database, actor: Actor, write: Write, have: Things) -> str:
    """Try a write as somebody and take it back; return ``allowed`` or ``refused``."""

    def attempt(tx: Tx) -> None:
        write(tx, have)
        raise Undone

    with pytest.raises((Undone, LabError)) as ended:
        database.write(attempt, actor)
    if isinstance(ended.value, LabError):
        assert ended.value.code is Why.FORBIDDEN, ended.value.message
        assert "takes the role" in ended.value.message
        return "refused"
    return "allowed"


def test_each_write_takes_its_role_as_configuration_gives_it(database: Database, have: Things) -> None:
    wrong = []
    for name, (wanted, write) in WRITES.items():
        everywhere = wanted is A and name.split(".")[1] == "liveness"
        beyond = name in ("tracking.projects.create_project", "tracking.projects.ensure_project")
        for role in (None, *Role):
            there = {} if role is None else {PROJECT: role.value}
            for given in (there, {"elsewhere": "admin"} | there, {} if role is None else {"*": role.value}):
                needed = Role.CONTRIBUTOR if beyond else wanted
                enough = role is not None and role.covers(needed) and ("*" in given or not (everywhere or beyond))
                told = outcome(database, Actor("bo", via=Via.BROWSER, configured=given), write, have)
                if told != ("allowed" if enough else "refused"):
                    wrong.append(f"{name} is {told} for {given or 'nobody'}")
    assert not wrong, "\n".join(wrong)


def test_roles_that_admins_grant_count_as_those_of_configuration(database: Database, have: Things) -> None:
    def grant(tx: Tx) -> None:
        rows = [
            {"project": PROJECT, "subject": "user:vi", "role": "viewer", "granted_at": 1},
            {"project": PROJECT, "subject": "group:data", "role": "contributor", "granted_at": 1},
            {"project": "*", "subject": "user:ann", "role": "admin", "granted_at": 1},
        ]
        tx.conn.execute(sa.insert(role_bindings), rows)

    database.write(grant)
    nothing: dict[str, str] = {}
    viewer = Actor("vi", configured=nothing)
    member = Actor("cy", configured=nothing, groups=("data",))
    admin = Actor("ann", configured={PROJECT: "viewer"})
    for name in ("tracking.runs.create_run", "tracking.runs.update_run", "registry.versions.add_version"):
        write = WRITES[name][1]
        assert [outcome(database, who, write, have) for who in (viewer, member, admin)] == [
            "refused",
            "allowed",
            "allowed",
        ]
    purge = WRITES["tracking.runs.purge_runs"][1]
    assert [outcome(database, who, purge, have) for who in (member, admin)] == ["refused", "allowed"]


def test_who_may_not_log_is_told_so_and_leaves_nothing_behind(database: Database, have: Things) -> None:
    viewer = Actor("vi", "Vi", configured={PROJECT: "viewer"})

    with pytest.raises(LabError) as refused:
        database.write(lambda tx: start(tx), viewer)
    told = f"takes the role contributor; Vi has the role viewer in project {PROJECT!r}."
    assert refused.value.message.endswith(told)

    receipt = database.write(lambda tx: ingest.apply(tx, batch(LogParams(run_id=have.run, values={"a": "1"}))), viewer)
    assert [one.error.code for one in receipt.rejected] == [Why.FORBIDDEN]
    assert database.read(lambda conn: runs.get_run(conn, have.run)).params == {}


def test_a_role_known_from_configuration_costs_no_query(sqlite_database: Database) -> None:
    run_id = sqlite_database.write(lambda tx: start(tx))
    asked: list[str] = []

    def write(tx: Tx) -> None:
        sa.event.listen(tx.conn, "before_cursor_execute", lambda *args: asked.append(args[2]))
        series.append_many(tx, runs.open_rid(tx, run_id), [("loss", 1, 1, 1.0)])

    counts = []
    for given in ({"*": "admin"}, {"*": "contributor"}):
        asked.clear()
        sqlite_database.write(write, Actor("ada", configured=given))
        counts.append(len(asked))
        assert not any("role_bindings" in one or "projects" in one for one in asked)
    assert counts[0] == counts[1]
