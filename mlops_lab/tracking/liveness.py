"""Which runs are open, and what becomes of those whose process is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance.roles import Role, require
from mlops_lab.storage.schema import runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import run_entries
from mlops_lab.tracking.run_news import tell_states
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
    require(tx, "*", Role.ADMIN, to="say what became of a run's process")
    # what has ended, or gone on, since somebody looked keeps its state
    standing = OPEN if status is RunStatus.KILLED else OPEN[:1]
    query = sa.select(runs.c.rid).where(runs.c.run_id.in_(list(run_ids)), runs.c.status.in_(standing))
    before = run_entries.states(tx.conn, list(tx.conn.scalars(query)), lock=True)
    before = [one for one in before if one.status in standing]
    if not before:
        return 0
    after = [_marked(one, status) for one in before]
    for old, new in zip(before, after, strict=True):
        values = {"status": new.status, "end_time": new.end_time}
        tx.conn.execute(sa.update(runs).where(runs.c.rid == new.rid).values(values))
        if status is RunStatus.KILLED:
            run_entries.ended(tx, old, new.digest, status, reason="Its process is gone.")
        else:
            run_entries.changed(tx, "run.stale", old, new, reason="Its process has been silent.")
    tell_states(tx, after, "run.updated")
    return len(after)


def _marked(state: run_entries.RunState, status: RunStatus) -> run_entries.RunState:
    if status is not RunStatus.KILLED:
        return state.changed(status=status.value)
    heard = state.start_time if state.heartbeat_at is None else state.heartbeat_at
    return state.changed(status=status.value, end_time=heard)
