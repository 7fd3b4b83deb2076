"""Datasets that runs read."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.storage.schema import datasets, experiments, run_datasets, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.types import Dataset
from mlops_lab.wire.errors import invalid, not_found


def log_dataset(tx: Tx, rid: int, dataset: Dataset) -> None:
    """Record that a run read a dataset; the same name and digest are the same dataset.

    Raises
    ------
    LabError
        When the name or digest is empty or too long.
    """
    for field, limit in (("name", 500), ("digest", 100)):
        if not 0 < len(getattr(dataset, field)) <= limit:
            raise invalid(f"A dataset's {field} has 1 to {limit} characters.", field)
    project = tx.conn.execute(
        sa.select(experiments.c.project_id)
        .join(runs, runs.c.experiment_id == experiments.c.id)
        .where(runs.c.rid == rid)
    ).scalar_one()
    row = {
        "project_id": project,
        "name": dataset.name,
        "digest": dataset.digest,
        "source_type": dataset.source_type,
        "source": dataset.source,
        "schema": dataset.schema,
        "profile": dataset.profile,
        "created_at": tx.now,
    }
    # a later look at the same rows may know more of them
    known = [name for name in ("source_type", "source", "schema", "profile") if row[name]]
    keys = ["project_id", "name", "digest"]
    upsert(tx.conn, datasets, [row], keys=keys, update=known or ["name"])
    dataset_id = tx.conn.execute(
        sa.select(datasets.c.id).where(*(datasets.c[key] == row[key] for key in keys))
    ).scalar_one()
    link = {
        "rid": rid,
        "dataset_id": dataset_id,
        "context": dataset.context,
        "tags": json.dumps(dataset.tags),
    }
    upsert(tx.conn, run_datasets, [link], keys=["rid", "dataset_id"], update=["context", "tags"])


def list_datasets(conn: Connection, run_id: str) -> list[Dataset]:
    """Return what a run read, by name."""
    rid = conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == run_id)).scalar()
    if rid is None:
        raise not_found(f"Run with id={run_id[:60]} not found", "run_id")
    require_runs(conn, [rid])
    return datasets_of(conn, [rid]).get(rid, [])


def datasets_of(conn: Connection, rids: list[int]) -> dict[int, list[Dataset]]:
    """Return what each of these runs read."""
    found: dict[int, list[Dataset]] = {}
    query = (
        sa.select(run_datasets.c.rid, run_datasets.c.context, run_datasets.c.tags, datasets)
        .join(datasets, datasets.c.id == run_datasets.c.dataset_id)
        .where(run_datasets.c.rid.in_(rids))
        .order_by(datasets.c.name, datasets.c.digest)
    )
    for row in conn.execute(query):
        found.setdefault(row.rid, []).append(_dataset(row))
    return found


def _dataset(row: Row[Any]) -> Dataset:
    return Dataset(
        name=row.name,
        digest=row.digest,
        source_type=row.source_type,
        source=row.source,
        schema=row.schema,
        profile=row.profile,
        context=row.context,
        tags=json.loads(row.tags),
    )
