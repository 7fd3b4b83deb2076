"""The journal: a memory-mapped file that logging appends to.

A file is a head of 4,096 bytes and entries behind it. An entry is ``length`` and
``kind`` (both uint32), its body and a closing uint32 that is written last; the rest of
the file is zero, so a reader stops at a length of zero, and an entry that a killed
process left half written lacks its end. Kinds below 16 are `Kind`; the others are numbers
of *shapes*: a shape names the run and the metrics of the points behind it.

Appending is one call of `mmap.write`, which moves the end of the file's content in the
same step: no lock, no system call, and no way for two threads to meet.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import sys
import threading
import zlib
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec

from mlops_lab.kernel.locking import try_lock
from mlops_lab.tracking.records import Record
from mlops_lab.wire.clock import Millis, now_ms
from mlops_lab.wire.errors import Code, LabError
from mlops_lab.wire.ids import new_id

MAGIC = b"MLOPSJ01"
HEAD_SIZE = 4096
MARK = 0x4B4F4C4D
"""What closes an entry of points; other entries close with a checksum."""
FIRST_SIZE = 1 << 20
GROWTH = 16 << 20
SPARE = 1 << 16
"""Bytes kept behind the map, so that the end of a run can be written when the disk is full."""
LAST_WORDS = 8192
"""Bytes that such a record has at most."""
PART_SIZE = 64 << 20
"""A file larger than this is closed and another begun, so that what has been shipped can go."""
SUFFIX = ".journal"
Shape = tuple[Callable[[bytes], Any], Callable[..., bytes], int, int]
"""How to write points of one shape: the map's write, the packing, the entry's length and the shape's number."""


class Kind(IntEnum):
    """What an entry holds, where it is not points."""

    RECORD = 1
    SHAPE = 2
    FILE = 3


class Head(msgspec.Struct, kw_only=True):
    """Whose journal it is."""

    journal: str
    url: str | None
    project: str
    pid: int
    host: str
    started: Millis


class ShapeBody(msgspec.Struct, array_like=True):
    """The run and the metrics that the points of a shape belong to."""

    number: int
    run_id: str
    keys: list[str]


class FileBody(msgspec.Struct, array_like=True):
    """A file staged beside the journal, to become an artifact."""

    run_id: str
    path: str
    staged: str
    size: int
    media_type: str | None = None


