"""What `import mlops_lab`, the first run and emptying a store cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import limit

IMPORT = "import time; b = time.perf_counter(); import mlops_lab; print((time.perf_counter() - b) * 1000)"
FIRST = """
import time, logging
logging.disable()
import mlops_lab as lab
lab.use(system_metrics=False)
b = time.perf_counter()
first = lab.start_run()
a = time.perf_counter()
first.end()
c = time.perf_counter()
lab.start_run().end()
print((a - b) * 1000, (time.perf_counter() - c) * 1000)
"""


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"MLOPS_LAB_JOURNAL_DIR": folder, "MLOPS_LAB_URL": "http://127.0.0.1:9/mlops-lab"}
        imports = [run(IMPORT, env)[0] for _ in range(10)]
        starts = [run(FIRST, env) for _ in range(5)]
        reset = min(seconds_of_a_reset(env | {"MLOPS_LAB_DATA_DIR": folder}) for _ in range(5))
    limit("mlops-lab admin reset --yes, SQLite", reset * 1000, "ms", 300)
    limit("import mlops_lab", min(imports), "ms", 60)
    limit("lab.start_run, the first", min(first for first, _ in starts), "ms", 60)
    limit("lab.start_run and its end, later ones", min(later for _, later in starts), "ms", 20)
    return 0


def seconds_of_a_reset(env: dict[str, str]) -> float:
    """Return how long the whole command takes on a store that exists."""
    from mlops_lab.storage.database import Database, sqlite_url

    Database(sqlite_url(Path(env["MLOPS_LAB_DATA_DIR"]) / "store.db")).close()
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mlops_lab.cli", "admin", "reset", "--yes"], env=env, check=True)
    return time.perf_counter() - began


def run(script: str, env: dict[str, str]) -> list[float]:
    """Return the numbers that a script prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


if __name__ == "__main__":
    sys.exit(main())
