"""Logged models: what a run made, before (or without) registration."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, may_everywhere, reads_all, require, require_read
from mlops_lab.storage.schema import (
    logged_model_params,
    logged_model_tags,
    logged_models,
    run_models,
    runs,
)
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing, upsert
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.attributes import check_key
from mlops_lab.tracking.experiments import get_experiment, key_of, project_of
from mlops_lab.tracking.records import LogModel
from mlops_lab.tracking.types import LoggedModel
from mlops_lab.wire.errors import invalid, not_found
from mlops_lab.wire.ids import new_id

FILES = "mlops_lab.files"
"""The tag that holds the SHA-256 of a model's files by path."""
_MODEL_ID = re.compile("m-[0-9a-f]{32}")


def create_logged_model(
    tx: Tx,
    experiment_id: str,
    *,
    name: str | None = None,
    model_type: str = "",
    source_run_id: str | None = None,
    tags: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
) -> LoggedModel:
    """Begin a model; it is ``PENDING`` until `finalize_logged_model`.

    Raises
    ------
    LabError
        When the role is missing, the experiment is deleted, the run unknown, or a name unreadable.
    """
    experiment = get_experiment(tx.conn, experiment_id)
    require(tx, experiment.project, Role.CONTRIBUTOR, to="log a model")
    if experiment.deleted_at is not None:
        raise invalid(f"The experiment {experiment_id} is deleted.", "experiment_id")
    if source_run_id and not tx.conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == source_run_id)).first():
        raise not_found(f"Run with id={source_run_id[:60]} not found", "source_run_id")
    model_id = f"m-{new_id()}"
    key = tx.conn.execute(
        sa.insert(logged_models)
        .values(
            model_id=model_id,
            experiment_id=key_of(experiment_id),
            name=name or model_id,
            status="PENDING",
            model_type=model_type,
            source_run_id=source_run_id or None,
            artifact_uri=f"{experiment.artifact_location.rstrip('/')}/models/{model_id}/artifacts",
            created_at=tx.now,
            updated_at=tx.now,
        )
        .returning(logged_models.c.id)
    ).scalar_one()
    _set(tx, logged_model_tags, key, tags or {})
    _set(tx, logged_model_params, key, params or {})
    return get_logged_model(tx.conn, model_id)


def add_model_of_run(tx: Tx, rid: int, record: LogModel) -> None:
    """Record a model whose files the run keeps among its artifacts.

    Raises
    ------
    LabError
        When the id is malformed, or another model has it.
    """
    if not _MODEL_ID.fullmatch(record.model_id):
        raise invalid("A model's id is m- and 32 hexadecimal digits.", "model_id")
    run = tx.conn.execute(
        sa.select(runs.c.run_id, runs.c.experiment_id, runs.c.artifact_uri).where(runs.c.rid == rid)
    ).one()
    standing = tx.conn.execute(
        sa.select(logged_models.c.source_run_id).where(logged_models.c.model_id == record.model_id)
    ).first()
    if standing is not None:
        raise invalid(f"The model {record.model_id} stands already.", "model_id")
    key = tx.conn.execute(
        sa.insert(logged_models)
        .values(
            model_id=record.model_id,
            experiment_id=run.experiment_id,
            name=record.name,
            status="READY",
            model_type=record.model_type,
            source_run_id=run.run_id,
            artifact_uri=f"{run.artifact_uri.rstrip('/')}/{record.path}",
            created_at=tx.now,
            updated_at=tx.now,
        )
        .returning(logged_models.c.id)
    ).scalar_one()
    _set(tx, logged_model_tags, key, record.tags | {FILES: json.dumps(record.files, sort_keys=True)})
    _set(tx, logged_model_params, key, record.params)
    link_models(tx, rid, {record.model_id: 0}, "output")


def files_logged(conn: Connection, model_id: str) -> dict[str, str] | None:
    """Return the SHA-256 by path of a model's files, as who logged it counted them; None where nobody did."""
    text = conn.execute(
        sa.select(logged_model_tags.c.value)
        .join(logged_models, logged_models.c.id == logged_model_tags.c.logged_model_id)
        .where(logged_models.c.model_id == model_id, logged_model_tags.c.key == FILES)
    ).scalar()
    return None if text is None else json.loads(text)


def model_at(conn: Connection, run_id: str, artifact_uri: str) -> str | None:
    """Return the id of the model that a run logged at an address; the newest where there were several."""
    return conn.execute(
        sa.select(logged_models.c.model_id)
        .where(
            logged_models.c.source_run_id == run_id,
            logged_models.c.artifact_uri == artifact_uri,
            logged_models.c.deleted_at.is_(None),
        )
        .order_by(logged_models.c.id.desc())
        .limit(1)
    ).scalar()


def get_logged_model(conn: Connection, model_id: str, *, deleted: bool = False) -> LoggedModel:
    """Return one model; a deleted one only when asked for."""
    query = sa.select(logged_models.c.id).where(logged_models.c.model_id == model_id)
    if not deleted:
        query = query.where(logged_models.c.deleted_at.is_(None))
    key = conn.execute(query).scalar()
    if key is None:
        raise not_found(f"Logged model with ID '{model_id[:60]}' not found.", "model_id")
    return load_logged_models(conn, [key])[0]


def load_logged_models(conn: Connection, keys: Sequence[int]) -> list[LoggedModel]:
    """Return the models of these keys, in this order."""
    if not keys:
        return []
    rows = {row.id: row for row in conn.execute(sa.select(logged_models).where(logged_models.c.id.in_(keys)))}
    if not reads_all(conn):
        for experiment_id in sorted({row.experiment_id for row in rows.values()}):
            require_read(conn, project_of(conn, experiment_id))
    tags = _labels(conn, logged_model_tags, keys)
    params = _labels(conn, logged_model_params, keys)
    return [_model(rows[key], tags.get(key, {}), params.get(key, {})) for key in keys if key in rows]


