"""Gives a shell the magics. What one of them needs is imported when it is used first."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mlops_lab.kernel.magics.options import in_one_line

if TYPE_CHECKING:
    from mlops_lab.kernel.magics.cells import TrackedCells

_ABOUT = {
    "lab": "Choose where new runs go: %lab use PROJECT [--experiment NAME]",
    "log": "Log metrics to the active run: %log loss=expr [auc=expr …] [--step N]",
    "runs": "List runs: %runs \"metrics.auc > .9 and params.model = 'gbm'\" [--sort -auc] [--top 20] [--as df]",
    "compare": "Hold runs against each other: %compare RUN RUN… [--baseline RUN] [--only-diff] [--code]",
    "show": "Show one run: %show RUN",
    "restore": "Bring a run's code back: %restore RUN [--cell | --notebook]",
    "register": "Make a version of a model from a run: %register RUN MODEL",
    "promote": "Ask for a version to become live: %promote MODEL@v3 staging [--note TEXT]",
    "sweep": "Run the last tracked cell for each combination: %sweep GRID [--max N]",
}


def register(ip: Any, cells: TrackedCells) -> None:
    """Add all magics to a shell."""
    for name, about in _ABOUT.items():
        ip.register_magic_function(_line_magic(ip, cells, name, about), "line", name)
    ip.register_magic_function(_track_line, "line", "track")
    ip.register_magic_function(_track_cell(ip, cells), "cell", "track")


def _line_magic(ip: Any, cells: TrackedCells, name: str, about: str) -> Callable[..., Any]:
    @in_one_line
    def magic(line: str, local_ns: dict[str, Any] | None = None) -> Any:
        __tracebackhide__ = True
        module = import_module(f"mlops_lab.kernel.magics.{name}")
        if name == "log":
            return module.run(ip, line, local_ns or {})
        return module.run(ip, cells, line) if name == "sweep" else module.run(ip, line)

    magic.__name__, magic.__doc__ = name, f"{about}\n\n`%{name} --help` shows the options."
    if name == "log":
        magic.needs_local_scope = True  # type: ignore[attr-defined]
    return magic


@in_one_line
def _track_line(line: str) -> None:
    """Run a cell as a tracked run: %%track above it. `%%track --help` shows the options."""
    from IPython.core.error import UsageError

    from mlops_lab.kernel.magics.tracked import options

    if options().read(line) is not None:
        raise UsageError("%%track, with two percent signs, is the first line of a cell.")


def _track_cell(ip: Any, cells: TrackedCells) -> Callable[[str, str], Any]:
    def track(line: str, cell: str) -> Any:
        """Run the cell as a tracked run. `%%track --help` shows the options."""
        __tracebackhide__ = True
        from mlops_lab.kernel.magics.body import run_body
        from mlops_lab.kernel.magics.cells import TrackedSource
        from mlops_lab.kernel.magics.tracked import TrackedRun

        run = TrackedRun.begin(ip, line)
        if run is None:
            return None
        try:
            value = run_body(ip, cell)
        except BaseException as error:
            run.end(error)
            raise
        finally:
            cells.remember(TrackedSource(line, cell, f"%%track {line}\n{cell}"))
        run.end(None)
        return value

    return track
