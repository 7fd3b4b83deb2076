"""Heavy modules, loaded when first needed, one at a time.

Two threads that enter a package with circular imports (SQLAlchemy's) by different
doors can each be handed the other's half-made module, so every thread of the
server comes through this one lock.
"""

from __future__ import annotations

import importlib
import threading
from types import ModuleType

_one_at_a_time = threading.RLock()


def load(name: str) -> ModuleType:
    """Import a module; it is whole when this returns. Takes long the first time: not for the event loop."""
    with _one_at_a_time:
        return importlib.import_module(name)
