"""Runs as values: a handful of set-based queries for any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance.roles import reads_all, require_read
from mlops_lab.storage.schema import experiments, projects, run_params, run_tags, runs
from mlops_lab.tracking import series
from mlops_lab.tracking.types import CellOrigin, ForkOrigin, Person, Run, RunStatus

_PART = 5000


def load_runs(
    conn: Connection,
    rids: Sequence[int],
    *,
    metric_keys: Sequence[str] | None = None,
    param_keys: Sequence[str] | None = None,
    tag_keys: Sequence[str] | None = None,
    sparkline_keys: Sequence[str] = (),
) -> list[Run]:
    """Return the runs of these keys, in this order.

    `metric_keys`, `param_keys` and `tag_keys` narrow what each carries; None is
    everything, an empty list nothing.
    """
    found: dict[int, Run] = {}
    for begin in range(0, len(rids), _PART):
        part = list(rids[begin : begin + _PART])
        loaded = {row.rid: _run(row) for row in conn.execute(_RUNS, {"rids": part})}
        if not reads_all(conn):
            for project in sorted({run.project for run in loaded.values()}):
                require_read(conn, project)
        for rid, key, value in _labels(conn, run_params, part, param_keys):
            loaded[rid].params[key] = value
        for rid, key, value in _labels(conn, run_tags, part, tag_keys):
            loaded[rid].tags[key] = value
        if metric_keys is None or metric_keys:
            for rid, metrics in series.metric_summaries(conn, part, metric_keys).items():
                loaded[rid].metrics = metrics
        if sparkline_keys:
            for rid, lines in series.sparklines(conn, part, list(sparkline_keys)).items():
                loaded[rid].sparklines = lines
        _count_children(conn, loaded)
        found |= loaded
    return [found[rid] for rid in rids if rid in found]


_RUNS = (
    sa.select(runs, experiments.c.name.label("experiment_name"), projects.c.name.label("project"))
    .join(experiments, experiments.c.id == runs.c.experiment_id)
    .join(projects, projects.c.id == experiments.c.project_id)
    .where(runs.c.rid.in_(sa.bindparam("rids", expanding=True)))
)

_CHILDREN = (
    sa.select(runs.c.parent_run_id, sa.func.count())
    .where(runs.c.parent_run_id.in_(sa.bindparam("run_ids", expanding=True)), runs.c.deleted_at.is_(None))
    .group_by(runs.c.parent_run_id)
)


def _labels(
    conn: Connection, table: sa.Table, rids: list[int], keys: Sequence[str] | None
) -> Iterator[tuple[int, str, str]]:
    if keys is not None and not keys:
        return
    query = sa.select(table.c.rid, table.c.key, table.c.value).where(table.c.rid.in_(rids))
    if keys is not None:
        query = query.where(table.c.key.in_(list(keys)))
    yield from conn.execute(query).all()


def _count_children(conn: Connection, loaded: dict[int, Run]) -> None:
    by_id = {run.run_id: run for run in loaded.values()}
    for run_id, count in conn.execute(_CHILDREN, {"run_ids": list(by_id)}):
        by_id[run_id].child_count = int(count)


def _run(row: Row[Any]) -> Run:
    forked = None if row.forked_from is None else ForkOrigin(run_id=row.forked_from, step=row.forked_step or 0)
    return Run(
        run_id=row.run_id,
        name=row.name,
        project=row.project,
        experiment_id=str(row.experiment_id),
        experiment_name=row.experiment_name,
        status=RunStatus(row.status),
        person=Person(username=row.username, display_name=row.display_name),
        start_time=row.start_time,
        end_time=row.end_time,
        heartbeat_at=row.heartbeat_at,
        deleted_at=row.deleted_at,
        parent_run_id=row.parent_run_id,
        forked_from=forked,
        origin=CellOrigin(notebook=row.notebook, cell_id=row.cell_id, execution_count=row.execution_count),
        artifact_uri=row.artifact_uri,
        note=row.note,
        error=row.error,
        params={},
        tags={},
        metrics={},
        sparklines={},
    )
