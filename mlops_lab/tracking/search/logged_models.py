"""Search of logged models, as MLflow's client asks."""

from __future__ import annotations

import operator
import struct
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import logged_model_metrics, logged_model_params, logged_model_tags, logged_models
from mlops_lab.tracking.experiments import key_of
from mlops_lab.tracking.logged_models import load_logged_models
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.listing import Listing, Question
from mlops_lab.tracking.search.names import PREFIXES
from mlops_lab.tracking.search.terms import Clause
from mlops_lab.tracking.search.tree import Kind, Name, Op, Order
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

MODELS = Listing(
    source=logged_models,
    key=logged_models.c.id,
    fields=FIELDS,
    columns={
        "name": logged_models.c.name,
        "model_id": logged_models.c.model_id,
        "model_type": logged_models.c.model_type,
        "status": logged_models.c.status,
        "source_run_id": logged_models.c.source_run_id,
        "experiment_id": sa.cast(logged_models.c.experiment_id, sa.Text),
        "artifact_location": logged_models.c.artifact_uri,
        "creation_timestamp": logged_models.c.created_at,
        "last_updated_timestamp": logged_models.c.updated_at,
    },
    optional=frozenset({"source_run_id"}),
    labels={
        Kind.TAG: (logged_model_tags, "logged_model_id"),
        Kind.PARAM: (logged_model_params, "logged_model_id"),
    },
    order=((logged_models.c.created_at, True),),
)

Dataset = tuple[str | None, str | None]
"""A dataset's name and digest; None is any."""
ModelOrder = tuple[str, bool, str | None, str | None]
"""Name, ascending, and the dataset a metric was measured on."""

_INFINITY = 0x7FF0000000000000
"""The bits of infinity; those of NaN are greater, its sign aside."""
_GREATEST = 2**63 - 1
_COMPARE = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


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

    With `datasets`, only metrics measured on one of them count, and only models that have such.
    """

    def held(name: Name, op: Op, values: list[float]) -> Clause:
        rank, wanted = _rank_of(name.key, datasets), [_rank(value) for value in values]
        if op in (Op.NE, Op.NOT_IN):
            return sa.and_(rank.is_not(None), rank.not_in(wanted))
        return sa.and_(rank.between(-_INFINITY, _INFINITY), _COMPARE[op](rank, wanted[0]))

    question = Question(conn.dialect.name, MODELS, held)
    question.where(
        logged_models.c.experiment_id.in_([key_of(one) for one in experiment_ids]),
        logged_models.c.deleted_at.is_(None),
    )
    question.filter(filter)
    if datasets:
        question.where(sa.select(_POINTS.c.step).where(_OWN, _on(datasets)).exists())
    grammar.refuse_order(len(order_by))
    for entry, ascending, dataset, digest in order_by:
        name = MODELS.order_of(entry).name
        if name.kind is Kind.METRIC:
            rank = _rank_of(name.key, datasets, [(dataset, digest)] if dataset else [])
            question.order_by_column(sa.func.nullif(rank, _GREATEST, type_=sa.BigInteger()), not ascending)
        else:
            question.order_by_name(Order(name, not ascending))
    asked = [list(experiment_ids), filter, [list(one) for one in order_by], [list(one) for one in datasets]]
    keys, token = question.page(conn, asked, max_results, page_token)
    return load_logged_models(conn, keys), token


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


_POINTS = logged_model_metrics
_OWN = _POINTS.c.logged_model_id == logged_models.c.id


def _rank_of(key: str, *datasets: Sequence[Dataset]) -> sa.ColumnElement[int]:
    """Return the rank of a metric's newest value, measured on a dataset of each list; NULL where there is none."""
    points = _POINTS.c
    bits = points.bits
    # the bits of floats are in the order of the floats, those below zero the other way round
    rank = sa.case((bits >= 0, bits), else_=-_GREATEST - (bits + 1))
    rank = sa.case((rank.between(-_INFINITY, _INFINITY), rank), else_=_GREATEST)
    newest = sa.select(rank).where(_OWN, points.key == key, *(_on(one) for one in datasets if one))
    newest = newest.order_by(points.step.desc(), points.time.desc(), rank.desc()).limit(1)
    return newest.correlate(logged_models).scalar_subquery()


def _rank(value: float) -> int:
    """Return an integer that is to others as the float is to others."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return int(bits) if bits >= 0 else -_GREATEST - (int(bits) + 1)


def _on(datasets: Sequence[Dataset]) -> Clause:
    points = _POINTS.c
    return sa.or_(
        *(
            sa.and_(
                points.dataset_name == name,
                sa.true() if digest is None else sa.func.coalesce(points.dataset_digest, "") == digest,
            )
            for name, digest in datasets
        )
    )
