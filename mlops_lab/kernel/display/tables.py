"""Runs as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mlops_lab.kernel.display.links import run_url
from mlops_lab.kernel.display.markup import (
    FAINT,
    Html,
    duration,
    element,
    instant,
    link,
    number,
    shortened,
    state,
    table,
)
from mlops_lab.tracking.types import Run
from mlops_lab.wire.clock import now_ms

METRICS, PARAMS = 6, 6
"""Columns of each kind; `--as` gives them all."""


class RunTable:
    """Runs that were found; displays as a table, iterates over the runs.

    Parameters
    ----------
    runs : sequence of Run
        As the server told them.
    server : str, optional
        Its address, for links.
    first : sequence of str
        Metrics whose columns come first.
    """

    def __init__(self, runs: Sequence[Run], *, server: str | None = None, first: Sequence[str] = ()) -> None:
        self.runs = list(runs)
        self._server = server
        self._metrics = _metrics(self.runs, first)
        self._params = _params(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def _repr_html_(self) -> str:
        if not self.runs:
            return element("div", "No run matches. `%runs` alone lists the newest.", style=FAINT)
        heads = ["run", "state", "started", "took", *self._metrics, *self._params]
        rows: list[list[object]] = []
        for run in self.runs:
            row: list[object] = [
                _marked(run, link(run.name, run_url(self._server, run.run_id))),
                state(run.status.value),
                instant(run.start_time),
                duration(run.start_time, run.end_time or now_ms()),
            ]
            row += [number(run.metrics[key].last) if key in run.metrics else "" for key in self._metrics]
            row += [shortened(run.params.get(key, ""), 30) for key in self._params]
            rows.append(row)
        return table(heads, rows, numbers=[3, *range(4, 4 + len(self._metrics))])

    def __repr__(self) -> str:
        if not self.runs:
            return "No run matches."
        lines = []
        for run in self.runs:
            shown = [f"{key}={number(run.metrics[key].last)}" for key in self._metrics if key in run.metrics]
            lines.append(f"{run.run_id}  {run.status.value:<9} {run.name:<28} {'  '.join(shown)}".rstrip())
        return "\n".join(lines)


def _marked(run: Run, name: Html) -> Html:
    """Mark the name of a child run."""
    return Html(f"↳ {name}") if run.parent_run_id else name


def _metrics(runs: Sequence[Run], first: Sequence[str]) -> list[str]:
    counted = Counter(key for run in runs for key in run.metrics if not key.startswith("system/"))
    keys = [key for key in first if key in counted or any(key in run.metrics for run in runs)]
    keys += [key for key, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if key not in keys]
    return keys[: max(METRICS, len(first))]


def _params(runs: Sequence[Run]) -> list[str]:
    """Return the params worth a column: those that differ, the most used first."""
    values: dict[str, list[str | None]] = {key: [] for run in runs for key in run.params}
    for key, found in values.items():
        found += [run.params.get(key) for run in runs]
    differing = {key: found for key, found in values.items() if len(runs) == 1 or len(set(found)) > 1}
    return sorted(differing, key=lambda key: (differing[key].count(None), key))[:PARAMS]
