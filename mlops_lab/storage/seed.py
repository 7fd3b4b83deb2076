"""What a store holds before anybody has written to it: project `default` with experiment 0."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import (
    DEFAULT_EXPERIMENT,
    DEFAULT_EXPERIMENT_ID,
    DEFAULT_PROJECT,
    experiments,
    projects,
)
from mlops_lab.wire.clock import now_ms


def seed(conn: Connection) -> None:
    """Add project `default` and its experiment 0, where they are missing."""
    if conn.execute(sa.select(projects.c.id).where(projects.c.name == DEFAULT_PROJECT)).first():
        return
    now = now_ms()
    project_id = conn.execute(
        sa.insert(projects).values(name=DEFAULT_PROJECT, created_at=now).returning(projects.c.id)
    ).scalar_one()
    conn.execute(
        sa.insert(experiments).values(
            id=DEFAULT_EXPERIMENT_ID,
            project_id=project_id,
            name=DEFAULT_EXPERIMENT,
            created_at=now,
            updated_at=now,
        )
    )
