"""MLflow's logging: metrics, params and tags, one by one and in batches."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.rules import TAG_LIMIT, check_batch, checked_key, params_of, points_of, tags_of
from mlops_lab.storage.schema import logged_model_metrics, run_tags
from mlops_lab.storage.together import ApartError, Part
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing
from mlops_lab.tracking import attributes, series
from mlops_lab.tracking.logged_models import open_models
from mlops_lab.tracking.notify import Moved
from mlops_lab.wire.errors import not_found

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/runs"


@endpoints.add("POST", f"{P}/log-metric", body=m.LogMetric, answer=Json)
async def log_metric(call: Call) -> Json:
    """Log one point."""
    body: m.LogMetric = call.body
    point = (checked_key(body.key, "name"), body.step, body.timestamp, body.value)
    await call.write(Part(log_parts, Logged(body.run, [point], measured=[body] if body.model_id else [])))
    return {}


@endpoints.add("POST", f"{P}/log-parameter", body=m.LogParam, answer=Json)
async def log_parameter(call: Call) -> Json:
    """Log one param."""
    body: m.LogParam = call.body
    await call.write(Part(log_parts, Logged(body.run, params=params_of([m.Pair(body.key, body.value)]))))
    return {}


@endpoints.add("POST", f"{P}/set-tag", body=m.RunTag, answer=Json)
async def set_tag(call: Call) -> Json:
    """Set one tag."""
    body: m.RunTag = call.body
    tags = {checked_key(body.key, "key"): body.value[:TAG_LIMIT]}
    await call.write(Part(log_parts, Logged(body.run, tags=tags)))
    return {}


@endpoints.add("POST", f"{P}/delete-tag", body=m.RunTag, answer=Json)
async def delete_tag(call: Call) -> Json:
    """Take one tag away."""
    body: m.RunTag = call.body
    run_id = body.run

    def write(tx: Tx) -> None:
        moved = Moved(tx)
        rid = moved.rid(run_id)
        where = (run_tags.c.rid == rid, run_tags.c.key == body.key)
        if not tx.conn.execute(sa.select(run_tags.c.key).where(*where)).first():
            raise not_found(f"No tag with name: {body.key[:60]} in run with id {run_id}", "key")
        attributes.set_tags(tx, rid, {body.key: None})
        moved.attributes(run_id)
        moved.settle()

    await call.write(write)
    return {}


@endpoints.add("POST", f"{P}/log-batch", body=m.LogBatch, answer=Json)
async def log_batch(call: Call) -> Json:
    """Log up to 1,000 points, 100 params and 100 tags: all of them, or none."""
    body: m.LogBatch = call.body
    check_batch(body.metrics, body.params, body.tags)
    logged = Logged(
        body.run,
        points_of(body.metrics),
        params_of(body.params),
        tags_of(body.tags),
        [one for one in body.metrics if one.model_id],
    )
    await call.write(Part(log_parts, logged))
    return {}


@dataclass(slots=True, frozen=True)
class Logged:
    """What one request logs to a run; `measured` are the points that belong to a logged model too."""

    run_id: str
    points: list[tuple[str, int, int, float]] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    measured: Sequence[m.MetricIn | m.LogMetric] = ()


def log_parts(tx: Tx, parts: Sequence[Logged]) -> list[None]:
    """Write what one request logs, or several at once."""
    moved = Moved(tx)
    rids = moved.rids([part.run_id for part in parts])
    points: dict[str, list[tuple[str, int, int, float]]] = {}
    for part in parts:
        if part.params:
            attributes.log_params(tx, rids[part.run_id], part.params)
        if part.tags:
            attributes.set_tags(tx, rids[part.run_id], dict(part.tags))
        if part.points:
            points.setdefault(part.run_id, []).extend(part.points)
    if points:
        changed = series.append_runs(tx, {rids[run_id]: listed for run_id, listed in points.items()})
        for run_id in points:
            moved.points(run_id, changed[rids[run_id]])
    for part in parts:
        if part.measured:
            _log_for_models(tx, part.run_id, part.measured)
        if part.params or part.tags:
            moved.attributes(part.run_id)
    moved.settle()
    if len(parts) > 1 and tx.entries:  # the audit log names the request
        raise ApartError
    return [None] * len(parts)


def _log_for_models(tx: Tx, run_id: str, metrics: Iterable[m.MetricIn | m.LogMetric]) -> None:
    """Keep points with the logged models that they were measured on."""
    keys = open_models(tx, {str(one.model_id) for one in metrics})
    rows = [
        {
            "logged_model_id": keys[str(one.model_id)],
            "key": one.key,
            "step": one.step,
            "time": one.timestamp,
            "bits": struct.unpack("<q", struct.pack("<d", one.value))[0],
            "run_id": run_id,
            "dataset_name": one.dataset_name,
            "dataset_digest": one.dataset_digest,
        }
        for one in metrics
    ]
    insert_missing(tx.conn, logged_model_metrics, rows)
