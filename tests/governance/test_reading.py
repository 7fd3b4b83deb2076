"""Each read that a capability offers, tried by a stranger, a viewer and the server itself: a new one is found here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import Role
from mlops_lab.registry import (
    aliases,
    cards,
    evidence,
    finding,
    frozen,
    inventory,
    keeping,
    lineage,
    models,
    review,
    seals,
    search,
    technical_file,
    tombstones,
    versions,
)
from mlops_lab.storage.database import Database
from mlops_lab.tracking import (
    access,
    charts,
    code,
    compare,
    datasets,
    experiments,
    find_by_name,
    history,
    importance,
    logged_models,
    notebooks,
    projects,
    runs,
    series_check,
    views,
)
from mlops_lab.tracking.search import find_rids, find_runs, key_names, key_values
from mlops_lab.tracking.search.experiments import find_experiments
from mlops_lab.tracking.search.logged_models import find_logged_models
from mlops_lab.tracking.types import ChartRequest, CompareRequest, ImportanceRequest, RunSearch, View
from mlops_lab.wire.actor import Actor
from mlops_lab.wire.errors import Code as Why
from mlops_lab.wire.errors import LabError
from tests.governance.offered import OF_PROMOTION, PROJECT, Things, functions

Read = Callable[[Connection, Things], Any]
PAGE: dict[str, Any] = {"filter": "", "order_by": [], "max_results": 10, "page_token": ""}
READS: dict[str, Read] = {
    "tracking.projects.get_project": lambda conn, have: projects.get_project(conn, PROJECT),
    "tracking.projects.project_id": lambda conn, have: projects.project_id(conn, PROJECT),
    "tracking.experiments.list_experiments": lambda conn, have: experiments.list_experiments(conn, PROJECT),
    "tracking.experiments.get_experiment": lambda conn, have: experiments.get_experiment(conn, have.experiment),
    "tracking.experiments.find_experiment": lambda conn, have: experiments.find_experiment(conn, PROJECT, "first"),
    "tracking.runs.get_run": lambda conn, have: runs.get_run(conn, have.run),
    "tracking.runs.find_rid": lambda conn, have: runs.find_rid(conn, have.run),
    "tracking.runs.find_rids": lambda conn, have: runs.find_rids(conn, [have.run]),
    "tracking.code.get_code": lambda conn, have: code.get_code(conn, have.run),
    "tracking.datasets.list_datasets": lambda conn, have: datasets.list_datasets(conn, have.run),
    "tracking.history.history_page": lambda conn, have: history.history_page(conn, have.run, "loss", max_results=5),
    "tracking.charts.chart": lambda conn, have: charts.chart(conn, ChartRequest(run_ids=[have.run], keys=["loss"])),
    "tracking.compare.compare": lambda conn, have: compare.compare(conn, CompareRequest(run_ids=[have.run])),
    "tracking.importance.importance": lambda conn, have: importance.importance(
        conn, ImportanceRequest(run_ids=[have.run], metric="loss")
    ),
    "tracking.find_by_name.resolve": lambda conn, have: find_by_name.resolve(conn, PROJECT, have.run),
    "tracking.logged_models.get_logged_model": lambda conn, have: logged_models.get_logged_model(conn, have.logged),
    "tracking.logged_models.models_of_run": lambda conn, have: logged_models.models_of_run(conn, have.run),
    "tracking.views.list_views": lambda conn, have: views.list_views(conn, PROJECT),
    "tracking.views.get_view": lambda conn, have: views.get_view(conn, have.view),
    "tracking.search.find.find_runs": lambda conn, have: find_runs(conn, RunSearch(project=PROJECT)),
    "tracking.search.find.find_rids": lambda conn, have: find_rids(conn, RunSearch(project=PROJECT)),
    "tracking.search.keys.key_names": lambda conn, have: key_names(conn, PROJECT, None),
    "tracking.search.keys.key_values": lambda conn, have: key_values(conn, PROJECT, None, "params", "a"),
    "tracking.search.experiments.find_experiments": lambda conn, have: find_experiments(
        conn, PROJECT, view=View.ACTIVE, **PAGE
    ),
    "tracking.series_check.check_series": lambda conn, have: series_check.check_series(conn, PROJECT),
    "tracking.access.require_place": lambda conn, have: access.require_place(
        conn, f"{have.experiment}/{have.run}/artifacts/model.skops", Role.VIEWER, to="see a file"
    ),
    "registry.models.get_model": lambda conn, have: models.get_model(conn, PROJECT, "leaver"),
    "registry.models.exists": lambda conn, have: models.exists(conn, PROJECT, "leaver"),
    "registry.models.key_of": lambda conn, have: models.key_of(conn, PROJECT, "leaver"),
    "registry.versions.get_version": lambda conn, have: versions.get_version(conn, PROJECT, "leaver", 1),
    "registry.versions.latest_versions": lambda conn, have: versions.latest_versions(conn, PROJECT, "leaver", []),
    "registry.versions.version_key": lambda conn, have: versions.version_key(conn, PROJECT, "leaver", 1),
    "registry.aliases.version_of_alias": lambda conn, have: aliases.version_of_alias(conn, PROJECT, "leaver", "best"),
    "registry.search.find_models": lambda conn, have: search.find_models(conn, PROJECT, **PAGE),
    "registry.search.find_versions": lambda conn, have: search.find_versions(conn, PROJECT, **PAGE),
    "registry.cards.get_card": lambda conn, have: cards.get_card(conn, PROJECT, "leaver"),
    "registry.cards.revisions": lambda conn, have: cards.revisions(conn, PROJECT, "leaver"),
    "registry.cards.missing_parts": lambda conn, have: cards.missing_parts(conn, PROJECT, "leaver"),
    "registry.cards.version_card": lambda conn, have: cards.version_card(conn, PROJECT, "leaver", 1),
    "registry.evidence.transitions_of": lambda conn, have: evidence.transitions_of(conn, PROJECT, "leaver"),
    "registry.finding.find": lambda conn, have: finding.find(conn, PROJECT, f"runs:/{have.run}/model"),
    "registry.frozen.find": lambda conn, have: frozen.find(conn, PROJECT, "held out"),
    "registry.frozen.list_frozen": lambda conn, have: frozen.list_frozen(conn, PROJECT),
    "registry.inventory.inventory": lambda conn, have: inventory.inventory(conn, PROJECT),
    "registry.lineage.lineage": lambda conn, have: lineage.lineage(conn, PROJECT, "leaver"),
    "registry.review.review": lambda conn, have: review.review(conn, PROJECT, "leaver", 1, "production"),
    "registry.review.live_for": lambda conn, have: review.live_for(conn, PROJECT, "leaver", "production"),
    "registry.seals.find_seal": lambda conn, have: seals.find_seal(conn, PROJECT, "leaver", 1),
    "registry.technical_file.technical_file": lambda conn, have: technical_file.technical_file(
        conn, PROJECT, "leaver", 1
    ),
    "registry.tombstones.tombstones_of": lambda conn, have: tombstones.tombstones_of(conn, PROJECT),
}
ELSEWHERE = {
    "tracking.logged_models.files_logged": "digests of a model whose record has been read",
    "tracking.logged_models.model_at": "the id of a model of a run that has been read",
    "tracking.search.logged_models.metrics_of": "the metrics of a model whose record has been read",
    "tracking.search.scope.scope_of": "a part of find_runs, which is above",
    "tracking.experiments.home_of": "a part of create_run",
    "tracking.experiments.project_of": "says which role is looked for",
    "tracking.access.project_of_place": "says which role is looked for",
    "tracking.notebooks.runs_by_cell": "leaves out what is not to be seen: below",
    "registry.keeping.refuse_change": "changes a file: below",
    "registry.frozen.get": "find, and a refusal",
    "registry.evidence.transitions_where": "leaves out what is not to be seen",
    "registry.finding.formats_of": "what a policy says, which everybody is to know",
    "registry.seals.seal_of": "find_seal, and a refusal",
    "registry.seals.is_intact": "says yes or no of a seal that has been read",
    "registry.sealing.origin_of": "what a seal is made of, once its run has been looked up",
    "registry.lineage.openlineage_events": "lineage, in other words",
    "registry.audit_extract.extract": "part of a technical file",
}
ASKS = {"project", "run_id", "run_ids", "experiment_id", "view_id", "model_id", "request", "search", "notebook", "path"}
STRANGER = Actor("eve", "Eve", configured={"elsewhere": "admin"})
VIEWER = Actor("vi", "Vi", configured={PROJECT: "viewer"})


def test_every_read_is_known_here() -> None:
    found = {
        name
        for name, thing in functions()
        if "conn" in (given := inspect.signature(thing).parameters) and ASKS & set(given)
        if name.split(".")[1] not in OF_PROMOTION
    }
    known = {*READS, *ELSEWHERE}
    assert found - known == set(), "who may see what they return?"
    assert known - set(dict(functions())) == set(), "these are gone"


def test_each_read_takes_a_role_in_the_project(database: Database, have: Things) -> None:
    wrong = []
    for name, read in READS.items():
        for who, actor in (("a stranger", STRANGER), ("a viewer", VIEWER), ("the server", None)):
            code = None
            try:
                database.read(lambda conn, read=read: read(conn, have), actor)  # type: ignore[misc]
            except LabError as error:
                code = error.code
            if (code is Why.FORBIDDEN) is not (who == "a stranger"):
                wrong.append(f"{name} is {code or 'shown'} to {who}")
    assert not wrong, "\n".join(wrong)


def test_lists_leave_out_what_is_not_to_be_seen(database: Database, have: Things) -> None:
    def listed(actor: Actor | None) -> list[str]:
        return [one.name for one in database.read(projects.list_projects, actor)]

    assert listed(STRANGER) == ["elsewhere"]
    assert listed(VIEWER) == [PROJECT]
    assert {PROJECT, "elsewhere", "default"} <= set(listed(None))
    assert database.read(lambda conn: notebooks.runs_by_cell(conn, "some.ipynb"), STRANGER) == []
    with pytest.raises(LabError, match="Eve has no role in project 'churn', and so cannot see into it"):
        database.read(lambda conn: find_logged_models(conn, [have.experiment], datasets=[], **PAGE), STRANGER)


def test_files_are_changed_by_those_who_may_log(database: Database, have: Things) -> None:
    path = f"{have.experiment}/{have.run}/artifacts/model.skops"
    contributor = Actor("cy", configured={PROJECT: "contributor"})

    def outcome(actor: Actor | None, place: str) -> str:
        try:
            database.read(lambda conn: keeping.refuse_change(conn, place), actor)
        except LabError as error:
            return error.code.value
        return "allowed"

    assert [outcome(one, path) for one in (STRANGER, VIEWER, contributor, None)] == [
        "forbidden",
        "forbidden",
        "allowed",
        "allowed",
    ]
    assert outcome(contributor, "frozen/ab/abc.parquet") == "forbidden", "it belongs to no experiment"


def test_an_address_in_somebody_elses_folder_gives_no_right_to_it(database: Database, have: Things) -> None:
    """An experiment may be made with any address; that of another one stays the other's."""
    taken = f"mlflow-artifacts:/{have.experiment}"
    own = "mlflow-artifacts:/shared/models"
    for name, address in (("trap", taken), ("kept", own)):
        database.write(
            lambda tx, name=name, address=address: experiments.create_experiment(  # type: ignore[misc]
                tx, "elsewhere", name, artifact_location=address
            )
        )
    place = str(Path(have.experiment) / have.run / "artifacts" / "model.skops")
    with pytest.raises(LabError, match="Eve has no role in project 'churn'"):
        database.read(lambda conn: access.require_place(conn, place, Role.VIEWER, to="see a file"), STRANGER)
    database.read(lambda conn: access.require_place(conn, "shared/models/x", Role.ADMIN, to="see a file"), STRANGER)
