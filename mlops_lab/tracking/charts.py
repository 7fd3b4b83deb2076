"""Curves for a screen: as many buckets as it can show, each with mean, least, greatest, last and count.

A long series is drawn from the summaries of its chunks, without touching its points;
zooming in until few chunks are left reads those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import chunks, runs
from mlops_lab.storage.schema import series as table
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.history import history_columns, points_between
from mlops_lab.tracking.sealing import tail_columns
from mlops_lab.tracking.types import ChartRequest, Curve, Curves
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.numbers import Number, to_wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mlops_lab.tracking.chunks import Columns

    Floats = NDArray[np.float64]

EXACT = 20_480
"""Points of a curve that are read one by one rather than from summaries, however many curves there are."""
BUDGET = 131_072
"""Points that are read one by one for all curves of a request together: about 15 ms.

Summaries stand for about a thousand points each, so a curve of fewer would look coarse.
"""
BUCKETS = 5000
CURVES = 4000

_SUMMARY = (
    "total", "nan_count", "min_step", "max_step", "min_time", "max_time", "min_value", "max_value", "mean_value",
    "last_value",
)  # fmt: skip
_CHUNKS = (
    sa.select(*(chunks.c[name] for name in _SUMMARY))
    .where(chunks.c.series_id == sa.bindparam("series"))
    .order_by(chunks.c.seq)
)


def chart(conn: Connection, request: ChartRequest) -> Curves:
    """Return a curve for every key of every run that has it.

    Raises
    ------
    LabError
        When more curves or buckets are asked for than can be drawn.
    """
    if not 1 <= request.buckets <= BUCKETS:
        raise invalid(f"buckets is between 1 and {BUCKETS}.", "buckets")
    if len(request.run_ids) * len(request.keys) > CURVES:
        raise invalid(f"At most {CURVES} curves at once.", "run_ids")
    # by rid and key (uq_series_rid_key): joined by run_id alone, SQLite begins with every series of that name
    rids = conn.scalars(sa.select(runs.c.rid).where(runs.c.run_id.in_(request.run_ids))).all()
    query = (
        sa.select(table, runs.c.run_id, runs.c.start_time)
        .join(runs, runs.c.rid == table.c.rid)
        .where(table.c.rid.in_(rids), table.c.key.in_(request.keys))
    )
    found = {(row.run_id, row.key): row for row in conn.execute(query)}
    rows = [found[pair] for run in request.run_ids for key in request.keys if (pair := (run, key)) in found]
    require_runs(conn, sorted({row.rid for row in rows}))
    readable = max(EXACT, BUDGET // max(len(rows), 1))
    return Curves(curves=[_curve(conn, row, request, readable) for row in rows])


def _curve(conn: Connection, row: Any, request: ChartRequest, readable: int) -> Curve:
    if request.x not in ("step", "time", "relative"):
        return _against_metric(conn, row, request)
    zoomed = request.x_min is not None or request.x_max is not None
    if row.total <= (EXACT if zoomed else readable):
        return _from_points(points_between(conn, row, -(2**63), 2**63 - 1), row, request)
    return _from_summaries(conn, row, request, readable)


def _against_metric(conn: Connection, row: Any, request: ChartRequest) -> Curve:
    """Draw over another metric: the points of both that share a step (of the other, the last at it)."""
    import numpy as np

    ours = history_columns(conn, row.rid, row.key)
    other = history_columns(conn, row.rid, request.x)
    if not len(ours) or not len(other):
        return _bucketed(np.empty(0), np.empty(0), row, request)
    place = np.searchsorted(other.steps, ours.steps, "right") - 1
    shared = (place >= 0) & (other.steps[place] == ours.steps)
    x, y = other.values[place[shared]], ours.values[shared]
    finite = np.isfinite(x)
    return _bucketed(x[finite], y[finite], row, request)


def _from_points(columns: Columns, row: Any, request: ChartRequest) -> Curve:
    return _bucketed(_axis(row, request)(columns.steps, columns.times), columns.values, row, request)


def _axis(row: Any, request: ChartRequest) -> Callable[[Any, Any], Any]:
    if request.x == "step":
        return lambda steps, _times: steps.astype("f8")
    if request.x == "time":
        return lambda _steps, times: times.astype("f8")
    return lambda _steps, times: times.astype("f8") - row.start_time


def _bucketed(x: Floats, y: Floats, row: Any, request: ChartRequest) -> Curve:
    """Draw points: each one where they fit, else buckets of equal width."""
    import numpy as np

    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    inside = np.ones(len(x), bool)
    if request.x_min is not None:
        inside &= x >= request.x_min
    if request.x_max is not None:
        inside &= x <= request.x_max
    x, y = x[inside], y[inside]
    if len(x) <= request.buckets:
        shown = [None if value != value else to_wire(value) for value in y.tolist()]
        return Curve(
            run_id=row.run_id,
            key=row.key,
            exact=True,
            x=x.tolist(),
            mean=shown,
            min=shown,
            max=shown,
            last=shown,
            count=[1] * len(shown),
        )
    starts = _starts(x, request.buckets)
    number = ~np.isnan(y)
    counts = np.diff(np.append(starts, len(x)))
    numbers = np.add.reduceat(number.astype(np.int64), starts)
    with np.errstate(invalid="ignore"):
        means = np.add.reduceat(np.where(number, y, 0.0), starts) / np.where(numbers, numbers, 1)
    ends = np.append(starts[1:], len(x)) - 1
    return Curve(
        run_id=row.run_id,
        key=row.key,
        exact=False,
        x=((x[starts] + x[ends]) / 2).tolist(),
        mean=_shown(means, numbers),
        min=_shown(np.minimum.reduceat(np.where(number, y, np.inf), starts), numbers),
        max=_shown(np.maximum.reduceat(np.where(number, y, -np.inf), starts), numbers),
        last=[None if value != value else to_wire(value) for value in y[ends].tolist()],
        count=counts.tolist(),
    )


def _starts(x: Floats, buckets: int) -> Any:
    """Return where each bucket that holds something begins."""
    import numpy as np

    width = (x[-1] - x[0]) / buckets
    if width <= 0 or not np.isfinite(width):
        return np.array([0])
    number = np.minimum(((x - x[0]) / width).astype(np.int64), buckets - 1)
    return np.flatnonzero(np.concatenate(([True], np.diff(number) > 0)))


def _shown(values: Any, numbers: Any) -> list[Number | None]:
    return [
        to_wire(value) if there and value == value else None
        for value, there in zip(values.tolist(), numbers.tolist(), strict=True)
    ]


def _from_summaries(conn: Connection, row: Any, request: ChartRequest, readable: int) -> Curve:
    """Draw from the chunks' summaries, each chunk a point in the middle of what is in sight of it."""
    import numpy as np

    found = conn.execute(_CHUNKS, {"series": row.id}).all()
    name = "step" if request.x == "step" else "time"
    offset = row.start_time if request.x == "relative" else 0
    low, high = _SUMMARY.index(f"min_{name}"), _SUMMARY.index(f"max_{name}")
    lowest = -np.inf if request.x_min is None else request.x_min + offset
    highest = np.inf if request.x_max is None else request.x_max + offset
    near = [chunk for chunk in found if chunk[high] >= lowest and chunk[low] <= highest]
    if sum(chunk[0] for chunk in near) + row.tail_count <= readable:
        return _zoomed(conn, row, request, near)
    table_ = np.array([tuple(chunk) for chunk in near], np.float64)
    tail = tail_columns(conn, row.id) if row.tail_count else None
    if tail is not None and len(tail):
        where = (tail.steps if name == "step" else tail.times).astype("f8")
        inside = (where >= lowest) & (where <= highest)
        if inside.any():
            table_ = np.vstack([table_, _summary_of(tail.take(inside))])
    middle = (np.maximum(table_[:, low], lowest) + np.minimum(table_[:, high], highest)) / 2
    return _grouped(table_, middle - offset, row, request)


