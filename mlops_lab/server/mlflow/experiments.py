"""MLflow's experiments."""

from __future__ import annotations

from typing import Any

from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import experiment_json, paged
from mlops_lab.server.mlflow.rules import TAG_LIMIT, checked_key, experiment_of, results_of, tags_of, view_of
from mlops_lab.server.mlflow.sources import check_location
from mlops_lab.tracking import experiments
from mlops_lab.tracking.attributes import NOTE
from mlops_lab.tracking.search.experiments import find_experiments
from mlops_lab.wire.errors import not_found

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/experiments"


@endpoints.add("POST", f"{P}/create", body=m.CreateExperiment, answer=Json)
async def create(call: Call) -> Json:
    """Make an experiment."""
    body: m.CreateExperiment = call.body
    check_location(body.artifact_location)
    tags = tags_of(body.tags)
    note = tags.get(NOTE, "")
    made = await call.write(
        lambda tx: experiments.create_experiment(
            tx, call.project, body.name, artifact_location=body.artifact_location, tags=tags, note=note
        )
    )
    return {"experiment_id": made.experiment_id}


@endpoints.add("GET", f"{P}/get", query=m.ExperimentRef, answer=Json)
async def get(call: Call) -> Json:
    """Return one experiment."""
    experiment_id = await experiment_of(call, call.query.experiment_id)
    found = await call.read(lambda conn: experiments.get_experiment(conn, experiment_id, counted=False))
    return {"experiment": experiment_json(found)}


@endpoints.add("GET", f"{P}/get-by-name", query=m.ExperimentName, answer=Json)
async def get_by_name(call: Call) -> Json:
    """Return the experiment of a name, deleted or not."""
    name = call.query.experiment_name
    found = await call.read(lambda conn: experiments.find_experiment(conn, call.project, name, counted=False))
    if found is None:
        raise not_found(f"Could not find experiment with name '{name[:200]}'", "experiment_name")
    return {"experiment": experiment_json(found)}


@endpoints.add("POST", f"{P}/update", body=m.UpdateExperiment, answer=Json)
async def update(call: Call) -> Json:
    """Rename an experiment."""
    experiment_id = await experiment_of(call, call.body.experiment_id)
    await call.write(lambda tx: experiments.update_experiment(tx, experiment_id, name=call.body.new_name))
    return {}


@endpoints.add("POST", f"{P}/delete", body=m.ExperimentRef, answer=Json)
async def delete(call: Call) -> Json:
    """Hide an experiment with its runs."""
    experiment_id = await experiment_of(call, call.body.experiment_id)
    await call.write(lambda tx: experiments.delete_experiment(tx, experiment_id))
    return {}


@endpoints.add("POST", f"{P}/restore", body=m.ExperimentRef, answer=Json)
async def restore(call: Call) -> Json:
    """Bring a deleted experiment back."""
    experiment_id = await experiment_of(call, call.body.experiment_id)
    await call.write(lambda tx: experiments.restore_experiment(tx, experiment_id))
    return {}


@endpoints.add("POST", f"{P}/set-experiment-tag", body=m.ExperimentTag, answer=Json)
async def set_tag(call: Call) -> Json:
    """Set a tag."""
    body: m.ExperimentTag = call.body
    key = checked_key(body.key, "key")
    experiment_id = await experiment_of(call, body.experiment_id)
    await call.write(lambda tx: experiments.set_experiment_tag(tx, experiment_id, key, body.value[:TAG_LIMIT]))
    return {}


@endpoints.add("POST", f"{P}/delete-experiment-tag", body=m.ExperimentTag, answer=Json)
async def delete_tag(call: Call) -> Json:
    """Take a tag away."""
    experiment_id = await experiment_of(call, call.body.experiment_id)
    await call.write(lambda tx: experiments.delete_experiment_tag(tx, experiment_id, call.body.key))
    return {}


async def _search(call: Call, asked: m.SearchExperiments) -> Json:
    found, token = await call.read(
        lambda conn: find_experiments(
            conn,
            call.project,
            filter=asked.filter,
            order_by=asked.order_by,
            view=view_of(asked.view_type),
            max_results=results_of(asked.max_results, 1000),
            page_token=asked.page_token,
        )
    )
    return paged("experiments", [experiment_json(one) for one in found], token)


@endpoints.add("POST", f"{P}/search", body=m.SearchExperiments, answer=Json, action="read")
async def search(call: Call) -> Json:
    """Find experiments."""
    return await _search(call, call.body)


@endpoints.add("GET", f"{P}/search", query=m.SearchExperiments, answer=Json)
async def search_by_query(call: Call) -> Json:
    """Find experiments, as older clients ask."""
    return await _search(call, call.query)


@endpoints.add("GET", f"{P}/list", query=m.SearchExperiments, answer=Json)
async def list_all(call: Call) -> Json:
    """List experiments, as the oldest clients ask."""
    return await _search(call, call.query)
