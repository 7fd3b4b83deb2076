"""One thread for what may take a moment and nobody waits for."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable

from mlops_lab.wire.errors import LabError

_log = logging.getLogger("mlops_lab")


class Background:
    """Runs small jobs in order, on a thread that starts with the first."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._state = threading.Condition()
        self._waiting = 0
        self._thread: threading.Thread | None = None

    def run(self, job: Callable[[], None]) -> None:
        """Run a job soon."""
        with self._state:
            self._waiting += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mlops-lab-background", daemon=True)
                self._thread.start()
        self._jobs.put(job)

    def finish(self, timeout: float) -> bool:
        """Wait until all jobs so far are done; return whether they are."""
        deadline = time.monotonic() + timeout
        with self._state:
            while self._waiting:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._state.wait(left)
        return True

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except LabError as error:
                _log.warning("%s", error)
            except Exception:
                _log.exception("A background step failed")
            with self._state:
                self._waiting -= 1
                self._state.notify_all()
