"""MLflow's logged models."""

from __future__ import annotations

from typing import Any

from mlops_lab.registry.versions import registrations_of
from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import logged_model_json, paged
from mlops_lab.server.mlflow.rules import experiment_of, params_of, results_of, tags_of, wire_value
from mlops_lab.tracking import logged_models
from mlops_lab.tracking.search.logged_models import find_logged_models, metrics_of
from mlops_lab.wire.errors import invalid

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/logged-models"

_STATUS = {
    "LOGGED_MODEL_PENDING": "PENDING",
    "LOGGED_MODEL_READY": "READY",
    "LOGGED_MODEL_UPLOAD_FAILED": "FAILED",
    "1": "PENDING",
    "2": "READY",
    "3": "FAILED",
}


@endpoints.add("POST", P, body=m.CreateLoggedModel, answer=Json)
async def create(call: Call) -> Json:
    """Begin a model."""
    body: m.CreateLoggedModel = call.body
    experiment_id = await experiment_of(call, body.experiment_id)
    made = await call.write(
        lambda tx: logged_models.create_logged_model(
            tx,
            experiment_id,
            name=body.name,
            model_type=body.model_type,
            source_run_id=body.source_run_id or None,
            tags=tags_of(body.tags),
            params=params_of(body.params),
        )
    )
    return {"model": logged_model_json(made)}


@endpoints.add("POST", f"{P}/search", body=m.SearchLoggedModels, answer=Json, action="read")
async def search(call: Call) -> Json:
    """Find logged models."""
    body: m.SearchLoggedModels = call.body
    experiment_ids = [await experiment_of(call, one) for one in body.experiment_ids]
    order = [(one.field_name, one.ascending, one.dataset_name, one.dataset_digest) for one in body.order_by]
    datasets = [(one.dataset_name, one.dataset_digest) for one in body.datasets]

    def read(conn: Any) -> Json:
        found, token = find_logged_models(
            conn,
            experiment_ids,
            filter=body.filter,
            order_by=order,
            datasets=datasets,
            max_results=results_of(body.max_results, 100),
            page_token=body.page_token,
        )
        return paged("models", [_described(conn, one.model_id) for one in found], token)

    return await call.read(read)


@endpoints.add("GET", f"{P}/{{model_id}}", answer=Json)
async def get(call: Call) -> Json:
    """Return one model."""
    return {"model": await call.read(lambda conn: _described(conn, call.params["model_id"]))}


@endpoints.add("PATCH", f"{P}/{{model_id}}", body=m.FinalizeLoggedModel, answer=Json)
async def finalize(call: Call) -> Json:
    """Say how making a model went."""
    status = _STATUS.get(call.body.status)
    if status is None:
        raise invalid(f"Invalid model status {call.body.status!r}.", "status")
    await call.write(lambda tx: logged_models.finalize_logged_model(tx, call.params["model_id"], status))
    return await get(call)


@endpoints.add("DELETE", f"{P}/{{model_id}}", answer=Json)
async def delete(call: Call) -> Json:
    """Hide a model."""
    await call.write(lambda tx: logged_models.delete_logged_model(tx, call.params["model_id"]))
    return {}


@endpoints.add("PATCH", f"{P}/{{model_id}}/tags", body=m.LoggedModelTags, answer=Json)
async def set_tags(call: Call) -> Json:
    """Set tags of a model."""
    tags = tags_of(call.body.tags)
    await call.write(lambda tx: logged_models.set_logged_model_tags(tx, call.params["model_id"], tags))
    return await get(call)


@endpoints.add("DELETE", f"{P}/{{model_id}}/tags/{{key}}", answer=Json)
async def delete_tag(call: Call) -> Json:
    """Take one tag of a model away."""
    await call.write(lambda tx: logged_models.delete_logged_model_tag(tx, call.params["model_id"], call.params["key"]))
    return {}


@endpoints.add("POST", f"{P}/{{model_id}}/params", body=m.LoggedModelParams, answer=Json)
async def log_params(call: Call) -> Json:
    """Add params to a model."""
    params = params_of(call.body.params)
    await call.write(lambda tx: logged_models.add_logged_model_params(tx, call.params["model_id"], params))
    return {}


def _described(conn: Any, model_id: str) -> Json:
    model = logged_models.get_logged_model(conn, model_id)
    metrics = [one | {"value": wire_value(one["value"])} for one in metrics_of(conn, model_id)]
    return logged_model_json(model, metrics, registrations_of(conn, model_id))
