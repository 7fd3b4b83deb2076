"""Metric series: append, summarize, copy.

Fresh points are rows; when a chunk's worth has gathered they are sealed into one
blob with a summary beside it. The summary of the whole series is a row of `series`,
right after every append. An exact duplicate (step, time and the value's bits) is
stored once, wherever the first one lies.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.storage.schema import runs
from mlops_lab.storage.schema import series as table
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import summary
from mlops_lab.tracking.attributes import check_key
from mlops_lab.tracking.duplicates import Bits, stored_already
from mlops_lab.tracking.sealing import seal, tail_columns
from mlops_lab.tracking.summary import Point, Tally
from mlops_lab.tracking.types import MetricSummary
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.numbers import to_wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Last = tuple[float, int, int]
"""A series after an append: its last value, last step and number of points."""

FEW = 256
"""Points that are handled one by one rather than as arrays."""
_NAN = struct.unpack("<q", struct.pack("<d", math.nan))[0]
_INT64 = range(-(2**63), 2**63)


def append_points(
    tx: Tx,
    rid: int,
    key: str,
    steps: NDArray[np.int64],
    times: NDArray[np.int64],
    values: NDArray[np.float64],
) -> dict[str, Last]:
    """Append columns of equal length to one series.

    Parameters
    ----------
    tx : Tx
        The transaction.
    rid : int
        The run's key within the store.
    key : str
        The metric's name.
    steps, times, values : ndarray of int64, int64, float64
        Steps may repeat or go back; times are UTC milliseconds; NaN and infinity are kept.

    Returns
    -------
    dict
        The series' last value, last step and number of points, by its key.
    """
    if len(steps) <= FEW:
        rows = zip(steps.tolist(), times.tolist(), values.tolist(), strict=True)
        return append_many(tx, rid, [(key, step, time, value) for step, time, value in rows])
    check_key(key, "metrics")
    return {key: _append_columns(tx, rid, key, steps, times, values)}


def append_many(tx: Tx, rid: int, batch: Sequence[tuple[str, int, int, float]]) -> dict[str, Last]:
    """Append points, given as (key, step, time, value), of any number of series of one run.

    Raises
    ------
    LabError
        When a name is unreadable or a step or time does not fit 64 bits; nothing is written then.
    """
    fresh: dict[str, dict[Bits, Point]] = {}
    for key, step, time, value in batch:
        if key not in fresh:
            check_key(key, "metrics")
            fresh[key] = {}
        if step not in _INT64 or time not in _INT64:
            raise invalid(f"A step or time of {key!r} does not fit 64 bits.", f"metrics.{key}")
        fresh[key][(step, time, _bits(value))] = (step, time, value)
    if not fresh:
        return {}
    standing = _lock(tx, rid, list(fresh))
    _drop_duplicates(tx.conn, standing, fresh)
    last: dict[str, Last] = {}
    for key, row in standing.items():
        if not fresh[key]:
            del fresh[key]
            last[key] = _last_of(summary.of_row(row))
    return last | _write(tx, rid, standing, fresh)


def metric_summaries(
    conn: Connection, rids: Sequence[int], keys: Sequence[str] | None = None
) -> dict[int, dict[str, MetricSummary]]:
    """Return the summaries of runs' series by run and key; None is every key."""
    query = sa.select(*_SUMMARY).where(table.c.rid.in_(list(rids)))
    if keys is not None:
        query = query.where(table.c.key.in_(list(keys)))
    found: dict[int, dict[str, MetricSummary]] = {}
    # a page of runs has a thousand of these: rows are taken at once and by place
    for rid, key, last, step, time, least, greatest, mean, first, highest, total, nans in conn.execute(query).all():
        found.setdefault(rid, {})[key] = MetricSummary(
            key=key,
            last="NaN" if last is None else to_wire(last),
            last_step=step,
            last_time=time,
            min=None if least is None else to_wire(least),
            max=None if greatest is None else to_wire(greatest),
            mean=None if mean is None else to_wire(mean),
            first_step=first,
            max_step=highest,
            count=total,
            nan_count=nans,
        )
    return found


_SUMMARY = tuple(
    table.c[name]
    for name in (
        "rid",
        "key",
        "last_value",
        "last_step",
        "last_time",
        "min_value",
        "max_value",
        "mean_value",
        "first_step",
        "max_step",
        "total",
        "nan_count",
    )
)


