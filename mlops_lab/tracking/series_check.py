"""Holding the points of ended runs to the digests that the audit log has of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.schema import experiments, projects, runs
from mlops_lab.tracking.run_entries import ENDED
from mlops_lab.tracking.series_digest import series_digest

PAGE = 500


class AlteredRun(msgspec.Struct, kw_only=True):
    """A run whose points are not those that the log has the digest of; `seq` is the entry."""

    run_id: str
    name: str
    project: str
    seq: int
    recorded: str
    found: str


class SeriesCheck(msgspec.Struct, kw_only=True):
    """What became of the points of ended runs. `unrecorded` counts the runs that ended before there was a log."""

    runs: int = 0
    unrecorded: int = 0
    altered: list[AlteredRun] = []


class _Details(msgspec.Struct):
    series: str | None = None


def check_series(
    conn: Connection, project: str | None = None, *, progress: Callable[[int], object] | None = None
) -> SeriesCheck:
    """Hash the points of every ended run again, of one project or of all, and compare.

    Parameters
    ----------
    progress : callable, optional
        Called with the number of runs that have been looked at.

    Raises
    ------
    LabError
        When whoever reads has no role in the project (in all of them).
    """
    require_read(conn, project or "*")
    done = SeriesCheck()
    for page in _pages(conn, project):
        recorded = _recorded(conn, [row.run_id for row in page])
        for row in page:
            done.runs += 1
            if row.run_id not in recorded:
                done.unrecorded += 1
                continue
            seq, digest = recorded[row.run_id]
            found = series_digest(conn, row.rid).digest
            if found != digest:
                done.altered.append(
                    AlteredRun(
                        run_id=row.run_id, name=row.name, project=row.project, seq=seq, recorded=digest, found=found
                    )
                )
        if progress is not None:
            progress(done.runs)
    return done


def _pages(conn: Connection, project: str | None) -> Iterator[Sequence[sa.Row[*tuple[object, ...]]]]:
    query = _ENDED if project is None else _ENDED.where(projects.c.name == project)
    last = 0
    while page := conn.execute(query, {"last": last}).all():
        yield page
        last = page[-1].rid


def _recorded(conn: Connection, run_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return the newest digest that the log has of each run, with its entry."""
    found: dict[str, tuple[int, str]] = {}
    for row in conn.execute(_ENTRIES, {"run_ids": run_ids}):
        digest = msgspec.json.decode(row.details, type=_Details).series
        if digest is not None:
            found[row.object] = (row.seq, digest)
    return found


_ENDED = (
    sa.select(runs.c.rid, runs.c.run_id, runs.c.name, projects.c.name.label("project"))
    .join(experiments, experiments.c.id == runs.c.experiment_id)
    .join(projects, projects.c.id == experiments.c.project_id)
    .where(runs.c.rid > sa.bindparam("last"), runs.c.status.in_([status.value for status in ENDED]))
    .order_by(runs.c.rid)
    .limit(PAGE)
)
# by the log's index on kind, object and seq
_ENTRIES = (
    sa.select(audit_log.c.object, audit_log.c.seq, audit_log.c.details)
    .where(
        audit_log.c.kind == "run",
        audit_log.c.object.in_(sa.bindparam("run_ids", expanding=True)),
        audit_log.c.action.in_(["run.ended", "run.amended"]),
    )
    .order_by(audit_log.c.seq)
)
