"""The points of a series, all of them or a page at a time, by step, then time, then value."""

from __future__ import annotations

import base64
import struct
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import chunk_data, chunks, points, runs
from mlops_lab.storage.schema import series as table
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.sealing import columns_of
from mlops_lab.tracking.summary import rank
from mlops_lab.tracking.types import HistoryPage
from mlops_lab.wire.errors import invalid, not_found
from mlops_lab.wire.numbers import to_wire

if TYPE_CHECKING:
    from mlops_lab.tracking.chunks import Columns

_TOKEN = struct.Struct(">qqd")

_SERIES = sa.select(table).where(table.c.rid == sa.bindparam("run"), table.c.key == sa.bindparam("name"))
_SUMMARIES = (
    sa.select(chunks.c.seq, chunks.c.total, chunks.c.min_step, chunks.c.max_step)
    .where(chunks.c.series_id == sa.bindparam("series"), chunks.c.max_step >= sa.bindparam("step_min"))
    .order_by(chunks.c.min_step, chunks.c.seq)
)
_DATA = sa.select(chunk_data.c.data).where(
    chunk_data.c.series_id == sa.bindparam("series"),
    chunk_data.c.seq.between(sa.bindparam("first"), sa.bindparam("last")),
)
_TAIL = sa.select(points.c.step, points.c.time, points.c.bits).where(
    points.c.series_id == sa.bindparam("series"),
    points.c.step.between(sa.bindparam("step_min"), sa.bindparam("step_max")),
)
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1

After = tuple[int, int, float]
"""The last point of the page before: step, time, value."""


def history_page(
    conn: Connection, run_id: str, key: str, *, max_results: int, page_token: str | None = None
) -> HistoryPage:
    """Return a page of the points of one series.

    Raises
    ------
    LabError
        When there is no such run, or the page token is not one of ours. A series
        that does not exist is empty.
    """
    rid = conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == run_id)).scalar()
    if rid is None:
        raise not_found(f"Run with id={run_id[:60]} not found", "run_id")
    require_runs(conn, [rid])
    columns, token = history_columns_page(conn, rid, key, max_results, page_token)
    return HistoryPage(
        run_id=run_id,
        key=key,
        steps=columns.steps.tolist(),
        times=columns.times.tolist(),
        values=[to_wire(value) for value in columns.values.tolist()],
        next_page_token=token,
    )


def history_columns_page(
    conn: Connection, rid: int, key: str, max_results: int, page_token: str | None
) -> tuple[Columns, str | None]:
    """Return a page of points as columns, and the token of the next one where there is more."""
    after = None if not page_token else _after(page_token)
    columns = history_columns(conn, rid, key, after=after, limit=max_results + 1)
    if len(columns) <= max_results:
        return columns, None
    page = columns.take(slice(0, max_results))
    return page, _token(page)


def history_columns(
    conn: Connection, rid: int, key: str, *, after: After | None = None, limit: int | None = None
) -> Columns:
    """Return points of one series as columns, in order.

    Parameters
    ----------
    conn : Connection
        The connection.
    rid : int
        The run's key within the store.
    key : str
        The metric's name; a series that does not exist is empty.
    after : tuple of step, time and value, optional
        Begin behind this point.
    limit : int, optional
        As many points at the most.
    """
    from mlops_lab.tracking.chunks import joined

    row = conn.execute(_SERIES, {"run": rid, "name": key}).first()
    if row is None:
        return joined([])
    begin = _LOWEST if after is None else after[0]
    return _cut(points_between(conn, row, begin, _enough(conn, row, begin, limit)), after, limit)


def points_between(conn: Connection, row: Any, step_min: int, step_max: int) -> Columns:
    """Return the points of a series (a row of the table) within steps, both included, in order."""
    from mlops_lab.tracking.chunks import decode, in_order, joined

    parts = []
    whole = True
    if row.total > row.tail_count:
        found = conn.execute(_SUMMARIES, {"series": row.id, "step_min": step_min}).all()
        taken = [chunk for chunk in found if chunk.min_step <= step_max]
        for first, last in _stretches(sorted(chunk.seq for chunk in taken)):
            for (data,) in conn.execute(_DATA, {"series": row.id, "first": first, "last": last}):
                parts.append(decode(data))
        whole = all(chunk.min_step >= step_min and chunk.max_step <= step_max for chunk in taken)
    bounds = {"series": row.id, "step_min": step_min, "step_max": step_max}
    rows = conn.execute(_TAIL, bounds).all() if row.tail_count else []
    if rows:
        parts.append(columns_of(rows))
    columns = joined(parts)
    if not whole:
        columns = columns.take((columns.steps >= step_min) & (columns.steps <= step_max))
    return columns if _follows(columns) else in_order(columns)


def _enough(conn: Connection, row: Any, step_min: int, limit: int | None) -> int:
    """Return the step up to which there are at least `limit` points beyond the first step's."""
    if limit is None or row.total == row.tail_count:
        return _HIGHEST
    wanted, reached = limit, step_min
    for chunk in conn.execute(_SUMMARIES, {"series": row.id, "step_min": step_min}):
        if chunk.min_step > step_min:  # what begins at or before the first step may be behind us
            wanted -= chunk.total
            reached = max(reached, int(chunk.max_step))  # chunks overlap: an earlier one may reach further
        if wanted <= 0:
            return reached
    return _HIGHEST


def _stretches(seqs: list[int]) -> list[tuple[int, int]]:
    """Return runs of consecutive numbers as (first, last)."""
    found: list[tuple[int, int]] = []
    for seq in seqs:
        if found and seq == found[-1][1] + 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


def _follows(columns: Columns) -> bool:
    """Tell whether steps rise strictly, so that there is nothing to sort."""
    import numpy as np

    return bool((np.diff(columns.steps) > 0).all())


def _cut(columns: Columns, after: After | None, limit: int | None) -> Columns:
    import numpy as np

    first = 0
    if after is not None:
        step, time, _ = after
        begin, end = (int(np.searchsorted(columns.steps, step, side)) for side in ("left", "right"))
        times = columns.times[begin:end]
        first, end = (begin + int(np.searchsorted(times, time, side)) for side in ("left", "right"))
        mark = rank(after)
        while first < end and rank((step, time, float(columns.values[first]))) <= mark:
            first += 1
    return columns.take(slice(first, None if limit is None else first + limit))


def _token(page: Columns) -> str:
    last = _TOKEN.pack(int(page.steps[-1]), int(page.times[-1]), float(page.values[-1]))
    return base64.urlsafe_b64encode(last).decode().rstrip("=")


def _after(token: str) -> After:
    try:
        step, time, value = _TOKEN.unpack(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, struct.error):
        raise invalid("The page token is not one of ours.", "page_token") from None
    return step, time, value
