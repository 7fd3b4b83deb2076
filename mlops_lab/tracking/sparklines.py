"""The small curves of a table: a few values of many series, in two queries."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import chunks, points
from mlops_lab.storage.schema import series as table
from mlops_lab.wire.numbers import Number, to_wire

_SERIES = sa.select(table.c.id, table.c.rid, table.c.key, table.c.total, table.c.tail_count, table.c.last_value).where(
    table.c.rid.in_(sa.bindparam("rids", expanding=True)), table.c.key.in_(sa.bindparam("keys", expanding=True))
)


def sparklines(
    conn: Connection, rids: Sequence[int], keys: Sequence[str], width: int = 40
) -> dict[int, dict[str, list[Number]]]:
    """Return up to about `width` values of each series, in the order of their steps.

    A long series is shown by the means of its chunks and a few of its newest points.
    """
    if not rids or not keys:
        return {}
    rows = conn.execute(_SERIES, {"rids": list(rids), "keys": list(keys)}).all()
    sealed = _sealed(conn, [row.id for row in rows if row.total > row.tail_count], width)
    tails = _tails(conn, [row.id for row in rows], width)
    found: dict[int, dict[str, list[Number]]] = {}
    for row in rows:
        placed = sorted([*sealed.get(row.id, []), *tails.get(row.id, [])], key=lambda one: one[0])
        shown = [value for _, value in _thinned(placed, width)]
        shown[-1] = math.nan if row.last_value is None else row.last_value  # a chunk's mean may stand there
        found.setdefault(row.rid, {})[row.key] = [to_wire(value) for value in shown]
    return found


def _sealed(conn: Connection, ids: list[int], width: int) -> dict[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = {}
    query = sa.select(chunks.c.series_id, chunks.c.max_step, chunks.c.mean_value).where(chunks.c.series_id.in_(ids))
    for series_id, step, mean in conn.execute(query) if ids else ():
        found.setdefault(series_id, []).append((step, float("nan") if mean is None else mean))
    return found


def _tails(conn: Connection, ids: list[int], width: int) -> dict[int, list[tuple[int, float]]]:
    """Return every n-th row of each series, and the last, counted within the database."""
    place = sa.func.row_number().over(partition_by=points.c.series_id, order_by=(points.c.step, points.c.time))
    total = sa.func.count().over(partition_by=points.c.series_id)
    numbered = (
        sa.select(points.c.series_id, points.c.step, points.c.bits, place.label("place"), total.label("total"))
        .where(points.c.series_id.in_(ids))
        .subquery()
    )
    every = numbered.c.total // sa.literal_column(str(width), sa.Integer) + 1
    query = sa.select(numbered.c.series_id, numbered.c.step, numbered.c.bits).where(
        sa.or_(numbered.c.place % every == 0, numbered.c.place == numbered.c.total)
    )
    found: dict[int, list[tuple[int, float]]] = {}
    for series_id, step, bits in conn.execute(query) if ids else ():
        found.setdefault(series_id, []).append((step, _value(bits)))
    return found


def _value(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def _thinned(placed: list[tuple[int, float]], width: int) -> list[Any]:
    every = -(-len(placed) // width)
    return placed if every <= 1 else [*placed[:-1:every], placed[-1]]