def _zoomed(conn: Connection, row: Any, request: ChartRequest, near: list[Any]) -> Curve:
    """Read the few chunks that are in sight."""
    import numpy as np

    if not near and not row.tail_count:
        return _bucketed(np.empty(0), np.empty(0), row, request)
    steps = [chunk[2] for chunk in near] + [chunk[3] for chunk in near]
    low = min(steps, default=row.first_step)
    high = max(steps, default=row.max_step)
    if row.tail_count:
        tail = tail_columns(conn, row.id)
        low, high = min(low, int(tail.steps[0])), max(high, int(tail.steps[-1]))
        if request.x == "step":
            low = low if request.x_min is None else max(low, int(np.floor(max(request.x_min, -(2.0**62)))))
            high = high if request.x_max is None else min(high, int(np.ceil(min(request.x_max, 2.0**62))))
    return _from_points(points_between(conn, row, low, high), row, request)


def _summary_of(tail: Columns) -> list[float]:
    from mlops_lab.tracking import summary

    tally = summary.of_columns(tail).columns()
    known = tally | {
        "min_step": tally["first_step"],
        "min_time": int(tail.times.min()),
        "max_time": int(tail.times.max()),
    }
    return [float("nan") if known[name] is None else float(known[name]) for name in _SUMMARY]


def _grouped(rows: Any, x: Floats, row: Any, request: ChartRequest) -> Curve:
    """Put summaries that are too many for the screen together."""
    import numpy as np

    order = np.argsort(x, kind="stable")
    rows, x = rows[order], x[order]
    every = -(-len(x) // request.buckets)
    starts = np.arange(0, len(x), every)
    numbers = rows[:, 0] - rows[:, 1]
    total = np.add.reduceat(numbers, starts)
    with np.errstate(invalid="ignore", divide="ignore"):
        # nothing but NaN weighs nothing; a mean that is NaN all the same had both infinities
        weighed = np.add.reduceat(np.where(numbers > 0, rows[:, 8] * numbers, 0.0), starts)
        means = weighed / total
    ends = np.append(starts[1:], len(x)) - 1
    return Curve(
        run_id=row.run_id,
        key=row.key,
        exact=False,
        x=((x[starts] + x[ends]) / 2).tolist(),
        mean=_shown(means, total),
        min=_shown(np.fmin.reduceat(rows[:, 6], starts), total),
        max=_shown(np.fmax.reduceat(rows[:, 7], starts), total),
        last=_shown(rows[ends, 9], total),
        count=np.add.reduceat(rows[:, 0], starts).astype(np.int64).tolist(),
    )
