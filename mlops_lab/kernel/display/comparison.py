"""A comparison of runs: tabs where widgets work, the same as plain HTML everywhere else."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from mlops_lab.kernel.display.links import compare_url, run_url
from mlops_lab.kernel.display.markup import (
    ABSENT,
    FAINT,
    Html,
    change,
    element,
    join,
    link,
    number,
    shortened,
    state,
    table,
)
from mlops_lab.tracking.types import CellDifference, CodeDifference, Comparison, Difference

LINES = 400
"""Lines of one difference of code that are shown."""
_DIFFERS = "background:rgba(249,168,37,.22);padding:0 .2em"
_PRE = "overflow:auto;max-height:30em;margin:.3em 0;line-height:1.35"
_SECTIONS = {"environment": "Environment", "packages": "Packages", "datasets": "Data", "tags": "Tags"}


def show(comparison: Comparison, *, only_differing: bool, server: str | None) -> None:
    """Display a comparison; below the widgets, which need a kernel, folded away what can be read without."""
    from IPython.display import display

    page = html(comparison, only_differing=only_differing, server=server)
    widget = _widget(comparison, only_differing, server)
    if widget is not None:
        display({**widget, "text/plain": f"Comparison of {len(comparison.runs)} runs"}, raw=True)
        page = element("details", element("summary", "The same without widgets", style=FAINT), page)
    display({"text/html": str(page), "text/plain": plain(comparison)}, raw=True)


def html(comparison: Comparison, *, only_differing: bool, server: str | None) -> Html:
    """Return the comparison as it reads without a kernel."""
    parts = [
        element("details", element("summary", element("b", title)), content, **({"open": ""} if first else {}))
        for first, (title, content) in _tabs(comparison, only_differing, server)
    ]
    return element("div", *parts, _link(comparison, server))


def _link(comparison: Comparison, server: str | None) -> Html:
    others = [run.run_id for run in comparison.runs if run.run_id != comparison.baseline]
    url = compare_url(server, [comparison.baseline, *others])
    return link("Open the comparison page", url) if url else Html()


def plain(comparison: Comparison) -> str:
    """Return the comparison as text."""
    lines = ["  ".join(["", *(run.name for run in comparison.runs)])]
    for row in comparison.params:
        if row.differs:
            lines.append("  ".join([row.name, *(value or ABSENT for value in row.values)]))
    for one in comparison.metrics:
        if one.differs:
            lines.append("  ".join([one.name, *(number(value.last) if value else ABSENT for value in one.values)]))
    return "\n".join(lines)


def _tabs(comparison: Comparison, only: bool, server: str | None) -> list[tuple[bool, tuple[str, Html]]]:
    """Return titles and contents; the flag says which are open to begin with."""
    found = [
        (True, (_title("Params", comparison.params), _texts(comparison, comparison.params, only, server))),
        (True, (_title("Metrics", comparison.metrics), _metrics(comparison, only, server))),
    ]
    if comparison.code:
        found.append((True, ("Code", _code(comparison))))
    for name, title in _SECTIONS.items():
        rows: list[Difference] = getattr(comparison, name)
        if rows:
            found.append((False, (_title(title, rows), _texts(comparison, rows, only, server))))
    return found


def _title(title: str, rows: Sequence[Any]) -> str:
    differing = sum(row.differs for row in rows)
    return f"{title} ({differing} differ)" if differing else title


def _heads(comparison: Comparison, server: str | None) -> list[object]:
    heads: list[object] = [""]
    for run in comparison.runs:
        name = join([link(run.name, run_url(server, run.run_id)), " ", state(run.status.value)])
        heads.append(join([name, element("div", "baseline")]) if run.run_id == comparison.baseline else name)
    return heads


def _texts(comparison: Comparison, rows: Sequence[Difference], only: bool, server: str | None) -> Html:
    base = _baseline_place(comparison)
    shown: list[list[object]] = []
    for row in rows:
        if only and not row.differs:
            continue
        ours = row.values[base]
        shown.append([row.name, *(_value(value, differs=value != ours) for value in row.values)])
    if not shown:
        return element("div", "Nothing differs." if rows else "None.", style=FAINT)
    return table(_heads(comparison, server), shown)


def _value(value: str | None, *, differs: bool) -> Html:
    text = element("span", ABSENT, style=FAINT) if value is None else shortened(value, 60)
    return element("span", text, style=_DIFFERS) if differs else text


def _metrics(comparison: Comparison, only: bool, server: str | None) -> Html:
    base = _baseline_place(comparison)
    shown: list[list[object]] = []
    for row in comparison.metrics:
        if only and not row.differs:
            continue
        ours = row.values[base]
        cells: list[object] = [row.name]
        for place, summary in enumerate(row.values):
            if summary is None:
                cells.append(element("span", ABSENT, style=FAINT))
                continue
            value = number(summary.last)
            moved = change(float(summary.last), float(ours.last)) if ours is not None and place != base else ""
            cells.append(join([value, element("span", f" ({moved})", style=FAINT)]) if moved else value)
        shown.append(cells)
    if not shown:
        return element("div", "Nothing differs." if comparison.metrics else "None.", style=FAINT)
    return table(_heads(comparison, server), shown, numbers=range(1, len(comparison.runs) + 1))


def _baseline_place(comparison: Comparison) -> int:
    return next(at for at, run in enumerate(comparison.runs) if run.run_id == comparison.baseline)


def _code(comparison: Comparison) -> Html:
    names = {run.run_id: run.name for run in comparison.runs}
    return join(_code_of(one, names.get(one.run_id, one.run_id[:8])) for one in comparison.code)


def _code_of(difference: CodeDifference, name: str) -> Html:
    parts: list[object] = [element("div", element("b", name))]
    if difference.same:
        parts.append(element("div", "The same code.", style=FAINT))
    if difference.commit:
        parts.append(element("div", "Commit ", element("code", difference.commit)))
    parts += [_cell(cell) for cell in difference.cells if cell.kind != "same"]
    if difference.commit_diff:
        parts.append(_lines(difference.commit_diff.splitlines()))
    return element("div", *parts, style="margin:.4em 0")


def _cell(cell: CellDifference) -> Html:
    before, after = (cell.before or "").splitlines(), (cell.after or "").splitlines()
    return _lines(list(difflib.unified_diff(before, after, "baseline", f"cell {cell.kind}", lineterm="")))


def _lines(lines: list[str]) -> Html:
    colours = {"+": "rgba(46,125,50,.18)", "-": "rgba(198,40,40,.18)"}
    shown = [
        element("div", line or " ", style=f"background:{colours[line[0]]}" if line[:1] in colours else "")
        for line in lines[:LINES]
    ]
    if len(lines) > LINES:
        shown.append(element("div", f"… {len(lines) - LINES} more lines", style=FAINT))
    return element("pre", *shown, style=_PRE)


def _widget(comparison: Comparison, only: bool, server: str | None) -> dict[str, Any] | None:
    """Return tabs with a box that hides what is equal, where ipywidgets is there."""
    try:
        import ipywidgets
    except ImportError:
        return None
    titles = [title for _, (title, _) in _tabs(comparison, only, server)]
    pages = [ipywidgets.HTML() for _ in titles]
    box = ipywidgets.Checkbox(value=only, description="Only what differs", indent=False)

    def fill(change: Any = None) -> None:
        for page, (_, (_, content)) in zip(pages, _tabs(comparison, box.value, server), strict=True):
            page.value = str(content)

    fill()
    box.observe(fill, "value")
    tabs = ipywidgets.Tab(children=pages, titles=titles)
    made: dict[str, Any] = ipywidgets.VBox([box, tabs, ipywidgets.HTML(_link(comparison, server))])._repr_mimebundle_()
    return {key: value for key, value in made.items() if key != "text/plain"}
