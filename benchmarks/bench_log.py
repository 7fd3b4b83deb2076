"""What `run.log` costs, and how fast points become durable on the server.

The references, in the same run: the same record encoded and appended to a bare mmap; `wandb` in offline mode (in
an environment of its own, made when it is missing); the same points loaded into a SQLite file by `executemany`.
"""

from __future__ import annotations

import json
import mmap
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.report import report
from tests.parts.jupyter import LabServer

CALLS = 100_000
METRICS = {"loss": 0.693, "accuracy": 0.871, "learning_rate": 0.001, "grad_norm": 1.37, "val_loss": 0.702}
ROOT = Path(__file__).parent.parent

WANDB = """
import json, sys, time, wandb
metrics = json.loads(sys.argv[1])
settings = wandb.Settings(silent=True, x_disable_stats=True)
run = wandb.init(project="bench", mode="offline", dir=sys.argv[2], settings=settings)
took = []
for step in range(3000):
    began = time.perf_counter_ns()
    run.log(metrics, step=step)
    took.append(time.perf_counter_ns() - began)
run.finish()
took.sort()
print(took[len(took) // 2] / 1000)
"""

DURABLE = """
import sys, time
import mlops_lab as lab
lab.use(system_metrics=False)
calls = int(sys.argv[1])
rows = [{f"m{number}": step * 0.5 + number for number in range(5)} for step in range(calls)]
with lab.start_run("durable") as run:
    lab.flush()
    began = time.perf_counter()
    for step, row in enumerate(rows):
        run.log(row, step=step)
    logged = time.perf_counter() - began
    assert lab.flush(300)
    took = time.perf_counter() - began
print(5 * calls / took, logged)
"""


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as name:
        folder = Path(name)
        ours, bare = cost_of_a_call(folder)
        report("run.log of 5 metrics, p50, and a bare mmap append of it", ours, bare, "us", "<= 2")
        theirs = cost_of_wandb(folder)
        if theirs is None:
            print("run.log of 5 metrics, p50, and wandb offline: not measured, wandb could not be installed")
        else:
            report("run.log of 5 metrics, p50, and wandb offline", ours, theirs, "us", "< 1/20")
        durable, loaded = points_a_second(folder)
        report("points until durable, one client, and a SQLite executemany", durable, loaded, "points/s", ">= 0.5")
    return 0


def cost_of_a_call(folder: Path) -> tuple[float, float]:
    """Return the median microseconds of `run.log` and of a bare append, the clock's own cost taken off."""
    os.environ |= {"MLOPS_LAB_JOURNAL_DIR": str(folder / "journal"), "MLOPS_LAB_URL": "http://127.0.0.1:9/mlops-lab"}
    import logging

    import mlops_lab as lab

    logging.getLogger("mlops_lab").setLevel(logging.ERROR)  # there is no server, and that is meant so
    lab.use(system_metrics=False)
    nothing = median(lambda step: None)
    with lab.start_run("bench") as run:
        ours = min(median(lambda step: run.log(METRICS, step)) for _ in range(3)) - nothing
    bare = min(median(Bare(folder / f"bare{number}").append) for number in range(3)) - nothing
    return ours / 1000, bare / 1000


class Bare:
    """The least that keeps a record: encode it, put its length before it, copy it into the map."""

    def __init__(self, path: Path) -> None:
        with path.open("w+b") as file:
            file.truncate(256 * CALLS)
            self._map = mmap.mmap(file.fileno(), 256 * CALLS)
        self._encode = msgspec.msgpack.Encoder().encode
        self._end = 0

    def append(self, step: int) -> None:
        record = self._encode((7, step, time.time(), METRICS))
        begin = self._end
        end = begin + 4 + len(record)
        self._map[begin:end] = len(record).to_bytes(4, "little") + record
        self._end = end


def median(call: Callable[[int], object]) -> float:
    """Return the median nanoseconds of a call."""
    took = []
    clock = time.perf_counter_ns
    for step in range(CALLS):
        began = clock()
        call(step)
        took.append(clock() - began)
    return statistics.median(took)


def cost_of_wandb(folder: Path) -> float | None:
    """Return the median microseconds of `wandb`'s log in offline mode, or None where it cannot be had."""
    python = Path(os.environ.get("WANDB_PYTHON", ROOT / ".venvs" / "wandb" / "bin" / "python"))
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True)
        if subprocess.run([python, "-c", "import wandb"], capture_output=True, check=False).returncode:
            subprocess.run([python, "-m", "pip", "install", "--quiet", "wandb"], check=True)
        env = os.environ | {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "HOME": str(folder)}
        done = subprocess.run(
            [python, "-c", WANDB, json.dumps(METRICS), str(folder)], env=env, capture_output=True, text=True, check=True
        )
    except (subprocess.CalledProcessError, OSError) as error:
        print(getattr(error, "stderr", None) or error, file=sys.stderr)
        return None
    return float(done.stdout.split()[-1])


def points_a_second(folder: Path) -> tuple[float, float]:
    """Return points a second, from the first `run.log` until all are committed, and SQLite's."""
    calls = CALLS
    with LabServer(folder / "server") as server:
        command = [sys.executable, "-c", DURABLE, str(calls)]
        done = subprocess.run(command, env=server.client_env, cwd=ROOT, capture_output=True, text=True, check=True)
    durable = float(done.stdout.split()[0])
    now = int(time.time() * 1000)
    rows = [(number, step, now, step * 0.5 + number) for step in range(calls) for number in range(5)]
    conn = sqlite3.connect(folder / "raw.db", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("CREATE TABLE points (series INTEGER, step INTEGER, time INTEGER, value REAL)")
    began = time.perf_counter()
    conn.execute("BEGIN")
    conn.executemany("INSERT INTO points VALUES (?, ?, ?, ?)", rows)
    conn.execute("COMMIT")
    took = time.perf_counter() - began
    conn.close()
    return durable, len(rows) / took


if __name__ == "__main__":
    sys.exit(main())
