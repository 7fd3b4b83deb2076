"""The notebook around us: which cell is running, who ran it, what was executed before."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
import threading
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from mlops_lab.tracking.types import Cell
from mlops_lab.wire.clock import now_ms

CELL_LIMIT = 1_000_000
"""Characters of a cell's source that are kept."""


@dataclass
class NotebookCell:
    """The running cell, with the cells executed up to it, itself last."""

    notebook: str | None
    cell_id: str | None
    source: str
    cells: list[Cell] = field(default_factory=list)


@dataclass
class _Executed:
    cells: list[Cell] = field(default_factory=list)
    shell: Any = None
    running: Cell | None = None
    task: asyncio.Task[Any] | None = None


_executed = _Executed()


def shell() -> Any | None:
    """Return IPython's shell, without importing IPython where nobody has."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def in_a_kernel() -> bool:
    """Tell whether this process is a Jupyter kernel."""
    return getattr(shell(), "kernel", None) is not None


def follow(ip: Any) -> None:
    """Note each cell that runs from now on; what ran before is taken from the history."""
    if _executed.shell is ip:
        return
    _executed.shell = ip
    history = list(ip.history_manager.input_hist_raw)  # the first is nothing, the last the running cell
    for number, source in enumerate(history[:-1]):
        if source:
            _executed.cells.append(_cell(source, None, number, None))
    ip.events.register("pre_run_cell", _before)
    if (cell := _running_before_we_came(history)) is not None:
        _executed.running = cell
        _executed.cells.append(cell)


def running_cell() -> NotebookCell | None:
    """Return the running cell, or None outside of IPython."""
    ip = shell()
    if ip is None:
        return None
    follow(ip)
    running = _executed.running
    return NotebookCell(
        notebook=notebook_path(),
        cell_id=running.cell_id if running else None,
        source=running.source or "" if running else "",
        cells=list(_executed.cells),
    )


def in_the_cell() -> bool:
    """Tell whether the caller is the cell or script itself, rather than a thread or task that it started."""
    if threading.current_thread() is not threading.main_thread():
        return False
    task = _current_task()
    return task is None or task is _executed.task


def executed_count() -> int:
    """Return how many cells have been executed, the running one with them."""
    return len(_executed.cells)


def executed_since(count: int) -> list[Cell]:
    """Return the cells executed after the first `count` ones."""
    return _executed.cells[count:]


def notebook_path() -> str | None:
    """Return the notebook's path below the server's root, with forward slashes.

    The server says it with each cell, because notebooks are renamed; what the
    kernel was started with comes second.
    """
    if notebook := _told().get("notebook"):
        return str(notebook)
    if path := os.environ.get("MLOPS_LAB_NOTEBOOK"):
        return path
    session = os.environ.get("JPY_SESSION_NAME")
    return PurePosixPath(session.replace("\\", "/")).as_posix() if session else None


def notebook_project() -> str | None:
    """Return the project of the notebook's folder, which the server says with each cell."""
    project = _told().get("project")
    return str(project) if project else None


def kernel_id() -> str | None:
    """Return the id of the kernel that this process is."""
    ip = shell()
    file = getattr(getattr(getattr(ip, "kernel", None), "parent", None), "connection_file", None)
    found = re.search(r"kernel-([0-9a-f-]{36})", str(file)) if file else None
    return found.group(1) if found else None


def person() -> str | None:
    """Return the name of whoever ran the cell, as the server stamped it on the message."""
    header = _parent().get("header", {})
    name = header.get("username")
    # kernels and clients put these where nobody has said who it is
    return str(name) if name and name not in ("username", "kernel", "") else None


def _told() -> dict[str, Any]:
    """Return what the server said with the running cell."""
    told = _parent().get("metadata", {}).get("mlops_lab")
    return told if isinstance(told, dict) else {}


def _before(info: Any) -> None:
    source = str(getattr(info, "raw_cell", "") or "")
    # how many cells were stored, since IPython's versions count up before or after this
    number = len(_executed.shell.history_manager.input_hist_raw)
    silent = not getattr(info, "store_history", True)
    cell = _cell(source, getattr(info, "cell_id", None) or _cell_id(), None if silent else number, now_ms())
    _executed.running = cell
    if not silent:
        _executed.cells.append(cell)
    _executed.task = _current_task()


def _running_before_we_came(history: list[str]) -> Cell | None:
    """Return the cell that is running although we did not see it begin."""
    if not in_a_kernel():
        return None
    content = _parent().get("content", {})
    source = content.get("code") or (history[-1] if history else "")
    return _cell(source, _cell_id(), len(history) - 1, now_ms()) if source else None


def _cell(source: str, cell_id: str | None, count: int | None, when: int | None) -> Cell:
    data = source[:CELL_LIMIT].encode("utf-8", "replace")
    source, digest = data.decode(), hashlib.sha256(data).hexdigest()
    return Cell(digest=digest, cell_id=cell_id, execution_count=count, executed_at=when, source=source)


def _cell_id() -> str | None:
    found = _parent().get("metadata", {}).get("cellId")
    return str(found) if found else None


def _parent() -> dict[str, Any]:
    kernel = getattr(shell(), "kernel", None)
    if kernel is None:
        return {}
    try:
        return dict(kernel.get_parent("shell") or {})
    except (AttributeError, LookupError):
        return {}


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:  # no loop is running
        return None
