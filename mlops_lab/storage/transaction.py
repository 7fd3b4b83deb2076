"""What a write works with: the connection, who acts, and what to tell when it is durable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from mlops_lab.storage.changes import Change
from mlops_lab.wire.actor import NOBODY, Actor
from mlops_lab.wire.clock import Millis, now_ms

__all__ = ["NOBODY", "Actor", "Tx"]


@dataclass(slots=True)
class Tx:
    """One write: the connection, who acts, when, and what to tell once it is durable."""

    conn: Connection
    actor: Actor = NOBODY
    now: Millis = field(default_factory=now_ms)
    changes: list[Change] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)
    """What the audit log is to hold of this write."""
    _at_end: list[Callable[[Tx], None]] = field(default_factory=list)

    def publish(self, topic: str, kind: str, data: dict[str, Any]) -> None:
        """Tell listeners of `topic`, after the commit."""
        self.changes.append(Change(topic, kind, data))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what is done within where it fails: in the tables, in what is told and in what is recorded of it."""
        told, recorded = len(self.changes), len(self.entries)
        try:
            with self.conn.begin_nested():
                yield
        except BaseException:
            del self.changes[told:], self.entries[recorded:]
            raise

    def at_end(self, fn: Callable[[Tx], None]) -> None:
        """Call `fn` as the last thing in the transaction, once however often it is given."""
        if fn not in self._at_end:
            self._at_end.append(fn)

    def finish(self) -> None:
        """Do what was put off to the end of the transaction; the writer calls this before it commits."""
        for fn in self._at_end:
            fn(self)
