"""The one way into the database.

`Database.read` and `Database.write` run a function on a connection and return
its result; their `async` twins do so on a thread, so that an event loop never
waits on a file. A write returns once it is durable.

SQLite has one writer thread that commits whatever has queued up in one
transaction (a group commit), each write within a savepoint of its own, so a
failing write takes nothing else with it. PostgreSQL has a pool, one transaction
a write.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from mlops_lab.storage import connect, migrate
from mlops_lab.storage.changes import Changes
from mlops_lab.storage.delivery import InLoop, OnThread
from mlops_lab.storage.notifications import Notifications
from mlops_lab.storage.transaction import NOBODY, Actor, Tx
from mlops_lab.storage.writer import PooledWriter, SerialWriter, Writer

T = TypeVar("T")


class Database:
    """A store's tables, open.

    Parameters
    ----------
    url : str
        ``sqlite:///PATH`` or ``postgresql://…``. Tables are made or migrated as needed.
    synchronous : {"FULL", "NORMAL"}
        SQLite only. ``FULL`` survives a power cut, ``NORMAL`` the death of any process.

    Raises
    ------
    LabError
        When the address is of no known kind, the file is not ours, or it was
        written by a newer version.
    """

    def __init__(self, url: str, *, synchronous: str = "FULL", readers: int = 4) -> None:
        self.url = sa.make_url(url)
        self.dialect = connect.dialect_of(self.url)
        self.changes = Changes()
        self._engine: Engine = connect.make_engine(self.url, synchronous=synchronous, readers=readers)
        try:
            migrate.upgrade(self._engine)
        except BaseException:
            self._engine.dispose()
            raise
        self._writer: Writer = (
            SerialWriter(self._engine, self.changes)
            if self.dialect == "sqlite"
            else PooledWriter(self._engine, self.changes, readers)
        )
        self._notifications = Notifications(self._engine, self.changes) if self.dialect == "postgresql" else None
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="mlops-lab-read")

    def read(self, fn: Callable[[Connection], T], actor: Actor | None = None) -> T:
        """Run `fn` on a connection that sees one consistent state. It must not write.

        `actor` is who reads, and sees what they have a role for; None is the server itself.
        """
        with connect.reading(self._engine, actor) as conn:
            return fn(conn)

    def write(self, fn: Callable[[Tx], T], actor: Actor = NOBODY) -> T:
        """Run `fn` in a transaction and return its result once it is durable.

        `fn` may be run again after a lost connection or a serialization
        failure, so it must have no effect outside the transaction.
        """
        return self.submit(fn, actor).result()

    def submit(self, fn: Callable[[Tx], T], actor: Actor = NOBODY) -> Future[T]:
        """Queue a write; the future resolves once it is durable."""
        waiting = OnThread()
        self._writer.submit(fn, actor, waiting)
        return waiting.future

    async def aread(self, fn: Callable[[Connection], T], actor: Actor | None = None) -> T:
        """`read`, for an event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read, fn, actor)

    async def awrite(self, fn: Callable[[Tx], T], actor: Actor = NOBODY) -> T:
        """`write`, for an event loop."""
        waiting = InLoop()
        self._writer.submit(fn, actor, waiting)
        result: T = await waiting.future
        return result

    def close(self) -> None:
        """Finish queued writes and let go of every connection."""
        self._writer.close()
        if self._notifications is not None:
            self._notifications.close()
        self._readers.shutdown(wait=True)
        self._engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def sqlite_url(path: str | os.PathLike[str]) -> str:
    """Return the address of the SQLite file at `path`."""
    return f"sqlite:///{Path(path).absolute()}"
