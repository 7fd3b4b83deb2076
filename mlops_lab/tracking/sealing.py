"""From rows to chunks."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage import direct
from mlops_lab.storage.schema import chunk_data, chunks, points
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import summary
from mlops_lab.tracking.chunks import SIZE, encode

if TYPE_CHECKING:
    from mlops_lab.tracking.chunks import Columns

_TAIL = sa.select(points.c.step, points.c.time, points.c.bits).where(points.c.series_id == sa.bindparam("series"))
_DROP_TAIL = sa.delete(points).where(points.c.series_id == sa.bindparam("series"))
_LAST_SEQ = sa.select(sa.func.max(chunks.c.seq)).where(chunks.c.series_id == sa.bindparam("series"))


def tail_columns(conn: Connection, series_id: int) -> Columns:
    """Return a series' rows as columns, in order."""
    return columns_of(direct.rows(conn, _TAIL, {"series": series_id}))


def columns_of(rows: Any) -> Columns:
    """Return rows of step, time and bits as columns, in order."""
    import numpy as np

    from mlops_lab.tracking.chunks import Columns, in_order

    table = np.array(list(map(tuple, rows)), np.int64).reshape(-1, 3)
    return in_order(Columns(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy().view(np.float64)))


def seal(tx: Tx, series_id: int, columns: Columns, *, had_tail: bool) -> int:
    """Seal as many whole chunks as there are; what is left stays (or becomes) rows. Return how many.

    Parameters
    ----------
    tx : Tx
        The transaction.
    series_id : int
        The series.
    columns : Columns
        All points that are not sealed yet, in order; those that were rows among them.
    had_tail : bool
        Whether some of them are rows.
    """
    import numpy as np

    whole = len(columns.steps) // SIZE * SIZE
    if had_tail:
        direct.run(tx.conn, _DROP_TAIL, [{"series": series_id}])
    if whole:
        last = tx.conn.execute(_LAST_SEQ, {"series": series_id}).scalar()
        first = 0 if last is None else int(last) + 1
        pieces = [columns.take(slice(begin, begin + SIZE)) for begin in range(0, whole, SIZE)]
        tx.conn.execute(
            sa.insert(chunks), [_summary(series_id, first + place, piece) for place, piece in enumerate(pieces)]
        )
        tx.conn.execute(
            sa.insert(chunk_data),
            [
                {"series_id": series_id, "seq": first + place, "data": encode(piece)}
                for place, piece in enumerate(pieces)
            ],
        )
    left = columns.take(slice(whole, None))
    if len(left.steps):
        bits = np.where(np.isnan(left.values), np.nan, left.values).view(np.int64)
        rows = zip(repeat(series_id), left.steps.tolist(), left.times.tolist(), bits.tolist(), strict=False)
        direct.insert(tx.conn, points, ("series_id", "step", "time", "bits"), list(rows))
    return len(left.steps)


def _summary(series_id: int, seq: int, piece: Columns) -> dict[str, Any]:
    tally = summary.of_columns(piece).columns()
    return {
        "series_id": series_id,
        "seq": seq,
        "total": tally["total"],
        "nan_count": tally["nan_count"],
        "min_step": tally["first_step"],
        "max_step": tally["max_step"],
        "min_time": int(piece.times.min()),
        "max_time": int(piece.times.max()),
        "min_value": tally["min_value"],
        "max_value": tally["max_value"],
        "mean_value": tally["mean_value"],
        "last_value": tally["last_value"],
    }
