"""What happened, told to whoever listens, after it is durable.

An operation calls ``tx.publish(topic, kind, data)``; the database hands the
changes to its listeners once the transaction has committed, and forgets them
when it has not. Where several servers share a PostgreSQL, those of the others
arrive as well (`mlops_lab.storage.notifications`). Topics: ``run:ID``, ``experiment:ID``, ``project:NAME``,
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

MISSED = Change("*", "missed", {})
"""Stands for changes that could not be told, whatever they were; who shows anything asks anew."""


def merged(old: Change, new: Change) -> Change:
    """Return one change that says what two of one kind, about one thing, said."""
    data = {**old.data, **new.data}
    if "keys" in old.data and "keys" in new.data:
        data["keys"] = {**old.data["keys"], **new.data["keys"]}
    return Change(new.topic, new.kind, data)


_NAMES = ("transition_id", "job_id", "run_id", "experiment_id", "name")


def about(change: Change) -> tuple[str, str, str]:
    """Return what a change is about: those about the same can be merged."""
    data = change.data
    named = next((data[key] for key in _NAMES if key in data), "")
    return change.topic, change.kind, f"{named}/{data.get('version', '')}"


class Changes:
    """The listeners of one database. Safe to use from any thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._others: Listener | None = None
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the changes of each commit, ours and other servers'.

        It is called on a writer's thread, so it must not block. Returns a function
        that ends the subscription.
        """
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def tell_others(self, sender: Listener | None) -> None:
        """Hand changes made here to `sender` as well, which takes them to other servers."""
        self._others = sender

    def publish(self, changes: list[Change]) -> None:
        """Hand changes made and committed here to every listener. A listener's failure is its own."""
        if not changes:
            return
        self.deliver(changes)
        if self._others is not None:
            self._others(changes)

    def deliver(self, changes: list[Change]) -> None:
        """Hand changes to the listeners of this server alone."""
        for listener in self._listeners:
            try:
                listener(changes)
            except Exception:
                log.exception("A listener to changes failed")
