"""Metric series: append, summarize, copy.

Fresh points are rows; when a chunk's worth has gathered they are sealed into one
blob with a summary beside it. The summary of the whole series is a row of `series`,
right after every append. An exact duplicate (step, time and the value's bits) is
stored once, wherever the first one lies.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage import direct
from mlops_lab.storage.direct import among
from mlops_lab.storage.schema import points, runs
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

Given = tuple[str, int, int, float]
"""A point as it is given: key, step, time in UTC ms, value."""
Name = tuple[int, str]
"""What names a series within the store: its run's `rid` and its key."""
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


def append_many(tx: Tx, rid: int, batch: Sequence[Given]) -> dict[str, Last]:
    """Append points, given as (key, step, time, value), of any number of series of one run.

    Raises
    ------
    LabError
        When a name is unreadable or a step or time does not fit 64 bits; nothing is written then.
    """
    return append_runs(tx, {rid: batch})[rid]


def append_runs(tx: Tx, batches: Mapping[int, Sequence[Given]]) -> dict[int, dict[str, Last]]:
    """Append points to several runs, as `append_many` does to one, for little more than one costs."""
    fresh: dict[Name, dict[Bits, Point]] = {}
    for rid, batch in batches.items():
        if batch:
            _gather(rid, batch, fresh)
    last: dict[int, dict[str, Last]] = {rid: {} for rid in batches}
    standing = _lock(tx, list(fresh))
    _drop_duplicates(tx.conn, standing, fresh)
    for name, row in standing.items():
        if not fresh[name]:
            del fresh[name]
            last[name[0]][name[1]] = _last_of(summary.of_row(row))
    for (rid, key), tally in _write(tx, standing, fresh).items():
        last[rid][key] = _last_of(tally)
    return last


def _gather(rid: int, batch: Sequence[Given], fresh: dict[Name, dict[Bits, Point]]) -> None:
    """Check the points of one run and put them by series, what is given twice once."""
    keys, steps, times, values = zip(*batch, strict=True)
    bits = struct.unpack(f"<{len(values)}q", struct.pack(f"<{len(values)}d", *values))
    by_key: dict[str, dict[Bits, Point]] = {}
    for key in dict.fromkeys(keys):
        check_key(key, "metrics")
        by_key[key] = fresh[(rid, key)] = {}
    try:
        struct.pack(f"<{2 * len(steps)}q", *steps, *times)
    except struct.error:
        for key, step, time, _ in batch:
            if step not in _INT64 or time not in _INT64:
                raise invalid(f"A step or time of {key!r} does not fit 64 bits.", f"metrics.{key}") from None
        raise
    for key, step, time, value, one in zip(keys, steps, times, values, bits, strict=True):
        by_key[key][(step, time, one if value == value else _NAN)] = (step, time, value)


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
    name = (rid, key)
    row = _lock(tx, [name]).get(name)
    if row is not None and (int(columns.steps[0]), int(columns.times[0])) <= (row.last_step, row.last_time):
        columns = _without_stored(tx.conn, row, columns)
        if not len(columns):
            return _last_of(summary.of_row(row))
    tally = summary.of_columns(columns)
    if row is not None:
        tally = summary.merged(summary.of_row(row), tally)
        series_id, tail = row.id, tail_columns(tx.conn, row.id) if row.tail_count else None
    else:
        series_id, tail = _insert(tx, {name: tally})[name], None
    left = seal(
        tx, series_id, columns if tail is None else in_order(joined([tail, columns])), had_tail=tail is not None
    )
    _update(tx, [(series_id, tally, left)])
    return _last_of(tally)


def _without_stored(conn: Connection, row: Standing, columns: Any) -> Any:
    """Leave out the points that the series has already."""
    import numpy as np

    at_last = (columns.steps == row.last_step) & (columns.times <= row.last_time)
    early = np.flatnonzero((columns.steps < row.last_step) | at_last)
    fresh = {
        (int(columns.steps[i]), int(columns.times[i]), _bits(float(columns.values[i]))): (int(i), 0, 0.0) for i in early
    }
    name = (row.rid, row.key)
    _drop_duplicates(conn, {name: row}, {name: fresh})
    keep = np.ones(len(columns.steps), bool)
    keep[early] = False
    keep[[place for place, _, _ in fresh.values()]] = True
    return columns.take(keep)


