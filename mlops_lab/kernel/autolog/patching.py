"""Attributes replaced for a while, and what is being fitted where."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.dummy import DummyProcess
from typing import Any


class Patches:
    """Remembers what it replaced, to put it back."""

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, bool, Any, Any]] = []

    def replace(self, owner: Any, name: str, new: Any) -> None:
        """Set an attribute of a class or module."""
        own = name in vars(owner)
        self._replaced.append((owner, name, own, vars(owner).get(name), new))
        setattr(owner, name, new)

    def restore(self) -> None:
        """Put everything back, the last first; what somebody else has replaced since stays."""
        while self._replaced:
            owner, name, own, old, new = self._replaced.pop()
            if vars(owner).get(name) is not new:
                continue
            if own:
                setattr(owner, name, old)
            else:
                delattr(owner, name)


class Nesting:
    """Tells the outermost call from those it makes, also where those run on joblib's threads."""

    def __init__(self) -> None:
        self._here = threading.local()
        self._lock = threading.Lock()
        self._outermost = 0

    @contextmanager
    def entered(self) -> Iterator[bool]:
        """Enter a call; yields whether it is the outermost."""
        depth = getattr(self._here, "depth", 0)
        inner = depth > 0 or (self._outermost > 0 and isinstance(threading.current_thread(), DummyProcess))
        self._here.depth = depth + 1
        if not inner:
            with self._lock:
                self._outermost += 1
        try:
            yield not inner
        finally:
            self._here.depth = depth
            if not inner:
                with self._lock:
                    self._outermost -= 1
