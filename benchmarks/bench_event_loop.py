"""How long Jupyter's event loop keeps others waiting while 100,000 points are logged and the panel listens.

The lag is what a request that needs neither store nor file takes from end to end while the points come in.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websocket

from benchmarks.report import limit
from benchmarks.servers import TOKEN, Server

POINTS = 100_000
LOGGER = f"""
import mlops_lab as lab
lab.use(experiment="lag", system_metrics=False)
with lab.start_run("lag") as run:
    for step in range({POINTS // 5}):
        run.log({{"a": step, "b": step, "c": step, "d": step, "e": step}}, step=step)
lab.flush(60)
"""


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as folder:
        server = Server("ours", Path(folder) / "ours")
        try:
            lags = measure(server, Path(folder))
        finally:
            server.stop()
    lags.sort()
    limit(f"event loop while {POINTS:,} points come in, p99", lags[int(len(lags) * 0.99)] * 1e3, "ms", 50)
    return 0


def measure(server: Server, folder: Path) -> list[float]:
    """Log from another process, listen as the panel does, and return how long small requests took."""
    live = websocket.create_connection(
        server.url.replace("http", "ws") + "/api/live", header=[f"Authorization: token {TOKEN}"]
    )
    live.send(json.dumps({"subscribe": ["project:default", "experiment:0", "experiment:1"]}))
    env = server.client_env | {
        "MLOPS_LAB_URL": server.url,
        "MLOPS_LAB_TOKEN": TOKEN,
        "MLOPS_LAB_JOURNAL_DIR": str(folder / "journal"),
    }
    logger = subprocess.Popen([sys.executable, "-c", LOGGER], env=env)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    lags = []
    while logger.poll() is None:
        began = time.perf_counter()
        connection.request("GET", "/mlops-lab/health", headers={"Authorization": f"token {TOKEN}"})
        connection.getresponse().read()
        lags.append(time.perf_counter() - began)
        time.sleep(0.002)
    live.close()
    if logger.returncode:
        raise SystemExit("The logging process failed.")
    return lags


if __name__ == "__main__":
    sys.exit(main())
