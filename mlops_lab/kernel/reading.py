"""Journals read: entries become batches, points of one metric become columns.

Sequence numbers count what a journal holds for the server: an entry of points takes one
for each metric, a record takes one, shapes and files take none. So merged columns have
numbers enough, and they rise.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import msgspec

from mlops_lab.kernel.journal import HEAD_SIZE, MAGIC, MARK, FileBody, Head, Kind, ShapeBody, checksum, points_struct
from mlops_lab.tracking.records import AnyRecord, Batch, Beat, LogPoints

WINDOW = 1 << 20
"""Bytes of a journal that one batch covers at most, unless one entry is larger."""

_PREFIX = struct.Struct("<II")
_RECORD = msgspec.msgpack.Decoder(AnyRecord)


class NotAJournalError(Exception):
    """The file does not begin as a journal does."""


@dataclass
class Pending:
    """A batch, and where the journal goes on behind it. A file ends a batch: it is shipped after."""

    batch: Batch
    end: int
    file: FileBody | None = None
    run_ids: set[str] = field(default_factory=set)
    acknowledged: bool = False


def read_head(fd: int) -> Head:
    """Return whose journal it is."""
    data = os.pread(fd, HEAD_SIZE, 0)
    if len(data) < HEAD_SIZE or not data.startswith(MAGIC):
        raise NotAJournalError
    (length,) = struct.unpack_from("<I", data, len(MAGIC))
    try:
        return msgspec.msgpack.decode(data[len(MAGIC) + 4 : len(MAGIC) + 4 + length], type=Head)
    except msgspec.DecodeError as error:
        raise NotAJournalError from error


class Reader:
    """Reads one journal from its beginning, batch by batch.

    Parameters
    ----------
    fd : int
        The open file.
    journal : str
        The journal's id.
    applied : int
        Sequence number up to which the server has it already; that much is passed over.
    of_the_dead : bool
        Whether its process is gone: its signs of life are left out.
    """

    def __init__(self, fd: int, journal: str, applied: int = 0, *, of_the_dead: bool = False) -> None:
        self._fd = fd
        self._journal = journal
        self._applied = applied
        self._of_the_dead = of_the_dead
        self._shapes: dict[int, ShapeBody] = {}
        self._seq = 0
        self._read_to = HEAD_SIZE
        self._pending: Pending | None = None
        self.position = HEAD_SIZE
        """How far the journal has been accepted."""

    def peek(self) -> Pending | None:
        """Return the batch at hand, the same until it is accepted, or None when all has been read."""
        if self._pending is None:
            self._pending = self._read(WINDOW)
        return self._pending

    def accept(self, pending: Pending) -> None:
        """Move on behind a batch that the server has taken."""
        self.position = pending.end
        self._pending = None

    def _read(self, limit: int) -> Pending | None:
        data = os.pread(self._fd, limit, self._read_to)
        if len(data) >= 4 and (length := int.from_bytes(data[:4], "little")) > limit:
            data = os.pread(self._fd, length, self._read_to)
        making = _Making(self._journal)
        at = 0
        file: FileBody | None = None
        while file is None and (found := self._entry(data, at)):
            length, kind = found
            if kind >= 16:
                count = self._points(making, data, at, length, self._shapes[kind])
                at += count * length
                continue
            body = data[at + 8 : at + length - 4]
            at += length
            if kind == Kind.SHAPE:
                shape = msgspec.msgpack.decode(body, type=ShapeBody)
                self._shapes[shape.number] = shape
            elif kind == Kind.FILE:
                file = msgspec.msgpack.decode(body, type=FileBody)
            else:
                self._record(making, _RECORD.decode(body))
        if at == 0:
            return None
        self._read_to += at
        making.close_window(self._seq)
        return Pending(making.batch, self._read_to, file, making.run_ids)

    def _entry(self, data: bytes, at: int) -> tuple[int, int] | None:
        """Return length and kind of the whole entry at a place, or None."""
        if at + 12 > len(data):
            return None
        length, kind = _PREFIX.unpack_from(data, at)
        if length < 12 or at + length > len(data):
            return None
        closing = int.from_bytes(data[at + length - 4 : at + length], "little")
        if kind >= 16:
            shape = self._shapes.get(kind)
            whole = shape is not None and closing == MARK and length == points_struct(len(shape.keys)).size
        else:
            whole = closing == checksum(data[at + 8 : at + length - 4])
        return (length, kind) if whole else None

    def _record(self, making: _Making, record: Any) -> None:
        making.close_window(self._seq)
        self._seq += 1
        if self._seq > self._applied and not (self._of_the_dead and isinstance(record, Beat)):
            making.add(self._seq, record)

    def _points(self, making: _Making, data: bytes, at: int, length: int, shape: ShapeBody) -> int:
        """Take the entries of one shape that stand in a row; return how many."""
        rows = _rows(data, at, length, len(shape.keys))
        width = len(shape.keys)
        first = self._seq
        self._seq += len(rows) * width
        skip = 0 if first >= self._applied else min(len(rows), -(-(self._applied - first) // width))
        if fresh := rows[skip:]:
            making.columns(shape, fresh)
        return len(rows)


def _rows(data: bytes, at: int, length: int, width: int) -> list[tuple[Any, ...]]:
    """Unpack the equal entries that stand in a row from a place on.

    It unpacks ahead, more each time it was right, since checking entries one by one costs more than unpacking them.
    """
    layout = points_struct(width)
    kind = _PREFIX.unpack_from(data, at)[1]
    rows: list[tuple[Any, ...]] = []
    ahead = 1
    while True:
        begin = at + len(rows) * length
        ahead = min(ahead * 4, (len(data) - begin) // length)
        found = list(layout.iter_unpack(data[begin : begin + ahead * length]))
        same = all(row[0] == length and row[1] == kind and row[-1] == MARK for row in found)
        rows += found if same else takewhile(lambda row: row[:2] == (length, kind) and row[-1] == MARK, found)
        if not same or not found:
            break
    return rows


class _Making:
    """A batch in the making, and the columns gathered since the last record."""

    def __init__(self, journal: str) -> None:
        self.batch = Batch(journal=journal, seqs=[], records=[])
        self.run_ids: set[str] = set()
        self._columns: dict[tuple[str, str], tuple[list[bytes], list[bytes], list[bytes]]] = {}

    def add(self, seq: int, record: AnyRecord) -> None:
        self.batch.seqs.append(seq)
        self.batch.records.append(record)
        self.run_ids.add(record.run_id)

    def columns(self, shape: ShapeBody, rows: list[tuple[Any, ...]]) -> None:
        count = len(rows)
        _, _, steps, seconds, *values, _ = zip(*rows, strict=True)
        packed_steps = struct.pack(f"<{count}q", *steps)
        packed_times = struct.pack(f"<{count}q", *[int(second * 1000) for second in seconds])
        for key, column in zip(shape.keys, values, strict=True):
            kept = self._columns.setdefault((shape.run_id, key), ([], [], []))
            kept[0].append(packed_steps)
            kept[1].append(packed_times)
            kept[2].append(struct.pack(f"<{count}d", *column))

    def close_window(self, seq: int) -> None:
        """Turn the columns into records that carry the last numbers up to `seq`."""
        first = seq - len(self._columns) + 1
        for number, ((run_id, key), (steps, times, values)) in enumerate(self._columns.items(), first):
            record = LogPoints(
                run_id=run_id, key=key, steps=b"".join(steps), times=b"".join(times), values=b"".join(values)
            )
            self.add(number, record)
        self._columns.clear()
