"""How a cell under ``%%track`` runs exactly as it would without the line.

The line is taken away before IPython looks at the cell, so await at the top level,
``;``, other cell magics, ``Out`` and tracebacks are IPython's own doing. A call that
begins the run is put before the first statement once the cell is parsed, where it
moves no line number, and the run ends with the cell. Where a cell is run by other
code, which may not be IPython's, ``%%track`` is an ordinary cell magic, see `body`.
"""

from __future__ import annotations

import ast
import asyncio
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlops_lab.kernel.magics.tracked import TrackedRun

_LINE = re.compile(r"%%track(?:\s+(?P<options>.*))?$")
_SWEEP = re.compile(r"^\s*%sweep\b", re.MULTILINE)
_BEGIN = f"__import__({__name__!r}, fromlist=['begin']).begin()"


@dataclass(frozen=True)
class TrackedSource:
    """A cell that begins with ``%%track``."""

    options: str
    body: str
    whole: str

    @property
    def asks_for_help(self) -> bool:
        """Whether it only wants to know how to be used."""
        return bool(re.search(r"(^|\s)(--help|-h)(\s|$)", self.options))

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands below the line."""
        return not self.body.strip()


def tracked_source(source: str) -> TrackedSource | None:
    """Return the parts of a cell that begins with ``%%track``, or None."""
    lines = source.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.strip():
            found = _LINE.match(line.rstrip())
            if found is None:
                return None
            return TrackedSource((found["options"] or "").strip(), "".join(lines[number + 1 :]), source)
    return None


@dataclass
class _Cell:
    """A cell that is running."""

    info: Any
    waiting: TrackedSource | None = None
    source: TrackedSource | None = None
    runs: list[TrackedRun] = field(default_factory=list)


class _Running(threading.local):
    """The cells that run on this thread, the innermost last; a kernel's subshells have threads of their own."""

    def __init__(self) -> None:
        self.cells: list[_Cell] = []


class TrackedCells:
    """Watches the cells of a shell; `last` is the newest that was tracked, for ``%sweep``."""

    def __init__(self, ip: Any) -> None:
        self._ip = ip
        self._running = _Running()
        self.last: TrackedSource | None = None
        self.last_id: str | None = None

    def install(self) -> None:
        """Begin to watch."""
        self._ip.input_transformers_cleanup.insert(0, self.without_the_line)
        self._ip.ast_transformers.append(self)
        self._ip.events.register("pre_run_cell", self.before)
        self._ip.events.register("post_run_cell", self.after)

    def uninstall(self) -> None:
        """Watch no longer."""
        self._ip.input_transformers_cleanup.remove(self.without_the_line)
        if self in self._ip.ast_transformers:
            self._ip.ast_transformers.remove(self)
        self._ip.events.unregister("pre_run_cell", self.before)
        self._ip.events.unregister("post_run_cell", self.after)

    def without_the_line(self, lines: list[str]) -> list[str]:
        """Take ``%%track`` away from a cell that IPython is about to run; called first of all transformers."""
        source = tracked_source("".join(lines))
        if source is None or self._within_a_cell():
            return lines
        if source.asks_for_help:
            return ["%track --help\n"]
        return lines if source.is_empty else source.body.splitlines(keepends=True)

    def before(self, info: Any) -> None:
        """Note that a cell begins."""
        source = None if self._within_a_cell() else tracked_source(str(info.raw_cell or ""))
        cell = _Cell(info)
        if source is not None and not source.asks_for_help and not source.is_empty:
            cell.waiting = source
        self._running.cells.append(cell)

    def visit(self, tree: ast.AST) -> ast.AST:
        """Put the call that begins the run before a tracked cell's statements; IPython calls it once all is parsed."""
        cell = self._innermost()
        if cell is not None and cell.waiting is not None and isinstance(tree, ast.Module):
            tree.body.insert(0, ast.parse(_BEGIN).body[0])
        return tree

    def begin(self) -> None:
        """Begin the run that the running cell waits for.

        Raises
        ------
        UsageError
            When the line above the cell is wrong; nothing of the cell runs then.
        """
        from mlops_lab.kernel.magics.tracked import TrackedRun

        cell = self._innermost()
        if cell is None or cell.waiting is None:
            return
        source, cell.waiting = cell.waiting, None
        cell.source = source
        # two frames up is the user's cell, where {names} are looked up
        run = TrackedRun.begin(self._ip, self._ip.var_expand(source.options, 2))
        if run is not None:
            cell.runs.append(run)

    def remember(self, source: TrackedSource, cell_id: str | None = None) -> None:
        """Keep a tracked cell that has ended for ``%sweep``; one that sweeps itself would do so for ever."""
        if not _SWEEP.search(source.body):
            self.last, self.last_id = source, cell_id

    def after(self, result: Any) -> None:
        """End the runs of a cell that has ended; an interrupted await has no result."""
        cells = self._running.cells
        place = 0 if result is None else _place_of(result.info, cells)
        if place is None:
            return  # it began before we watched
        for cell in reversed(cells[place:]):
            _end(cell, result)
            if cell.source is not None:
                self.remember(cell.source, getattr(cell.info, "cell_id", None))
        del cells[place:]

    def _innermost(self) -> _Cell | None:
        return self._running.cells[-1] if self._running.cells else None

    def _within_a_cell(self) -> bool:
        """Tell whether a cell is running here. A cell that has ended although nobody announced it is ended first."""
        cells = self._running.cells
        last = self._ip.last_execution_result
        if last is not None and cells and cells[-1].info is last.info:
            self.after(last)
        return bool(cells)


def begin() -> None:
    """Begin the run of the running cell; what `TrackedCells.visit` puts into it calls this."""
    from mlops_lab.kernel.magics import installed

    cells = installed()
    if cells is not None:
        cells.begin()


def _place_of(info: Any, cells: list[_Cell]) -> int | None:
    for same in (lambda cell: cell.info is info, lambda cell: cell.info.raw_cell == info.raw_cell):
        for place in reversed(range(len(cells))):
            if same(cells[place]):
                return place
    return None


def _end(cell: _Cell, result: Any) -> None:
    error = None if result is None else result.error_before_exec or result.error_in_exec
    if result is None or isinstance(error, asyncio.CancelledError):
        error = KeyboardInterrupt()  # which is how the interruption of an await reaches us
    for run in reversed(cell.runs):
        run.end(error)
