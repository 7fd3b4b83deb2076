"""Runs by what a person types: an id, the beginning of one, or a name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.storage.schema import experiments, projects, runs
from mlops_lab.tracking.access import require_runs

SHORTEST = 4
"""Characters that the beginning of an id has at the least."""


def resolve(conn: Connection, project: str, typed: str, *, limit: int = 20) -> list[str]:
    """Return the ids of the active runs that `typed` may mean, the newest first.

    An id is found in any project; a name or the beginning of an id within this one.
    """
    exact = conn.execute(sa.select(runs.c.run_id, runs.c.rid).where(runs.c.run_id == typed)).first()
    if exact is not None:
        require_runs(conn, [exact.rid])
        return [exact.run_id]
    require_read(conn, project)
    within = (
        sa.select(runs.c.run_id)
        .join(experiments, experiments.c.id == runs.c.experiment_id)
        .join(projects, projects.c.id == experiments.c.project_id)
        .where(projects.c.name == project, runs.c.deleted_at.is_(None))
        .order_by(runs.c.start_time.desc(), runs.c.rid.desc())
        .limit(limit)
    )
    named = list(conn.scalars(within.where(runs.c.name == typed)))
    if named or len(typed) < SHORTEST or set(typed) - set("0123456789abcdef"):
        return named
    return list(conn.scalars(within.where(runs.c.run_id >= typed, runs.c.run_id < typed + "g")))
