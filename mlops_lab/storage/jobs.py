"""Slow work: stored, leased by one server at a time, cancellable, taken up again after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.storage.control_schema import jobs
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis, now_ms
from mlops_lab.wire.errors import Code, LabError, not_found
from mlops_lab.wire.ids import new_id

LEASE_MS = 30_000
"""How long a server has a job before another may take it, unless it asks for more time."""
ATTEMPTS = 5
"""How often a job is begun before it counts as failed: one that kills its server is not tried for ever."""
TOPIC = "jobs"


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(msgspec.Struct, kw_only=True):
    """One piece of slow work.

    Attributes
    ----------
    subject : str
        What it is about; a kind has one open job a subject.
    progress : float
        0 to 1.
    """

    job_id: str
    kind: str
    project: str = ""
    subject: str = ""
    payload: dict[str, Any] = {}
    state: JobState
    progress: float = 0.0
    message: str = ""
    result: dict[str, Any] | None = None
    error: str | None = None
    attempts: int = 0
    cancel_asked: bool = False
    created_by: str = ""
    created_at: Millis
    started_at: Millis | None = None
    ended_at: Millis | None = None


def enqueue(tx: Tx, kind: str, *, subject: str, project: str = "", payload: dict[str, Any] | None = None) -> str:
    """Have something done; where the same is queued or running already, that is returned."""
    standing = tx.conn.execute(_OPEN, {"kind": kind, "subject": subject}).scalar()
    if standing is not None:
        return str(standing)
    job_id = new_id()
    tx.conn.execute(
        sa.insert(jobs).values(
            job_id=job_id,
            kind=kind,
            project=project,
            subject=subject,
            payload=msgspec.json.encode(payload or {}, order="sorted").decode(),
            state=JobState.QUEUED.value,
            created_by=tx.actor.username,
            created_at=tx.now,
        )
    )
    tx.publish(TOPIC, "job.queued", {"job_id": job_id, "kind": kind})
    return job_id


def lease(tx: Tx, owner: str, kinds: Sequence[str], *, lease_ms: int = LEASE_MS) -> Job | None:
    """Take the oldest job that nobody works on; None where there is none.

    One that was begun `ATTEMPTS` times without an end is ended as failed.
    """
    waiting = (
        sa.select(jobs.c.job_id, jobs.c.attempts)
        .where(
            jobs.c.ended_at.is_(None),
            jobs.c.kind.in_(list(kinds)),
            sa.or_(jobs.c.lease_until.is_(None), jobs.c.lease_until < tx.now),
        )
        .order_by(jobs.c.created_at, jobs.c.job_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (row := tx.conn.execute(waiting).first()) is not None:
        if row.attempts >= ATTEMPTS:
            error = f"It was begun {ATTEMPTS} times, and each time its server ended before it did."
            _end(tx, row.job_id, JobState.FAILED, error=error)
            continue
        tx.conn.execute(
            sa.update(jobs)
            .where(jobs.c.job_id == row.job_id)
            .values(
                state=JobState.RUNNING.value,
                attempts=jobs.c.attempts + 1,
                lease_owner=owner,
                lease_until=tx.now + lease_ms,
                started_at=sa.func.coalesce(jobs.c.started_at, tx.now),
            )
        )
        return get(tx.conn, row.job_id)
    return None


def is_waiting(conn: Connection, kinds: Sequence[str]) -> bool:
    """Tell whether there is a job that nobody works on."""
    query = sa.select(jobs.c.job_id).where(
        jobs.c.ended_at.is_(None),
        jobs.c.kind.in_(list(kinds)),
        sa.or_(jobs.c.lease_until.is_(None), jobs.c.lease_until < now_ms()),
    )
    return conn.execute(query.limit(1)).first() is not None


def keep(
    tx: Tx, job_id: str, owner: str, *, progress: float | None = None, message: str | None = None,
    lease_ms: int = LEASE_MS,
) -> bool:  # fmt: skip
    """Ask for more time; False where somebody cancelled the job, or another server has it."""
    values: dict[str, Any] = {"lease_until": tx.now + lease_ms}
    if progress is not None:
        values["progress"] = min(1.0, max(0.0, progress))
    if message is not None:
        values["message"] = message[:500]
    mine = sa.and_(jobs.c.job_id == job_id, jobs.c.lease_owner == owner, jobs.c.ended_at.is_(None))
    if not tx.conn.execute(sa.update(jobs).where(mine).values(values)).rowcount:
        return False
    return not tx.conn.execute(sa.select(jobs.c.cancel_asked).where(jobs.c.job_id == job_id)).scalar()


def finish(tx: Tx, job_id: str, owner: str, *, result: dict[str, Any] | None = None, error: str | None = None) -> bool:
    """End a job; False where another server has it meanwhile."""
    row = tx.conn.execute(sa.select(jobs).where(jobs.c.job_id == job_id).with_for_update()).first()
    if row is None or row.ended_at is not None or row.lease_owner != owner:
        return False
    state = JobState.CANCELLED if row.cancel_asked else JobState.DONE if error is None else JobState.FAILED
    _end(tx, job_id, state, result=result, error=error)
    return True


def cancel(tx: Tx, job_id: str) -> Job:
    """Ask for a job to end: at once where nobody has begun it, else soon; one that has ended stays as it is."""
    found = get(tx.conn, job_id)
    if found.ended_at is not None:
        raise LabError(f"The job is {found.state} already.", Code.CONFLICT, "job_id")
    tx.conn.execute(sa.update(jobs).where(jobs.c.job_id == job_id).values(cancel_asked=1))
    if found.state is JobState.QUEUED:
        _end(tx, job_id, JobState.CANCELLED)
    return get(tx.conn, job_id)


def release(tx: Tx, owners: Sequence[str]) -> int:
    """Let others have the jobs of servers that are gone; return how many."""
    if not owners:
        return 0
    gone = sa.update(jobs).where(jobs.c.ended_at.is_(None), jobs.c.lease_owner.in_(list(owners)))
    return int(tx.conn.execute(gone.values(lease_until=None, lease_owner=None, state=JobState.QUEUED.value)).rowcount)


def owners(conn: Connection) -> list[str]:
    """Return which servers have leased jobs."""
    query = sa.select(jobs.c.lease_owner).where(jobs.c.ended_at.is_(None), jobs.c.lease_owner.is_not(None))
    return list(conn.scalars(query.distinct()))


def get(conn: Connection, job_id: str) -> Job:
    """Return one job.

    Raises
    ------
    LabError
        When there is none.
    """
    row = conn.execute(sa.select(jobs).where(jobs.c.job_id == job_id)).first()
    if row is None:
        raise not_found(f"There is no job {job_id[:60]!r}.", "job_id")
    return _job(row)


def list_jobs(conn: Connection, project: str, *, limit: int = 100) -> list[Job]:
    """Return a project's jobs, the newest first."""
    query = sa.select(jobs).where(jobs.c.project == project).order_by(jobs.c.created_at.desc(), jobs.c.job_id.desc())
    return [_job(row) for row in conn.execute(query.limit(limit))]


