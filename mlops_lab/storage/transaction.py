"""What a write works with: the connection, who acts, and what to tell when it is durable."""

from __future__ import annotations

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

    def publish(self, topic: str, kind: str, data: dict[str, Any]) -> None:
        """Tell listeners of `topic`, after the commit."""
        self.changes.append(Change(topic, kind, data))
