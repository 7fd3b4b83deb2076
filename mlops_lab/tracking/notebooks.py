"""Which cells of a notebook made runs."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import reads_all
from mlops_lab.storage.schema import experiments, runs, series
from mlops_lab.tracking.access import readable_projects
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.types import Run


class CellRuns(msgspec.Struct, kw_only=True):
    """A cell that made runs: how many, and the newest with its metrics and a sparkline of the first."""

    cell_id: str
    run_count: int
    run: Run


def runs_by_cell(conn: Connection, notebook: str) -> list[CellRuns]:
    """Return the newest active run of each cell of a notebook, child runs left out.

    Whoever reads sees those of projects that they have a role in.
    """
    mine = sa.and_(
        runs.c.notebook == notebook,
        runs.c.cell_id.is_not(None),
        runs.c.deleted_at.is_(None),
        runs.c.parent_run_id.is_(None),
    )
    if not reads_all(conn):
        own = sa.select(experiments.c.id).where(experiments.c.project_id.in_(readable_projects(conn)))
        mine = sa.and_(mine, runs.c.experiment_id.in_(own))
    found = conn.execute(
        sa.select(runs.c.cell_id, sa.func.count().label("total"), sa.func.max(runs.c.rid).label("newest"))
        .where(mine)
        .group_by(runs.c.cell_id)
    ).all()
    rids = [row.newest for row in found]
    first_keys = conn.execute(
        sa.select(series.c.key, sa.func.min(series.c.id))
        .where(series.c.rid.in_(rids), sa.func.substr(series.c.key, 1, 7) != "system/")
        .group_by(series.c.key)
    ).all()
    loaded = load_runs(conn, rids, tag_keys=[], sparkline_keys=[key for key, _ in first_keys][:20])
    return [CellRuns(cell_id=row.cell_id, run_count=row.total, run=run) for row, run in zip(found, loaded, strict=True)]
