"""A series of a million points: written, read whole and read by pages, against the same points as rows of SQLite.

Also what one point costs when it comes alone, within a transaction, and what a point costs on disk.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from benchmarks.report import limit, report
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.storage.schema import chunk_data
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import history, runs, series
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.ids import new_id

POINTS = 1_000_000
PAGE = 25_000
SINGLES = 2000
ROUNDS = 5


def main() -> int:
    """Measure and print."""
    random = np.random.default_rng(0)
    steps = np.arange(POINTS)
    times = 1_700_000_000_000 + np.cumsum(random.integers(1, 20, POINTS))
    values = random.normal(size=POINTS)
    rows = list(zip([1] * POINTS, steps.tolist(), times.tolist(), values.tolist(), strict=True))
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as name:
        folder = Path(name)
        with Database(sqlite_url(folder / "store.db")) as database, sqlite3.connect(folder / "rows.db") as by_hand:
            run_id = new_id()
            database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=0)))
            rid = database.read(lambda conn: runs.find_rid(conn, run_id))

            loaded = POINTS / seconds(lambda: load(by_hand, rows))
            kept = POINTS / seconds(
                lambda: database.write(lambda tx: series.append_points(tx, rid, "loss", steps, times, values))
            )
            report("points appended as columns, and a SQLite executemany", kept, loaded, "points/s", ">= 0.5")

            listed = median(lambda: by_hand.execute("SELECT step, time, value FROM points ORDER BY step").fetchall())
            whole = median(lambda: database.read(lambda conn: history.history_columns(conn, rid, "loss")))
            report(f"history of {POINTS:,} points, and their rows", whole * 1e3, listed * 1e3, "ms", "<= 1")
            paged = median(lambda: pages(database, run_id))
            report(f"the same by pages of {PAGE:,}, as JSON's values", paged * 1e3, listed * 1e3, "ms", "<= 1")

            rows.clear()
            one = min(database.write(lambda tx, key=key: alone(tx, rid, key)) for key in ("one", "two", "three"))
            limit("one point alone, within a transaction", one * 1e3, "ms", 0.3)
            size = database.read(lambda conn: conn.execute(_SIZE).scalar_one())
            limit("a sealed point on disk", size / POINTS, "bytes", 9.1)
    return 0


_SIZE = sa.select(sa.func.sum(sa.func.length(chunk_data.c.data)))


def load(by_hand: sqlite3.Connection, rows: list[tuple[int, int, int, float]]) -> None:
    """Keep the points as rows."""
    by_hand.execute("PRAGMA journal_mode = WAL")
    by_hand.execute(
        "CREATE TABLE points (series INTEGER, step INTEGER, time INTEGER, value REAL, PRIMARY KEY (series, step, time))"
        " WITHOUT ROWID"
    )
    by_hand.executemany("INSERT INTO points VALUES (?, ?, ?, ?)", rows)
    by_hand.commit()


def pages(database: Database, run_id: str) -> None:
    """Read the whole history page by page."""
    token = None
    found = 0
    while True:
        page = database.read(
            lambda conn, token=token: history.history_page(conn, run_id, "loss", max_results=PAGE, page_token=token)
        )
        found += len(page.steps)
        token = page.next_page_token
        if token is None:
            break
    if found != POINTS:
        raise SystemExit(f"The pages held {found:,} points of {POINTS:,}.")


def alone(tx: Tx, rid: int, key: str) -> float:
    """Return the median seconds of an append of one point, at step 0 as the stock client does it unasked."""
    took = []
    for moment in range(SINGLES):
        took.append(seconds(lambda moment=moment: series.append_many(tx, rid, [(key, 0, moment, 0.5)])))
    return statistics.median(took)


def seconds(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def median(call: Callable[[], object]) -> float:
    """Return the median seconds of a call, warmed."""
    call()
    return statistics.median(seconds(call) for _ in range(ROUNDS))


if __name__ == "__main__":
    sys.exit(main())
