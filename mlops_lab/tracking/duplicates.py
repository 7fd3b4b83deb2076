"""Which points a series has already, among its rows and in its chunks; for any number of series at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import chunk_data, chunks, points
from mlops_lab.tracking.chunks import decode

Bits = tuple[int, int, int]
"""A point as its key in the table: step, time, the value's 64 bits."""

PART = 5000
"""Series that one query asks about."""


class _Box(NamedTuple):
    """Steps and times that points lie within, all included."""

    step_min: int
    step_max: int
    time_min: int
    time_max: int


def stored_already(
    conn: Connection, wanted: Mapping[int, Collection[Bits]], sealed: Collection[int]
) -> dict[int, set[Bits]]:
    """Return which of the wanted points each series has.

    Parameters
    ----------
    conn : Connection
        The connection.
    wanted : mapping of series id to points
        What is looked for; no series without a point.
    sealed : collection of series ids
        Those of them that have chunks.
    """
    boxes = {series_id: _box(listed) for series_id, listed in wanted.items()}
    found: dict[int, set[Bits]] = {series_id: set() for series_id in wanted}
    ids = list(wanted)
    for begin in range(0, len(ids), PART):
        part = ids[begin : begin + PART]
        for series_id, *point in conn.execute(_ROWS, _bounds(part, boxes)):
            found[series_id].add(tuple(point))
    deep = [series_id for series_id in ids if series_id in sealed]
    for begin in range(0, len(deep), PART):
        part = deep[begin : begin + PART]
        for chunk in conn.execute(_CHUNKS, _bounds(part, boxes)).all():
            box = boxes[chunk.series_id]
            if _meets(chunk, box):
                found[chunk.series_id] |= _within(conn, chunk.series_id, chunk.seq, box)
    return {series_id: found[series_id].intersection(listed) for series_id, listed in wanted.items()}


# Both go by the primary key, whose first column is the series.
_ROWS = sa.select(points.c.series_id, points.c.step, points.c.time, points.c.bits).where(
    points.c.series_id.in_(sa.bindparam("series", expanding=True)),
    points.c.step.between(sa.bindparam("step_min"), sa.bindparam("step_max")),
    points.c.time.between(sa.bindparam("time_min"), sa.bindparam("time_max")),
)
_CHUNKS = sa.select(
    chunks.c.series_id, chunks.c.seq, chunks.c.min_step, chunks.c.max_step, chunks.c.min_time, chunks.c.max_time
).where(
    chunks.c.series_id.in_(sa.bindparam("series", expanding=True)),
    chunks.c.min_step <= sa.bindparam("step_max"),
    chunks.c.max_step >= sa.bindparam("step_min"),
    chunks.c.min_time <= sa.bindparam("time_max"),
    chunks.c.max_time >= sa.bindparam("time_min"),
)
_DATA = sa.select(chunk_data.c.data).where(
    chunk_data.c.series_id == sa.bindparam("series"), chunk_data.c.seq == sa.bindparam("place")
)


def _box(listed: Collection[Bits]) -> _Box:
    steps, times = [point[0] for point in listed], [point[1] for point in listed]
    return _Box(min(steps), max(steps), min(times), max(times))


def _bounds(part: list[int], boxes: Mapping[int, _Box]) -> dict[str, object]:
    """Return what a query is given: the series, and the box around all their boxes."""
    low_steps, high_steps, low_times, high_times = zip(*(boxes[series_id] for series_id in part), strict=True)
    around = _Box(min(low_steps), max(high_steps), min(low_times), max(high_times))
    return {"series": part, **around._asdict()}


def _meets(chunk: Any, box: _Box) -> bool:
    steps = chunk.min_step <= box.step_max and chunk.max_step >= box.step_min
    return bool(steps and chunk.min_time <= box.time_max and chunk.max_time >= box.time_min)


def _within(conn: Connection, series_id: int, seq: int, box: _Box) -> set[Bits]:
    import numpy as np

    columns = decode(conn.execute(_DATA, {"series": series_id, "place": seq}).scalar_one())
    near = (columns.steps >= box.step_min) & (columns.steps <= box.step_max)
    near &= (columns.times >= box.time_min) & (columns.times <= box.time_max)
    some = columns.take(near)
    bits = np.where(np.isnan(some.values), np.nan, some.values).view(np.int64)
    return set(zip(some.steps.tolist(), some.times.tolist(), bits.tolist(), strict=True))