def _end(
    tx: Tx, job_id: str, state: JobState, *, result: dict[str, Any] | None = None, error: str | None = None
) -> None:
    tx.conn.execute(
        sa.update(jobs)
        .where(jobs.c.job_id == job_id)
        .values(
            state=state.value,
            ended_at=tx.now,
            lease_owner=None,
            lease_until=None,
            error=error,
            result=None if result is None else msgspec.json.encode(result, order="sorted").decode(),
            progress=1.0 if state is JobState.DONE else jobs.c.progress,
        )
    )
    tx.publish(TOPIC, "job.ended", {"job_id": job_id, "state": state.value})


def _job(row: Row[Any]) -> Job:
    return Job(
        job_id=row.job_id,
        kind=row.kind,
        project=row.project,
        subject=row.subject,
        payload=msgspec.json.decode(row.payload),
        state=JobState(row.state),
        progress=row.progress,
        message=row.message,
        result=None if row.result is None else msgspec.json.decode(row.result),
        error=row.error,
        attempts=row.attempts,
        cancel_asked=bool(row.cancel_asked),
        created_by=row.created_by,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


_OPEN = (
    sa.select(jobs.c.job_id)
    .where(jobs.c.kind == sa.bindparam("kind"), jobs.c.subject == sa.bindparam("subject"), jobs.c.ended_at.is_(None))
    .limit(1)
)
