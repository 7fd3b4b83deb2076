"""The thread that brings the journal to the server, and what it does while the server is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from mlops_lab.kernel.client import Client
from mlops_lab.kernel.delivery import Delivery
from mlops_lab.kernel.discovery import Server
from mlops_lab.kernel.journal import Journal, Part
from mlops_lab.kernel.reading import Reader
from mlops_lab.kernel.uploader import Uploader
from mlops_lab.wire.errors import LabError

POLL = 0.1
"""Seconds between two looks at the journal while runs are active; points do not wake anybody."""
IDLE = 2.0
"""The same while none is."""
ADOPT_EVERY = 60.0
"""Seconds between two looks for what dead processes left."""
LONGEST_WAIT = 15.0
"""Seconds between two attempts at most, while the server is away."""

_log = logging.getLogger("mlops_lab")


class Shipper:
    """Ships a journal in the background.

    Parameters
    ----------
    journal : Journal
        What to ship.
    find_server : callable
        Returns the server, or None while there is none; asked again after each failure.
    active : callable
        Whether runs are active, so that points may come at any moment.
    between : callable
        Called about every `POLL` seconds while runs are active, for heartbeats and samples.
    """

    def __init__(
        self,
        journal: Journal,
        find_server: Callable[[], Server | None],
        active: Callable[[], bool],
        between: Callable[[], None] = lambda: None,
    ) -> None:
        self._journal = journal
        self._find_server = find_server
        self._active = active
        self._between = between
        self._adopt: Callable[[Client], object] | None = None
        self._adopt_at = 0.0
        self._reset()

    def _reset(self) -> None:
        self._wake = threading.Event()
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._shipped: tuple[str, int] = ("", 0)
        self._readers: dict[str, Reader] = {}
        self._delivery: Delivery | None = None
        self._uploader = Uploader(self._upload_client)
        self._wait = 0.0
        self._hurry = False
        self._attempts = 0
        self._failed = 0  # the number of the newest attempt that failed
        self.away: str | None = None
        """Why the last attempt failed; None while all is well."""

    def adopt_with(self, adopt: Callable[[Client], object]) -> None:
        """Ship what dead processes left, once the server answers."""
        self._adopt = adopt

    def wake(self) -> None:
        """Look at the journal now; starts the thread at the first call."""
        if self._thread is None:
            with self._state:
                if self._thread is None and not self._stopping:
                    self._thread = threading.Thread(target=self._run, name="mlops-lab-shipper", daemon=True)
                    self._thread.start()
        self._wake.set()

    def flush(self, timeout: float) -> bool:
        """Wait until all that has been logged so far is stored; return whether it is.

        While the server is away one more attempt is made at once.
        """
        target = self._journal.end()
        if target is None:
            return True
        with self._state:
            self._hurry = True
            begun = self._attempts
        self.wake()
        deadline = time.monotonic() + timeout
        with self._state:
            while self._shipped < target:
                left = deadline - time.monotonic()
                if left <= 0 or self._stopping or self._failed > begun:
                    return False
                self._state.wait(left)
        return self._uploader.finish(deadline)

    def stop(self, timeout: float) -> bool:
        """Flush, end the thread and delete or leave the journal; return whether all has arrived."""
        arrived = self.flush(timeout)
        with self._state:
            self._stopping = True
            self._state.notify_all()
        self._wake.set()
        thread = self._thread
        if thread is not None:
            thread.join(1 if arrived else 0.2)
            if thread.is_alive():  # in the middle of a request: the next to adopt the journal asks how far it got
                return arrived
        if arrived:
            for part in list(self._journal.parts):
                self._journal.drop(part)
        return arrived

    def after_fork(self) -> None:
        """Forget the parent's thread and connections."""
        self._reset()

    def _run(self) -> None:
        while self._goes_on():
            try:
                self._between()
                self._ship()
                self._settled(None)
            except LabError as error:
                self._settled(error.message)
            except Exception as error:
                _log.exception("Shipping failed; it is tried again")
                self._settled(str(error))

    def _goes_on(self) -> bool:
        if self.away is None:
            self._wake.wait(POLL if self._active() else IDLE)
        elif not self._hurry:
            self._wake.wait(self._wait)
        self._wake.clear()
        with self._state:
            self._attempts += 1
            self._hurry = False
            return not self._stopping

    def _settled(self, problem: str | None) -> None:
        with self._state:
            if problem is None:
                self._wait = 0.0
                if self.away is not None:
                    _log.info("The server is back; what was logged meanwhile has been stored")
            else:
                self._wait = min(LONGEST_WAIT, max(0.2, self._wait * 2))
                self._failed = self._attempts
                self._delivery = None
                if self.away is None:
                    _log.warning(
                        "%s. Logging goes on; what is logged is kept here and sent later.", problem.rstrip(".")
                    )
            self._hurry = False
            self.away = problem
            self._state.notify_all()

    def _ship(self) -> None:
        delivery = self._connect()
        if self._adopt is not None and time.monotonic() >= self._adopt_at:
            self._adopt_at = time.monotonic() + ADOPT_EVERY
            with suppress(LabError):  # other processes' leavings wait for the next time
                self._adopt(delivery.client)
        for part, is_full in self._journal.parts_to_ship():
            reader = self._ship_part(delivery, part)
            with self._state:
                self._shipped = max(self._shipped, (part.head.journal, reader.position))
                self._state.notify_all()
            if is_full and not self._uploader.busy_with(part.path):
                del self._readers[part.head.journal]
                self._journal.drop(part)

    def _ship_part(self, delivery: Delivery, part: Part) -> Reader:
        reader = self._readers.get(part.head.journal)
        if reader is None:
            reader = self._readers[part.head.journal] = Reader(part.fd, part.head.journal)
        delivery.ship(reader, part.path)
        return reader

    def _upload_client(self) -> Client:
        server = self._find_server()
        if server is None:
            raise LabError("No MLOps Lab server is running")
        return Client(server)

    def _connect(self) -> Delivery:
        if self._delivery is None:
            server = self._find_server()
            if server is None:
                raise LabError("No MLOps Lab server is running")
            self._delivery = Delivery(Client(server), self._uploader.add)
        return self._delivery
