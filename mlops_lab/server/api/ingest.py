"""What kernels' journals ship."""

from __future__ import annotations

from typing import Any

from mlops_lab.server.endpoint import MSGPACK, Call, Endpoints
from mlops_lab.tracking import ingest
from mlops_lab.tracking.records import Batch, Receipt

endpoints = Endpoints()


@endpoints.add("POST", "api/ingest", body=Batch, answer=Receipt, body_type=MSGPACK, answer_type=MSGPACK)
async def apply_batch(call: Call) -> Any:
    """Apply consecutive records of one journal, each exactly once."""
    return await call.write(lambda tx: ingest.apply(tx, call.body))


@endpoints.add("GET", "api/journals/{journal}", answer=Receipt)
async def journal_cursor(call: Call) -> Receipt:
    """Tell how far a journal has been applied."""
    return await call.read(lambda conn: ingest.cursor(conn, call.params["journal"]))
