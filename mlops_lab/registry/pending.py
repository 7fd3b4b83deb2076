"""Versions whose files have not been hashed yet."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import model_versions, projects, registered_models


class Pending(msgspec.Struct, kw_only=True):
    """A version that waits for its seal."""

    project: str
    name: str
    version: int


def pending_versions(conn: Connection) -> list[Pending]:
    """Return all versions that wait, the oldest first."""
    query = (
        sa.select(projects.c.name.label("project"), registered_models.c.name, model_versions.c.version)
        .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
        .join(projects, projects.c.id == registered_models.c.project_id)
        .where(model_versions.c.status == "PENDING_REGISTRATION")
        .order_by(model_versions.c.id)
    )
    return [Pending(project=row.project, name=row.name, version=row.version) for row in conn.execute(query)]
