"""A million moments joined with a million rows of ten features, against DuckDB's bare ASOF join and pandas' merge_asof.

``BENCH_ROWS`` is how many of each.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks.report import report
from mlops_lab import Entity, FeatureStore, FeatureView, Source

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
KEYS = 10_000
FEATURES = [f"f{number}" for number in range(10)]
ROUNDS = 3


def main() -> int:
    """Measure and print."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as folder:
        path = Path(folder) / "rows.parquet"
        rows = moments(random) | {name: random.normal(size=ROWS) for name in FEATURES}
        pd.DataFrame(rows).to_parquet(path)
        spine = pd.DataFrame(moments(random))
        view = FeatureView(
            "rows",
            entities=[Entity("user", join_keys=["user_id"])],
            source=Source.parquet(str(path), timestamp="event_timestamp"),
            schema=dict.fromkeys(FEATURES, "float64"),
            ttl=timedelta(days=30),
        )
        ours = median(lambda: FeatureStore().get_historical_features(spine, [view]))
        bare = median(lambda: bare_asof(spine, path))
        pandas = median(lambda: merge_asof(spine, path))
    report(f"join of {ROWS:,} moments, bare DuckDB ASOF", ours, bare, "s", "<= 1.3")
    report(f"join of {ROWS:,} moments, pandas merge_asof", ours, pandas, "s", ">= 1x")
    return 0


def moments(random: np.random.Generator) -> dict[str, object]:
    """Return keys and moments of a year."""
    seconds = random.integers(0, 365 * 86_400, ROWS)
    stamps = np.datetime64("2024-01-01", "us") + seconds.astype("timedelta64[s]")
    return {"user_id": random.integers(0, KEYS, ROWS), "event_timestamp": stamps}


def bare_asof(spine: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Join without a window, without breaking ties and without the spine's order."""
    columns = ", ".join(f"r.{name}" for name in FEATURES)
    with duckdb.connect() as db:
        db.register("spine", spine)
        return db.sql(
            f"SELECT s.*, {columns} FROM spine s ASOF LEFT JOIN read_parquet('{path}') r "
            "ON s.user_id = r.user_id AND s.event_timestamp >= r.event_timestamp"
        ).df()


def merge_asof(spine: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Join with pandas, which wants both sides sorted."""
    rows = pd.read_parquet(path).sort_values("event_timestamp")
    return pd.merge_asof(
        spine.sort_values("event_timestamp"), rows, on="event_timestamp", by="user_id", tolerance=pd.Timedelta(days=30)
    )


def median(call: Callable[[], object]) -> float:
    """Return the median seconds of a call, warmed."""
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:])


if __name__ == "__main__":
    sys.exit(main())
