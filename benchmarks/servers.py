"""The two servers that are compared: ours in Jupyter, and the stock MLflow server, each in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
MLFLOW = Path(os.environ.get("MLFLOW_PYTHON", ROOT / ".venvs" / "mlflow" / "bin" / "python"))
TOKEN = "a-token-for-measuring"
SETTLE_SECONDS = int(os.environ.get("BENCH_SETTLE_SECONDS", "60"))
"""How long the stock server loads its job runner after its first answer."""


class Server:
    """A running server and the environment of a client of it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.began = time.perf_counter()
        command, env = self._ours() if name == "ours" else self._reference()
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command, env=env, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        self._wait()
        self.started_in = time.perf_counter() - self.began

    @property
    def url(self) -> str:
        base = f"http://127.0.0.1:{self.port}"
        return f"{base}/mlops-lab" if self.name == "ours" else base

    @property
    def client_env(self) -> dict[str, str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("MLFLOW_", "MLOPS_LAB_"))}
        return env | {
            "MLFLOW_TRACKING_URI": self.url,
            "MLFLOW_TRACKING_TOKEN": TOKEN,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
        }

    def _ours(self) -> tuple[list[str], dict[str, str]]:
        command = [
            sys.executable, "-m", "jupyter_server", "--no-browser", f"--ServerApp.port={self.port}",
            "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}", "--ServerApp.allow_root=True",
            f"--ServerApp.root_dir={self.folder}",
            "--ServerApp.jpserver_extensions={'mlops_lab': True, 'jupyter_lsp': False, 'jupyter_server_ydoc': False}",
        ]  # fmt: skip
        env = os.environ | {
            "MLOPS_LAB_DATA_DIR": str(self.folder / "store"),
            "MLOPS_LAB_JOURNAL_DIR": str(self.folder / "journal"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
        }
        return command, env

    def _reference(self) -> tuple[list[str], dict[str, str]]:
        command = [
            str(MLFLOW), "-m", "mlflow", "server", "--workers", "1", "--host", "127.0.0.1", "--port", str(self.port),
            "--backend-store-uri", f"sqlite:///{self.folder / 'mlflow.db'}",
            "--artifacts-destination", str(self.folder / "artifacts"),
        ]  # fmt: skip
        return command, os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}

    def _wait(self) -> None:
        path = "/api/2.0/mlflow/experiments/get?experiment_id=0"
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {TOKEN}"})
        while self.process.poll() is None and time.perf_counter() - self.began < 180:
            try:
                urllib.request.urlopen(request, timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.02)
        raise SystemExit(f"The {self.name} server did not start; its log is {self.folder / 'log'}")

    def analyze(self) -> None:
        """Give the reference's planner the statistics that it does not gather by itself."""
        if self.name != "ours":
            with sqlite3.connect(self.folder / "mlflow.db", timeout=60) as conn:
                conn.execute("ANALYZE")

    def memory(self) -> float:
        """Return the bytes that the server and the processes below it hold for themselves."""
        parent = psutil.Process(self.process.pid)
        return float(sum(one.memory_full_info().uss for one in [parent, *parent.children(recursive=True)]))

    def measured_by(self, client: Path, sizes: object) -> dict[str, Any]:
        """Run a program of the stock client's Python against this server, and return the figures it prints last."""
        done = subprocess.run(
            [str(MLFLOW), str(client), json.dumps(sizes)],
            env=self.client_env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return figures

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
