"""What happened, told to whoever listens, after it is durable.

An operation calls ``tx.publish(topic, kind, data)``; the database hands the
changes to its listeners once the transaction has committed, and forgets them
when it has not. Topics: ``run:ID``, ``experiment:ID``, ``project:NAME``,
``notebook:PATH``, ``model:NAME``, and ``projects`` for those that come and go.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import msgspec

log = logging.getLogger(__name__)


class Change(msgspec.Struct, frozen=True):
    """One thing that happened.

    Attributes
    ----------
    topic : str
        Whom it concerns.
    kind : str
        What happened, as ``noun.verb``: ``run.created``, ``run.updated``, ``run.points`` ….
    data : dict
        JSON-ready details.
    """

    topic: str
    kind: str
    data: dict[str, Any]


Listener = Callable[[list[Change]], None]


class Changes:
    """The listeners of one database. Safe to use from any thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` (on the writer's thread, so it must not block) with each commit's changes.

        Returns a function that ends the subscription.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def publish(self, changes: list[Change]) -> None:
        """Hand committed changes to every listener. A listener's failure is its own."""
        if not changes:
            return
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception:
                log.exception("A listener to changes failed")
