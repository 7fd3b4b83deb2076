"""The card of a run: shown when it begins, brought up to date when it ends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mlops_lab.kernel.display.markup import (
    FAINT,
    STATE_COLOURS,
    Html,
    change,
    duration,
    element,
    join,
    link,
    number,
    shortened,
    state,
    table,
)
from mlops_lab.tracking.types import Run as RunInfo
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    from mlops_lab.kernel.run import Run

MIME = "application/vnd.mlops-lab.run+json"
END_WAIT = 2.0
"""Seconds that the end of a cell waits for its points to be stored, to show them."""
SHOWN = 12
"""Params and metrics on a card; the run's page has them all."""

_log = logging.getLogger("mlops_lab")


class Card:
    """What stands below the cell of a run.

    Parameters
    ----------
    run : Run
        The run.
    baseline : str, optional
        Id of the run whose metrics stand beside this one's.
    """

    def __init__(self, run: Run, baseline: str | None = None) -> None:
        self._run = run
        self._baseline = baseline
        self._handle: Any = None

    def show(self) -> None:
        """Show the card."""
        from IPython.display import display

        self._handle = display(bundle(self._run), raw=True, display_id=f"mlops-lab-{self._run.id}-{now_ms()}")

    def update(self) -> None:
        """Show how the run stands now, as far as the server tells within a moment. Raises nothing."""
        info, baseline = self._asked()
        if self._handle is not None:
            self._handle.update(bundle(self._run, info, baseline), raw=True)

    def _asked(self) -> tuple[RunInfo | None, RunInfo | None]:
        from mlops_lab.kernel.session import session

        current = session()
        if not current.flush(END_WAIT):
            return None, None  # it is kept, and sent later
        try:
            info = current.client.get(f"api/runs/{self._run.id}", RunInfo)
            against = current.client.get(f"api/runs/{self._baseline}", RunInfo) if self._baseline else None
        except LabError as error:
            _log.info("The card is not up to date: %s", error)
            return None, None
        return info, against


def bundle(run: Run, info: RunInfo | None = None, baseline: RunInfo | None = None) -> dict[str, Any]:
    """Return a run in each form that a front end may want."""
    status = info.status if info is not None else run.status
    known = {"run_id": run.id, "name": run.name, "url": run.url, "project": run.project}
    return {
        MIME: known,
        "text/html": str(html(run, info, baseline)),
        "text/plain": _plain(run, status.value, info),
    }


def html(run: Run, info: RunInfo | None = None, baseline: RunInfo | None = None) -> Html:
    """Return the card as it reads without a kernel."""
    status = (info.status if info is not None else run.status).value
    where = " / ".join(part for part in (run.project, info.experiment_name if info else run.experiment) if part)
    facts: list[object] = [link(run.name, run.url), state(status)]
    if info is not None and info.end_time is not None:
        facts.append(duration(info.start_time, info.end_time))
    facts.append(element("span", where, style=FAINT))
    parts: list[object] = [element("div", join(facts, " · "))]
    if info is not None:
        if info.error:
            parts.append(element("div", shortened(info.error, 200), style=f"color:{STATE_COLOURS['failed']}"))
        parts += _numbers(info, baseline)
    elif not run.is_open:
        parts.append(element("div", "What was logged is kept here, and sent when the server answers.", style=FAINT))
    colour = STATE_COLOURS.get(status, "#757575")
    style = f"border-left:3px solid {colour};padding:.2em 0 .2em .8em;margin:.2em 0"
    return element("div", *parts, style=style)


def _numbers(info: RunInfo, baseline: RunInfo | None) -> list[Html]:
    parts: list[Html] = []
    metrics = [summary for key, summary in info.metrics.items() if not key.startswith("system/")]
    if metrics:
        rows = []
        for summary in metrics[:SHOWN]:
            row: list[object] = [summary.key, number(summary.last)]
            if baseline is not None:
                theirs = baseline.metrics.get(summary.key)
                row += [number(theirs.last), change(float(summary.last), float(theirs.last))] if theirs else ["", ""]
            rows.append(row)
        heads = ["metric", "last"] + ([baseline.name, "change"] if baseline is not None else [])
        parts.append(table(heads, rows, numbers=range(1, len(heads))))
    if info.params:
        rows = [[key, shortened(value)] for key, value in list(info.params.items())[:SHOWN]]
        parts.append(table(["param", "value"], rows))
    hidden = max(len(metrics) - SHOWN, 0) + max(len(info.params) - SHOWN, 0)
    if hidden:
        parts.append(element("div", f"and {hidden} more on the run's page", style=FAINT))
    if len(parts) > 1:
        columns = [element("div", part) for part in parts]
        return [element("div", *columns, style="display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start")]
    return parts


def _plain(run: Run, status: str, info: RunInfo | None) -> str:
    text = f"Run {run.name}: {status}"
    if info is not None:
        shown = [f"{key}={number(m.last)}" for key, m in info.metrics.items() if not key.startswith("system/")][:SHOWN]
        text += ", " + ", ".join(shown) if shown else ""
        text += f"\n{info.error}" if info.error else ""
    return text
