"""The stock MLflow client at the registry: ours against ``mlflow server --workers 1``, one after the other.

Ours seals each version (every file's digest, the environment, the run's record) and enters it into the audit log
meanwhile. ``BENCH_VERSIONS`` and ``BENCH_SETTLE_SECONDS`` change the sizes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import report
from benchmarks.servers import MLFLOW, SETTLE_SECONDS, Server

CLIENT = Path(__file__).parent / "registry_client.py"
VERSIONS = int(os.environ.get("BENCH_VERSIONS", "300"))
ROUNDS = 100


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
    for what, ours in figures["ours"].items():
        report(f"{what}, {VERSIONS} versions", ours * 1000, figures["mlflow"][what] * 1000, "ms", ">= 4x")
    return 0


def measure(server: Server) -> dict[str, float]:
    """Run the client against a server and return the median seconds of each call."""
    if server.name != "ours":
        time.sleep(SETTLE_SECONDS)
    server.analyze()
    return server.measured_by(CLIENT, [VERSIONS, ROUNDS])


if __name__ == "__main__":
    sys.exit(main())
