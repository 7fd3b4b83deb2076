"""Registered models: make, find, rename, describe, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import holds
from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.registry import entries
from mlops_lab.registry.names import check_model_name
from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.storage import direct
from mlops_lab.storage.schema import (
    model_aliases,
    model_versions,
    projects,
    registered_model_tags,
    registered_models,
)
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.tracking.attributes import check_key
from mlops_lab.tracking.projects import ensure_project
from mlops_lab.wire.errors import Code, LabError, not_found


def create_model(
    tx: Tx, project: str, name: str, *, description: str = "", tags: Mapping[str, str] | None = None
) -> RegisteredModel:
    """Make a registered model.

    Raises
    ------
    LabError
        When the role is missing, the name is taken within the project, or holds a slash or colon.
    """
    require(tx, project, Role.CONTRIBUTOR, to="register a model")
    check_model_name(name)
    owner = ensure_project(tx, project)
    if _find(tx.conn, project, name) is not None:
        raise _taken(name)
    key = tx.conn.execute(
        sa.insert(registered_models)
        .values(project_id=owner, name=name, description=description, created_at=tx.now, updated_at=tx.now)
        .returning(registered_models.c.id)
    ).scalar_one()
    _set_tags(tx, key, tags or {})
    entries.of_model(tx, "model.created", project, name, None, entries.model_digest(name, description, tags or {}))
    return _told(tx, project, name, "model.created")


def get_model(conn: Connection, project: str, name: str) -> RegisteredModel:
    """Return one registered model."""
    return load_models(conn, [key_of(conn, project, name)])[0]


def exists(conn: Connection, project: str, name: str) -> bool:
    """Tell whether there is a registered model of that name."""
    return _find(conn, project, name) is not None


def key_of(conn: Connection, project: str, name: str) -> int:
    """Return the key within the store of a registered model.

    Raises
    ------
    LabError
        When there is none of that name in the project.
    """
    key = _find(conn, project, name)
    if key is None:
        raise not_found(f"Registered Model with name={name[:200]} not found", "name")
    return key


def load_models(conn: Connection, keys: Sequence[int]) -> list[RegisteredModel]:
    """Return the models of these keys, in this order."""
    from mlops_lab.registry.versions import load_versions

    if not keys:
        return []
    listed = list(keys)
    rows = {
        row.id: row
        for row in conn.execute(
            sa.select(registered_models, projects.c.name.label("project"))
            .join(projects, projects.c.id == registered_models.c.project_id)
            .where(registered_models.c.id.in_(listed))
        )
    }
    tags: dict[int, dict[str, str]] = {}
    query = sa.select(registered_model_tags).where(registered_model_tags.c.registered_model_id.in_(listed))
    for row in conn.execute(query):
        tags.setdefault(row.registered_model_id, {})[row.key] = row.value
    aliases: dict[int, dict[str, int]] = {}
    for row in conn.execute(sa.select(model_aliases).where(model_aliases.c.registered_model_id.in_(listed))):
        aliases.setdefault(row.registered_model_id, {})[row.alias] = row.version
    latest: dict[str, list[ModelVersion]] = {}
    newest = (
        sa.select(sa.func.max(model_versions.c.id))
        .where(model_versions.c.registered_model_id.in_(listed))
        .group_by(model_versions.c.registered_model_id, model_versions.c.stage)
    )
    owners = {row.id: row.name for row in rows.values()}
    for key, version in load_versions(conn, list(conn.scalars(newest))):
        latest.setdefault(owners[key] + f"\x00{key}", []).append(version)
    return [
        RegisteredModel(
            name=rows[key].name,
            project=rows[key].project,
            description=rows[key].description,
            tags=tags.get(key, {}),
            aliases=aliases.get(key, {}),
            latest_versions=latest.get(owners[key] + f"\x00{key}", []),
            created_at=rows[key].created_at,
            updated_at=rows[key].updated_at,
        )
        for key in listed
        if key in rows
    ]


def rename_model(tx: Tx, project: str, name: str, new_name: str) -> RegisteredModel:
    """Give a registered model another name."""
    require(tx, project, Role.CONTRIBUTOR, to="rename a model")
    check_model_name(new_name, "new_name")
    key, description, tags = _standing(tx, project, name)
    if new_name != name and _find(tx.conn, project, new_name) is not None:
        raise _taken(new_name)
    _change(tx, key, name=new_name)
    holds.follow_rename(tx, project, name, new_name)
    before, after = (entries.model_digest(one, description, tags) for one in (name, new_name))
    entries.of_model(tx, "model.renamed", project, name, before, after, renamed_to=new_name)
    return _told(tx, project, new_name, "model.updated")


def describe_model(tx: Tx, project: str, name: str, description: str) -> RegisteredModel:
    """Change a registered model's description."""
    require(tx, project, Role.CONTRIBUTOR, to="describe a model")
    key, was, tags = _standing(tx, project, name)
    _change(tx, key, description=description)
    before, after = (entries.model_digest(name, one, tags) for one in (was, description))
    entries.of_model(tx, "model.updated", project, name, before, after, changed="description")
    return _told(tx, project, name, "model.updated")


