"""Which runs are open, and what becomes of those whose process is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.storage.schema import runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.runs import tell
from mlops_lab.tracking.types import RunStatus

OPEN = (RunStatus.RUNNING.value, RunStatus.STALE.value)


def open_runs(conn: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return run_id, status, host, pid and heartbeat_at of the runs that have not ended."""
    # literals, so that SQLite sees that ix_runs_open covers them
    query = sa.select(runs.c.run_id, runs.c.status, runs.c.host, runs.c.pid, runs.c.heartbeat_at).where(
        sa.text("runs.status IN ('running', 'stale')"), runs.c.deleted_at.is_(None)
    )
    return conn.execute(query).all()


def mark_killed(tx: Tx, run_ids: Sequence[str]) -> int:
    """End runs whose process is gone, at the last moment anything was heard of them. Return how many."""
    return _mark(tx, run_ids, RunStatus.KILLED)


def mark_stale(tx: Tx, run_ids: Sequence[str]) -> int:
    """Say of running runs that nothing has been heard of them for long. Return how many."""
    return _mark(tx, run_ids, RunStatus.STALE)


def _mark(tx: Tx, run_ids: Sequence[str], status: RunStatus) -> int:
    # what has ended, or gone on, since somebody looked keeps its state
    before = OPEN if status is RunStatus.KILLED else OPEN[:1]
    rids = list(
        tx.conn.scalars(sa.select(runs.c.rid).where(runs.c.run_id.in_(list(run_ids)), runs.c.status.in_(before)))
    )
    values: dict[str, Any] = {"status": status.value}
    if status is RunStatus.KILLED:
        values["end_time"] = sa.func.coalesce(runs.c.heartbeat_at, runs.c.start_time)
    if rids:
        tx.conn.execute(sa.update(runs).where(runs.c.rid.in_(rids)).values(values))
        tell(tx, rids, "run.updated")
    return len(rids)
