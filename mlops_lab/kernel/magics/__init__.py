"""The magics: tracking with one line above a cell, and questions about runs without leaving the notebook.

A *tracked cell* begins with ``%%track``; `cells` runs it as if the line were not there.
Each other module is one magic: its options, and what it does with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlops_lab.kernel.magics.cells import TrackedCells

_installed: TrackedCells | None = None

LINE_MAGICS = ("lab", "log", "runs", "compare", "show", "restore", "sweep", "register", "promote")


def load(ip: Any) -> None:
    """Add the magics to a shell; doing so again changes nothing."""
    global _installed
    from mlops_lab.kernel.magics.adding import register
    from mlops_lab.kernel.magics.cells import TrackedCells
    from mlops_lab.kernel.magics.completion import matcher

    if _installed is not None:
        return
    _installed = TrackedCells(ip)
    _installed.install()
    register(ip, _installed)
    ip.Completer.custom_matchers.append(matcher)


def unload(ip: Any) -> None:
    """Take the magics away."""
    global _installed
    from mlops_lab.kernel.magics.completion import matcher

    if _installed is None:
        return
    _installed.uninstall()
    _installed = None
    for name in (*LINE_MAGICS, "track"):
        ip.magics_manager.magics["line"].pop(name, None)
    ip.magics_manager.magics["cell"].pop("track", None)
    if matcher in ip.Completer.custom_matchers:
        ip.Completer.custom_matchers.remove(matcher)


def installed() -> TrackedCells | None:
    """Return what watches the cells, or None where the magics are not loaded."""
    return _installed