def finalize_logged_model(tx: Tx, model_id: str, status: str, message: str = "") -> LoggedModel:
    """Say how making the model went: ``READY`` or ``FAILED``."""
    if status not in ("READY", "FAILED", "PENDING"):
        raise invalid(f"A model's status is READY or FAILED, not {status!r}.", "status")
    key = _key(tx, model_id)
    tx.conn.execute(
        sa.update(logged_models)
        .where(logged_models.c.id == key)
        .values(status=status, status_message=message, updated_at=tx.now)
    )
    return get_logged_model(tx.conn, model_id)


def delete_logged_model(tx: Tx, model_id: str) -> None:
    """Hide a model."""
    key = _key(tx, model_id)
    (gone,) = load_logged_models(tx.conn, [key])
    tx.conn.execute(sa.update(logged_models).where(logged_models.c.id == key).values(deleted_at=tx.now))
    audit.record(
        tx,
        "logged_model.deleted",
        kind="logged_model",
        object=model_id,
        project=project_of(tx.conn, int(gone.experiment_id)),
        before=audit.digest_of(gone),
        details={"name": gone.name, "run_id": gone.source_run_id},
    )


def set_logged_model_tags(tx: Tx, model_id: str, tags: Mapping[str, str]) -> LoggedModel:
    """Set tags of a model."""
    _set(tx, logged_model_tags, _key(tx, model_id), tags)
    return get_logged_model(tx.conn, model_id)


def delete_logged_model_tag(tx: Tx, model_id: str, key: str) -> None:
    """Take one tag of a model away."""
    table = logged_model_tags
    done = tx.conn.execute(sa.delete(table).where(table.c.logged_model_id == _key(tx, model_id), table.c.key == key))
    if not done.rowcount:
        raise not_found(f"No tag with key {key!r} for model {model_id}.", "key")


def add_logged_model_params(tx: Tx, model_id: str, params: Mapping[str, str]) -> None:
    """Add params to a model; one that stands already with another value is refused."""
    owner = _key(tx, model_id)
    standing = _labels(tx.conn, logged_model_params, [owner]).get(owner, {})
    for key, value in params.items():
        if standing.get(key, value) != value:
            raise invalid(f"Param {key!r} of the model is {standing[key]!r} already.", f"params.{key}")
    _set(tx, logged_model_params, owner, params)


def link_models(tx: Tx, rid: int, model_ids: Mapping[str, int], role: str) -> None:
    """Record that a run read (`input`) or made (`output`, at the given step) models."""
    rows = [{"rid": rid, "model_id": model_id, "role": role, "step": step} for model_id, step in model_ids.items()]
    insert_missing(tx.conn, run_models, rows)


def models_of_run(conn: Connection, run_id: str) -> list[LoggedModel]:
    """Return the models a run made or put out, oldest first."""
    rid = conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == run_id)).scalar()
    if rid is None:
        raise not_found(f"Run with id={run_id[:60]} not found", "run_id")
    require_runs(conn, [rid])
    put_out = sa.select(run_models.c.model_id).where(run_models.c.rid == rid, run_models.c.role == "output")
    query = (
        sa.select(logged_models.c.id)
        .where(
            sa.or_(logged_models.c.source_run_id == run_id, logged_models.c.model_id.in_(put_out)),
            logged_models.c.deleted_at.is_(None),
        )
        .order_by(logged_models.c.id)
    )
    return load_logged_models(conn, list(conn.scalars(query)))


def open_models(tx: Tx, model_ids: Collection[str]) -> dict[str, int]:
    """Return the keys of models that may be logged to, by their ids.

    Raises
    ------
    LabError
        When there is none of an id, it is deleted, or the role is missing.
    """
    query = sa.select(logged_models.c.model_id, logged_models.c.id, logged_models.c.experiment_id)
    alive = query.where(logged_models.c.model_id.in_(model_ids), logged_models.c.deleted_at.is_(None))
    found = {row.model_id: row for row in tx.conn.execute(alive)}
    for model_id in model_ids:
        if model_id not in found:
            raise not_found(f"Logged model with ID '{model_id[:60]}' not found.", "model_id")
    if not may_everywhere(tx.actor, Role.CONTRIBUTOR):
        for experiment_id in sorted({row.experiment_id for row in found.values()}):
            require(tx, project_of(tx.conn, experiment_id), Role.CONTRIBUTOR, to="change a logged model")
    return {model_id: row.id for model_id, row in found.items()}


def _key(tx: Tx, model_id: str) -> int:
    return open_models(tx, [model_id])[model_id]


def _set(tx: Tx, table: sa.Table, owner: int, values: Mapping[str, str]) -> None:
    for key in values:
        check_key(key, "key")
    rows = [{"logged_model_id": owner, "key": key, "value": value} for key, value in values.items()]
    upsert(tx.conn, table, rows, keys=["logged_model_id", "key"], update=["value"])


def _labels(conn: Connection, table: sa.Table, keys: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row in conn.execute(sa.select(table).where(table.c.logged_model_id.in_(keys))):
        found.setdefault(row.logged_model_id, {})[row.key] = row.value
    return found


def _model(row: Row[Any], tags: dict[str, str], params: dict[str, str]) -> LoggedModel:
    return LoggedModel(
        model_id=row.model_id,
        experiment_id=str(row.experiment_id),
        name=row.name,
        status=row.status,
        status_message=row.status_message,
        model_type=row.model_type,
        source_run_id=row.source_run_id,
        artifact_uri=row.artifact_uri,
        created_at=row.created_at,
        updated_at=row.updated_at,
        tags=tags,
        params=params,
    )
