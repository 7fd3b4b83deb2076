"""Experiments."""

from __future__ import annotations

import msgspec

from mlops_lab.registry.keeping import needed_below, remove_but
from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import experiments
from mlops_lab.tracking.types import Experiment, View

endpoints = Endpoints()


class ExperimentQuery(msgspec.Struct, kw_only=True):
    """Which experiments."""

    project: str = "default"
    view: View = View.ACTIVE


class ExperimentList(msgspec.Struct):
    """Experiments, the one changed last first."""

    experiments: list[Experiment]


class NewExperiment(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An experiment to make."""

    name: str
    project: str = "default"
    note: str = ""
    tags: dict[str, str] = {}


class ExperimentChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change; a tag of null goes away."""

    name: str | None = None
    note: str | None = None
    tags: dict[str, str | None] = {}


@endpoints.add("GET", "api/experiments", query=ExperimentQuery, answer=ExperimentList)
async def list_experiments(call: Call) -> ExperimentList:
    """List a project's experiments."""
    found = await call.read(lambda conn: experiments.list_experiments(conn, call.query.project, call.query.view))
    return ExperimentList(found)


@endpoints.add("POST", "api/experiments", body=NewExperiment, answer=Experiment)
async def create_experiment(call: Call) -> Experiment:
    """Make an experiment."""
    new: NewExperiment = call.body
    return await call.write(
        lambda tx: experiments.create_experiment(tx, new.project, new.name, note=new.note, tags=new.tags)
    )


@endpoints.add("GET", "api/experiments/{experiment_id}", answer=Experiment)
async def get_experiment(call: Call) -> Experiment:
    """Return one experiment."""
    return await call.read(lambda conn: experiments.get_experiment(conn, call.params["experiment_id"]))


@endpoints.add("PATCH", "api/experiments/{experiment_id}", body=ExperimentChange, answer=Experiment)
async def update_experiment(call: Call) -> Experiment:
    """Change an experiment."""
    change: ExperimentChange = call.body
    experiment_id = call.params["experiment_id"]

    def apply(tx: Tx) -> Experiment:
        for key, value in change.tags.items():
            if value is None:
                experiments.delete_experiment_tag(tx, experiment_id, key)
            else:
                experiments.set_experiment_tag(tx, experiment_id, key, value)
        return experiments.update_experiment(tx, experiment_id, name=change.name, note=change.note)

    return await call.write(apply)


@endpoints.add("DELETE", "api/experiments/{experiment_id}", answer=Experiment)
async def delete_experiment(call: Call) -> Experiment:
    """Hide an experiment with its runs; it can be restored."""
    await call.write(lambda tx: experiments.delete_experiment(tx, call.params["experiment_id"]))
    return await get_experiment(call)


@endpoints.add("POST", "api/experiments/{experiment_id}/restore", answer=Experiment)
async def restore_experiment(call: Call) -> Experiment:
    """Bring a deleted experiment back."""
    await call.write(lambda tx: experiments.restore_experiment(tx, call.params["experiment_id"]))
    return await get_experiment(call)


@endpoints.add("POST", "api/experiments/{experiment_id}/purge", answer=Experiment)
async def purge_experiment(call: Call) -> Experiment:
    """Remove a deleted experiment for good, artifacts included but for what versions of models need."""
    experiment = await get_experiment(call)
    await call.write(lambda tx: experiments.purge_experiment(tx, experiment.experiment_id))
    if experiment.artifact_location.startswith(experiments.ARTIFACT_SCHEME):
        path = experiment.artifact_location.removeprefix(experiments.ARTIFACT_SCHEME).strip("/")
        needed = await call.read(lambda conn: needed_below(conn, path))
        await call.services.with_files(remove_but, call.services.artifacts, path, needed)
    return experiment
