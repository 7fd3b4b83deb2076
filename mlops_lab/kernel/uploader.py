"""The thread that uploads staged files, so that a large one does not hold up points and heartbeats."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlops_lab.kernel.client import Client, quoted
from mlops_lab.kernel.journal import FileBody
from mlops_lab.kernel.refused import LATER, set_aside
from mlops_lab.wire.errors import LabError

LONGEST_WAIT = 15.0
"""Seconds between two attempts at most, while the server is away."""
IDLE = 30.0
"""Seconds after which an idle connection is closed."""

_log = logging.getLogger("mlops_lab")


@dataclass(frozen=True)
class Upload:
    """A staged file, and the journal it stands in."""

    file: FileBody
    journal: Path


class Uploader:
    """Uploads files in the order they were logged, until each is taken or refused.

    Parameters
    ----------
    connect : callable
        Returns a client for the server as it is now.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._waiting: deque[Upload] = deque()
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._hurry = False

    def add(self, upload: Upload) -> None:
        """Upload a file soon. Its run has arrived already."""
        with self._state:
            self._waiting.append(upload)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mlops-lab-uploader", daemon=True)
                self._thread.start()
            self._state.notify_all()

    def busy_with(self, journal: Path) -> bool:
        """Tell whether files of a journal still wait."""
        with self._state:
            return any(upload.journal == journal for upload in self._waiting)

    def finish(self, deadline: float) -> bool:
        """Wait until all files so far are there, or an attempt fails; return whether they are."""
        with self._state:
            failures = self._failures
            self._hurry = True
            self._state.notify_all()
            while self._waiting:
                left = deadline - time.monotonic()
                if left <= 0 or self._failures > failures:
                    return False
                self._state.wait(left)
            self._hurry = False
        return True

    def _work(self) -> None:
        wait = 0.2
        client: Client | None = None
        while True:
            with self._state:
                while not self._waiting:
                    if not self._state.wait(IDLE) and client is not None:
                        client.close()
                        client = None
                upload = self._waiting[0]
            try:
                client = client or self._connect()
                send(client, upload.file, upload.journal)
            except Exception as error:  # an error of ours must not end the thread, nor lose the file
                if not isinstance(error, LabError):
                    _log.exception("Uploading %s failed; it is tried again", upload.file.path)
                if client is not None:
                    client.close()
                    client = None  # the server may come back at another address
                self._failed(wait)
                wait = min(LONGEST_WAIT, wait * 2)
                continue
            wait = 0.2
            with self._state:
                self._waiting.popleft()
                self._state.notify_all()

    def _failed(self, wait: float) -> None:
        with self._state:
            self._failures += 1
            self._hurry = False
            self._state.notify_all()
            self._state.wait_for(lambda: self._hurry, wait)


def send(client: Client, file: FileBody, journal: Path) -> None:
    """Upload one file and delete it here; what the server refuses is kept and noted.

    Raises
    ------
    LabError
        When the server does not take it now.
    """
    staged = journal.parent / file.staged
    try:
        opened = staged.open("rb")
    except FileNotFoundError:  # it went before the process was killed
        return
    try:
        with opened:
            target = f"api/runs/{file.run_id}/artifacts/{quoted(file.path)}"
            client.upload(target, opened, file.size, file.media_type)
    except LabError as error:
        if error.code in LATER:
            raise
        set_aside(journal, 0, file.run_id, f"{error.message} ({file.path} is kept as {staged})")
        return
    staged.unlink()
