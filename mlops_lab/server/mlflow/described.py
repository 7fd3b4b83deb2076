"""Runs in MLflow's JSON, straight from their rows.

A page of a hundred runs has hundreds of params, tags and metrics. The database puts
params and tags into the JSON they are answered in, and nothing is made of a run's
columns that MLflow does not ask for: a third of the time that a page of `Run`s takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.server.mlflow.answers import dataset_input_json
from mlops_lab.server.mlflow.rules import wire_value
from mlops_lab.storage.direct import among, rows
from mlops_lab.storage.schema import run_models, run_params, run_tags, runs, series
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.datasets import datasets_of
from mlops_lab.tracking.types import RunStatus

Json = dict[str, Any]
PART = 5000
"""Runs that one query asks about."""

_INFO = (
    "rid",
    "run_id",
    "name",
    "experiment_id",
    "username",
    "status",
    "start_time",
    "end_time",
    "deleted_at",
    "artifact_uri",
)
_RUNS = sa.select(*(runs.c[name] for name in _INFO)).where(among(runs.c.rid, "rids"))
_METRICS = sa.select(series.c.rid, series.c.key, series.c.last_value, series.c.last_time, series.c.last_step).where(
    among(series.c.rid, "rids")
)
_MODELS = sa.select(run_models.c.rid, run_models.c.role, run_models.c.model_id, run_models.c.step).where(
    among(run_models.c.rid, "rids")
)


def _pairs(table: sa.Table, dialect: str) -> sa.Select[Any]:
    """Return the select of each run's pairs, as the text of a JSON array of ``{"key": …, "value": …}``."""
    key, value = table.c.key, table.c.value
    listed: sa.ColumnElement[str]
    if dialect == "sqlite":
        listed = sa.func.json_group_array(sa.func.json_object("key", key, "value", value))
    else:
        pair = sa.func.json_build_object("key", key, "value", value)
        listed = sa.cast(sa.func.json_agg(pair.op("ORDER BY")(key)), sa.Text)
    return sa.select(table.c.rid, listed).where(among(table.c.rid, "rids")).group_by(table.c.rid)


_PAIRS = {dialect: (_pairs(run_params, dialect), _pairs(run_tags, dialect)) for dialect in ("sqlite", "postgresql")}


def described(conn: Connection, rids: Sequence[int]) -> list[Json]:
    """Return runs in MLflow's JSON, in this order, with what they read and made."""
    found: dict[int, Json] = {}
    for begin in range(0, len(rids), PART):
        part = list(rids[begin : begin + PART])
        require_runs(conn, part)
        given = {"rids": part}
        data = {rid: Json() for rid in part}
        for rid, key, value, time, step in rows(conn, _METRICS, given):
            shown = "NaN" if value is None else wire_value(value)
            data[rid].setdefault("metrics", []).append({"key": key, "value": shown, "timestamp": time, "step": step})
        for name, select in zip(("params", "tags"), _PAIRS[conn.dialect.name], strict=True):
            for rid, pairs in rows(conn, select, given):
                data[rid][name] = msgspec.Raw(pairs.encode())
        for row in rows(conn, _RUNS, given):
            found[row[0]] = {"info": _info(row), "data": data[row[0]], "inputs": {}}
        for rid, datasets in datasets_of(conn, part).items():
            found[rid]["inputs"]["dataset_inputs"] = list(map(dataset_input_json, datasets))
        for rid, role, model_id, step in rows(conn, _MODELS, given):
            if role == "input":
                found[rid]["inputs"].setdefault("model_inputs", []).append({"model_id": model_id})
            elif role == "output":
                outputs = found[rid].setdefault("outputs", {"model_outputs": []})
                outputs["model_outputs"].append({"model_id": model_id, "step": step})
    return [found[rid] for rid in rids if rid in found]


_SHOWN = {status.value: status.value.upper() for status in RunStatus} | {
    RunStatus.STALE.value: RunStatus.RUNNING.value.upper()
}


def _info(row: tuple[Any, ...]) -> Json:
    _, run_id, name, experiment_id, username, status, start_time, end_time, deleted_at, artifact_uri = row
    answer = {
        "run_uuid": run_id,
        "run_id": run_id,
        "run_name": name,
        "experiment_id": str(experiment_id),
        "user_id": username,
        "status": _SHOWN[status],
        "start_time": start_time,
        "artifact_uri": artifact_uri,
        "lifecycle_stage": "active" if deleted_at is None else "deleted",
    }
    if end_time is not None:
        answer["end_time"] = end_time
    return answer
