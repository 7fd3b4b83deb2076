"""Search of 100,000 runs with 20 params and 10 metrics each, against both join orders written by hand.

The question: the best fifty by a metric among the active runs of an experiment that
have a param, where 10 % or 0.1 % of the runs have it. By hand it either begins with
the param and sorts, or walks the metric and asks for the param; the better of the two
is the reference. Ours is `find_rids`, from the text of the filter to the keys of the
runs: reading, planning, querying. Both use one connection in one transaction.

``python -m benchmarks.bench_search postgresql://…`` asks the same of an empty PostgreSQL,
whose own planner is kept to the order written down.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from benchmarks.report import report
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.tracking.search import find_rids, find_runs, key_names, key_values
from mlops_lab.tracking.types import RunSearch
from mlops_lab.wire.ids import new_id

RUNS = 100_000
PARAMS = 20
METRICS = 10
TOP = 50
SHARES = {"model": ("10 %", 10), "dataset": ("0.1 %", 1000)}
ROUNDS = 100

_SCOPE = "r.experiment_id = 0 AND r.deleted_at IS NULL"
BY_HAND = {
    "param first": f"""
        SELECT r.rid, s.last_value FROM run_params p CROSS JOIN runs r CROSS JOIN series s
        WHERE p.key = ? AND substr(p.value, 1, 128) = ? AND r.rid = p.rid AND {_SCOPE}
          AND s.rid = p.rid AND s.key = ? AND s.last_value IS NOT NULL
        ORDER BY s.last_value DESC, r.start_time DESC, r.rid DESC LIMIT {TOP}""",
    "metric first": f"""
        SELECT r.rid, s.last_value FROM series s CROSS JOIN runs r CROSS JOIN run_params p
        WHERE p.rid = s.rid AND p.key = ? AND p.value = ? AND s.key = ? AND s.last_value IS NOT NULL
          AND r.rid = s.rid AND {_SCOPE}
        ORDER BY s.last_value DESC, r.start_time DESC, r.rid DESC LIMIT {TOP}""",
}


def main() -> int:
    """Measure and print."""
    if len(sys.argv) > 1:
        with Database(sys.argv[1]) as database:
            fill_postgresql(sys.argv[1])
            for key, (share, _) in SHARES.items():
                against_hand(database, key, share)
        return 0
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as folder:
        path = Path(folder) / "store.db"
        Database(sqlite_url(path)).close()
        fill(path)
        with Database(sqlite_url(path)) as database:
            for key, (share, _) in SHARES.items():
                against_hand(database, key, share)
            others(database)
    return 0


def against_hand(database: Database, key: str, share: str) -> None:
    """Ask the question our way and by hand, in turn, and hold the medians of ours and the better hand's together."""
    search = RunSearch(filter=f"params.{key} = 'v1'", order_by=["metrics.m0 DESC"], max_results=TOP)

    def measured(conn: Connection) -> dict[str, float]:
        postgresql = conn.dialect.name == "postgresql"

        def by_hand(sql: str) -> list[int]:
            if postgresql:
                sql = sql.replace("?", "%s")
            return [row[0] for row in conn.exec_driver_sql(sql, (key, "v1", "m0")).all()]

        ways: dict[str, Callable[[], list[int]]] = {name: partial(by_hand, sql) for name, sql in BY_HAND.items()}
        ways["ours"] = lambda: find_rids(conn, search)[0]
        if len({tuple(way()) for way in ways.values()}) != 1:
            raise SystemExit("The three ways found different runs.")
        if postgresql:
            ways |= {name: partial(kept_to_order, conn, ways[name]) for name in BY_HAND}
        tried = medians({name: ways[name] for name in BY_HAND}, rounds=3)
        best = min(tried, key=lambda name: tried[name])
        return medians({best: ways[best], "ours": ways["ours"]})

    took = database.read(measured)
    ours = took.pop("ours")
    (best,) = took
    report(f"100,000 runs, top {TOP}, param of {share}, and by hand ({best})", ours, took[best], "ms", "<= 1.5")


