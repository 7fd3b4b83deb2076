"""Model versions: make, find, describe, move between the old stages, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit, holds
from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.registry import entries
from mlops_lab.registry.models import key_of, touch_model
from mlops_lab.registry.types import ModelVersion
from mlops_lab.storage.direct import among, rows
from mlops_lab.storage.schema import (
    model_aliases,
    model_version_tags,
    model_versions,
    projects,
    registered_models,
)
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.tracking.attributes import check_key
from mlops_lab.wire.errors import LabError, invalid, not_found

STAGES = ("None", "Staging", "Production", "Archived")
ACTIVE_STAGES = ("Staging", "Production")


def create_version(
    tx: Tx,
    project: str,
    name: str,
    *,
    source: str,
    storage_location: str = "",
    run_id: str | None = None,
    run_link: str = "",
    logged_model_id: str | None = None,
    description: str = "",
    tags: Mapping[str, str] | None = None,
) -> ModelVersion:
    """Make the next version of a registered model, as `add_version` does."""
    return add_version(
        tx,
        project,
        name,
        source=source,
        storage_location=storage_location,
        run_id=run_id,
        run_link=run_link,
        logged_model_id=logged_model_id,
        description=description,
        tags=tags,
    )[1]


def add_version(
    tx: Tx,
    project: str,
    name: str,
    *,
    source: str,
    storage_location: str = "",
    run_id: str | None = None,
    run_link: str = "",
    logged_model_id: str | None = None,
    description: str = "",
    tags: Mapping[str, str] | None = None,
    status: str = "READY",
) -> tuple[int, ModelVersion]:
    """Make the next version of a registered model; a number is never given out twice.

    Returns
    -------
    tuple
        The version's key within the store, and the version.
    """
    require(tx, project, Role.CONTRIBUTOR, to="register a version")
    owner = key_of(tx.conn, project, name)
    number = tx.conn.execute(_NEXT, {"owner": owner, "now": tx.now}).scalar_one()
    row = {
        "registered_model_id": owner,
        "version": number,
        "description": description,
        "source": source,
        "storage_location": storage_location or source,
        "run_id": run_id,
        "run_link": run_link,
        "logged_model_id": logged_model_id,
        "username": tx.actor.username,
        "status": status,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    key = tx.conn.execute(_NEW, row).scalar_one()
    _set_tags(tx, key, tags or {})
    _tell(tx, project, name, number, "version.created")
    del row["registered_model_id"]
    made = ModelVersion(name=name, tags=dict(tags or {}), **row)
    entries.of_version(tx, "version.created", project, None, made, run_id=run_id)
    return int(key), made


_NEXT = (
    sa.update(registered_models)
    .where(registered_models.c.id == sa.bindparam("owner"))
    .values(last_version=registered_models.c.last_version + 1, updated_at=sa.bindparam("now"))
    .returning(registered_models.c.last_version)
)
_NEW = sa.insert(model_versions).returning(model_versions.c.id)


def get_version(conn: Connection, project: str, name: str, version: int) -> ModelVersion:
    """Return one version."""
    return load_versions(conn, [_key(conn, project, name, version)])[0][1]


# made once: building a statement costs more than running it
_COLUMNS = (
    "version",
    "description",
    "source",
    "storage_location",
    "run_id",
    "run_link",
    "logged_model_id",
    "username",
    "status",
    "status_message",
    "stage",
    "created_at",
    "updated_at",
)
_ROWS = (
    sa.select(
        model_versions.c.id,
        model_versions.c.registered_model_id,
        registered_models.c.name,
        *(model_versions.c[name] for name in _COLUMNS),
    )
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .where(among(model_versions.c.id, "keys"))
)
_LABELS = sa.union_all(
    sa.select(
        model_version_tags.c.model_version_id.label("owner"),
        model_version_tags.c.key.label("label"),
        model_version_tags.c.value,
    ).where(among(model_version_tags.c.model_version_id, "keys")),
    sa.select(model_versions.c.id, model_aliases.c.alias, sa.null())
    .join(
        model_aliases,
        sa.and_(
            model_aliases.c.registered_model_id == model_versions.c.registered_model_id,
            model_aliases.c.version == model_versions.c.version,
        ),
    )
    .where(among(model_versions.c.id, "keys")),
)
_KEY = (
    sa.select(model_versions.c.id, model_versions.c.registered_model_id)
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .where(
        projects.c.name == sa.bindparam("project"),
        registered_models.c.name == sa.bindparam("name"),
        model_versions.c.version == sa.bindparam("version"),
    )
)


def load_versions(conn: Connection, keys: Sequence[int]) -> list[tuple[int, ModelVersion]]:
    """Return the versions of these keys, in this order, each with its model's key."""
    found: dict[int, tuple[int, ModelVersion]] = {}
    for begin in range(0, len(keys), 5000):
        part = {"keys": list(keys[begin : begin + 5000])}
        tags: dict[int, dict[str, str]] = {}
        aliases: dict[int, list[str]] = {}
        for owner, label, value in rows(conn, _LABELS, part):
            if value is None:
                aliases.setdefault(owner, []).append(label)
            else:
                tags.setdefault(owner, {})[label] = value
        for key, owner, name, *values in rows(conn, _ROWS, part):
            given = dict(zip(_COLUMNS, values, strict=True))
            version = ModelVersion(name=name, aliases=sorted(aliases.get(key, ())), tags=tags.get(key, {}), **given)
            found[key] = (owner, version)
    return [found[key] for key in keys if key in found]


