"""What the audit log holds of runs: that they began, ended, were renamed, deleted, brought back, removed.

Points, params and tags are no entries while a run goes on; its end holds the digest of its series.
What is written to a run after its end is an entry, `run.amended`, with the digest as it is then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, require
from mlops_lab.storage.schema import experiments, projects, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.series_digest import series_digest
from mlops_lab.tracking.types import Run, RunStatus
from mlops_lab.wire.clock import Millis

ENDED = (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED)


@dataclass(slots=True, frozen=True)
class RunState:
    """A run as far as it is governed, and where it belongs."""

    rid: int
    run_id: str
    project: str
    experiment_id: int
    name: str
    status: str
    username: str
    start_time: Millis
    end_time: Millis | None
    deleted_at: Millis | None
    heartbeat_at: Millis | None
    notebook: str | None

    @property
    def digest(self) -> str:
        """The digest of what is governed."""
        return _digest(
            self.run_id, self.experiment_id, self.name, self.status, self.username, self.start_time, self.end_time
        )

    def changed(self, **values: Any) -> RunState:
        """Return the run as it is with other values."""
        return replace(self, **values)


def states(conn: Connection, rids: Sequence[int], *, lock: bool = False) -> list[RunState]:
    """Return runs as the audit log sees them, in the order of their making; `lock` keeps others from changing them."""
    found: list[RunState] = []
    query = _LOCKED if lock else _STATES
    wanted = sorted(set(rids))
    for begin in range(0, len(wanted), 5000):
        for row in conn.execute(query, {"rids": wanted[begin : begin + 5000]}):
            found.append(RunState(**row._mapping))
    return found


_STATES = (
    sa.select(
        runs.c.rid,
        runs.c.run_id,
        projects.c.name.label("project"),
        runs.c.experiment_id,
        runs.c.name,
        runs.c.status,
        runs.c.username,
        runs.c.start_time,
        runs.c.end_time,
        runs.c.deleted_at,
        runs.c.heartbeat_at,
        runs.c.notebook,
    )
    .join(experiments, experiments.c.id == runs.c.experiment_id)
    .join(projects, projects.c.id == experiments.c.project_id)
    .where(runs.c.rid.in_(sa.bindparam("rids", expanding=True)))
    .order_by(runs.c.rid)
)
# who logs to a run, or registers a version of it, goes on meanwhile
_LOCKED = _STATES.with_for_update(key_share=True, of=runs)


def digest_of(run: Run) -> str:
    """Return the digest of what is governed of a run; see `RunState.digest`."""
    return _digest(
        run.run_id,
        int(run.experiment_id),
        run.name,
        run.status.value,
        run.person.username,
        run.start_time,
        run.end_time,
    )


def require_all(tx: Tx, found: Iterable[RunState], role: Role, *, to: str) -> None:
    """Refuse who has not the role in each of the projects that runs belong to."""
    for project in sorted({one.project for one in found}):
        require(tx, project, role, to=to)


def created(tx: Tx, run: Run) -> None:
    """Enter that a run began."""
    details: dict[str, Any] = {"experiment_id": run.experiment_id, "name": run.name}
    if run.forked_from is not None:
        details["forked_from"] = run.forked_from.run_id
    _record(tx, "run.created", run.run_id, run.project, None, digest_of(run), details=details)


def updated(tx: Tx, before: RunState, after: Run) -> None:
    """Enter what a change did to a run: that it ended, goes on, has another name; nothing where that is untouched."""
    old, new = before.digest, digest_of(after)
    if old == new:
        return
    was_over, is_over = before.status in ENDED, after.status in ENDED
    if is_over and not was_over:
        ended(tx, before, new, after.status, error=after.error)
    elif before.status != after.status:
        _record(tx, "run.resumed" if was_over and not is_over else "run.updated", after.run_id, after.project, old, new,
                details={"status": after.status.value})  # fmt: skip
    elif before.name != after.name:
        _record(tx, "run.renamed", after.run_id, after.project, old, new, details={"name": after.name})
    else:
        _record(tx, "run.updated", after.run_id, after.project, old, new, details={"end_time": after.end_time})


def ended(
    tx: Tx, before: RunState, after: str, status: RunStatus, *, error: str | None = None, reason: str = ""
) -> None:
    """Enter that a run ended, with the digest of its series."""
    details: dict[str, Any] = {"status": status.value, **_series(tx, before.rid)}
    if error:
        details["error"] = error[:200]
    _record(tx, "run.ended", before.run_id, before.project, before.digest, after, details=details, reason=reason)


def changed(tx: Tx, action: str, before: RunState, after: RunState, *, reason: str = "") -> None:
    """Enter a change of a run's governed state."""
    details = {"name": after.name} if before.name != after.name else {"status": after.status}
    _record(tx, action, after.run_id, after.project, before.digest, after.digest, details=details, reason=reason)


def amended(tx: Tx, rid: int, *, points: bool = False, **what: Any) -> None:
    """Enter that something was written to a run that had ended; `what` says what."""
    (state,) = states(tx.conn, [rid])
    details = what | (_series(tx, rid) if points else {})
    _record(tx, "run.amended", state.run_id, state.project, state.digest, state.digest, details=details)


def gone(tx: Tx, action: str, found: Iterable[RunState]) -> None:
    """Enter that runs were deleted or purged."""
    for one in found:
        _record(tx, action, one.run_id, one.project, one.digest, None, details={"name": one.name})


def returned(tx: Tx, found: Iterable[RunState]) -> None:
    """Enter that deleted runs were brought back."""
    for one in found:
        _record(tx, "run.restored", one.run_id, one.project, None, one.digest, details={"name": one.name})


def _series(tx: Tx, rid: int) -> dict[str, Any]:
    hashed = series_digest(tx.conn, rid)
    return {"series": hashed.digest, "keys": hashed.keys, "points": hashed.points}


def _record(
    tx: Tx,
    action: str,
    run_id: str,
    project: str,
    before: str | None,
    after: str | None,
    *,
    details: dict[str, Any],
    reason: str = "",
) -> None:
    audit.record(
        tx, action, kind="run", object=run_id, project=project, before=before, after=after, details=details,
        reason=reason,
    )  # fmt: skip


def _digest(
    run_id: str, experiment_id: int, name: str, status: str, username: str, start_time: Millis, end_time: Millis | None
) -> str:
    return audit.digest_of(
        {
            "run_id": run_id,
            "experiment_id": experiment_id,
            "name": name,
            "status": status,
            "username": username,
            "start_time": start_time,
            "end_time": end_time,
        }
    )
