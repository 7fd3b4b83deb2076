"""A chart of a million points in 1,000 buckets, against reading 1,000 summary rows from SQLite by hand."""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.report import limit, report
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.tracking import charts, runs, series
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import ChartRequest
from mlops_lab.wire.ids import new_id

POINTS = 1_024_000
ROUNDS = 50


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as folder:
        path = Path(folder) / "store.db"
        with Database(sqlite_url(path)) as database:
            run_id = new_id()
            database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=0)))
            rid = database.read(lambda conn: runs.find_rid(conn, run_id))
            steps = np.arange(POINTS)
            values = np.random.default_rng(0).normal(size=POINTS)
            database.write(lambda tx: series.append_points(tx, rid, "loss", steps, steps * 10, values))
            request = ChartRequest(run_ids=[run_id], keys=["loss"], buckets=1000)
            with sqlite3.connect(path) as by_hand:
                reference = median(lambda: by_hand.execute("SELECT * FROM chunks ORDER BY seq LIMIT 1000").fetchall())
            ours = median(lambda: database.read(lambda conn: charts.chart(conn, request)))
    name = f"chart of {POINTS:,} points in 1,000 buckets"
    report(f"{name}, against 1,000 rows", ours * 1e3, reference * 1e3, "ms", "<= 3")
    limit(name, ours * 1e3, "ms", 25)
    return 0


def median(call: Callable[[], object]) -> float:
    """Return the median seconds of a call, warmed."""
    took = []
    for _ in range(ROUNDS + 5):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return statistics.median(took[5:])


if __name__ == "__main__":
    sys.exit(main())
