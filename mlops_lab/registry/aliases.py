"""Aliases: names that point at one version of a model."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.registry.models import key_of, touch_model
from mlops_lab.registry.names import check_alias
from mlops_lab.registry.types import ModelVersion
from mlops_lab.registry.versions import load_versions, version_key
from mlops_lab.storage.schema import model_aliases, model_versions, projects, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.wire.errors import invalid


def set_alias(tx: Tx, project: str, name: str, alias: str, version: int) -> None:
    """Point an alias at a version; one that points elsewhere moves."""
    check_alias(alias)
    _, owner = version_key(tx.conn, project, name, version)
    row = {"registered_model_id": owner, "alias": alias, "version": version, "updated_at": tx.now}
    upsert(tx.conn, model_aliases, [row], keys=["registered_model_id", "alias"], update=["version", "updated_at"])
    touch_model(tx, owner)
    tx.publish(f"model:{name}", "alias.set", {"name": name, "alias": alias, "version": version})


def delete_alias(tx: Tx, project: str, name: str, alias: str) -> None:
    """Take an alias away; one that is not there is no error."""
    owner = key_of(tx.conn, project, name)
    table = model_aliases
    tx.conn.execute(sa.delete(table).where(table.c.registered_model_id == owner, table.c.alias == alias))
    touch_model(tx, owner)
    tx.publish(f"model:{name}", "alias.deleted", {"name": name, "alias": alias})


def version_of_alias(conn: Connection, project: str, name: str, alias: str) -> ModelVersion:
    """Return the version an alias points at.

    Raises
    ------
    LabError
        When there is no such alias: bad input rather than a thing that is not
        there, which is what MLflow's client expects.
    """
    key = conn.execute(_OF_ALIAS, {"project": project, "name": name, "alias": alias}).scalar()
    if key is None:
        key_of(conn, project, name)  # says so where it is the model that is missing
        raise invalid(f"Registered model alias {alias[:60]} not found.", "alias")
    return load_versions(conn, [int(key)])[0][1]


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
