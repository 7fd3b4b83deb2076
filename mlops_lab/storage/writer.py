"""Who commits: one thread with group commits on SQLite, a pool on PostgreSQL."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from mlops_lab.storage import connect
from mlops_lab.storage.changes import Change, Changes
from mlops_lab.storage.delivery import Waiting, deliver
from mlops_lab.storage.together import Part, is_alike, write_at_once
from mlops_lab.storage.transaction import Actor, Tx
from mlops_lab.wire.errors import Code, LabError

log = logging.getLogger(__name__)

GROUP = 256
"""Writes that share one commit at the most."""
ATTEMPTS = 6
"""How often PostgreSQL is tried when the connection is lost or two transactions clash."""


class Writer(Protocol):
    """Runs writes and tells those who wait once they are durable."""

    def submit(self, fn: Callable[[Tx], Any], actor: Actor, waiting: Waiting) -> None:
        """Queue a write."""
        ...

    def close(self) -> None:
        """Finish what is queued, then stop."""
        ...


@dataclass(slots=True)
class _Job:
    fn: Callable[[Any], Any]
    actor: Actor
    waiting: Waiting
    result: Any = None
    error: BaseException | None = None
    changes: list[Change] | None = None


class SerialWriter:
    """One thread, one connection, one commit for all that has queued up."""

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine = engine
        self._changes = changes
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="mlops-lab-write", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[[Tx], Any], actor: Actor, waiting: Waiting) -> None:
        """Queue a write."""
        with self._lock:
            if self._closed:
                raise LabError("The store is closed.", Code.UNAVAILABLE)
            self._queue.put(_Job(fn, actor, waiting))

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            jobs, last = self._gather(first)
            self._commit(jobs)
            if last:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        """Take what else is waiting, without waiting for more."""
        jobs = [first]
        while len(jobs) < GROUP:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs, False
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _commit(self, jobs: list[_Job]) -> None:
        live = [job for job in jobs if job.waiting.begin()]
        try:
            with connect.writing(self._engine) as conn:
                for alike in _runs_of(live):
                    self._apply(conn, alike, alone=len(alike) == len(live))
                if len(live) == 1 and live[0].error is not None:
                    raise live[0].error
        except BaseException as error:
            # the commit itself failed (a full disk, a lock held too long): nothing of the group is there
            explained = _explained(error)
            deliver((job.waiting, (None, job.error or explained)) for job in live)
            return
        for job in live:
            if job.error is None:
                self._changes.publish(job.changes or [])
        deliver((job.waiting, (job.result, job.error)) for job in live)

    def _apply(self, conn: Connection, jobs: list[_Job], *, alone: bool) -> None:
        if len(jobs) > 1 and self._apply_together(conn, jobs):
            return
        for job in jobs:
            self._apply_one(conn, job, alone=alone and len(jobs) == 1)

    def _apply_together(self, conn: Connection, jobs: list[_Job]) -> bool:
        """Write the parts of several callers at once; tell whether that was possible."""
        tx = Tx(conn, jobs[0].actor)
        try:
            with conn.begin_nested():
                results = write_at_once(tx, [job.fn for job in jobs])
                tx.finish()
        except BaseException:
            if conn.invalidated or not conn.in_transaction():
                raise
            log.debug("Parts are written one by one", exc_info=True)
            return False
        jobs[0].changes = tx.changes
        for job, result in zip(jobs, results, strict=True):
            job.result = result
        return True

    def _apply_one(self, conn: Connection, job: _Job, *, alone: bool) -> None:
        tx = Tx(conn, job.actor)
        try:
            if alone:  # a transaction of its own needs no savepoint
                job.result = job.fn(tx)
                tx.finish()
            else:
                with conn.begin_nested():
                    job.result = job.fn(tx)
                    tx.finish()
            job.changes = tx.changes
        except BaseException as error:
            job.error = _explained(error)
            if conn.invalidated or not conn.in_transaction():
                raise


def _runs_of(jobs: Iterable[_Job]) -> Iterator[list[_Job]]:
    """Split jobs into runs of neighbours that can be written at once."""
    alike: list[_Job] = []
    for job in jobs:
        if alike and not is_alike(alike[-1].fn, alike[-1].actor, job.fn, job.actor):
            yield alike
            alike = []
        alike.append(job)
    if alike:
        yield alike


class PooledWriter:
    """A few threads, a transaction a write or a run of parts, tried again when the connection is lost."""

    def __init__(self, engine: Engine, changes: Changes, threads: int) -> None:
        self._engine = engine
        self._changes = changes
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="mlops-lab-write")
        self._parts: deque[_Job] = deque()
        self._lock = threading.Lock()

    def submit(self, fn: Callable[[Tx], Any], actor: Actor, waiting: Waiting) -> None:
        """Queue a write."""
        job = _Job(fn, actor, waiting)
        if not isinstance(fn, Part):
            self._pool.submit(self._run, [job])
            return
        with self._lock:
            self._parts.append(job)
        self._pool.submit(self._run_parts)

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._pool.shutdown(wait=True)

    def _run_parts(self) -> None:
        """Write what is alike of the parts that have queued up while the threads were at work."""
        with self._lock:
            jobs = list(next(_runs_of(self._parts), []))[:GROUP]
            for _ in jobs:
                self._parts.popleft()
        self._run(jobs)

    def _run(self, jobs: list[_Job]) -> None:
        live = [job for job in jobs if job.waiting.begin()]
        if len(live) > 1:
            try:
                results = self._write(lambda tx: write_at_once(tx, [job.fn for job in live]), live[0].actor)
            except BaseException:
                log.debug("Parts are written one by one", exc_info=True)
            else:
                deliver((job.waiting, (result, None)) for job, result in zip(live, results, strict=True))
                return
        for job in live:
            try:
                job.result = self._write(job.fn, job.actor)
            except BaseException as error:
                job.error = error
            deliver([(job.waiting, (job.result, job.error))])

    def _write(self, fn: Callable[[Tx], Any], actor: Actor) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with connect.writing(self._engine) as conn:
                    tx = Tx(conn, actor)
                    result = fn(tx)
                    tx.finish()
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _worth_retrying(error):
                    raise _explained(error) from error
                time.sleep(0.05 * 2**attempt)
                continue
            self._changes.publish(tx.changes)
            return result
        raise AssertionError("the loop returns or raises")


_RETRY_STATES = {"40001", "40P01", "57P01", "57P02", "57P03", "08000", "08003", "08006", "08001"}


def _worth_retrying(error: DBAPIError) -> bool:
    """Tell whether the same transaction may succeed a moment later."""
    state = getattr(error.orig, "sqlstate", None)
    # a unique violation comes from two writers that both found a key missing: the second look finds it
    return (
        error.connection_invalidated
        or state in _RETRY_STATES
        or state == "23505"
        or (isinstance(error, OperationalError) and state is None)
    )


def _explained(error: BaseException) -> BaseException:
    """Say in the caller's words what a database's own error means for them."""
    if isinstance(error, OperationalError):
        text = str(error.orig).lower()
        if "full" in text or "disk i/o" in text or "no space" in text:
            return LabError("The disk that holds the store is full; nothing was written.", Code.UNAVAILABLE)
        if "locked" in text or "busy" in text:
            return LabError(
                "Another process holds the database's lock; nothing was written. Try again.", Code.UNAVAILABLE
            )
        return LabError("The database cannot be reached; nothing was written. Try again.", Code.UNAVAILABLE)
    return error
