"""Looks after runs whose process has gone: ships what their journals still hold, then says so.

A process on this machine that is gone makes its runs *killed*; one elsewhere that
has been silent for long makes them *stale*.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from typing import Any

from mlops_lab.server.loading import load
from mlops_lab.server.services import Services
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import LabError

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
STALE_MS = 5 * 60_000
"""How long a process elsewhere may be silent before its runs are called stale."""
SYNC_SECONDS = 120


class Sweep:
    """The background work of one server."""

    def __init__(self, services: Services, kernel_manager: Any, url: str, token: str) -> None:
        self._services = services
        self._kernels = kernel_manager
        self._url = url
        self._token = token
        self._task: asyncio.Task[None] | None = None
        self._worker: Any = None

    def start(self) -> None:
        """Begin, without waiting for anything."""
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._worker is not None:
            await self._worker.stop()

    async def _work(self) -> None:
        try:
            await self._services.store()
            # what the first request would wait for: the endpoints, and numpy for the first point
            await self._services.with_files(load, "mlops_lab.server.api")
            await self._services.with_files(load, "numpy")
            registration = await self._services.with_files(load, "mlops_lab.server.registration")
            await registration.go_on(self._services)
            await self._start_worker()
            await self._ship_leftovers()
        except LabError as error:
            log.error("MLOps Lab: %s", error)
        while True:
            try:
                await self._start_worker()
                await self._once()
            except LabError as error:
                log.warning("MLOps Lab could not look after runs: %s", error)
            except Exception:
                log.exception("MLOps Lab could not look after runs")
            await asyncio.sleep(EVERY_SECONDS)

    async def _start_worker(self) -> None:
        """Begin to do slow work; tried again where the store could not be opened."""
        if self._worker is None:
            module = await self._services.with_files(load, "mlops_lab.server.worker")
            worker = module.Worker(self._services)
            await worker.start()
            self._worker = worker

    async def _once(self) -> None:
        from mlops_lab.tracking import liveness

        store = await self._services.store()
        opened = await store.aread(liveness.open_runs)
        gone = [one for one in opened if one.host == socket.gethostname() and one.pid and not _alive(one.pid)]
        if gone:
            await self._ship_leftovers()
            run_ids = [one.run_id for one in gone]
            await store.awrite(lambda tx: liveness.mark_killed(tx, run_ids))
        silent = [one for one in opened if one.status == "running" and _silent(one.heartbeat_at)]
        elsewhere = [one.run_id for one in silent if one.host != socket.gethostname()]
        if elsewhere:
            await store.awrite(lambda tx: liveness.mark_stale(tx, elsewhere))

    async def _ship_leftovers(self) -> None:
        """Ship what dead processes' journals on this machine still hold, in a process of its own."""
        env = {**os.environ, "MLOPS_LAB_URL": self._url, "MLOPS_LAB_TOKEN": self._token}
        command = [sys.executable, "-m", "mlops_lab.cli", "sync", "--quiet"]
        nowhere = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *command, env=env, stdin=nowhere, stdout=nowhere, stderr=asyncio.subprocess.PIPE
        )
        try:
            _, errors = await asyncio.wait_for(process.communicate(), SYNC_SECONDS)
        except (TimeoutError, asyncio.CancelledError):
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            log.warning("What earlier kernels left behind could not be shipped: %s", errors.decode(errors="replace"))


def _alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid)


def _silent(heartbeat_at: int | None) -> bool:
    return heartbeat_at is not None and heartbeat_at < now_ms() - STALE_MS
