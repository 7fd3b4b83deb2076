"""Runs held against each other: what is equal, what differs, and how the code changed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import run_code, runs
from mlops_lab.tracking.code import get_code
from mlops_lab.tracking.datasets import datasets_of
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.packages import packages_of
from mlops_lab.tracking.runs import find_rids
from mlops_lab.tracking.types import (
    Cell,
    CellDifference,
    Code,
    CodeDifference,
    CompareRequest,
    Comparison,
    Difference,
    MetricDifference,
    Run,
)
from mlops_lab.wire.errors import invalid

RUNS = 1000
CODE_RUNS = 50
"""Runs whose code is compared at once: every pair of sources is read and diffed."""

_ENVIRONMENT = ("python", "platform", "git_commit", "git_branch", "entry_point")


def compare(conn: Connection, request: CompareRequest) -> Comparison:
    """Compare runs with the first of them, or with the baseline that is named.

    Raises
    ------
    LabError
        When fewer than one or more than 1,000 runs are named, one is named twice
        or unknown, or the code of more than 50 is asked for.
    """
    run_ids = list(request.run_ids)
    if not 1 <= len(run_ids) <= RUNS:
        raise invalid(f"Compare 1 to {RUNS} runs, not {len(run_ids)}.", "run_ids")
    if len(set(run_ids)) != len(run_ids):
        raise invalid("A run is named twice.", "run_ids")
    if request.code and len(run_ids) > CODE_RUNS:
        raise invalid(f"Compare the code of at most {CODE_RUNS} runs at once.", "code")
    baseline = request.baseline or run_ids[0]
    if baseline not in run_ids:
        run_ids.insert(0, baseline)
    rids = find_rids(conn, run_ids)
    found = load_runs(conn, rids)
    packages = packages_of(conn, rids)
    code = CodeOf(conn, baseline) if request.code else None
    return Comparison(
        baseline=baseline,
        runs=found,
        params=_differences([run.params for run in found]),
        metrics=_metrics(found),
        tags=_differences([_own(run.tags) for run in found]),
        packages=_differences([packages.get(rid, {}) for rid in rids]),
        datasets=_differences(_datasets(conn, rids)),
        environment=_differences(_environments(conn, rids)),
        code=[] if code is None else [code.against(run_id) for run_id in run_ids if run_id != baseline],
    )


def _differences(each: Sequence[Mapping[str, str]]) -> list[Difference]:
    """Return a row for every name, those that differ first."""
    names = sorted({name for values in each for name in values})
    rows = []
    for name in names:
        values = [one.get(name) for one in each]
        rows.append(Difference(name=name, values=values, differs=any(value != values[0] for value in values)))
    return sorted(rows, key=lambda row: not row.differs)


def _metrics(found: Sequence[Run]) -> list[MetricDifference]:
    names = sorted({name for run in found for name in run.metrics})
    rows = []
    for name in names:
        values = [run.metrics.get(name) for run in found]
        lasts = [None if value is None else value.last for value in values]
        rows.append(MetricDifference(name=name, values=values, differs=any(last != lasts[0] for last in lasts)))
    return sorted(rows, key=lambda row: (not row.differs, row.name.startswith("system/")))


def _own(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not key.startswith("mlflow.")}


def _datasets(conn: Connection, rids: list[int]) -> list[dict[str, str]]:
    """Return each run's datasets as name (and context) to digest."""
    read = datasets_of(conn, rids)
    return [
        {f"{one.name} ({one.context})" if one.context else one.name: one.digest for one in read.get(rid, [])}
        for rid in rids
    ]


def _environments(conn: Connection, rids: list[int]) -> list[dict[str, str]]:
    columns = [run_code.c[name] for name in _ENVIRONMENT]
    query = (
        sa.select(runs.c.rid, runs.c.host, runs.c.notebook, *columns)
        .outerjoin(run_code, run_code.c.rid == runs.c.rid)
        .where(runs.c.rid.in_(rids))
    )
    by_rid = {
        row.rid: {str(name): value for name, value in row._mapping.items() if name != "rid" and value}
        for row in conn.execute(query)
    }
    return [by_rid[rid] for rid in rids]


class CodeOf:
    """The code of the baseline, to hold other runs' against."""

    def __init__(self, conn: Connection, baseline: str) -> None:
        self._conn = conn
        self._ours = get_code(conn, baseline)

    def against(self, run_id: str) -> CodeDifference:
        """Return how a run's code differs from the baseline's."""
        theirs = get_code(self._conn, run_id)
        cells = _cells(_listed(self._ours), _listed(theirs))
        commit = _unified(self._ours.git_diff or "", theirs.git_diff or "", "uncommitted changes")
        moved = self._ours.git_commit != theirs.git_commit
        return CodeDifference(
            run_id=run_id,
            same=not commit and not moved and all(cell.kind == "same" for cell in cells),
            cells=cells,
            commit=f"{_short(self._ours.git_commit)} → {_short(theirs.git_commit)}" if moved else None,
            commit_diff=commit or None,
        )


def _listed(code: Code) -> list[Cell]:
    """Return the cells behind a run, the one that made it last."""
    if code.cells or code.cell_source is None:
        return code.cells
    return [Cell(digest="", cell_id=code.cell_id, source=code.cell_source)]


def _cells(before: Sequence[Cell], after: Sequence[Cell]) -> list[CellDifference]:
    """Line two lists of executed cells up: the same source, else the same cell, else added or removed."""
    ours, theirs = [cell.source or "" for cell in before], [cell.source or "" for cell in after]
    rows: list[CellDifference] = []
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            rows += [
                CellDifference(kind="same", cell_id=cell.cell_id, before=cell.source, after=cell.source)
                for cell in after[j1:j2]
            ]
            continue
        old, new = list(before[i1:i2]), list(after[j1:j2])
        for cell in new:
            match = _take(old, lambda one, cell=cell: bool(one.cell_id) and one.cell_id == cell.cell_id)  # type: ignore[misc]
            if match is None and len(old) == len(new) == 1:
                match = old.pop()
            rows.append(
                CellDifference(
                    kind="added" if match is None else "changed",
                    cell_id=cell.cell_id,
                    before=None if match is None else match.source,
                    after=cell.source,
                )
            )
        rows += [CellDifference(kind="removed", cell_id=cell.cell_id, before=cell.source) for cell in old]
    return rows


def _take(cells: list[Cell], wanted: Callable[[Cell], bool]) -> Cell | None:
    for place, cell in enumerate(cells):
        if wanted(cell):
            return cells.pop(place)
    return None


def _unified(before: str, after: str, name: str) -> str:
    if before == after:
        return ""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"baseline: {name}", f"run: {name}", lineterm=""
    )
    return "\n".join(lines)


def _short(commit: str | None) -> str:
    return commit[:10] if commit else "no commit"
