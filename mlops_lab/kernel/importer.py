"""Another MLflow server's history, copied: experiments, runs, full metric histories, datasets and artifacts.

A copied run keeps its id and remembers where it came from in the tag ``mlflow.source``. So
copying again finds it and adds only what is new.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from mlops_lab.kernel import foreign
from mlops_lab.kernel.client import Client, quoted
from mlops_lab.kernel.discovery import Server
from mlops_lab.kernel.foreign import ForeignRun
from mlops_lab.kernel.session import session
from mlops_lab.kernel.uploading import BatchSender
from mlops_lab.tracking.records import AnyRecord, EndRun, LogDataset, LogParams, LogPoints, SetTags, StartRun
from mlops_lab.tracking.types import Artifact, Experiment, Run, RunStatus
from mlops_lab.wire.errors import Code, LabError

SOURCE = "mlflow.source"
"""The tag that says where a run was copied from: the address, then the run's id there."""


@dataclass
class Imported:
    """What was copied. Printing it says so in a sentence."""

    experiments: int = 0
    runs: int = 0
    new_runs: int = 0
    points: int = 0
    artifacts: int = 0
    refused: int = 0

    def __str__(self) -> str:
        told = (
            f"{self.runs} runs in {self.experiments} experiments, {self.new_runs} of them new; "
            f"{self.points} points and {self.artifacts} artifacts copied"
        )
        return told + (f"; {self.refused} records were refused" if self.refused else "") + "."


def import_mlflow(
    uri: str,
    token: str | None = None,
    *,
    project: str | None = None,
    artifacts: bool = True,
    say: Callable[[str], None] | None = None,
) -> Imported:
    """Copy another MLflow server's experiments and runs into a project. Copying again adds what is new.

    Parameters
    ----------
    uri : str
        The server's address, with ``user:password@`` where it asks for them.
    token : str, optional
        A bearer token.
    project : str, optional
        Where to copy to; the project in use by default.
    artifacts : bool
        Whether files are copied too.
    say : callable, optional
        Told about each experiment as it is copied.

    Raises
    ------
    LabError
        When either server cannot be reached or refuses.
    """
    current = session()
    source = Client(_foreign_server(uri, token))
    copying = _Copying(source, current.client, project or current.project, artifacts)
    for experiment in foreign.experiments(source):
        count = copying.experiment(experiment)
        if say is not None:
            say(f"{experiment.name}: {count} runs")
    return copying.done


def _foreign_server(uri: str, token: str | None) -> Server:
    parts = urlsplit(uri if "://" in uri else f"http://{uri}")
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
    if parts.username is not None:
        pair = f"{parts.username}:{parts.password or ''}".encode()
        return Server(bare, base64.b64encode(pair).decode(), "Basic")
    return Server(bare, token or "", "Bearer")


class _Copying:
    def __init__(self, source: Client, target: Client, project: str, artifacts: bool) -> None:
        self.done = Imported()
        self._source = source
        self._target = target
        self._project = project
        self._artifacts = artifacts
        self._sender = BatchSender(target)

    def experiment(self, experiment: foreign.ForeignExperiment) -> int:
        """Copy an experiment with its runs, the oldest first, so that parents come before children."""
        self._ensure(experiment)
        count = 0
        for run in foreign.runs(self._source, experiment.experiment_id):
            self._run(experiment.name, run)
            count += 1
        self.done.experiments += 1
        return count

    def _ensure(self, experiment: foreign.ForeignExperiment) -> None:
        body = {"project": self._project, "name": experiment.name, "tags": experiment.tags}
        try:
            self._target.send("POST", "api/experiments", body, Experiment)
        except LabError as error:
            if error.code is not Code.ALREADY_EXISTS:
                raise

    def _run(self, experiment: str, run: ForeignRun) -> None:
        known = self._known(run.run_id)
        records: list[AnyRecord] = []
        if known is None:
            records.append(self._start(experiment, run))
            records += [LogDataset(run_id=run.run_id, dataset=dataset) for dataset in run.datasets]
            self.done.new_runs += 1
        if params := {key: text for key, text in run.params.items() if known is None or key not in known.params}:
            records.append(LogParams(run_id=run.run_id, values=params))
        if known is not None and (tags := _new_tags(run, known)):
            records.append(SetTags(run_id=run.run_id, values=tags))
        self._sender.send(records)
        for key in run.metrics:
            if known is None or not _same_end(run, known, key):
                self._history(run.run_id, key)
        ending = run.status in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED)
        if ending and (known is None or (known.status, known.end_time) != (run.status, run.end_time)):
            when = run.end_time or run.start_time
            self._sender.send([EndRun(run_id=run.run_id, status=run.status, time=when)])
        if self._artifacts:
            self._files(run, "")
        self.done.runs += 1
        self.done.refused = self._sender.refused

    def _start(self, experiment: str, run: ForeignRun) -> StartRun:
        return StartRun(
            run_id=run.run_id,
            project=self._project,
            experiment=experiment,
            name=run.name or None,
            time=run.start_time,
            username=run.user or None,
            tags=run.tags | {SOURCE: f"{self._source.server.url}/{run.run_id}"},
        )

    def _known(self, run_id: str) -> Run | None:
        try:
            known = self._target.get(f"api/runs/{run_id}", Run)
        except LabError as error:
            if error.code is Code.NOT_FOUND:
                return None
            raise
        if known.project != self._project or SOURCE not in known.tags:
            raise LabError(
                f"There is a run {run_id} already, and it was not copied to project {self._project!r} before.",
                Code.CONFLICT,
            )
        return known

    def _history(self, run_id: str, key: str) -> None:
        for steps, times, values in foreign.history(self._source, run_id, key):
            columns = {"steps": steps, "times": times, "values": values}
            self._sender.send([LogPoints(run_id=run_id, key=key, **columns)])
            self.done.points += len(steps) // 8

    def _files(self, run: ForeignRun, folder: str) -> None:
        there = {artifact.path: artifact.size for artifact in self._listing(run.run_id, folder)}
        for artifact in foreign.artifacts(self._source, run.run_id, folder):
            if artifact.is_dir:
                self._files(run, artifact.path)
            elif there.get(artifact.path) != artifact.size:
                self._file(run, artifact)

    def _listing(self, run_id: str, folder: str) -> list[Artifact]:
        query = {"path": folder or None}
        return self._target.get(f"api/runs/{run_id}/artifacts", dict[str, list[Artifact]], **query)["artifacts"]

    def _file(self, run: ForeignRun, artifact: Artifact) -> None:
        with tempfile.TemporaryFile() as file:
            foreign.download(self._source, run, artifact.path, file)
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            self._target.upload(f"api/runs/{run.run_id}/artifacts/{quoted(artifact.path)}", file, size)
        self.done.artifacts += 1


def _new_tags(run: ForeignRun, known: Run) -> dict[str, str | None]:
    return {key: text for key, text in run.tags.items() if known.tags.get(key) != text}


def _same_end(run: ForeignRun, known: Run, key: str) -> bool:
    """Tell whether the newest point of a metric is there already."""
    theirs, ours = run.metrics[key], known.metrics.get(key)
    return ours is not None and (theirs.step, theirs.timestamp) == (ours.last_step, ours.last_time)
