"""Batches from kernels' journals, applied exactly once each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import journal_cursors
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing
from mlops_lab.tracking import records, runs, series
from mlops_lab.tracking.attributes import NOTE, log_params, set_tags
from mlops_lab.tracking.code import add_cells, contradicts, save_code
from mlops_lab.tracking.datasets import log_dataset
from mlops_lab.tracking.logged_models import add_model_of_run
from mlops_lab.tracking.notify import Moved
from mlops_lab.tracking.records import AnyRecord, Batch, Receipt, Rejected
from mlops_lab.tracking.run_entries import ENDED
from mlops_lab.wire.errors import ErrorBody, LabError, invalid
from mlops_lab.wire.ids import is_id


def apply(tx: Tx, batch: Batch) -> Receipt:
    """Apply the records of a batch that were not applied before.

    A record that is refused is reported and changes nothing; those behind it are
    applied all the same. The journal's cursor moves in the same transaction.

    Raises
    ------
    LabError
        When the batch itself is malformed; nothing is applied then.
    """
    _check(batch)
    applied = _lock_cursor(tx, batch.journal)
    moved = Moved(tx)
    rejected: list[Rejected] = []
    for seq, record in zip(batch.seqs, batch.records, strict=True):
        if seq <= applied:
            continue
        try:
            with tx.attempt():
                _APPLY[type(record)](tx, record, moved)
        except LabError as error:
            body = ErrorBody(code=error.code, message=error.message, field=error.field)
            rejected.append(Rejected(seq=seq, run_id=record.run_id, error=body))
    moved.settle()
    last = max(applied, batch.seqs[-1] if batch.seqs else 0)
    cursors = journal_cursors
    tx.conn.execute(
        sa.update(cursors).where(cursors.c.journal == batch.journal).values(applied_seq=last, updated_at=tx.now)
    )
    return Receipt(journal=batch.journal, applied_seq=last, rejected=rejected)


def cursor(conn: Connection, journal: str) -> Receipt:
    """Return how far a journal has been applied (0 where nothing has)."""
    found = conn.execute(sa.select(journal_cursors.c.applied_seq).where(journal_cursors.c.journal == journal)).scalar()
    return Receipt(journal=journal, applied_seq=int(found or 0))


def _check(batch: Batch) -> None:
    if not is_id(batch.journal):
        raise invalid("A journal's id is 32 hexadecimal digits.", "journal")
    if len(batch.seqs) != len(batch.records):
        raise invalid("Every record has one sequence number.", "seqs")
    if any(later <= earlier for earlier, later in zip(batch.seqs, batch.seqs[1:], strict=False)):
        raise invalid("Sequence numbers rise.", "seqs")
    if batch.seqs and batch.seqs[0] < 1:
        raise invalid("Sequence numbers begin with 1.", "seqs")


def _lock_cursor(tx: Tx, journal: str) -> int:
    """Return what has been applied, and keep others from applying the same journal meanwhile."""
    insert_missing(tx.conn, journal_cursors, [{"journal": journal, "applied_seq": 0, "updated_at": tx.now}])
    query = sa.select(journal_cursors.c.applied_seq).where(journal_cursors.c.journal == journal).with_for_update()
    return int(tx.conn.execute(query).scalar_one())


def _start(tx: Tx, record: records.StartRun, moved: Moved) -> None:
    runs.create_run(tx, record)
    moved.forget(record.run_id)


def _points(tx: Tx, record: records.LogPoints, moved: Moved) -> None:
    import numpy as np

    sizes = {len(record.steps), len(record.times), len(record.values)}
    if len(sizes) != 1 or len(record.steps) % 8:
        raise invalid("Steps, times and values are columns of equal length, 8 bytes each.", "points")
    rid = moved.rid(record.run_id)
    changed = series.append_points(
        tx,
        rid,
        record.key,
        np.frombuffer(record.steps, "<i8"),
        np.frombuffer(record.times, "<i8"),
        np.frombuffer(record.values, "<f8"),
    )
    moved.points(record.run_id, changed)


def _params(tx: Tx, record: records.LogParams, moved: Moved) -> None:
    log_params(tx, moved.rid(record.run_id), record.values)
    moved.attributes(record.run_id)


def _tags(tx: Tx, record: records.SetTags, moved: Moved) -> None:
    set_tags(tx, moved.rid(record.run_id), record.values)
    moved.attributes(record.run_id)


def _note(tx: Tx, record: records.SetNote, moved: Moved) -> None:
    set_tags(tx, moved.rid(record.run_id), {NOTE: record.text or None})
    moved.attributes(record.run_id)


def _dataset(tx: Tx, record: records.LogDataset, moved: Moved) -> None:
    log_dataset(tx, moved.rid(record.run_id), record.dataset)
    moved.attributes(record.run_id)


def _code(tx: Tx, record: records.SetCode, moved: Moved) -> None:
    rid = moved.rid(record.run_id)
    # packages and differences take long to find out: those of a short run come when it has ended, and are no news
    if moved.is_over(record.run_id) and (record.code.cells or contradicts(tx.conn, rid, record.code)):
        moved.code(record.run_id)
    save_code(tx, rid, record.code)
    add_cells(tx, rid, record.code.cells)


def _cells(tx: Tx, record: records.LogCells, moved: Moved) -> None:
    add_cells(tx, moved.rid(record.run_id), record.cells)
    moved.code(record.run_id)


def _model(tx: Tx, record: records.LogModel, moved: Moved) -> None:
    add_model_of_run(tx, moved.rid(record.run_id), record)
    moved.attributes(record.run_id)


def _beat(tx: Tx, record: records.Beat, moved: Moved) -> None:
    moved.rid(record.run_id)


def _end(tx: Tx, record: records.EndRun, moved: Moved) -> None:
    moved.rid(record.run_id)
    if record.status not in ENDED:
        raise invalid(f"A run ends finished, failed or killed, not {record.status.value}.", "status")
    runs.update_run(tx, record.run_id, status=record.status, end_time=record.time, error=record.error)
    moved.ended(record.run_id)


_APPLY: dict[type[msgspec.Struct], Callable[[Tx, Any, Moved], None]] = {
    records.StartRun: _start,
    records.LogPoints: _points,
    records.LogParams: _params,
    records.SetTags: _tags,
    records.SetNote: _note,
    records.LogDataset: _dataset,
    records.SetCode: _code,
    records.LogCells: _cells,
    records.LogModel: _model,
    records.Beat: _beat,
    records.EndRun: _end,
}

assert set(_APPLY) == set(AnyRecord.__args__)
