"""One digest over a run's series, as they are stored: what the audit log holds of a run's points."""

from __future__ import annotations

import hashlib
import struct
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import chunk_data, points, series

_POINT = struct.Struct("<qqq")
_HEAD = struct.Struct("<qq")


class SeriesDigest(NamedTuple):
    """SHA-256 over the points of a run, with how many there are; nothing logged is the SHA-256 of nothing."""

    digest: str
    keys: int
    points: int


def series_digest(conn: Connection, rid: int) -> SeriesDigest:
    """Hash a run's series by name: its sealed chunks as they lie, then the rows that are not sealed yet.

    A chunk counts by its own SHA-256 and is not unpacked, so that a million points take some ten milliseconds.
    """
    standing = sorted(conn.execute(_SERIES, {"run": rid}).all())
    if not standing:
        return SeriesDigest(hashlib.sha256().hexdigest(), 0, 0)
    tails: dict[int, list[bytes]] = {}
    if any(tail for _, _, _, tail in standing):
        for series_id, *point in conn.execute(_ROWS, {"run": rid}):
            tails.setdefault(series_id, []).append(_POINT.pack(*point))
    whole = hashlib.sha256()
    for key, series_id, total, tail in standing:
        name = key.encode("utf-8", "surrogatepass")
        rows = tails.get(series_id, [])
        whole.update(_HEAD.pack(len(name), len(rows)) + name)
        if total > tail:
            for (data,) in conn.execute(_CHUNKS, {"series": series_id}):
                whole.update(hashlib.sha256(data).digest())
        whole.update(b"".join(rows))
    return SeriesDigest(whole.hexdigest(), len(standing), sum(total for _, _, total, _ in standing))


# in the order that this program, not the database's locale, gives to names
_SERIES = sa.select(series.c.key, series.c.id, series.c.total, series.c.tail_count).where(
    series.c.rid == sa.bindparam("run")
)
# the tables' own keys give these orders
_ROWS = (
    sa.select(points.c.series_id, points.c.step, points.c.time, points.c.bits)
    .join(series, series.c.id == points.c.series_id)
    .where(series.c.rid == sa.bindparam("run"))
    .order_by(points.c.series_id, points.c.step, points.c.time, points.c.bits)
)
# a few at a time: a long run has a hundred megabytes of them
_CHUNKS = (
    sa.select(chunk_data.c.data)
    .where(chunk_data.c.series_id == sa.bindparam("series"))
    .order_by(chunk_data.c.seq)
    .execution_options(yield_per=256)
)
