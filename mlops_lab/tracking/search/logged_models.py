"""Search of logged models, as MLflow's client asks."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import logged_model_metrics, logged_models
from mlops_lab.tracking.experiments import key_of
from mlops_lab.tracking.logged_models import load_logged_models
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.matching import Value, ordered, page, select
from mlops_lab.tracking.search.names import PREFIXES
from mlops_lab.tracking.search.tree import Kind, Name, Order
from mlops_lab.tracking.types import LoggedModel

FIELDS = grammar.Fields(
    prefixes={word: kind for word, kind in PREFIXES.items() if kind is not Kind.DATASET},
    texts={
        name: name
        for name in ("name", "model_id", "model_type", "status", "source_run_id", "experiment_id", "artifact_location")
    },
    numbers={
        "creation_timestamp": "creation_timestamp",
        "creation_time": "creation_timestamp",
        "last_updated_timestamp": "last_updated_timestamp",
    },
)

Dataset = tuple[str | None, str | None]
"""A dataset's name and digest; None is any."""
ModelOrder = tuple[str, bool, str | None, str | None]
"""Name, ascending, and the dataset a metric was measured on."""


@dataclass(slots=True)
class _Candidate:
    model: LoggedModel
    metrics: list[dict[str, Any]]


def find_logged_models(
    conn: Connection,
    experiment_ids: Sequence[str],
    *,
    filter: str,
    order_by: Sequence[ModelOrder],
    datasets: Sequence[Dataset],
    max_results: int,
    page_token: str,
) -> tuple[list[LoggedModel], str | None]:
    """Return a page of the models of some experiments, the newest first where no order is given.

    With `datasets`, only metrics measured on one of them count.
    """
    keys = conn.scalars(
        sa.select(logged_models.c.id)
        .where(
            logged_models.c.experiment_id.in_([key_of(one) for one in experiment_ids]),
            logged_models.c.deleted_at.is_(None),
        )
        .order_by(logged_models.c.created_at.desc(), logged_models.c.id.desc())
    ).all()
    measured = _metrics(conn, keys)
    found = [
        _Candidate(model, [one for one in measured.get(key, []) if _on(one, datasets)])
        for key, model in zip(keys, load_logged_models(conn, keys), strict=True)
    ]
    found = select(found, _value, fields=FIELDS, filter=filter, order_by=())
    if datasets:
        found = [one for one in found if one.metrics]
    for name, ascending, dataset, digest in reversed(order_by):
        order = Order(grammar.parse_order(name, fields=FIELDS).name, not ascending)
        where = [(dataset, digest)] if dataset else []
        found = ordered(found, [order], lambda one, wanted, where=where: _value(one, wanted, where))  # type: ignore[misc]
    question = [list(experiment_ids), filter, [list(one) for one in order_by], [list(one) for one in datasets]]
    chosen, token = page(found, question, max_results, page_token)
    return [one.model for one in chosen], token


def metrics_of(conn: Connection, model_id: str) -> list[dict[str, Any]]:
    """Return a model's points in MLflow's form."""
    key = conn.execute(sa.select(logged_models.c.id).where(logged_models.c.model_id == model_id)).scalar_one()
    return [one | {"model_id": model_id} for one in _metrics(conn, [key]).get(key, [])]


def _metrics(conn: Connection, keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    table = logged_model_metrics
    for row in conn.execute(sa.select(table).where(table.c.logged_model_id.in_(list(keys)))):
        value = struct.unpack("<d", struct.pack("<q", row.bits))[0]
        point = {"key": row.key, "value": value, "timestamp": row.time, "step": row.step, "run_id": row.run_id}
        if row.dataset_name is not None:
            point |= {"dataset_name": row.dataset_name, "dataset_digest": row.dataset_digest or ""}
        found.setdefault(row.logged_model_id, []).append(point)
    return found


def _on(point: dict[str, Any], datasets: Sequence[Dataset]) -> bool:
    return not datasets or any(
        point.get("dataset_name") == name and (digest is None or point.get("dataset_digest") == digest)
        for name, digest in datasets
    )


def _value(one: _Candidate, name: Name, datasets: Sequence[Dataset] = ()) -> Value:
    model = one.model
    if name.kind is Kind.METRIC:
        points = [point for point in one.metrics if point["key"] == name.key and _on(point, datasets)]
        newest = max(points, key=lambda point: (point["step"], point["timestamp"]), default=None)
        return None if newest is None else float(newest["value"])
    if name.kind is Kind.PARAM:
        return model.params.get(name.key)
    if name.kind is Kind.TAG:
        return model.tags.get(name.key)
    values: dict[str, Value] = {
        "name": model.name,
        "model_id": model.model_id,
        "model_type": model.model_type,
        "status": model.status,
        "source_run_id": model.source_run_id,
        "experiment_id": model.experiment_id,
        "artifact_location": model.artifact_uri,
        "creation_timestamp": model.created_at,
        "last_updated_timestamp": model.updated_at,
    }
    return values[name.key]
