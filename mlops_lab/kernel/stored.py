"""A run, as the server has it: read back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_lab.kernel.checking import checked_key, checked_path
from mlops_lab.kernel.client import quoted
from mlops_lab.tracking.types import Artifact, Code, Dataset, LoggedModel
from mlops_lab.tracking.types import Run as RunInfo

if TYPE_CHECKING:
    import pandas as pd

    from mlops_lab.kernel.session import Session

READ_WAIT = 10.0
"""Seconds that reading waits for what was logged here to arrive."""


class StoredRun:
    """What can be asked of a run. Each question first lets arrive what was logged here."""

    def __init__(self, session: Session, run_id: str) -> None:
        self.id = run_id
        self._session = session

    @property
    def url(self) -> str | None:
        """The run's page, or None while no server is known."""
        server = self._session.server
        if server is None:
            return None
        return f"{server.url.removesuffix('/mlops-lab')}/lab?mlops-lab=run:{self.id}"

    @property
    def params(self) -> dict[str, str]:
        """The params, as stored."""
        return self.info().params

    @property
    def tags(self) -> dict[str, str]:
        """The tags, as stored."""
        return self.info().tags

    @property
    def metrics(self) -> dict[str, float]:
        """The last value of each metric, as stored."""
        return {key: float(summary.last) for key, summary in self.info().metrics.items()}

    def info(self) -> RunInfo:
        """Ask the server for the run as it stands now, after what was logged here has arrived."""
        self._session.flush(READ_WAIT)
        return self._session.client.get(f"api/runs/{self.id}", RunInfo)

    def code(self) -> Code:
        """Return what the run ran on: cells, commit, packages, host."""
        self._session.flush(READ_WAIT)
        return self._session.client.get(f"api/runs/{self.id}/code", Code)

    def datasets(self) -> list[Dataset]:
        """Return the datasets the run read."""
        self._session.flush(READ_WAIT)
        return self._session.client.get(f"api/runs/{self.id}/datasets", dict[str, list[Dataset]])["datasets"]

    def models(self) -> list[LoggedModel]:
        """Return the models the run logged."""
        self._session.flush(READ_WAIT)
        found = self._session.client.get(f"api/runs/{self.id}/models", dict[str, list[LoggedModel]])
        return found["models"]

    def history(self, key: str) -> pd.DataFrame:
        """Return all points of a metric: step, time and value, ordered by step, then time."""
        from mlops_lab.kernel.dataframes import history_frame

        self._session.flush(READ_WAIT)
        return history_frame(self._session.client, self.id, checked_key(key, "metric"))

    def artifacts(self, path: str = "") -> list[Artifact]:
        """List the run's artifacts, or those in one of their folders."""
        self._session.flush(READ_WAIT)
        query = {"path": path or None}
        found = self._session.client.get(f"api/runs/{self.id}/artifacts", dict[str, list[Artifact]], **query)
        return found["artifacts"]

    def download_artifact(self, path: str, to: str | os.PathLike[str] | None = None) -> Path:
        """Fetch an artifact, a file or a whole folder.

        Parameters
        ----------
        path : str
            Its path within the run.
        to : path, optional
            The directory to put it in; a temporary one by default.

        Returns
        -------
        Path
            The local file or folder.
        """
        import tempfile

        self._session.flush(READ_WAIT)
        where = checked_path(path)
        target = Path(to) if to is not None else Path(tempfile.mkdtemp(prefix="mlops-lab-"))
        if inside := self.artifacts(where):
            local = target / where
            local.mkdir(parents=True, exist_ok=True)
            for artifact in inside:
                self.download_artifact(artifact.path, target)
            return local
        local = target / where
        local.parent.mkdir(parents=True, exist_ok=True)
        partial = local.with_name(local.name + ".part")
        with partial.open("wb") as file:
            self._session.client.download(f"api/runs/{self.id}/artifacts/{quoted(where)}", file)
        partial.replace(local)
        return local
