"""Changes told from server to server, where several share one PostgreSQL: ``LISTEN`` and ``NOTIFY``.

A commit hands its changes to a thread here and goes on; the thread gathers what
comes within a moment, merges it, and notifies. Notifying within the transactions
themselves would make them commit one at a time, for PostgreSQL keeps
notifications in the order of commits by a lock that is the whole server's.
Another thread listens on a connection of its own and hands on what others tell.

What cannot be told (a lost connection, too many or too long changes) is told as
`MISSED`: whoever shows something asks for it anew.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from mlops_lab.storage import connect
from mlops_lab.storage.changes import MISSED, Change, Changes, about, merged
from mlops_lab.wire.ids import new_id

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.02
"""How long the first of some changes waits for others to come along."""
PAUSE_SECONDS = 0.08
"""How long after one notification the next may go out."""
PAYLOAD = 7_900
"""Bytes of one notification; PostgreSQL takes 7,999."""
WAITING = 5_000
"""Changes that may wait while the database cannot be reached."""
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
LISTENER: dict[str, Any] = {
    "autocommit": True,
    "application_name": "mlops-lab listener",
    "connect_timeout": 10,
    # who only listens never notices a connection that has gone silent, unless the system asks
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}

# one channel a schema, for that is where a store's tables are
_CHANNEL = "'mlops_lab_' || md5(current_schema())"
_NOTIFY = sa.text(f"SELECT pg_notify({_CHANNEL}, payload) FROM unnest(CAST(:payloads AS text[])) AS payload")
_encode = msgspec.json.Encoder().encode


class _Told(msgspec.Struct, frozen=True, array_like=True):
    """What one notification carries."""

    origin: str
    changes: list[Change]


class Notifications:
    """Tells other servers what was changed here, and hears from them, until closed.

    Parameters
    ----------
    engine : Engine
        A PostgreSQL. Notifications go out by its pool; listening has a connection of its own.
    changes : Changes
        Where changes come from and where those of others go.
    """

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine = engine
        self._changes = changes
        self._origin = new_id()
        self._waiting: dict[tuple[str, str, str], Change] = {}
        self._missed = False
        self._news = threading.Condition()
        self._closed = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._threads = [
            threading.Thread(target=self._send_all, name="mlops-lab-notify", daemon=True),
            threading.Thread(target=self._listen_always, name="mlops-lab-listen", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        changes.tell_others(self._take)

    def close(self) -> None:
        """Send what waits, then stop."""
        self._changes.tell_others(None)
        self._closed.set()
        self._wake.send(b".")
        with self._news:
            self._news.notify()
        for thread in self._threads:
            thread.join()
        self._wake.close()
        self._woken.close()

    def _take(self, changes: list[Change]) -> None:
        with self._news:
            for change in changes:
                key = about(change)
                waiting = self._waiting.pop(key, None)
                self._waiting[key] = change if waiting is None else merged(waiting, change)
            if len(self._waiting) > WAITING:
                self._waiting.clear()
                self._missed = True
            self._news.notify()

    def _send_all(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._missed or self._closed.is_set())
            self._closed.wait(GATHER_SECONDS)
            with self._news:
                changes, self._waiting = [*self._waiting.values()], {}
                if self._missed:
                    changes, self._missed = [MISSED], False
            if changes:
                self._send(changes)
            if self._closed.is_set():
                return
            self._closed.wait(PAUSE_SECONDS)

    def _send(self, changes: list[Change]) -> None:
        try:
            with connect.writing(self._engine) as conn:
                conn.execute(_NOTIFY, {"payloads": list(payloads(self._origin, changes))})
        except DBAPIError as error:
            log.warning("Other servers could not be told of changes: %s", _first_line(error.orig))
            with self._news:
                self._missed = True
            self._closed.wait(RETRY_SECONDS[3])

    def _listen_always(self) -> None:
        import psycopg

        attempt = 0
        while not self._closed.is_set():
            began = time.monotonic()
            try:
                self._listen(again=attempt > 0)
            except psycopg.Error as error:
                attempt = 1 if time.monotonic() - began > RETRY_SECONDS[-1] else attempt + 1
                log.warning("The database lost its listener, which tries again: %s", _first_line(error))
                self._closed.wait(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS)) - 1])

    def _listen(self, *, again: bool) -> None:
        """Listen until closed; a lost connection raises."""
        import psycopg

        address = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with contextlib.closing(psycopg.connect(address, **LISTENER)) as conn, _Either(conn, self._woken) as news:
            conn.execute(f"DO $$ BEGIN EXECUTE 'LISTEN ' || {_CHANNEL}; END $$")
            if again:  # nobody knows what was told meanwhile
                self._changes.deliver([MISSED])
            while not self._closed.is_set():
                for payload in _heard(conn):
                    self._hear(payload)
                news.select()

    def _hear(self, payload: str) -> None:
        try:
            told = msgspec.json.decode(payload, type=_Told)
        except msgspec.MsgspecError:
            log.warning("A notification cannot be read; another version's server may have sent it.")
            self._changes.deliver([MISSED])
            return
        if told.origin != self._origin:
            self._changes.deliver(told.changes)


class _Either(selectors.DefaultSelector):
    """Waits until one of several can be read."""

    def __init__(self, *sources: Any) -> None:
        super().__init__()
        for source in sources:
            self.register(source, selectors.EVENT_READ)


def _heard(conn: psycopg.Connection[Any]) -> Iterator[str]:
    """Return what has arrived, without waiting."""
    for notice in conn.notifies(timeout=0):
        yield notice.payload


def payloads(origin: str, changes: list[Change]) -> Iterator[str]:
    """Pack changes into as few notifications as hold them; one that no notification holds is `MISSED`."""
    room = PAYLOAD - len(_encode(_Told(origin, [])))
    packed: list[Change] = []
    used = 0
    for change in changes:
        for part in _parts(change, room):
            size = len(_encode(part)) + 1
            if packed and used + size > room:
                yield _encode(_Told(origin, packed)).decode()
                packed, used = [], 0
            packed.append(part)
            used += size
    if packed:
        yield _encode(_Told(origin, packed)).decode()


def _parts(change: Change, room: int) -> Iterator[Change]:
    """Divide a change of many keys into some of fewer."""
    if len(_encode(change)) < room:
        yield change
        return
    keys = change.data.get("keys")
    if not isinstance(keys, dict) or len(keys) < 2:
        yield MISSED
        return
    listed = list(keys.items())
    middle = len(listed) // 2
    for half in (listed[:middle], listed[middle:]):
        yield from _parts(Change(change.topic, change.kind, {**change.data, "keys": dict(half)}), room)


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]
