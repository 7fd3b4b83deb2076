"""What handlers share: the store and the artifacts, opened away from the event loop when first needed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from mlops_lab.server.loading import load
from mlops_lab.wire.errors import Code, LabError

if TYPE_CHECKING:
    from mlops_lab.server.identity import Identities
    from mlops_lab.storage.artifacts import ArtifactStore
    from mlops_lab.storage.database import Database

T = TypeVar("T")
FILE_THREADS = 8
_NEEDED = (
    "sqlalchemy",
    "mlops_lab.storage.database",
    "mlops_lab.storage.artifacts",
    "mlops_lab.tracking.load",
    "mlops_lab.registry.keeping",
)
"""What handlers import where they use it, and find loaded once the store is open."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are kept, as the administrator said."""

    db_url: str
    artifact_root: str
    artifact_options: dict[str, Any] = {}
    synchronous: str = "FULL"


class Services:
    """The store and the artifacts of one server.

    Opening the store imports SQLAlchemy and may migrate tables, so it happens on
    a thread, once, after the server has started to answer.
    """

    def __init__(self, settings: Settings, identities: Identities) -> None:
        self.settings = settings
        self.identities = identities
        self.files = ThreadPoolExecutor(FILE_THREADS, thread_name_prefix="mlops-lab-file")
        self._lock = threading.Lock()
        self._store: Database | None = None
        self._artifacts: ArtifactStore | None = None
        self._closed = False
        self._on_open: list[Callable[[Database], None]] = []

    def on_open(self, listener: Callable[[Database], None]) -> None:
        """Call `listener` with the store once it is open."""
        with self._lock:
            if self._store is None:
                self._on_open.append(listener)
                return
        listener(self._store)

    @property
    def shared(self) -> bool:
        """Whether several people use this server, so that a second one can be asked."""
        return self.identities.shared

    @property
    def opened(self) -> Database | None:
        """The store, where it is open already."""
        return self._store

    async def store(self) -> Database:
        """Return the store, open.

        Raises
        ------
        LabError
            When it cannot be opened; the next request tries again.
        """
        if self._store is not None:
            return self._store
        return await asyncio.get_running_loop().run_in_executor(self.files, self.open_store)

    def open_store(self) -> Database:
        """Open the store where it is not open yet."""
        with self._lock:
            if self._closed:
                raise LabError("The server is stopping.", Code.UNAVAILABLE)
            if self._store is not None:
                return self._store
            for name in _NEEDED:
                load(name)
            from sqlalchemy.exc import DBAPIError

            from mlops_lab.storage.database import Database

            try:
                store = Database(self.settings.db_url, synchronous=self.settings.synchronous)
            except (DBAPIError, OSError) as error:
                reason = str(getattr(error, "orig", None) or error).splitlines()[0]
                raise LabError(f"The store cannot be opened: {reason}", Code.UNAVAILABLE, "db_url") from error
            self._store = store
            listeners, self._on_open = self._on_open, []
        for listener in listeners:
            listener(store)
        return store

    @property
    def artifacts(self) -> ArtifactStore:
        """Where artifacts are kept."""
        if self._artifacts is None:
            from mlops_lab.storage.artifacts import ArtifactStore

            self._artifacts = ArtifactStore(self.settings.artifact_root, self.settings.artifact_options)
        return self._artifacts

    async def with_files(self, fn: Callable[..., T], *args: Any) -> T:
        """Run a function that waits for a file, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.files, fn, *args)

    def close(self) -> None:
        """Finish queued writes and let go of everything."""
        with self._lock:
            self._closed = True
            store, self._store = self._store, None
        if store is not None:
            store.close()
        self.files.shutdown(wait=False, cancel_futures=True)
