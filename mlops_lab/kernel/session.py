"""What one process shares: the server, the project, the journal with its shipper, and the active runs."""

from __future__ import annotations

import atexit
import contextvars
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_lab.kernel.background import Background
from mlops_lab.kernel.client import Client, UnreachableError
from mlops_lab.kernel.discovery import Server, find_server, journal_dir
from mlops_lab.kernel.journal import Journal
from mlops_lab.kernel.notebook import in_a_kernel, notebook_project
from mlops_lab.kernel.shipper import Shipper
from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    from mlops_lab.kernel.attach import Tending
    from mlops_lab.kernel.run import Run

EXIT_WAIT = 5.0
"""Seconds that the end of a process waits for the server to take what is left."""

_log = logging.getLogger("mlops_lab")
_stack: contextvars.ContextVar[tuple[Run, ...]] = contextvars.ContextVar("mlops_lab_runs", default=())


class Session:
    """The process's connection to tracking. There is one, see `session`.

    Attributes
    ----------
    project, experiment : str
        Where new runs go; an experiment of None is the project's default one.
    system_metrics : bool
        Whether runs sample CPU, memory and GPU.
    """

    def __init__(self) -> None:
        self._project = os.environ.get("MLOPS_LAB_PROJECT") or _project_of_folder() or "default"
        self._chosen = False
        self.experiment: str | None = None
        self.system_metrics = True
        self._open: list[Run] = []
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._client: Client | None = None
        self._tending: Tending | None = None
        self.background = Background()
        self.journal = Journal(journal_dir, lambda: (server.url if (server := self.server) else None, self.project))
        self.shipper = Shipper(self.journal, self._fresh_server, lambda: bool(self._open), self._between)
        self.journal.on_write = self._wrote
        self._worker_to_flush = False
        from mlops_lab.kernel.adoption import adopt_leftovers

        self.shipper.adopt_with(adopt_leftovers)
        os.register_at_fork(after_in_child=self._after_fork)
        atexit.register(self.close)

    @property
    def project(self) -> str:
        """The project chosen in code; until one was, that of the notebook's folder as it is now."""
        if not self._chosen and in_a_kernel():
            self._project = notebook_project() or self._project
        return self._project

    @project.setter
    def project(self, name: str) -> None:
        self._project, self._chosen = name, True

    @property
    def server(self) -> Server | None:
        """The server, looked for at the first question and again while there is none."""
        if self._server is None:
            self._server = find_server()
        return self._server

    @property
    def client(self) -> Client:
        """A client for reading.

        Raises
        ------
        UnreachableError
            When no server is known.
        """
        server = self.server
        if server is None:
            raise UnreachableError(
                "No MLOps Lab server was found. Start JupyterLab on this machine, "
                "or set MLOPS_LAB_URL and MLOPS_LAB_TOKEN."
            )
        if self._client is None or self._client.server != server:
            self._client = Client(server)
        return self._client

    def active_run(self) -> Run | None:
        """Return the innermost run that is open here: of this task or thread, else of the cell."""
        for run in reversed(_stack.get()):
            if run.is_open:
                return run
        with self._lock:
            return next((run for run in reversed(self._open) if run.of_the_cell), None)

    def enter(self, run: Run) -> None:
        """Make a run the active one."""
        _stack.set((*_stack.get(), run))
        with self._lock:
            self._open.append(run)

    def leave(self, run: Run) -> None:
        """Take an ended run away."""
        _stack.set(tuple(one for one in _stack.get() if one is not run))
        with self._lock:
            self._open = [one for one in self._open if one is not run]

    def open_runs(self) -> list[Run]:
        """Return the runs that this process has begun and not ended."""
        with self._lock:
            return list(self._open)

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until what has been logged is stored; return whether it is."""
        return self.shipper.flush(timeout)

    def close(self) -> None:
        """End with the process: ship what is left, for a bounded time."""
        for run in reversed(self.open_runs()):
            if run.is_ours:
                try:
                    run.left_behind()
                except LabError as error:
                    _log.warning("%s", error)
        self.background.finish(EXIT_WAIT)
        if not self.shipper.stop(EXIT_WAIT):
            _log.warning(
                "Not everything that was logged has reached the server; it is kept in %s and sent later "
                "(by the next notebook, the server, or `mlops-lab sync`).",
                journal_dir(),
            )
            self.journal.abandon()

    def _fresh_server(self) -> Server | None:
        """Look again, for the shipper: after a restart a server may have another port and token."""
        self._server = find_server()
        return self._server

    def _between(self) -> None:
        if not self._open:
            return
        if self._tending is None:
            from mlops_lab.kernel.attach import Tending

            self._tending = Tending()
        self._tending.tend(self)

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._client = None
        self._tending = None
        self.background = Background()
        self._worker_to_flush = True
        self.shipper.after_fork()

    def _wrote(self) -> None:
        if self._worker_to_flush:
            self._worker_to_flush = False
            _flush_before_a_worker_ends(self)
        self.shipper.wake()


_session: Session | None = None
_making = threading.Lock()


def session() -> Session:
    """Return the process's session, made at the first call."""
    global _session
    if _session is None:
        with _making:
            if _session is None:
                _session = Session()
    return _session


def own_journals() -> set[str]:
    """Return the ids of the journals that this process is writing."""
    return {part.head.journal for part in _session.journal.parts} if _session is not None else set()


def _flush_before_a_worker_ends(current: Session) -> None:
    """Ship at the end of a forked worker of `multiprocessing`, which runs no exit handlers."""
    import sys

    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        util.Finalize(None, current.close, exitpriority=10)


def _project_of_folder() -> str | None:
    """Read the project that the nearest ``.mlops-lab.toml`` names."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        file = folder / ".mlops-lab.toml"
        if file.is_file():
            import tomllib

            try:
                project = tomllib.loads(file.read_text(encoding="utf-8")).get("project")
            except (OSError, ValueError) as error:
                _log.warning("%s is not read: %s", file, error)
                return None
            return str(project) if project else None
    return None
