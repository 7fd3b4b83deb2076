"""How the outcome of a write reaches whoever waits for it, on a thread or in an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any, Protocol


class Waiting(Protocol):
    """Somebody who waits for a write."""

    def begin(self) -> bool:
        """Tell whether they still wait; from now on they cannot take it back."""
        ...


class OnThread:
    """Waits on a thread, with a future of the standard library."""

    def __init__(self) -> None:
        self.future: Future[Any] = Future()

    def begin(self) -> bool:
        """Tell whether they still wait."""
        return self.future.set_running_or_notify_cancel()


class InLoop:
    """Waits in an event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()

    def begin(self) -> bool:
        """Tell whether they still wait."""
        return not self.future.cancelled()


Outcome = tuple[Any, BaseException | None]
"""A result, or what failed."""


def deliver(outcomes: Iterable[tuple[Waiting, Outcome]]) -> None:
    """Hand over the outcomes of a group of writes; an event loop is woken once for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for waiting, (result, error) in outcomes:
        if isinstance(waiting, InLoop):
            by_loop.setdefault(waiting.loop, []).append((waiting.future, (result, error)))
        elif isinstance(waiting, OnThread) and error is None:
            waiting.future.set_result(result)
        elif isinstance(waiting, OnThread):
            waiting.future.set_exception(error)
    for loop, listed in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, listed)
        except RuntimeError:  # the loop has been closed: nobody waits any more
            continue


def _resolve(listed: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, (result, error) in listed:
        if future.done():  # cancelled meanwhile
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
