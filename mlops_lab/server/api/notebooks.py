"""The runs of a notebook, cell by cell, for badges."""

from __future__ import annotations

import msgspec

from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.tracking.notebooks import CellRuns, runs_by_cell

endpoints = Endpoints()


class NotebookQuery(msgspec.Struct, kw_only=True):
    """Which notebook, by its path below the server's root."""

    path: str


class CellList(msgspec.Struct):
    """Cells that made runs."""

    cells: list[CellRuns]


@endpoints.add("GET", "api/notebook-runs", query=NotebookQuery, answer=CellList)
async def notebook_runs(call: Call) -> Raw:
    """Return the newest run of each cell of a notebook."""
    return await call.answer(lambda conn: CellList(runs_by_cell(conn, call.query.path)))
