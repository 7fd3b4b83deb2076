"""Our values in MLflow's JSON. Empty lists are left out, as protobuf leaves them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mlops_lab.server.mlflow.rules import pairs_of, wire_value
from mlops_lab.tracking.types import Dataset, Experiment, LoggedModel, MetricSummary, Run, RunStatus
from mlops_lab.wire.numbers import from_wire

Json = dict[str, Any]


def experiment_json(experiment: Experiment) -> Json:
    """Describe an experiment."""
    answer: Json = {
        "experiment_id": experiment.experiment_id,
        "name": experiment.name,
        "artifact_location": experiment.artifact_location,
        "lifecycle_stage": "active" if experiment.deleted_at is None else "deleted",
        "last_update_time": experiment.updated_at,
        "creation_time": experiment.created_at,
    }
    tags = dict(experiment.tags)
    if experiment.note:
        tags.setdefault("mlflow.note.content", experiment.note)
    return _with(answer, tags=pairs_of(tags))


def run_json(run: Run) -> Json:
    """Describe a run that has just been made."""
    data = _with(
        {},
        metrics=[metric_json(one) for one in run.metrics.values()],
        params=pairs_of(run.params),
        tags=pairs_of(run.tags),
    )
    return {"info": info_json(run), "data": data, "inputs": {}}


def info_json(run: Run) -> Json:
    """Describe a run, without its data."""
    status = RunStatus.RUNNING if run.status is RunStatus.STALE else run.status
    answer: Json = {
        "run_uuid": run.run_id,
        "run_id": run.run_id,
        "run_name": run.name,
        "experiment_id": run.experiment_id,
        "user_id": run.person.username,
        "status": status.value.upper(),
        "start_time": run.start_time,
        "artifact_uri": run.artifact_uri,
        "lifecycle_stage": "active" if run.deleted_at is None else "deleted",
    }
    if run.end_time is not None:
        answer["end_time"] = run.end_time
    return answer


def metric_json(one: MetricSummary) -> Json:
    """Describe the newest point of a series."""
    return {
        "key": one.key,
        "value": wire_value(from_wire(one.last)),
        "timestamp": one.last_time,
        "step": one.last_step,
    }


def dataset_input_json(one: Dataset) -> Json:
    """Describe a dataset that a run read."""
    tags = dict(one.tags)
    if one.context:
        tags.setdefault("mlflow.data.context", one.context)
    dataset: Json = {"name": one.name, "digest": one.digest, "source_type": one.source_type, "source": one.source}
    for name in ("schema", "profile"):
        if getattr(one, name) is not None:
            dataset[name] = getattr(one, name)
    return _with({"dataset": dataset}, tags=pairs_of(tags))


def logged_model_json(model: LoggedModel, metrics: Sequence[Json] = (), registrations: Sequence[Json] = ()) -> Json:
    """Describe a logged model."""
    status = {"READY": "LOGGED_MODEL_READY", "FAILED": "LOGGED_MODEL_UPLOAD_FAILED"}.get(
        model.status, "LOGGED_MODEL_PENDING"
    )
    info: Json = {
        "model_id": model.model_id,
        "experiment_id": model.experiment_id,
        "name": model.name,
        "creation_timestamp_ms": model.created_at,
        "last_updated_timestamp_ms": model.updated_at,
        "artifact_uri": model.artifact_uri,
        "status": status,
        "model_type": model.model_type,
    }
    if model.source_run_id:
        info["source_run_id"] = model.source_run_id
    if model.status_message:
        info["status_message"] = model.status_message
    return {
        "info": _with(info, tags=pairs_of(model.tags), registrations=list(registrations)),
        "data": _with({}, params=pairs_of(model.params), metrics=list(metrics)),
    }


def paged(name: str, values: Sequence[Any], token: str | None) -> Json:
    """Return a page; the token is absent on the last one, the list where it is empty."""
    answer = _with({}, **{name: list(values)})
    if token:
        answer["next_page_token"] = token
    return answer


def _with(answer: Json, **lists: Sequence[Any]) -> Json:
    answer.update({name: values for name, values in lists.items() if values})
    return answer
