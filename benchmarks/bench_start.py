"""What the extension adds to Jupyter's start: one process makes a server ready with it, another without.

Nothing else is loaded in either, and the two take turns, so that other work on the machine meets both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.report import limit

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
START = """
import sys, time
began = time.perf_counter()
from jupyter_server.serverapp import ServerApp
app = ServerApp()
options = ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--ServerApp.open_browser=False",
    "--ServerApp.allow_root=True", "--IdentityProvider.token=t", "--ServerApp.root_dir=" + sys.argv[2],
    "--ServerApp.log_level=40"]
app.initialize(options + ["--ServerApp.jpserver_extensions=" + sys.argv[1]], find_extensions=False)
took = time.perf_counter() - began
assert ("mlops_lab" in app.extension_manager.extensions) == ("True" in sys.argv[1]), "not what was to be measured"
print(took)
"""


def main() -> int:
    """Measure both and print."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(ROUNDS):
        for with_us, found in took.items():
            found.append(seconds_of_a_start(with_us))
    with_us, without = (statistics.median(took[one]) for one in (True, False))
    print(f"Jupyter Server made ready: {with_us:.3f} s with the extension, {without:.3f} s without")
    limit("what the extension adds to Jupyter's start, median", max(0.0, with_us - without), "s", 0.3)
    return 0


def seconds_of_a_start(with_us: bool) -> float:
    """Return how long one process takes from nothing to a server that is ready to listen."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "MLOPS_LAB_DATA_DIR": folder,
            "JUPYTER_RUNTIME_DIR": folder,
            "JUPYTER_DATA_DIR": folder,
            "JUPYTER_CONFIG_DIR": folder,
        }
        extensions = "{'mlops_lab': True}" if with_us else "{}"
        done = subprocess.run(
            [sys.executable, "-c", START, extensions, folder], env=env, capture_output=True, text=True, check=True
        )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main())
