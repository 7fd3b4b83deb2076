"""A file that tells commands on the same machine which store this server serves."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from mlops_lab.server.services import Settings


class RuntimeFile:
    """``mlops-lab-PID.json`` in Jupyter's runtime directory, readable by its owner alone."""

    def __init__(self, folder: str, url: str, settings: Settings) -> None:
        self._path = Path(folder) / f"mlops-lab-{os.getpid()}.json"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "pid": os.getpid(),
            "url": url,
            "db_url": settings.db_url,
            "artifact_root": settings.artifact_root,
        }
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(content))

    def remove(self) -> None:
        """Take the file away."""
        self._path.unlink(missing_ok=True)