class Part:
    """One file of a journal, open for appending and locked while this process lives."""

    def __init__(self, folder: Path, url: str | None, project: str) -> None:
        self.head = Head(
            journal=new_id(), url=url, project=project, pid=os.getpid(), host=host_name(), started=now_ms()
        )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{self.head.journal}{SUFFIX}"
        # it appears under its name once it is locked and whole, so nobody takes it for a dead process's
        newborn = self.path.with_suffix(".new")
        self.fd = os.open(newborn, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _reserve(self.fd, 0, FIRST_SIZE)
            self.map = mmap.mmap(self.fd, FIRST_SIZE)
            self._keep_spare()
            try_lock(self.fd)
            head = msgspec.msgpack.encode(self.head)
            self.map.write((MAGIC + struct.pack("<I", len(head)) + head).ljust(HEAD_SIZE, b"\0"))
            newborn.rename(self.path)
        except BaseException:
            os.close(self.fd)
            newborn.unlink(missing_ok=True)
            raise

    def grow(self, room: int) -> bool:
        """Make room for `room` bytes more; return False when another part should begin."""
        size = len(self.map)
        if size >= PART_SIZE:
            return False
        least = -(-room // SPARE) * SPARE
        try:
            added = max(least, min(size, GROWTH))
            _reserve(self.fd, size, added + SPARE)
        except OSError:  # little may still be left
            added = least
            _reserve(self.fd, size, added + SPARE)
        self.map.resize(size + added)
        self._keep_spare()
        return True

    def use_spare(self, room: int) -> bool:
        """Make room on a full disk, from what was kept for the last words; return False when that is used up."""
        size, whole = len(self.map), os.fstat(self.fd).st_size
        if whole - size < room or room > LAST_WORDS:
            return False
        self.map.resize(whole)
        return True

    def _keep_spare(self) -> None:
        with contextlib.suppress(OSError):
            _reserve(self.fd, len(self.map), SPARE)

    def seal(self) -> None:
        """Let nothing more be written: whoever tries finds it full."""
        self.map.seek(0, os.SEEK_END)

    def close(self) -> None:
        """Unmap and close the file; its lock goes with it."""
        self.map.close()
        os.close(self.fd)


class Journal:
    """Everything this process has logged and the server has not yet taken.

    Parameters
    ----------
    folder : callable
        Returns the folder of journals when the first entry is written.
    address : callable
        Returns the server's address (or None) and the project, for the head.
    on_write : callable
        Called after each entry but points of a known shape, to wake the shipper.
    """

    def __init__(
        self,
        folder: Callable[[], Path],
        address: Callable[[], tuple[str | None, str]],
        on_write: Callable[[], None] = lambda: None,
    ) -> None:
        self._folder = folder
        self._address = address
        self.on_write = on_write
        self._lock = threading.RLock()
        self._shapes: dict[str, dict[tuple[str, ...], Shape]] = {}
        self._next_shape = 16
        self._next_file = 0
        self.parts: list[Part] = []
        """Oldest first; the last is the one that is written to."""
        os.register_at_fork(after_in_child=self._after_fork)

    def shapes(self, run_id: str) -> dict[tuple[str, ...], Shape]:
        """Return the shapes of a run's points. Empty again after a fork and in each new part."""
        with self._lock:
            return self._shapes.setdefault(run_id, {})

    def forget(self, run_id: str) -> None:
        """Let a run that has ended write no more points."""
        with self._lock:
            self._shapes.pop(run_id, {}).clear()

    def points(self, run_id: str, step: int, time: float, values: dict[str, float]) -> None:
        """Append points of one step; the way for a shape not seen before, and for a full map.

        Raises
        ------
        LabError
            When the disk is full; nothing is written then.
        """
        keys = tuple(values)
        with self._lock:
            while True:
                self._open()
                shapes = self.shapes(run_id)
                if (shape := shapes.get(keys)) is None:
                    shape = shapes[keys] = self._define(run_id, keys)
                write, pack, length, number = shape
                entry = pack(length, number, step, time, *values.values(), MARK)
                try:
                    write(entry)
                    break
                except ValueError:
                    self._make_room(length)
        self.on_write()

    def record(self, record: Record) -> None:
        """Append a record.

        Raises
        ------
        LabError
            When the disk is full; nothing is written then.
        """
        self._append(Kind.RECORD, msgspec.msgpack.encode(record))

    def stage(self) -> tuple[str, Path]:
        """Return the name and the place for a file to stage; `file` then makes it known."""
        with self._lock:
            self._open()
            self._next_file += 1
            folder = spool(self.parts[-1].path)
            folder.mkdir(mode=0o700, exist_ok=True)
            name = f"{folder.name}/{self._next_file}"
        return name, folder.parent / name

    def file(self, body: FileBody) -> None:
        """Append that a staged file is to become an artifact."""
        self._append(Kind.FILE, msgspec.msgpack.encode(body))

    def end(self) -> tuple[str, int] | None:
        """Return the last part's id and how far it is written."""
        with self._lock:
            return (self.parts[-1].head.journal, self.parts[-1].map.tell()) if self.parts else None

    def parts_to_ship(self) -> list[tuple[Part, bool]]:
        """Return the parts, oldest first, and of each whether nothing more is written to it."""
        with self._lock:
            return [(part, part is not self.parts[-1]) for part in self.parts]

    def drop(self, part: Part) -> None:
        """Forget a part that has been shipped whole and delete its file."""
        with self._lock:
            self.parts.remove(part)
            if not self.parts:
                self._forget_shapes()
            part.path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # it holds what the server refused
                spool(part.path).rmdir()
            part.close()

    def abandon(self) -> None:
        """Close the files and leave them for others to ship."""
        with self._lock:
            self._forget_shapes()
            while self.parts:
                self.parts.pop().close()

    def _append(self, kind: Kind, body: bytes) -> None:
        with self._lock:
            self._open()
            self._write(kind, body)
        self.on_write()

    def _write(self, kind: Kind, body: bytes) -> None:
        length = len(body) + 12
        entry = struct.pack("<II", length, kind) + body + struct.pack("<I", checksum(body))
        while True:
            try:
                self.parts[-1].map.write(entry)
                return
            except ValueError:
                try:
                    self._make_room(length)
                except LabError:
                    if not self.parts[-1].use_spare(length):
                        raise

    def _define(self, run_id: str, keys: tuple[str, ...]) -> Shape:
        number, self._next_shape = self._next_shape, self._next_shape + 1
        self._write(Kind.SHAPE, msgspec.msgpack.encode(ShapeBody(number, run_id, list(keys))))
        packing = points_struct(len(keys))
        part = self.parts[-1]
        # without the GIL, write is no longer one step: then every append takes the lock
        free = not getattr(sys, "_is_gil_enabled", lambda: True)()
        write = self._locked(part.map.write) if free else part.map.write
        return write, packing.pack, packing.size, number

    def _locked(self, write: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        def locked(data: bytes) -> None:
            with self._lock:
                write(data)

        return locked

    def _open(self) -> None:
        if not self.parts:
            self._begin_part()

    def _begin_part(self) -> None:
        url, project = self._address()
        try:
            self.parts.append(Part(self._folder(), url, project))
        except OSError as error:
            raise _unwritable(error) from error

    def _make_room(self, length: int) -> None:
        part = self.parts[-1]
        if part.map.tell() + length <= len(part.map):
            return  # another thread has made room
        try:
            if part.grow(length):
                return
        except OSError as error:
            raise _unwritable(error) from error
        self._begin_part()
        part.seal()
        self._forget_shapes()

    def _forget_shapes(self) -> None:
        for shapes in self._shapes.values():
            shapes.clear()  # in place: runs hold these

    def _after_fork(self) -> None:
        # the files are the parent's; the child begins its own when it first logs
        self._lock = threading.RLock()
        self._forget_shapes()
        while self.parts:
            self.parts.pop().close()


def points_struct(count: int) -> struct.Struct:
    """Return the layout of an entry with `count` metrics: length, shape, step, seconds, values, mark."""
    return struct.Struct(f"<IIqd{count}dI")


def checksum(body: bytes) -> int:
    """Return what closes an entry that is not points; never zero for an empty rest of a file."""
    return zlib.crc32(body) ^ MARK


def spool(journal: Path) -> Path:
    """Return the folder of the files staged beside a journal."""
    return journal.with_suffix(".files")


def host_name() -> str:
    """Return this machine's name."""
    import socket

    return socket.gethostname()


def _reserve(fd: int, start: int, size: int) -> None:
    """Take disk space for good: a full disk then is an error here, not a fault when the memory is written."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(fd, start, size)
        return
    os.lseek(fd, start, os.SEEK_SET)
    for _ in range(size // FIRST_SIZE):
        os.write(fd, bytes(FIRST_SIZE))


def _unwritable(error: OSError) -> LabError:
    return LabError(
        f"The journal cannot be written, so this was not logged: {error.strerror or error}.", Code.UNAVAILABLE
    )
