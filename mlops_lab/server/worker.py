"""Does the slow work of one server: runs the gates of promotions, and carries on what was left when one ended.

Work is leased from the store, so of several servers one does it, and another takes it up where that one
dies. Nothing here holds up the event loop: each piece runs on a thread, its gates in processes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import psutil

from mlops_lab.registry import transitions
from mlops_lab.registry.progress import go_on, run_gates
from mlops_lab.storage import jobs
from mlops_lab.storage.transaction import Actor
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from mlops_lab.server.services import Services
    from mlops_lab.storage.changes import Change
    from mlops_lab.storage.database import Database

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Pieces of work that one server does at a time."""
LOOK_SECONDS = 5.0
"""How often work is looked for that another server may have left."""
AGAIN_SECONDS = 15.0
"""How often open promotions are looked at without a sign that anything changed: freezes end, approvals expire."""
KEEP_SECONDS = 1.0
"""How often a piece of work asks whether it still is wanted."""
CHANGING = ("policy.updated", "card.updated", "dataset.frozen")
"""What may change what an open promotion rests on."""


class Worker:
    """The slow work of one server."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mlops-lab-work")
        self._stopping = threading.Event()
        self._wake = asyncio.Event()
        self._look_again = True
        self._task: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin, without waiting for anything."""
        self._loop = asyncio.get_running_loop()
        store = await self._services.store()
        self._unsubscribe = store.changes.subscribe(self._heard)
        await store.awrite(lambda tx: jobs.release(tx, _dead(jobs.owners(tx.conn))))
        self._task = asyncio.create_task(self._work(store))

    async def stop(self) -> None:
        """End; what was begun is left for another server, or for the next start."""
        self._stopping.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, *self._running, return_exceptions=True)
            store = self._services.opened
            if store is not None:
                self._unsubscribe()
                await store.awrite(lambda tx: jobs.release(tx, [self._owner]))
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _heard(self, changes: list[Change]) -> None:
        """Take note, on the thread of whoever wrote."""
        again = any(change.kind in CHANGING for change in changes)
        if again or any(change.topic == jobs.TOPIC and change.kind == "job.queued" for change in changes):
            self._look_again = self._look_again or again
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _work(self, store: Database) -> None:
        looked = 0.0
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if self._look_again or self._loop.time() - looked > AGAIN_SECONDS:
                    self._look_again, looked = False, self._loop.time()
                    await self._carry_on(store)
                while len(self._running) < AT_ONCE and await self._begin(store):
                    pass
            except LabError as error:
                log.warning("MLOps Lab could not look for work: %s", error)
            except Exception:
                log.exception("MLOps Lab could not look for work")
            try:
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _begin(self, store: Database) -> bool:
        kinds = [transitions.JOB]
        if not await store.aread(lambda conn: jobs.is_waiting(conn, kinds)):
            return False
        job = await store.awrite(lambda tx: jobs.lease(tx, self._owner, kinds))
        if job is None:
            return False
        task = asyncio.create_task(self._do(store, job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def _do(self, store: Database, job: jobs.Job) -> None:
        wanted = Wanted(self._stopping)
        keeping = asyncio.create_task(self._keep(store, job, wanted))
        error = None
        try:
            await self._loop.run_in_executor(self._pool, self._run, store, job, wanted)
        except LabError as failed:
            error = failed.message
        except Exception as failed:
            log.exception("The gates of %s could not be run", job.subject)
            error = f"{type(failed).__name__}: see the server's log."
        finally:
            keeping.cancel()
        if self._stopping.is_set():
            return
        await store.awrite(lambda tx: jobs.finish(tx, job.job_id, self._owner, error=error))
        try:
            await self.carry_on(job.subject)  # finished first: what was queued meanwhile gets a job of its own
        except LabError as failed:
            log.warning("The promotion %s did not go on: %s", job.subject, failed)
        self._wake.set()

    def _run(self, store: Database, job: jobs.Job, wanted: Wanted) -> None:
        run_gates(
            store, self._services.artifacts, job.subject, self._actor(), cancelled=wanted.no_more, told=wanted.say
        )

    async def _keep(self, store: Database, job: jobs.Job, wanted: Wanted) -> None:
        """Hold the lease while the work goes on, and hear when nobody wants it any more."""
        told, renewed = ("", -1.0), self._loop.time()
        while not wanted.no_more():
            await asyncio.sleep(KEEP_SECONDS)
            try:
                if await store.aread(lambda conn: _unwanted(conn, job)):
                    wanted.end()
                    return
                now = (wanted.message, wanted.share)
                if now == told and self._loop.time() - renewed < jobs.LEASE_MS / 3000:
                    continue
                keep = partial(jobs.keep, job_id=job.job_id, owner=self._owner, progress=now[1], message=now[0])
                if not await store.awrite(keep):
                    wanted.end()
                told, renewed = now, self._loop.time()
            except Exception:  # the database is away for a moment: the work goes on, the next second asks again
                log.warning("The lease of %s could not be renewed", job.subject, exc_info=True)

    async def _carry_on(self, store: Database) -> None:
        for transition_id in await store.aread(transitions.open_ids):
            try:
                await self.carry_on(transition_id)
            except LabError as error:
                log.warning("The promotion %s did not go on: %s", transition_id, error)

    async def carry_on(self, transition_id: str) -> None:
        """Move a promotion as far as it can go."""
        store = await self._services.store()
        await self._loop.run_in_executor(
            self._services.files, go_on, store, self._services.artifacts, transition_id, self._actor()
        )

    def _actor(self) -> Actor:
        return Actor(shared=self._services.shared)


class Wanted:
    """Whether a piece of work still is wanted, and how far it is; shared between its thread and the loop."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._ended = threading.Event()
        self.share, self.message = 0.0, ""

    def end(self) -> None:
        """Want it no more."""
        self._ended.set()

    def no_more(self) -> bool:
        """Tell whether to stop."""
        return self._ended.is_set() or self._stopping.is_set()

    def say(self, share: float, message: str) -> None:
        """Take note of how far it is."""
        self.share, self.message = share, message


def _unwanted(conn: Connection, job: jobs.Job) -> bool:
    """Tell whether a job was cancelled, or its promotion has ended without it."""
    return jobs.get(conn, job.job_id).cancel_asked or transitions.find(conn, job.subject).ended_at is not None


def _dead(owners: list[str]) -> list[str]:
    """Return which servers of this machine are gone."""
    here = socket.gethostname()
    gone = []
    for owner in owners:
        host, pid, _ = owner.rsplit(":", 2)
        if host == here and not (pid.isdigit() and psutil.pid_exists(int(pid))):
            gone.append(owner)
    return gone
