"""One journal delivered: each batch until it has been acknowledged, then the files behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from mlops_lab.kernel.client import Client
from mlops_lab.kernel.reading import Pending, Reader
from mlops_lab.kernel.refused import LATER, set_aside
from mlops_lab.kernel.uploader import Upload, send
from mlops_lab.tracking.records import Batch, Receipt, StartRun
from mlops_lab.tracking.types import Run
from mlops_lab.wire.errors import Code, LabError

WAIT_FOR_RUN = 30.0
"""Seconds that records wait for a run which another process has begun and not yet shipped."""


class Delivery:
    """Ships journals to one server.

    Parameters
    ----------
    client : Client
        The server.
    upload : callable, optional
        Takes each file when what stood before it has arrived; by default it is uploaded at once.
    """

    def __init__(self, client: Client, upload: Callable[[Upload], None] | None = None) -> None:
        self.client = client
        self._upload = upload or (lambda upload: send(client, upload.file, upload.journal))
        self._known: set[str] = set()
        self._missing_since: dict[str, float] = {}

    def ship(self, reader: Reader, path: Path, *, patient: bool = True) -> int:
        """Ship what a journal holds now; return how many records and files went.

        Parameters
        ----------
        reader : Reader
            Where the journal stands. It moves only over what has been acknowledged.
        path : Path
            The journal's file; what is refused is written beside it.
        patient : bool
            Whether records wait for runs that another process has begun.

        Raises
        ------
        LabError
            When the server does not take it now; the same is sent again at the next call.
        """
        count = 0
        while pending := reader.peek():
            self._send(pending, path, patient)
            if pending.file is not None:
                self._upload(Upload(pending.file, path))
                count += 1
            count += len(pending.batch.records)
            reader.accept(pending)
        return count

    def _send(self, pending: Pending, path: Path, patient: bool) -> None:
        batch = pending.batch
        if not batch.records or pending.acknowledged:
            return
        self._known.update(record.run_id for record in batch.records if isinstance(record, StartRun))
        if patient:
            self._wait_for_runs(pending.run_ids - self._known)
        try:
            self._post(batch, path)
        except LabError as error:
            if error.code in LATER:
                raise
            self._one_by_one(batch, path, error)
        pending.acknowledged = True

    def _post(self, batch: Batch, path: Path) -> None:
        receipt = self.client.post_packed("api/ingest", msgspec.msgpack.encode(batch), Receipt)
        for refused in receipt.rejected:
            set_aside(path, refused.seq, refused.run_id, refused.error.message)

    def _one_by_one(self, batch: Batch, path: Path, error: LabError) -> None:
        """Find the record for which the server refuses the whole batch."""
        if len(batch.records) == 1:
            set_aside(path, batch.seqs[0], batch.records[0].run_id, error.message)
            return
        half = len(batch.records) // 2
        for part in (slice(None, half), slice(half, None)):
            smaller = Batch(journal=batch.journal, seqs=batch.seqs[part], records=batch.records[part])
            try:
                self._post(smaller, path)
            except LabError as again:
                if again.code in LATER:
                    raise
                self._one_by_one(smaller, path, again)

    def _wait_for_runs(self, run_ids: set[str]) -> None:
        for run_id in run_ids:
            try:
                self.client.get(f"api/runs/{run_id}", Run)
            except LabError as error:
                if error.code is not Code.NOT_FOUND:
                    raise
                since = self._missing_since.setdefault(run_id, time.monotonic())
                if time.monotonic() - since < WAIT_FOR_RUN:
                    raise LabError(f"The run {run_id} has not arrived yet", Code.UNAVAILABLE) from error
            self._known.add(run_id)