def copy_series(tx: Tx, from_rid: int, to_rid: int, up_to_step: int | None) -> None:
    """Copy one run's series to another run, up to a step (included); None is all of it."""
    from mlops_lab.tracking.history import history_columns

    keys = tx.conn.scalars(sa.select(table.c.key).where(table.c.rid == from_rid).order_by(table.c.key)).all()
    for key in keys:
        columns = history_columns(tx.conn, from_rid, key)
        if up_to_step is not None:
            columns = columns.take(columns.steps <= up_to_step)
        if len(columns):
            append_points(tx, to_rid, key, columns.steps, columns.times, columns.values)


def _append_columns(
    tx: Tx,
    rid: int,
    key: str,
    steps: NDArray[np.int64],
    times: NDArray[np.int64],
    values: NDArray[np.float64],
) -> Last:
    import numpy as np

    from mlops_lab.tracking.chunks import Columns, in_order, joined

    numbers = np.where(np.isnan(values), np.nan, values).astype(np.float64)  # one NaN, whatever bits it came with
    columns = in_order(Columns(steps.astype(np.int64), times.astype(np.int64), numbers))
    if len(columns.steps) > 1:
        same = (np.diff(columns.steps) == 0) & (np.diff(columns.times) == 0)
        bits = columns.values.view(np.int64)
        columns = columns.take(np.concatenate(([True], ~(same & (np.diff(bits) == 0)))))
    row = _lock(tx, rid, [key]).get(key)
    if row is not None and (int(columns.steps[0]), int(columns.times[0])) <= (row.last_step, row.last_time):
        columns = _without_stored(tx.conn, row, columns)
        if not len(columns):
            return _last_of(summary.of_row(row))
    tally = summary.of_columns(columns)
    if row is not None:
        tally = summary.merged(summary.of_row(row), tally)
        series_id, tail = row.id, tail_columns(tx.conn, row.id) if row.tail_count else None
    else:
        series_id, tail = _insert(tx, rid, {key: tally})[key], None
    left = seal(
        tx, series_id, columns if tail is None else in_order(joined([tail, columns])), had_tail=tail is not None
    )
    _update(tx, [(series_id, tally, left)])
    return _last_of(tally)


def _without_stored(conn: Connection, row: Any, columns: Any) -> Any:
    """Leave out the points that the series has already."""
    import numpy as np

    at_last = (columns.steps == row.last_step) & (columns.times <= row.last_time)
    early = np.flatnonzero((columns.steps < row.last_step) | at_last)
    fresh = {
        (int(columns.steps[i]), int(columns.times[i]), _bits(float(columns.values[i]))): (int(i), 0, 0.0) for i in early
    }
    _drop_duplicates(conn, {row.key: row}, {row.key: fresh})
    keep = np.ones(len(columns.steps), bool)
    keep[early] = False
    keep[[place for place, _, _ in fresh.values()]] = True
    return columns.take(keep)


_LOCK = sa.select(table).where(
    table.c.rid == sa.bindparam("run"), table.c.key.in_(sa.bindparam("keys", expanding=True))
)
_LOCK_ONE = sa.select(table).where(table.c.rid == sa.bindparam("run"), table.c.key == sa.bindparam("name"))


def _lock(tx: Tx, rid: int, keys: list[str]) -> dict[str, Row[Any]]:
    """Return the series that stand already, held against other writers until the transaction ends."""
    pooled = tx.conn.dialect.name == "postgresql"
    if len(keys) == 1:
        one = _LOCK_ONE.with_for_update() if pooled else _LOCK_ONE
        return {row.key: row for row in tx.conn.execute(one, {"run": rid, "name": keys[0]})}
    query = _LOCK.order_by(table.c.id).with_for_update() if pooled else _LOCK
    found: dict[str, Row[Any]] = {}
    for begin in range(0, len(keys), 5000):
        for row in tx.conn.execute(query, {"run": rid, "keys": keys[begin : begin + 5000]}):
            found[row.key] = row
    return found


