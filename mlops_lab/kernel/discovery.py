"""Which server: named by the environment, the one that started this kernel, or the newest that runs here."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Server:
    """A server's address, ending in ``/mlops-lab``, and the token that authenticates in a scheme of HTTP's."""

    url: str
    token: str = ""
    scheme: str = "token"

    @property
    def is_local(self) -> bool:
        """Whether the address means this very machine."""
        return (urlsplit(self.url).hostname or "") in ("127.0.0.1", "localhost", "::1")

    @property
    def port(self) -> int | None:
        """The port it listens on."""
        return urlsplit(self.url).port

    def __repr__(self) -> str:  # a token has no business in a traceback
        return f"Server({self.url!r})"


def find_server() -> Server | None:
    """Return the server to speak to, or None while there is none."""
    if url := os.environ.get("MLOPS_LAB_URL"):
        return Server(url.rstrip("/"), os.environ.get("MLOPS_LAB_TOKEN", ""))
    parent = os.environ.get("JPY_PARENT_PID")
    if parent and (found := _from_file(runtime_dir() / f"jpserver-{parent}.json")):
        return found
    return next(running_servers(), None)


def running_servers() -> Iterator[Server]:
    """Yield the Jupyter servers that run on this machine: first those known to have the extension, then the newest."""
    folder = runtime_dir()
    files = [path for path in folder.glob("jpserver-*.json") if _alive(path)]
    files.sort(key=lambda path: (_settings_file(path).exists(), path.stat().st_mtime), reverse=True)
    for path in files:
        if found := _from_file(path):
            yield found


def server_settings() -> dict[str, Any] | None:
    """Return what a running server says of its store (`db_url`, `artifact_root`), for commands on the same machine."""
    for path in sorted(runtime_dir().glob("mlops-lab-*.json"), key=lambda path: path.stat().st_mtime, reverse=True):
        if _alive(path) and (settings := _read(path)):
            return settings
    return None


def runtime_dir() -> Path:
    """Return Jupyter's folder of runtime files."""
    if folder := os.environ.get("JUPYTER_RUNTIME_DIR"):
        return Path(folder)
    from jupyter_core.paths import jupyter_runtime_dir

    return Path(jupyter_runtime_dir())


def journal_dir() -> Path:
    """Return the folder of journals."""
    if folder := os.environ.get("MLOPS_LAB_JOURNAL_DIR"):
        return Path(folder)
    return data_dir() / "journal"


def data_dir() -> Path:
    """Return our folder in Jupyter's data directory."""
    from jupyter_core.paths import jupyter_data_dir

    return Path(jupyter_data_dir()) / "mlops_lab"


def _from_file(path: Path) -> Server | None:
    info = _read(path)
    if info is None or "url" not in info:
        return None
    return Server(str(info["url"]).rstrip("/") + "/mlops-lab", str(info.get("token") or ""))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):  # it may go, or be half written, at any moment
        return None
    return found if isinstance(found, dict) else None


def _settings_file(path: Path) -> Path:
    return path.with_name(path.name.replace("jpserver-", "mlops-lab-"))


def _alive(path: Path) -> bool:
    try:
        os.kill(int(path.stem.rpartition("-")[2]), 0)
    except PermissionError:
        return True
    except (ValueError, OSError):
        return False
    return True