class Standing(NamedTuple):
    """A series that stands already: its row."""

    rid: int
    key: str
    id: int
    last_step: int
    last_time: int
    last_value: float | None
    min_value: float | None
    max_value: float | None
    mean_value: float | None
    first_step: int
    max_step: int
    total: int
    nan_count: int
    tail_count: int


_STANDING = sa.select(*(table.c[name] for name in Standing._fields))
_LOCK_ONE = _STANDING.where(table.c.rid == sa.bindparam("run"), table.c.key == sa.bindparam("name"))
_LOCK_ALIKE = _STANDING.where(among(table.c.rid, "runs"), among(table.c.key, "names")).order_by(table.c.id)


def _lock(tx: Tx, names: Sequence[Name]) -> dict[Name, Standing]:
    """Return the series that stand already, held against other writers until the transaction ends."""
    if not names:
        return {}
    pooled = tx.conn.dialect.name == "postgresql"
    if len(names) == 1:
        one = _HELD_ONE if pooled else _LOCK_ONE
        listed = list(direct.rows(tx.conn, one, {"run": names[0][0], "name": names[0][1]}))
    else:
        listed = []
        for rids, keys in _alike(names):
            alike = _HELD_ALIKE if pooled else _LOCK_ALIKE
            listed += direct.rows(tx.conn, alike, {"runs": rids, "names": keys})
    return {(row[0], row[1]): Standing._make(row) for row in listed}


_HELD_ONE, _HELD_ALIKE = _LOCK_ONE.with_for_update(), _LOCK_ALIKE.with_for_update()


def _alike(names: Sequence[Name]) -> Iterator[tuple[list[int], list[str]]]:
    """Put together the runs of which the same series are wanted: one question asks for those."""
    keys: dict[int, list[str]] = {}
    for rid, key in names:
        keys.setdefault(rid, []).append(key)
    rids: dict[tuple[str, ...], list[int]] = {}
    for rid, wanted in keys.items():
        rids.setdefault(tuple(sorted(wanted)), []).append(rid)
    for some, mine in rids.items():
        yield mine, list(some)


def _drop_duplicates(
    conn: Connection, standing: Mapping[Name, Standing], fresh: Mapping[Name, dict[Bits, Any]]
) -> None:
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


def _write(tx: Tx, standing: Mapping[Name, Standing], fresh: Mapping[Name, dict[Bits, Point]]) -> dict[Name, Tally]:
    tallies: dict[Name, Tally] = {name: summary.of_points(given.values()) for name, given in fresh.items()}
    ids = {name: row.id for name, row in standing.items()}
    new = {name: tally for name, tally in tallies.items() if name not in standing}
    ids |= _insert(tx, new, {name: len(fresh[name]) for name in new}) if new else {}
    rows = [(ids[name], *one) for name, given in fresh.items() for one in given]
    direct.insert(tx.conn, points, ("series_id", "step", "time", "bits"), rows)
    changed = []
    for name, given in fresh.items():
        tail = len(given)
        if name in standing:
            tallies[name] = summary.merged(summary.of_row(standing[name]), tallies[name])
            tail += standing[name].tail_count
        if tail >= SEAL_AT:
            tail = seal(tx, ids[name], tail_columns(tx.conn, ids[name]), had_tail=True)
            changed.append((ids[name], tallies[name], tail))
        elif name in standing:
            changed.append((ids[name], tallies[name], tail))
    _update(tx, changed)
    return tallies


SEAL_AT = 1024
"""Rows that a series has at the most; then they are sealed."""

_INSERT_SERIES = sa.insert(table).returning(table.c.id, table.c.rid, table.c.key)
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


def _insert(tx: Tx, tallies: Mapping[Name, Tally], tails: Mapping[Name, int] | None = None) -> dict[Name, int]:
    rows = [
        tally.columns() | {"rid": name[0], "key": name[1], "tail_count": (tails or {}).get(name, 0)}
        for name, tally in tallies.items()
    ]
    return {(rid, key): made for made, rid, key in tx.conn.execute(_INSERT_SERIES, rows)}


def _update(tx: Tx, changed: Iterable[tuple[int, Tally, int]]) -> None:
    direct.run(
        tx.conn,
        _UPDATE_SERIES,
        [{"series": series_id, "new_tail_count": tail, **tally.columns("new_")} for series_id, tally, tail in changed],
    )


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
