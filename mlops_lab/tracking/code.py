"""What a run ran on: notebook, cells, commit, packages. Texts are shared between runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import run_cells, run_code, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.contents import digest_of, get_texts, put_texts
from mlops_lab.tracking.types import Cell, Code
from mlops_lab.wire.errors import invalid, not_found

_PLAIN = ("git_commit", "git_branch", "git_remote", "entry_point", "python", "platform")
_TEXTS = ("cell_source", "git_diff", "packages")
_ON_RUN = ("notebook", "cell_id", "host", "kernel_id", "pid")


def save_code(tx: Tx, rid: int, code: Code) -> None:
    """Record what a run runs on. What is None leaves what was recorded before."""
    given = {name: text for name, text in _texts_of(code).items() if text is not None}
    row: dict[str, Any] = dict(zip(given, put_texts(tx.conn, given.values()), strict=True))
    row |= {name: value for name in _PLAIN if (value := getattr(code, name)) is not None}
    if row:
        upsert(tx.conn, run_code, [row | {"rid": rid}], keys=["rid"], update=list(row))
    on_run = {name: value for name in _ON_RUN if (value := getattr(code, name)) is not None}
    if on_run:
        tx.conn.execute(sa.update(runs).where(runs.c.rid == rid).values(on_run))


def contradicts(conn: Connection, rid: int, code: Code) -> bool:
    """Tell whether what is given says otherwise than what was recorded of a run; to say more is no contradiction."""
    kept = conn.execute(sa.select(run_code).where(run_code.c.rid == rid)).first()
    if kept is None:
        return False
    given = {name: getattr(code, name) for name in _PLAIN} | {
        name: None if text is None else digest_of(text) for name, text in _texts_of(code).items()
    }
    return any(
        value is not None and getattr(kept, name) is not None and getattr(kept, name) != value
        for name, value in given.items()
    )


def _texts_of(code: Code) -> dict[str, str | None]:
    packages = json.dumps(code.packages, sort_keys=True) if code.packages else None
    return {"cell_source": code.cell_source, "git_diff": code.git_diff, "packages": packages}


def add_cells(tx: Tx, rid: int, cells: Sequence[Cell]) -> None:
    """Add executed cells, in order, behind those recorded before.

    Raises
    ------
    LabError
        When a cell's digest is not that of its source.
    """
    if not cells:
        return
    for cell in cells:
        if cell.source is not None and cell.digest != digest_of(cell.source):
            raise invalid("A cell's digest is the SHA-256 of its source.", "cells")
    put_texts(tx.conn, [cell.source for cell in cells if cell.source is not None])
    last = tx.conn.execute(sa.select(sa.func.max(run_cells.c.ordinal)).where(run_cells.c.rid == rid)).scalar()
    first = 0 if last is None else int(last) + 1
    rows = [
        {
            "rid": rid,
            "ordinal": first + place,
            "digest": cell.digest,
            "cell_id": cell.cell_id,
            "execution_count": cell.execution_count,
            "executed_at": cell.executed_at,
        }
        for place, cell in enumerate(cells)
    ]
    tx.conn.execute(sa.insert(run_cells), rows)


def get_code(conn: Connection, run_id: str, *, sources: bool = True) -> Code:
    """Return what a run ran on; without `sources`, cells carry their digests only."""
    origin = conn.execute(
        sa.select(runs.c.rid, *(runs.c[name] for name in _ON_RUN)).where(runs.c.run_id == run_id)
    ).first()
    if origin is None:
        raise not_found(f"Run with id={run_id[:60]} not found", "run_id")
    require_runs(conn, [origin.rid])
    kept = conn.execute(sa.select(run_code).where(run_code.c.rid == origin.rid)).first()
    cells = conn.execute(sa.select(run_cells).where(run_cells.c.rid == origin.rid).order_by(run_cells.c.ordinal)).all()
    wanted = [getattr(kept, name) for name in _TEXTS] if kept is not None else []
    if sources:
        wanted += [cell.digest for cell in cells]
    texts = get_texts(conn, wanted)
    code = Code(**{name: getattr(origin, name) for name in _ON_RUN})
    code.cells = [
        Cell(
            digest=cell.digest,
            cell_id=cell.cell_id,
            execution_count=cell.execution_count,
            executed_at=cell.executed_at,
            source=texts.get(cell.digest) if sources else None,
        )
        for cell in cells
    ]
    if kept is not None:
        for name in _PLAIN:
            setattr(code, name, getattr(kept, name))
        code.cell_source = texts.get(kept.cell_source)
        code.git_diff = texts.get(kept.git_diff)
        code.packages = json.loads(texts.get(kept.packages, "{}"))
    return code