def delete_model(tx: Tx, project: str, name: str, *, reason: str = "") -> None:
    """Remove a registered model with its versions; tombstones stay, and their files with their runs.

    Raises
    ------
    LabError
        When one of the versions is live for a target or what a rollback would return to, or there is a legal hold.
    """
    from mlops_lab.registry.tombstones import bury

    require(tx, project, Role.CONTRIBUTOR, to="delete a model")
    key, description, tags = _standing(tx, project, name)
    table = model_versions
    holds.refuse_held(tx, "model", [name], project)
    keys = list(tx.conn.scalars(sa.select(table.c.id).where(table.c.registered_model_id == key)))
    bury(tx, keys, reason)
    before = entries.model_digest(name, description, tags)
    entries.of_model(tx, "model.deleted", project, name, before, None, reason=reason, versions=len(keys))
    tx.conn.execute(sa.delete(registered_models).where(registered_models.c.id == key))
    tx.publish(f"model:{name}", "model.deleted", {"name": name})


def set_model_tag(tx: Tx, project: str, name: str, key: str, value: str) -> None:
    """Set one tag."""
    require(tx, project, Role.CONTRIBUTOR, to="tag a model")
    owner, description, tags = _standing(tx, project, name)
    _set_tags(tx, owner, {key: value})
    before, after = (entries.model_digest(name, description, one) for one in (tags, tags | {key: value}))
    entries.of_model(tx, "model.updated", project, name, before, after, changed=f"tags.{key}")


def delete_model_tag(tx: Tx, project: str, name: str, key: str) -> None:
    """Take one tag away; one that is not there is no error."""
    require(tx, project, Role.CONTRIBUTOR, to="tag a model")
    table = registered_model_tags
    owner, description, tags = _standing(tx, project, name)
    tx.conn.execute(sa.delete(table).where(table.c.registered_model_id == owner, table.c.key == key))
    kept = {label: value for label, value in tags.items() if label != key}
    before, after = (entries.model_digest(name, description, one) for one in (tags, kept))
    entries.of_model(tx, "model.updated", project, name, before, after, changed=f"tags.{key}")


def _standing(tx: Tx, project: str, name: str) -> tuple[int, str, dict[str, str]]:
    """Return a model's key, description and tags."""
    key = key_of(tx.conn, project, name)
    description = tx.conn.execute(_DESCRIPTION, {"key": key}).scalar_one()
    return key, description, {row.key: row.value for row in tx.conn.execute(_TAGS, {"key": key})}


_DESCRIPTION = sa.select(registered_models.c.description).where(registered_models.c.id == sa.bindparam("key"))
_TAGS = sa.select(registered_model_tags.c.key, registered_model_tags.c.value).where(
    registered_model_tags.c.registered_model_id == sa.bindparam("key")
)


def touch_model(tx: Tx, key: int) -> None:
    """Note that something of a model has changed."""
    direct.run(tx.conn, _TOUCH, [{"key": key, "now": tx.now}])


_TOUCH = (
    sa.update(registered_models)
    .where(registered_models.c.id == sa.bindparam("key"))
    .values(updated_at=sa.bindparam("now"))
)


def _change(tx: Tx, key: int, **values: Any) -> None:
    tx.conn.execute(
        sa.update(registered_models).where(registered_models.c.id == key).values(values | {"updated_at": tx.now})
    )


def _set_tags(tx: Tx, owner: int, tags: Mapping[str, str]) -> None:
    for key in tags:
        check_key(key, "key")
    rows = [{"registered_model_id": owner, "key": key, "value": value} for key, value in tags.items()]
    upsert(tx.conn, registered_model_tags, rows, keys=["registered_model_id", "key"], update=["value"])


_FIND = (  # made once: building a statement costs more than running it
    sa.select(registered_models.c.id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .where(projects.c.name == sa.bindparam("project"), registered_models.c.name == sa.bindparam("model"))
)


def _find(conn: Connection, project: str, name: str) -> int | None:
    require_read(conn, project)
    found = direct.rows(conn, _FIND, {"project": project, "model": name})
    return int(found[0][0]) if found else None


def _taken(name: str) -> LabError:
    return LabError(f"Registered Model (name={name}) already exists.", Code.ALREADY_EXISTS, "name")


def _told(tx: Tx, project: str, name: str, kind: str) -> RegisteredModel:
    tx.publish(f"model:{name}", kind, {"name": name})
    tx.publish(f"project:{project}", kind, {"name": name})
    return get_model(tx.conn, project, name)
