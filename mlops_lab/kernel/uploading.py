"""Records sent straight to the server, without a journal, for what can simply be done again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mlops_lab.kernel.client import Client
from mlops_lab.tracking.records import AnyRecord, Batch, Receipt
from mlops_lab.wire.ids import new_id


class BatchSender:
    """Sends batches in order; counts the records that the server refuses."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._journal = new_id()
        self._seq = 0
        self.refused = 0

    def send(self, records: Sequence[AnyRecord]) -> None:
        """Send records and wait until they are stored."""
        if not records:
            return
        seqs = list(range(self._seq + 1, self._seq + 1 + len(records)))
        self._seq = seqs[-1]
        batch = Batch(journal=self._journal, seqs=seqs, records=list(records))
        receipt = self._client.post_packed("api/ingest", msgspec.msgpack.encode(batch), Receipt)
        self.refused += len(receipt.rejected)
