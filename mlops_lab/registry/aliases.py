"""Aliases: names that point at one version of a model."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit, policies
from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.registry.models import key_of, touch_model
from mlops_lab.registry.names import check_alias
from mlops_lab.registry.types import ModelVersion
from mlops_lab.registry.versions import load_versions, version_key
from mlops_lab.storage import direct
from mlops_lab.storage.schema import model_aliases, model_versions, projects, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.wire.errors import Code, LabError, invalid


def set_alias(tx: Tx, project: str, name: str, alias: str, version: int) -> None:
    """Point an alias at a version; one that points elsewhere moves.

    Raises
    ------
    LabError
        When the alias is malformed or protected, or there is no such version.
    """
    require(tx, project, Role.CONTRIBUTOR, to="set an alias")
    check_alias(alias)
    _, owner = version_key(tx.conn, project, name, version)
    _refuse_protected(tx, project, name, alias, f"{name}/{version}")
    _point(tx, project, name, owner, alias, version)


def delete_alias(tx: Tx, project: str, name: str, alias: str) -> None:
    """Take an alias away; one that is not there is no error.

    Raises
    ------
    LabError
        When the alias is protected.
    """
    require(tx, project, Role.CONTRIBUTOR, to="delete an alias")
    owner = key_of(tx.conn, project, name)
    _refuse_protected(tx, project, name, alias, name)
    _remove(tx, project, name, owner, alias)


def move_alias(tx: Tx, project: str, name: str, alias: str, version: int | None) -> None:
    """Move the alias of a target, as part of an applied transition; None takes it away."""
    owner = key_of(tx.conn, project, name)
    if version is None:
        _remove(tx, project, name, owner, alias)
    else:
        _point(tx, project, name, owner, alias, version)


def _refuse_protected(tx: Tx, project: str, name: str, alias: str, wanted: str) -> None:
    kept = policies.protected(policies.current(tx.conn, project, shared=tx.actor.shared).policy)
    if alias not in kept:
        return
    how = (
        f"It moves when a promotion to {kept[alias]} is applied: %promote {wanted.replace('/', '@v')} {kept[alias]}, "
        "or the Promote button."
        if kept[alias]
        else "Only a change of the policy frees it."
    )
    raise LabError(
        f"The alias {alias!r} of {name[:200]!r} is protected by the policy of project {project[:100]!r}. {how}",
        Code.FORBIDDEN,
        "alias",
    )


def _point(tx: Tx, project: str, name: str, owner: int, alias: str, version: int) -> None:
    before = _at(tx, owner, alias)
    row = {"registered_model_id": owner, "alias": alias, "version": version, "updated_at": tx.now}
    upsert(tx.conn, model_aliases, [row], keys=["registered_model_id", "alias"], update=["version", "updated_at"])
    touch_model(tx, owner)
    if before != version:
        _record(tx, "alias.set", project, name, alias, before, version)
    tx.publish(f"model:{name}", "alias.set", {"name": name, "alias": alias, "version": version})


def _remove(tx: Tx, project: str, name: str, owner: int, alias: str) -> None:
    table = model_aliases
    before = _at(tx, owner, alias)
    tx.conn.execute(sa.delete(table).where(table.c.registered_model_id == owner, table.c.alias == alias))
    touch_model(tx, owner)
    if before is not None:
        _record(tx, "alias.deleted", project, name, alias, before, None)
    tx.publish(f"model:{name}", "alias.deleted", {"name": name, "alias": alias})


def _record(tx: Tx, action: str, project: str, name: str, alias: str, before: int | None, after: int | None) -> None:
    audit.record(
        tx,
        action,
        kind="alias",
        object=f"{name}@{alias}",
        project=project,
        before=None if before is None else audit.digest_of(before),
        after=None if after is None else audit.digest_of(after),
        details={"version": after, "before": before},
    )


def version_of_alias(conn: Connection, project: str, name: str, alias: str) -> ModelVersion:
    """Return the version an alias points at.

    Raises
    ------
    LabError
        When there is no such alias: bad input rather than a thing that is not
        there, which is what MLflow's client expects.
    """
    require_read(conn, project)
    found = direct.rows(conn, _OF_ALIAS, {"project": project, "name": name, "alias": alias})
    if not found:
        key_of(conn, project, name)  # says so where it is the model that is missing
        raise invalid(f"Registered model alias {alias[:60]} not found.", "alias")
    return load_versions(conn, [found[0][0]])[0][1]


def _at(tx: Tx, owner: int, alias: str) -> int | None:
    """Return the version an alias points at, None where there is no such alias."""
    found = direct.rows(tx.conn, _AT, {"owner": owner, "alias": alias})
    return found[0][0] if found else None


_AT = sa.select(model_aliases.c.version).where(
    model_aliases.c.registered_model_id == sa.bindparam("owner"), model_aliases.c.alias == sa.bindparam("alias")
)
_OF_ALIAS = (
    sa.select(model_versions.c.id)
    .join(
        model_aliases,
        sa.and_(
            model_aliases.c.registered_model_id == model_versions.c.registered_model_id,
            model_aliases.c.version == model_versions.c.version,
        ),
    )
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .where(
        projects.c.name == sa.bindparam("project"),
        registered_models.c.name == sa.bindparam("name"),
        model_aliases.c.alias == sa.bindparam("alias"),
    )
)
