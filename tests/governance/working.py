"""People at work: what tests of the audit log let them do."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlops_lab.governance.audit import Entry
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs, series
from mlops_lab.tracking.notify import Moved
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.ids import new_id
from tests.governance.trail import entries

ADA = Actor("ada", "Ada Lovelace", via=Via.BROWSER, request_id="r1", configured={"*": "admin"})


def started(database: Database, *, experiment: str = "first", actor: Actor = ADA, **more: Any) -> str:
    """Begin a run and return its id."""
    record = StartRun(run_id=new_id(), project="churn", experiment=experiment, time=1000, **more)
    database.write(lambda tx: runs.create_run(tx, record), actor)
    return record.run_id


def log(database: Database, run_id: str, key: str, count: int, *, first: int = 0) -> None:
    """Log points to a run, as a client does."""
    steps = np.arange(first, first + count)

    def write(tx: Tx) -> None:
        moved = Moved(tx)
        rid = moved.rid(run_id)
        moved.points(run_id, series.append_points(tx, rid, key, steps, steps * 10, np.sqrt(steps)))
        moved.settle()

    database.write(write, ADA)


def of_run(database: Database, run_id: str) -> list[Entry]:
    """Return the entries about a run."""
    return [one for one in entries(database) if one.kind == "run" and one.object == run_id]