def kept_to_order(conn: Connection, way: Callable[[], list[int]]) -> list[int]:
    """Run a statement with its joins in the order written."""
    conn.exec_driver_sql("SET LOCAL join_collapse_limit = 1")
    found = way()
    conn.exec_driver_sql("SET LOCAL join_collapse_limit = 8")
    return found


def others(database: Database) -> None:
    """Print what else a panel asks, without a promise."""
    newest = RunSearch(max_results=100, experiment_ids=["0"])
    best = RunSearch(filter="metrics.m1 > 0.5", order_by=["metrics.m0 DESC"], max_results=100)
    pattern = RunSearch(filter="params.p7 LIKE '%7%'", max_results=100)
    questions: dict[str, Callable[[], object]] = {
        "newest 100, whole runs": lambda: database.read(lambda conn: find_runs(conn, newest)),
        "metric filter and order, first 100, whole runs": lambda: database.read(lambda conn: find_runs(conn, best)),
        "param LIKE, first 100, whole runs": lambda: database.read(lambda conn: find_runs(conn, pattern)),
        "param LIKE, first 100, keys alone": lambda: database.read(lambda conn: find_rids(conn, pattern)),
        "names of keys": lambda: database.read(lambda conn: key_names(conn, "default", None)),
        "values of a key": lambda: database.read(lambda conn: key_values(conn, "default", None, "params", "p7")),
    }
    for name, took in medians(questions, rounds=9).items():
        print(f"100,000 runs, {name}: {took:.2f} ms", flush=True)


def medians(ways: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median milliseconds of each, taken in turn; a few calls at once, so none pays for another's caches."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            for number in range(4):
                began = time.perf_counter()
                way()
                if number:
                    took[name].append(1000 * (time.perf_counter() - began))
    return {name: statistics.median(times) for name, times in took.items()}


def fill(path: Path) -> None:
    """Load the runs straight into the tables, in the order a server would have met them."""
    rng = random.Random(7)
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("BEGIN")
    conn.executemany(
        "INSERT INTO runs (rid, run_id, experiment_id, name, status, start_time) VALUES (?, ?, 0, ?, 'finished', ?)",
        ((rid, new_id(), f"run {rid}", 1_700_000_000_000 + 1000 * rid) for rid in range(1, RUNS + 1)),
    )
    conn.executemany("INSERT INTO run_params (rid, key, value) VALUES (?, ?, ?)", _params(rng))
    conn.executemany(
        "INSERT INTO series (rid, key, last_step, last_time, last_value, min_value, max_value, mean_value, first_step,"
        " max_step, count) VALUES (?, ?, 9, 9, ?, ?, ?, ?, 0, 9, 10)",
        _series(rng),
    )
    conn.execute("COMMIT")
    conn.close()


def fill_postgresql(url: str) -> None:
    """Load the same runs into an empty PostgreSQL."""
    import psycopg

    rng = random.Random(7)
    loads: list[tuple[str, Iterator[tuple[object, ...]]]] = [
        (
            "runs (rid, run_id, experiment_id, name, status, start_time)",
            (
                (rid, new_id(), 0, f"run {rid}", "finished", 1_700_000_000_000 + 1000 * rid)
                for rid in range(1, RUNS + 1)
            ),
        ),
        ("run_params (rid, key, value)", _params(rng)),
        (
            "series (rid, key, last_value, min_value, max_value, mean_value, last_step, last_time, first_step,"
            " max_step, count)",
            ((*row, 9, 9, 0, 9, 10) for row in _series(rng)),
        ),
    ]
    with psycopg.connect(url) as conn:
        for table, rows in loads:
            with conn.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        conn.execute("ANALYZE")


def _params(rng: random.Random) -> Iterator[tuple[int, str, str]]:
    for rid in range(1, RUNS + 1):
        for key, (_, one_in) in SHARES.items():
            yield rid, key, f"v{rng.randrange(one_in)}"
        for number in range(PARAMS - len(SHARES)):
            yield rid, f"p{number}", str(rng.randrange(50))


def _series(rng: random.Random) -> Iterator[tuple[int, str, float, float, float, float]]:
    for rid in range(1, RUNS + 1):
        for number in range(METRICS):
            value = rng.random()
            yield rid, f"m{number}", value, value / 2, value * 2, value


if __name__ == "__main__":
    sys.exit(main())
