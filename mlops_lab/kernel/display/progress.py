"""A sweep as a table that fills while it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlops_lab.kernel.display.markup import FAINT, Html, element, join, link, number, shortened, state, table
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    from mlops_lab.kernel.run import Run
    from mlops_lab.tracking.types import Run as RunInfo

METRICS = 5
END_WAIT = 5.0
"""Seconds that the end waits for the last points to be stored, to show them."""


class SweepTable:
    """What came of each combination, brought up to date as it goes."""

    def __init__(self, parent: Run, names: Sequence[str], chosen: Sequence[Mapping[str, Any]], of: int) -> None:
        self._parent = parent
        self._names = names
        self._chosen = chosen
        self._of = of
        self._runs: dict[int, Run] = {}
        self._errors: dict[int, str] = {}
        self._infos: dict[str, RunInfo] = {}
        self._handle: Any = None
        self._show()

    def began(self, number: int, run: Run) -> None:
        """Note the run of a combination."""
        self._runs[number] = run
        self._show()

    def ended(self, number: int, error: BaseException | None) -> None:
        """Note how a combination ended."""
        if error is not None:
            from mlops_lab.kernel.run import told

            self._errors[number] = told(error)
        self._show()

    def finish(self) -> None:
        """Show the metrics of all, as far as the server tells within a moment."""
        from mlops_lab.kernel.session import session
        from mlops_lab.tracking.types import Run as RunInfo

        current = session()
        if current.flush(END_WAIT):
            try:
                for run in self._runs.values():
                    self._infos[run.id] = current.client.get(f"api/runs/{run.id}", RunInfo)
            except LabError:
                self._infos.clear()  # the server went away: the runs' states are known here
        self._show()

    def _show(self) -> None:
        from IPython.display import display

        data = {"text/html": str(self._html()), "text/plain": self._plain()}
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=f"mlops-lab-sweep-{self._parent.id}-{now_ms()}")
        else:
            self._handle.update(data, raw=True)

    def _counted(self) -> str:
        done = sum(run.status != "running" for run in self._runs.values())
        sampled = f", sampled from {self._of:,}" if self._of > len(self._chosen) else ""
        failed = f", {len(self._errors)} failed" if self._errors else ""
        return f"{done} of {len(self._chosen)} combinations{sampled}{failed}"

    def _html(self) -> Html:
        metrics = self._metrics()
        rows: list[list[object]] = []
        for number_, combination in enumerate(self._chosen):
            run = self._runs.get(number_)
            row: list[object] = [str(number_ + 1) if run is None else link(number_ + 1, run.url)]
            row += [shortened(str(combination.get(name, "")), 40) for name in self._names]
            row.append(state(run.status) if run is not None else element("span", "waiting", style=FAINT))
            row += [self._metric(run, key) for key in metrics]
            row.append(shortened(self._errors.get(number_, ""), 100))
            rows.append(row)
        heads = ["", *self._names, "state", *metrics, "error" if self._errors else ""]
        first = len(self._names) + 2
        head = element("div", join([link(self._parent.name, self._parent.url), self._counted()], " · "))
        return element("div", head, table(heads, rows, numbers=range(first, first + len(metrics))))

    def _metrics(self) -> list[str]:
        found = {key: None for info in self._infos.values() for key in info.metrics if not key.startswith("system/")}
        return list(found)[:METRICS]

    def _metric(self, run: Run | None, key: str) -> str:
        info = self._infos.get(run.id) if run is not None else None
        return number(info.metrics[key].last) if info is not None and key in info.metrics else ""

    def _plain(self) -> str:
        lines = [f"{self._parent.name}: {self._counted()}"]
        for number_, run in self._runs.items():
            shown = [f"{key}={self._metric(run, key)}" for key in self._metrics()]
            lines.append("  ".join([run.name, run.status, *shown, self._errors.get(number_, "")]).rstrip())
        return "\n".join(lines)
