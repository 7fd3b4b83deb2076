"""A real `jupyter server` with the extension, in a process and folders of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from mlops_lab.storage.database import sqlite_url
from mlops_lab.storage.reset import reset
from tests.parts.identity import token_of
from tests.parts.ports import free_port

TOKEN = "a-token-for-tests"


class LabServer:
    """A running server.

    Attributes
    ----------
    url : str
        The extension's base, ``http://127.0.0.1:PORT/mlops-lab``.
    token : str
        What authenticates.
    root_dir, data_dir, runtime_dir, journal_dir : Path
        Notebooks, the store, Jupyter's runtime files, kernels' journals.
    """

    def __init__(
        self,
        folder: Path,
        *,
        db_url: str | None = None,
        args: list[str] | None = None,
        lab: bool = False,
        people: bool = False,
    ):
        self.people = people
        self.token = token_of("root") if people else TOKEN
        self.port = free_port()
        self.folder = folder
        self.root_dir = folder / "notebooks"
        self.data_dir = folder / "store"
        self.runtime_dir = folder / "runtime"
        self.journal_dir = folder / "journal"
        self.log_path = folder / "server.log"
        self.db_url = db_url
        self.args = args or []
        self.lab = lab
        for made in (self.root_dir, self.data_dir, self.runtime_dir, self.journal_dir):
            made.mkdir(parents=True, exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.base}/mlops-lab"

    @property
    def env(self) -> dict[str, str]:
        """The environment for a process beside this server (the server's own, a kernel's, a command's)."""
        env = {key: value for key, value in os.environ.items() if not key.startswith(("MLOPS_LAB_", "MLFLOW_", "JPY_"))}
        env |= {
            "JUPYTER_RUNTIME_DIR": str(self.runtime_dir),
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "MLOPS_LAB_JOURNAL_DIR": str(self.journal_dir),
            "MLOPS_LAB_DATA_DIR": str(self.data_dir),
            "PYTHONFAULTHANDLER": "1",
        }
        if self.people:
            env["PYTHONPATH"] = str(Path(__file__).parents[2])
        return env

    @property
    def client_env(self) -> dict[str, str]:
        """`env` with what the server gives its kernels, for a process that plays a kernel."""
        return self.env | {
            "MLOPS_LAB_URL": self.url,
            "MLOPS_LAB_TOKEN": self.token,
            "MLFLOW_TRACKING_URI": self.url,
            "MLFLOW_TRACKING_TOKEN": self.token,
        }

    def start(self, timeout: float = 60) -> LabServer:
        command = [
            sys.executable, "-m", "jupyterlab" if self.lab else "jupyter_server",
            "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0",
            *self._who(), f"--ServerApp.root_dir={self.root_dir}",
            "--ServerApp.allow_root=True", "--ServerApp.open_browser=False",
            "--ServerApp.jpserver_extensions={'mlops_lab': True, 'jupyter_lsp': False, 'jupyter_server_ydoc': False}",
        ]  # fmt: skip
        if self.db_url:
            command.append(f"--MLOpsLab.db_url={self.db_url}")
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command + self.args, env=self.env, cwd=self.root_dir, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + timeout
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with {self.process.returncode}:\n{self.log()}")
            try:
                with urllib.request.urlopen(self.request("/api/info"), timeout=5) as answer:
                    answer.read()
                return self
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                if time.monotonic() > deadline:
                    self.kill()
                    raise RuntimeError(f"The server does not answer ({error}):\n{self.log()}") from error
                time.sleep(0.05)

    def _who(self) -> list[str]:
        """Say who may come in: whoever holds the one token, or people with one each, of whom root is an admin."""
        if not self.people:
            return [f"--IdentityProvider.token={self.token}"]
        return ["--ServerApp.identity_provider_class=tests.parts.identity.People", "--MLOpsLab.admins=root"]

    def request(self, path: str, *, method: str = "GET", data: bytes | None = None) -> urllib.request.Request:
        headers = {"Authorization": f"token {self.token}"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        return urllib.request.Request(self.url + path, data=data, method=method, headers=headers)

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")[-20000:] if self.log_path.exists() else ""

    def where_it_is(self) -> str:
        """End a server that hangs, and return what each of its threads was doing."""
        self._end(signal.SIGABRT)
        return self.log()

    def stop(self) -> None:
        """End it as a person would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a warning."""
        self._end(signal.SIGKILL)

    def restart(self) -> LabServer:
        """Stop it and start it again at the same address."""
        self.stop()
        return self.start()

    def clear(self) -> None:
        """Leave it as a new one is: no kernels, an empty store, empty folders. One that has ended starts again."""
        if self.process is None or self.process.poll() is not None:
            self.process = None
            self.start()
        with urllib.request.urlopen(self._jupyter("/api/kernels"), timeout=30) as answer:
            kernels = json.load(answer)
        for kernel in kernels:
            urllib.request.urlopen(self._jupyter(f"/api/kernels/{kernel['id']}", "DELETE"), timeout=30).close()
        reset(self.db_url or sqlite_url(self.data_dir / "store.db"), str(self.data_dir / "artifacts"))
        for folder in (self.root_dir, self.journal_dir):
            for child in folder.iterdir():  # the folder itself is where the server runs
                shutil.rmtree(child) if child.is_dir() else child.unlink()

    def _jupyter(self, path: str, method: str = "GET") -> urllib.request.Request:
        headers = {"Authorization": f"token {self.token}"}
        return urllib.request.Request(self.base + path, method=method, headers=headers)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> LabServer:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()