def latest_versions(conn: Connection, project: str, name: str, stages: Sequence[str]) -> list[ModelVersion]:
    """Return the newest version of each stage; of all stages where none is named."""
    owner = key_of(conn, project, name)
    wanted = [_stage(stage) for stage in stages] or list(STAGES)
    keys = conn.scalars(
        sa.select(sa.func.max(model_versions.c.id))
        .where(model_versions.c.registered_model_id == owner, model_versions.c.stage.in_(wanted))
        .group_by(model_versions.c.stage)
    ).all()
    return [version for _, version in load_versions(conn, sorted(keys))]


def describe_version(tx: Tx, project: str, name: str, version: int, description: str) -> ModelVersion:
    """Change a version's description."""
    require(tx, project, Role.CONTRIBUTOR, to="describe a version")
    key, before = _standing(tx, project, name, version)
    _change(tx, key, description=description)
    after = replace(before, description=description, updated_at=tx.now)
    entries.of_version(tx, "version.updated", project, before, after, changed="description")
    _tell(tx, project, name, version, "version.updated")
    return after


def move_version(
    tx: Tx, project: str, name: str, version: int, stage: str, *, archive_existing: bool = False
) -> ModelVersion:
    """Move a version to one of the old stages, archiving those that are there where that is asked for."""
    require(tx, project, Role.CONTRIBUTOR, to="move a version")
    stage = _stage(stage)
    if archive_existing and stage not in ACTIVE_STAGES:
        raise invalid(
            f"Versions are archived only when one moves to {' or '.join(ACTIVE_STAGES)}.", "archive_existing_versions"
        )
    key, before = _standing(tx, project, name, version)
    if archive_existing:
        _archive(tx, project, key_of(tx.conn, project, name), stage, key)
    _change(tx, key, stage=stage)
    after = replace(before, stage=stage, updated_at=tx.now)
    entries.of_version(tx, "version.updated", project, before, after, changed="stage", stage=stage)
    _tell(tx, project, name, version, "version.updated")
    return after


def _archive(tx: Tx, project: str, owner: int, stage: str, but: int) -> None:
    """Move what is in a stage to the archive, one version excepted."""
    table = model_versions
    there = sa.and_(table.c.registered_model_id == owner, table.c.stage == stage, table.c.id != but)
    found = load_versions(tx.conn, list(tx.conn.scalars(sa.select(table.c.id).where(there))))
    tx.conn.execute(sa.update(table).where(there).values(stage="Archived", updated_at=tx.now))
    for _, before in found:
        after = replace(before, stage="Archived")
        entries.of_version(tx, "version.updated", project, before, after, changed="stage", stage="Archived")


def delete_version(tx: Tx, project: str, name: str, version: int, *, reason: str = "") -> None:
    """Remove a version and the aliases that point at it; a tombstone stays.

    Raises
    ------
    LabError
        When it is live for a target or what a rollback would return to, or there is a legal hold.
    """
    from mlops_lab.registry.tombstones import bury

    require(tx, project, Role.CONTRIBUTOR, to="delete a version")
    holds.refuse_held(tx, "version", [f"{name}/{version}"], project)
    key, owner = version_key(tx.conn, project, name, version)
    bury(tx, [key], reason)
    tx.conn.execute(
        sa.delete(model_aliases).where(model_aliases.c.registered_model_id == owner, model_aliases.c.version == version)
    )
    tx.conn.execute(sa.delete(model_versions).where(model_versions.c.id == key))
    touch_model(tx, owner)
    _tell(tx, project, name, version, "version.deleted")


