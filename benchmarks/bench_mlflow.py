"""The stock MLflow client against our server and against ``mlflow server --workers 1``, one after the other.

The reference is given a minute to load its job runner, and ANALYZE before its searches.
``BENCH_RUNS``, ``BENCH_POINTS``, ``BENCH_SECONDS`` and ``BENCH_SETTLE_SECONDS`` change the sizes: the reference
needs minutes for a million points.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.report import report
from benchmarks.servers import MLFLOW, SETTLE_SECONDS, Server

CLIENT = Path(__file__).parent / "mlflow_client.py"
SIZES = {
    "seconds": float(os.environ.get("BENCH_SECONDS", "10")),
    "batches": 20,
    "points": int(os.environ.get("BENCH_POINTS", "1000000")),
    "runs": int(os.environ.get("BENCH_RUNS", "10000")),
    "rounds": 5,
}


def main() -> int:
    """Measure both and print."""
    if not MLFLOW.exists():
        print(f"There is no environment with mlflow at {MLFLOW}; `make bench` makes it.", file=sys.stderr)
        return 1
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as folder:
        for name in ("ours", "mlflow"):
            server = Server(name, Path(folder) / name)
            try:
                figures[name] = measure(server)
            finally:
                server.stop()
    ours, reference = figures["ours"], figures["mlflow"]
    points, runs = f"{SIZES['points']:,.0f}", f"{SIZES['runs']:,.0f}"
    report("log_metric, one after the other", ours["sequential"], reference["sequential"], "/s", ">= 4x")
    report("log_metric from 16 threads", ours["threads"], reference["threads"], "/s", ">= 8x")
    report("log_metric from 16 threads, p99", ours["threads p99"], reference["threads p99"], "s", "<= 1/20")
    report("log_batch of 1,000", ours["batch"], reference["batch"], "points/s", ">= 8x")
    for what in ("metric", "param"):
        told = {"metric": "metric filter and order", "param": "param LIKE"}[what]
        report(f"search of {runs} runs, {told}", ours["search"][what], reference["search"][what], "s", ">= 8x")
    report(f"get-history of {points} points", ours["history"], reference["history"], "s", ">= 15x")
    report("server start to first answer", ours["start"], reference["start"], "s", "<= 1/5")
    report("server memory after all that", ours["memory"], reference["memory"], "MB", "<= 1/5")
    return 0


def measure(server: Server) -> dict[str, Any]:
    """Run the client against a server and return its figures."""
    if server.name != "ours":
        time.sleep(SETTLE_SECONDS)
    stop = threading.Event()

    def analyze() -> None:
        while not stop.wait(20):
            server.analyze()

    keeper = threading.Thread(target=analyze)
    keeper.start()
    try:
        figures = server.measured_by(CLIENT, SIZES)
    finally:
        stop.set()
        keeper.join()
    figures["start"] = server.started_in
    figures["memory"] = server.memory() / 1e6
    return figures


if __name__ == "__main__":
    sys.exit(main())
