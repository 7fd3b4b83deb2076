"""Sealed points: three columns packed into one blob, about nine bytes a point.

Steps and times are stored as differences, of constant stride where they have one;
values keep their 64 bits, their bytes shuffled so that like stands by like. All of it
goes through zlib. What comes out is bit for bit what went in, NaN and infinity included.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlops_lab.wire.errors import Code, LabError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SIZE = 1024
"""Points that a chunk has."""

_HEAD = struct.Struct("<BI")  # version, number of points
_PART = struct.Struct("<BqqI")  # how, first, stride, length of what follows
_VERSION = 1
_STRIDE, _DELTAS = 0, 1
_LEVEL = 1
"""zlib's fastest: a higher level saves less than three per cent of such data."""


@dataclass(slots=True, frozen=True)
class Columns:
    """Points as columns of equal length: int64 steps, int64 times in UTC ms, float64 values."""

    steps: Ints
    times: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.steps)

    def take(self, where: Any) -> Columns:
        """Select rows by a slice, a mask or places."""
        return Columns(self.steps[where], self.times[where], self.values[where])


def joined(parts: Sequence[Columns]) -> Columns:
    """Return columns one behind the other."""
    import numpy as np

    if not parts:
        none = np.empty(0, np.int64)
        return Columns(none, none, np.empty(0, np.float64))
    return Columns(
        np.concatenate([part.steps for part in parts]),
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.values for part in parts]),
    )


def encode(columns: Columns) -> bytes:
    """Pack columns into a blob."""
    import numpy as np

    values = np.ascontiguousarray(columns.values, "<f8")
    shuffled = values.view(np.uint8).reshape(-1, 8).T.tobytes()
    return b"".join(
        (
            _HEAD.pack(_VERSION, len(values)),
            _encode_ints(columns.steps),
            _encode_ints(columns.times),
            zlib.compress(shuffled, _LEVEL),
        )
    )


def decode(data: bytes) -> Columns:
    """Return what `encode` was given.

    Raises
    ------
    LabError
        When the blob is of a newer version.
    """
    import numpy as np

    version, count = _HEAD.unpack_from(data)
    if version != _VERSION:
        raise LabError("The store holds points of a newer version. Upgrade MLOps Lab.", Code.UNSUPPORTED)
    steps, place = _decode_ints(data, _HEAD.size, count)
    times, place = _decode_ints(data, place, count)
    shuffled = np.frombuffer(zlib.decompress(memoryview(data)[place:]), np.uint8)
    values = np.ascontiguousarray(shuffled.reshape(8, count).T).view("<f8").reshape(count)
    return Columns(steps, times, values)


def _encode_ints(column: Ints) -> bytes:
    import numpy as np

    first = int(column[0])
    deltas = np.diff(column)  # wraps around like the sum that undoes it
    stride = int(deltas[0]) if len(deltas) else 0
    if (deltas == stride).all():
        return _PART.pack(_STRIDE, first, stride, 0)
    width = next(
        width
        for width in (1, 2, 4, 8)
        if np.iinfo(f"i{width}").min <= deltas.min() and deltas.max() <= np.iinfo(f"i{width}").max
    )
    packed = zlib.compress(deltas.astype(f"<i{width}").view(np.uint8).reshape(-1, width).T.tobytes(), _LEVEL)
    return _PART.pack(_DELTAS, first, width, len(packed)) + packed


def _decode_ints(data: bytes, place: int, count: int) -> tuple[Ints, int]:
    import numpy as np

    how, first, stride, length = _PART.unpack_from(data, place)
    place += _PART.size
    if how == _STRIDE:
        return np.int64(first) + np.arange(count, dtype=np.int64) * np.int64(stride), place
    raw = np.frombuffer(zlib.decompress(memoryview(data)[place : place + length]), np.uint8)
    deltas = np.ascontiguousarray(raw.reshape(stride, count - 1).T).view(f"<i{stride}").reshape(count - 1)
    column = np.empty(count, np.int64)
    column[0] = first
    np.cumsum(deltas, dtype=np.int64, out=column[1:])
    column[1:] += first
    return column, place + length


def in_order(columns: Columns) -> Columns:
    """Return points by step, then time, then value; NaN stands below every number, -0.0 below 0.0."""
    import numpy as np

    number = ~np.isnan(columns.values)
    values = np.where(number, columns.values, -np.inf)
    # -0.0 equals 0.0 but is another point: only a total order puts duplicates side by side
    order = np.lexsort((~np.signbit(values), number, values, columns.times, columns.steps))
    return columns.take(order)