def set_version_tag(tx: Tx, project: str, name: str, version: int, key: str, value: str) -> None:
    """Set one tag."""
    require(tx, project, Role.CONTRIBUTOR, to="tag a version")
    owner, before = _standing(tx, project, name, version)
    _set_tags(tx, owner, {key: value})
    after = replace(before, tags=before.tags | {key: value})
    entries.of_version(tx, "version.updated", project, before, after, changed=f"tags.{key}")


def delete_version_tag(tx: Tx, project: str, name: str, version: int, key: str) -> None:
    """Take one tag away; one that is not there is no error."""
    require(tx, project, Role.CONTRIBUTOR, to="tag a version")
    table = model_version_tags
    owner, before = _standing(tx, project, name, version)
    tx.conn.execute(sa.delete(table).where(table.c.model_version_id == owner, table.c.key == key))
    after = replace(before, tags={label: value for label, value in before.tags.items() if label != key})
    entries.of_version(tx, "version.updated", project, before, after, changed=f"tags.{key}")


def _standing(tx: Tx, project: str, name: str, version: int) -> tuple[int, ModelVersion]:
    key = _key(tx.conn, project, name, version)
    return key, load_versions(tx.conn, [key])[0][1]


def registrations_of(conn: Connection, logged_model_id: str) -> list[dict[str, str]]:
    """Return where a logged model is registered, as names and versions."""
    query = (
        sa.select(registered_models.c.name, model_versions.c.version)
        .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
        .where(model_versions.c.logged_model_id == logged_model_id)
        .order_by(model_versions.c.id)
    )
    return [{"name": name, "version": str(version)} for name, version in conn.execute(query)]


def missing_version(name: str, version: object) -> LabError:
    """Return what is said of a version that is not there."""
    return not_found(f"Model Version (name={name[:200]}, version={str(version)[:20]}) not found", "version")


def version_key(conn: Connection, project: str, name: str, version: int) -> tuple[int, int]:
    """Return the keys within the store of a version and of its model.

    Raises
    ------
    LabError
        When there is no such model, or no such version of it.
    """
    require_read(conn, project)
    found = rows(conn, _KEY, {"project": project, "name": name, "version": version})
    if not found:
        key_of(conn, project, name)  # says so where it is the model that is missing
        raise missing_version(name, version)
    return found[0][0], found[0][1]


def _key(conn: Connection, project: str, name: str, version: int) -> int:
    return version_key(conn, project, name, version)[0]


def settle(tx: Tx, project: str, name: str, version: int, status: str, message: str = "") -> None:
    """Say how the making of a version ended: ``READY``, or ``FAILED_REGISTRATION`` and why."""
    require(tx, project, Role.CONTRIBUTOR, to="finish a version")
    _change(tx, _key(tx.conn, project, name, version), status=status, status_message=message)
    if status != "READY":  # that it was sealed is an entry of the seal's
        audit.record(tx, "version.failed", kind="version", object=f"{name}/{version}", project=project, reason=message)
    _tell(tx, project, name, version, "version.updated")


def _stage(stage: str) -> str:
    for known in STAGES:
        if known.lower() == stage.lower():
            return known
    raise invalid(f"Invalid Model Version stage: {stage[:60]}. Value must be one of {', '.join(STAGES)}.", "stage")


def _change(tx: Tx, key: int, **values: Any) -> None:
    tx.conn.execute(sa.update(model_versions).where(model_versions.c.id == key).values(values | {"updated_at": tx.now}))


def _set_tags(tx: Tx, owner: int, tags: Mapping[str, str]) -> None:
    for key in tags:
        check_key(key, "key")
    rows = [{"model_version_id": owner, "key": key, "value": value} for key, value in tags.items()]
    upsert(tx.conn, model_version_tags, rows, keys=["model_version_id", "key"], update=["value"])


def _tell(tx: Tx, project: str, name: str, version: int, kind: str) -> None:
    data = {"name": name, "version": version}
    tx.publish(f"model:{name}", kind, data)
    tx.publish(f"project:{project}", kind, data)