def _drop_duplicates(conn: Connection, standing: Mapping[str, Row[Any]], fresh: Mapping[str, dict[Bits, Any]]) -> None:
    """Take out of `fresh` what the series have already; nothing stored lies beyond a series' last step and time."""
    wanted: dict[int, list[Bits]] = {}
    for key, row in standing.items():
        if early := [bits for bits in fresh[key] if bits[:2] <= (row.last_step, row.last_time)]:
            wanted[row.id] = early
    if not wanted:
        return
    sealed = {row.id for row in standing.values() if row.total > row.tail_count}
    stored = stored_already(conn, wanted, sealed)
    for key, row in standing.items():
        for bits in stored.get(row.id, ()):
            del fresh[key][bits]


def _write(
    tx: Tx, rid: int, standing: Mapping[str, Row[Any]], fresh: Mapping[str, dict[Bits, Point]]
) -> dict[str, Last]:
    tallies: dict[str, Tally] = {key: summary.of_points(given.values()) for key, given in fresh.items()}
    ids = {key: row.id for key, row in standing.items()}
    new = {key: tally for key, tally in tallies.items() if key not in standing}
    ids |= _insert(tx, rid, new, {key: len(fresh[key]) for key in new}) if new else {}
    rows = [(ids[key], *one) for key, given in fresh.items() for one in given]
    if rows:
        tx.conn.exec_driver_sql(_INSERT_POINTS[tx.conn.dialect.name], rows)
    changed = []
    for key, given in fresh.items():
        tail = len(given)
        if key in standing:
            tallies[key] = summary.merged(summary.of_row(standing[key]), tallies[key])
            tail += standing[key].tail_count
        if tail >= SEAL_AT:
            tail = seal(tx, ids[key], tail_columns(tx.conn, ids[key]), had_tail=True)
            changed.append((ids[key], tallies[key], tail))
        elif key in standing:
            changed.append((ids[key], tallies[key], tail))
    if changed:
        _update(tx, changed)
    return {key: _last_of(tally) for key, tally in tallies.items()}


SEAL_AT = 1024
"""Rows that a series has at the most; then they are sealed."""

# in the driver's own words: making a mapping of each row costs three times what the database does with it
_INSERT_POINTS = {
    "sqlite": "INSERT INTO points (series_id, step, time, bits) VALUES (?, ?, ?, ?)",
    "postgresql": "INSERT INTO points (series_id, step, time, bits) VALUES (%s, %s, %s, %s)",
}
_INSERT_SERIES = sa.insert(table).returning(table.c.id, table.c.key)
_UPDATE_SERIES = (
    sa.update(table)
    .where(table.c.id == sa.bindparam("series"))
    .values(
        {
            name: sa.bindparam(f"new_{name}")
            for name in (
                "last_step",
                "last_time",
                "last_value",
                "min_value",
                "max_value",
                "mean_value",
                "first_step",
                "max_step",
                "total",
                "nan_count",
                "tail_count",
            )
        }
    )
)


def _insert(tx: Tx, rid: int, tallies: Mapping[str, Tally], tails: Mapping[str, int] | None = None) -> dict[str, int]:
    rows = [
        tally.columns() | {"rid": rid, "key": key, "tail_count": (tails or {}).get(key, 0)}
        for key, tally in tallies.items()
    ]
    return {key: made for made, key in tx.conn.execute(_INSERT_SERIES, rows)}


def _update(tx: Tx, changed: Iterable[tuple[int, Tally, int]]) -> None:
    rows = [
        {"series": series_id, "new_tail_count": tail}
        | {f"new_{name}": value for name, value in tally.columns().items()}
        for series_id, tally, tail in changed
    ]
    tx.conn.execute(_UPDATE_SERIES, rows if len(rows) > 1 else rows[0])


def _bits(value: float) -> int:
    """Return a value's 64 bits; every NaN is the same one."""
    bits: int = _NAN if value != value else struct.unpack("<q", struct.pack("<d", value))[0]
    return bits


def _last_of(tally: Tally) -> Last:
    return (tally.last[2], tally.last[0], tally.count)


def start_time(conn: Connection, rid: int) -> int:
    """Return when a run began, UTC ms."""
    return int(conn.execute(sa.select(runs.c.start_time).where(runs.c.rid == rid)).scalar_one())


def sparklines(
    conn: Connection, rids: Sequence[int], keys: Sequence[str], width: int = 40
) -> dict[int, dict[str, list[Any]]]:
    """Return up to about `width` values of each series in order, for the small curves of a table."""
    from mlops_lab.tracking.sparklines import sparklines as draw

    return draw(conn, rids, keys, width)
