"""A run, as code holds it: log to it, end it, read it back."""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from time import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

from mlops_lab.kernel.checking import checked_key, checked_metrics, checked_path, checked_step, checked_texts
from mlops_lab.kernel.journal import MARK, FileBody
from mlops_lab.kernel.notebook import executed_count, executed_since
from mlops_lab.kernel.stored import StoredRun
from mlops_lab.tracking.records import EndRun, LogCells, LogDataset, LogModel, LogParams, SetNote, SetTags
from mlops_lab.tracking.types import Dataset, RunStatus
from mlops_lab.tracking.types import Run as RunInfo
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import LabError, invalid

if TYPE_CHECKING:
    from mlops_lab.kernel.models import Model
    from mlops_lab.kernel.session import Session


class Run(StoredRun):
    """A run. `lab.start_run` begins one, `lab.get_run` finds one.

    As a context manager it ends with its block: *finished*, or *failed* when an
    exception passes through. Logging needs no server: it is kept and sent later.

    Attributes
    ----------
    id : str
        32 hexadecimal digits.
    name, project : str
        Its name, and the project it belongs to.
    parent_id : str, optional
        The run within which it was begun.
    """

    def __init__(
        self,
        session: Session,
        run_id: str,
        *,
        name: str,
        project: str,
        experiment: str | None = None,
        parent_id: str | None = None,
        status: RunStatus | None = None,
        of_the_cell: bool = False,
    ) -> None:
        super().__init__(session, run_id)
        self.name = name
        self.project = project
        self.experiment = experiment
        self.parent_id = parent_id
        self.of_the_cell = of_the_cell
        self._shapes = session.journal.shapes(run_id)
        self._steps = itertools.count()
        self._system_steps = itertools.count()
        self._latest = 0.0
        self._skew = 0.0
        self._params: dict[str, str] = {}
        self._begun_as = status
        self._ended_as: RunStatus | None = None
        self._pid = os.getpid()
        self._cells = executed_count()
        self._models: set[str] = set()

    # -- write ---------------------------------------------------------------

    def log(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Log metrics at a step; returns in about a microsecond and never waits for the server.

        Parameters
        ----------
        metrics : mapping
            Numbers by name: Python's, NumPy's, or tensors with one element. NaN and infinity are kept.
        step : int, optional
            Counts up from 0 with each call that gives none.

        Raises
        ------
        LabError
            Naming the metric whose value is not a number; nothing of the call is logged then.
        """
        now = time() + self._skew
        if now < self._latest:
            now = self._after_a_jump(now)
        self._latest = now
        if step is None:
            step = next(self._steps)
        try:
            write, pack, length, number = self._shapes[tuple(metrics)]
            write(pack(length, number, step, now, *metrics.values(), MARK))
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RuntimeError, struct.error):
            # a new shape, a full map, a value that is not a plain number: all are sorted out there
            self._log_with_care(metrics, step, now)

    def _log_with_care(self, metrics: Mapping[str, Any], step: object, now: float) -> None:
        self._check_open()
        values = checked_metrics(metrics)
        whole = checked_step(step)
        if values:
            self._session.journal.points(self.id, whole, now, values)

    def log_system(self, values: Mapping[str, float]) -> None:
        """Log samples of the machine, with steps of their own."""
        if self._ended_as is None:
            self._session.journal.points(self.id, next(self._system_steps), time() + self._skew, dict(values))

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Log params, kept as text. A param stands once logged; the same value again is accepted.

        Raises
        ------
        LabError
            When one of them was logged here with another value; none is logged then.
        """
        self._check_open()
        values = checked_texts(params, "param")
        for key, value in values.items():
            if self._params.get(key, value) != value:
                raise invalid(f"The param {key!r} is {self._params[key]!r} already; params do not change.", key)
        if values:
            self._session.journal.record(LogParams(run_id=self.id, values=values))
            self._params |= values

    def log_new_params(self, params: Mapping[str, Any]) -> None:
        """Log those of the params that do not stand already."""
        self.log_params({key: value for key, value in params.items() if key not in self._params})

    def log_param(self, key: str, value: Any) -> None:
        """Log one param."""
        self.log_params({key: value})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags; None takes one away."""
        values = {checked_key(key, "tag"): None if value is None else str(value) for key, value in tags.items()}
        if values:
            self._session.journal.record(SetTags(run_id=self.id, values=values))

    def set_note(self, text: str) -> None:
        """Set the run's note (Markdown)."""
        self._session.journal.record(SetNote(run_id=self.id, text=str(text)))

    def log_dataset(
        self, data: Any, name: str | None = None, *, context: str | None = None, source: str | None = None
    ) -> Dataset:
        """Note which data the run read: a digest, the columns and the size, never the data itself.

        Parameters
        ----------
        data : DataFrame, array, path or Dataset
            The data, or the file or address it is in.
        name : str, optional
            What to call it.
        context : str, optional
            What it was for, such as ``train``.
        source : str, optional
            Where it came from.
        """
        from mlops_lab.kernel.datasets import describe

        dataset = data if isinstance(data, Dataset) else describe(data, name, context=context, source=source)
        self._session.journal.record(LogDataset(run_id=self.id, dataset=dataset))
        return dataset

    def log_artifact(self, path: str | os.PathLike[str], folder: str = "") -> None:
        """Keep a copy of a file, or of a folder with all that is in it.

        Parameters
        ----------
        path : path
            The file. It may change or go once this has returned.
        folder : str
            Where to put it within the run's artifacts.
        """
        local = Path(path)
        if local.is_dir():
            self.log_artifacts(local, f"{folder}/{local.name}" if folder else local.name)
            return
        self._stage_copy(local, checked_path(f"{folder}/{local.name}" if folder else local.name))

    def log_artifacts(self, directory: str | os.PathLike[str], folder: str = "") -> None:
        """Keep copies of all files below a directory."""
        top = Path(directory)
        if not top.is_dir():
            raise invalid(f"There is no directory {str(top)!r}.", "directory")
        for local in sorted(path for path in top.rglob("*") if path.is_file()):
            below = local.relative_to(top).as_posix()
            self._stage_copy(local, checked_path(f"{folder}/{below}" if folder else below))

    def log_model(self, estimator: Any, name: str = "model", **given: Any) -> Model:
        """Keep a scikit-learn model with the run; see `mlops_lab.log_model`."""
        from mlops_lab.kernel.models import log_model

        return log_model(estimator, name, run=self, **given)

    def log_model_record(self, record: LogModel) -> None:
        """Note a model whose files follow."""
        self._check_open()
        self._session.journal.record(record)

    def path_for_model(self, name: str) -> str:
        """Return a folder for a model's files that this process has not used in the run."""
        path = next(
            one for one in itertools.chain([name], (f"{name}-{n}" for n in itertools.count(2)))
            if one not in self._models
        )  # fmt: skip
        self._models.add(path)
        return path

    def log_figure(self, figure: Any, path: str) -> None:
        """Keep a figure of Matplotlib, Plotly or Altair; the path's ending says in which form."""
        from mlops_lab.kernel.contents import figure_bytes

        self._stage_bytes(figure_bytes(figure, checked_path(path)), checked_path(path))

    def log_table(self, table: Any, path: str) -> None:
        """Keep a table (a DataFrame, or what makes one) as CSV, or as the path's ending says: .json, .parquet."""
        from mlops_lab.kernel.contents import table_bytes, table_path

        where = table_path(checked_path(path))
        self._stage_bytes(table_bytes(table, where), where)

    def log_image(self, image: Any, path: str) -> None:
        """Keep an image: an array (height, width[, 3 or 4]) of 0..255 or 0..1, or one of Pillow's."""
        from mlops_lab.kernel.contents import image_bytes

        self._stage_bytes(image_bytes(image, checked_path(path)), checked_path(path))

    def log_text(self, text: str, path: str) -> None:
        """Keep a text."""
        self._stage_bytes(str(text).encode("utf-8"), checked_path(path))

    def log_dict(self, content: Any, path: str) -> None:
        """Keep what JSON can hold, as JSON."""
        from mlops_lab.kernel.contents import json_bytes

        self._stage_bytes(json_bytes(content), checked_path(path))

    def _stage_copy(self, local: Path, path: str) -> None:
        import shutil

        name, place = self._session.journal.stage()
        try:
            shutil.copyfile(local, place)
        except FileNotFoundError as error:
            raise invalid(f"There is no file {str(local)!r}.", "path") from error
        except OSError as error:
            place.unlink(missing_ok=True)
            raise LabError(f"{local.name} could not be kept for sending: {error.strerror or error}.") from error
        self._staged(name, place, path)

    def _stage_bytes(self, data: bytes, path: str) -> None:
        name, place = self._session.journal.stage()
        try:
            place.write_bytes(data)
        except OSError as error:
            place.unlink(missing_ok=True)
            raise LabError(f"{path} could not be kept for sending: {error.strerror or error}.") from error
        self._staged(name, place, path)

    def _staged(self, name: str, place: Path, path: str) -> None:
        import mimetypes

        media_type, _ = mimetypes.guess_type(path)
        body = FileBody(self.id, path, name, place.stat().st_size, media_type)
        self._session.journal.file(body)

    # -- begin and end -------------------------------------------------------

    def end(self, status: RunStatus | str = RunStatus.FINISHED, error: str | None = None) -> None:
        """End the run: ``finished``, ``failed`` or ``killed``. Ending it again does nothing.

        Raises
        ------
        LabError
            When the status is not one that ends a run.
        """
        try:
            ending = RunStatus(str(status).lower())
        except ValueError:
            ending = RunStatus.RUNNING
        if ending not in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED):
            raise invalid(f"A run ends as finished, failed or killed, not as {str(status)!r}.", "status")
        if self._ended_as is not None:
            return
        self._log_cells()
        # a clock that jumped back does not make a run end before it began
        when = max(now_ms(), int(self._latest * 1000))
        self._session.journal.record(EndRun(run_id=self.id, status=ending, time=when, error=error))
        self._ended_as = ending
        self._session.journal.forget(self.id)
        self._session.leave(self)

    def resumed(self, known: RunInfo | None) -> None:
        """Take over what the run has already, so that steps go on counting."""
        if known is not None:
            self._params = dict(known.params)
            ours = [summary.max_step for key, summary in known.metrics.items() if not key.startswith("system/")]
            theirs = [summary.max_step for key, summary in known.metrics.items() if key.startswith("system/")]
            self._steps = itertools.count(max(ours, default=-1) + 1)
            self._system_steps = itertools.count(max(theirs, default=-1) + 1)

    def _log_cells(self) -> None:
        """Record the cells that ran while the run was open, where there is more than the one that began it."""
        cells = executed_since(self._cells)
        if cells:
            self._session.journal.record(LogCells(run_id=self.id, cells=cells))

    def left_behind(self) -> None:
        """End a run that its process leaves open when it ends."""
        import sys

        from mlops_lab.kernel.notebook import in_a_kernel

        raised = getattr(sys, "last_value", None)
        if in_a_kernel():
            self.end(RunStatus.KILLED)
        elif raised is not None:
            self.end(RunStatus.FAILED, told(raised))
        else:
            self.end()

    def fork(self, step: int | None = None, name: str | None = None) -> Run:
        """Begin a new run with this one's params, tags and metrics up to a step."""
        from mlops_lab.kernel.api import start_run

        return start_run(name, fork=self.id if step is None else f"{self.id}@{step}")

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.end()
        elif isinstance(error, KeyboardInterrupt):
            self.end(RunStatus.KILLED, "Interrupted")
        elif isinstance(error, SystemExit) and not error.code:
            self.end()
        else:
            self.end(RunStatus.FAILED, told(error))

    @property
    def is_open(self) -> bool:
        """Whether this process began the run and has not ended it."""
        return self._begun_as is not None and self._ended_as is None

    @property
    def is_ours(self) -> bool:
        """Whether this very process began it, rather than the one it was forked from."""
        return self._pid == os.getpid()

    def _check_open(self) -> None:
        if self._ended_as is not None:
            raise invalid(f"The run {self.name!r} has ended; `lab.start_run(resume={self.id!r})` goes on with it.")

    def _after_a_jump(self, now: float) -> float:
        """Go on from the latest time: the clock has jumped back."""
        self._skew += self._latest - now
        return self._latest

    @property
    def status(self) -> RunStatus:
        """Where the run stands: as this process knows it, else as the server does."""
        if self._ended_as is not None:
            return self._ended_as
        return RunStatus.RUNNING if self._begun_as is not None else self.info().status

    def __repr__(self) -> str:
        return f"Run({self.name!r}, id={self.id!r})"


def told(error: BaseException) -> str:
    """Return an exception as one line, as a run keeps it."""
    text = str(error)
    return f"{type(error).__name__}: {text}"[:4000] if text else type(error).__name__
