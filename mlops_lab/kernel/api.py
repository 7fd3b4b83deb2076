"""What `import mlops_lab as lab` offers. Each name is resolved on first use."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mlops_lab.kernel import notebook, provenance
from mlops_lab.kernel.checking import checked_texts
from mlops_lab.kernel.run import Run
from mlops_lab.kernel.session import Session, session
from mlops_lab.tracking.names import run_name
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import Dataset, Experiment, RunStatus, View
from mlops_lab.tracking.types import Run as RunInfo
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import LabError, invalid, not_found
from mlops_lab.wire.ids import is_id, new_id

if TYPE_CHECKING:
    import pandas as pd


def use(project: str | None = None, experiment: str | None = None, *, system_metrics: bool | None = None) -> None:
    """Choose where new runs go, from here on. Both are made when the first run arrives.

    Parameters
    ----------
    project : str, optional
        The project; choosing another one forgets the experiment.
    experiment : str, optional
        The experiment within it.
    system_metrics : bool, optional
        Whether runs sample CPU, memory and GPU.
    """
    current = session()
    if project is not None:
        if project != current.project:
            current.experiment = None
        current.project = project
    if experiment is not None:
        current.experiment = experiment
    if system_metrics is not None:
        current.system_metrics = system_metrics


def start_run(
    name: str | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    tags: Mapping[str, Any] | None = None,
    note: str | None = None,
    experiment: str | None = None,
    project: str | None = None,
    resume: str | None = None,
    fork: str | None = None,
) -> Run:
    """Begin a run and make it the active one. Within an active run it becomes its child.

    Parameters
    ----------
    name : str, optional
        What to call it; two words and a number otherwise.
    params, tags : mapping, optional
        To begin with.
    note : str, optional
        Markdown.
    experiment, project : str, optional
        Where it goes, in place of what `use` chose.
    resume : str, optional
        Go on with this run: an id, the beginning of one, or a name.
    fork : str, optional
        Begin with the params and metrics of ``RUN``, or of ``RUN@STEP`` up to a step.

    Raises
    ------
    LabError
        When params or tags are malformed, or a run to resume or fork cannot be found.
    """
    return begin(
        session(), name, params=params, tags=tags, note=note, experiment=experiment, project=project, resume=resume,
        fork=fork,
    )  # fmt: skip


def begin(
    current: Session,
    name: str | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    tags: Mapping[str, Any] | None = None,
    note: str | None = None,
    experiment: str | None = None,
    project: str | None = None,
    resume: str | None = None,
    fork: str | None = None,
    light: bool = False,
    parent: Run | None = None,
) -> Run:
    """Begin a run in a session; `light` leaves git, packages and earlier cells to its parent.

    `parent` takes the place of the active run.
    """
    if resume is not None and fork is not None:
        raise invalid("A run is resumed or forked, not both.", "resume")
    texts = checked_texts(tags or {}, "tag")
    checked_texts(params or {}, "param")
    known: RunInfo | None = None
    fork_of: str | None = None
    fork_step: int | None = None
    if resume is not None:
        run_id = resolve(current, resume, project)
        known = _known(current, run_id)
    else:
        run_id = new_id()
        if fork is not None:
            fork_of, fork_step = _fork_point(current, fork, project)
    outer = parent or current.active_run()
    parent_id = outer.id if outer is not None and resume is None else None
    cell = provenance.this_cell()
    if cell is not None and light:
        cell.cells = cell.cells[-1:]
    run = Run(
        current,
        run_id,
        name=name or (known.name if known else run_name() if resume is None else run_id[:8]),
        project=project or (known.project if known else outer.project if outer else current.project),
        experiment=experiment or (outer.experiment if outer else current.experiment),
        parent_id=parent_id,
        status=RunStatus.RUNNING,
        of_the_cell=notebook.in_the_cell(),
    )
    if resume is not None:
        run.resumed(known)
    current.journal.record(
        StartRun(
            run_id=run_id,
            project=run.project,
            experiment=None if fork_of and not experiment else run.experiment,
            name=name if resume is not None else run.name,
            parent_run_id=parent_id,
            resume=resume is not None,
            fork_of=fork_of,
            fork_step=fork_step,
            time=now_ms(),
            username=notebook.person(),
            note=note,
            tags=texts,
            code=provenance.light_code(cell),
        )
    )
    current.enter(run)
    if params:
        run.log_params(params)
    if not light:
        provenance.find_out_later(current, run_id)
    return run


def active_run() -> Run | None:
    """Return the run that is active here, or None."""
    return session().active_run()


def log(metrics: Mapping[str, Any], step: int | None = None) -> None:
    """Log metrics to the active run; see `Run.log`."""
    _active().log(metrics, step)


def log_params(params: Mapping[str, Any]) -> None:
    """Log params to the active run."""
    _active().log_params(params)


def log_param(key: str, value: Any) -> None:
    """Log one param to the active run."""
    _active().log_param(key, value)


def set_tags(tags: Mapping[str, Any]) -> None:
    """Set tags of the active run; None takes one away."""
    _active().set_tags(tags)


def set_note(text: str) -> None:
    """Set the active run's note (Markdown)."""
    _active().set_note(text)


def log_artifact(path: str | os.PathLike[str], folder: str = "") -> None:
    """Keep a copy of a file with the active run."""
    _active().log_artifact(path, folder)


def log_artifacts(directory: str | os.PathLike[str], folder: str = "") -> None:
    """Keep copies of all files below a directory with the active run."""
    _active().log_artifacts(directory, folder)


def log_figure(figure: Any, path: str) -> None:
    """Keep a figure with the active run; see `Run.log_figure`."""
    _active().log_figure(figure, path)


def log_table(table: Any, path: str) -> None:
    """Keep a table with the active run; see `Run.log_table`."""
    _active().log_table(table, path)


def log_image(image: Any, path: str) -> None:
    """Keep an image with the active run; see `Run.log_image`."""
    _active().log_image(image, path)


def log_text(text: str, path: str) -> None:
    """Keep a text with the active run."""
    _active().log_text(text, path)


def log_dict(content: Any, path: str) -> None:
    """Keep what JSON can hold with the active run."""
    _active().log_dict(content, path)


def log_dataset(
    data: Any, name: str | None = None, *, context: str | None = None, source: str | None = None
) -> Dataset:
    """Note which data the active run read; see `Run.log_dataset`."""
    return _active().log_dataset(data, name, context=context, source=source)


def search_runs(
    filter: str = "",
    *,
    experiment: str | Sequence[str] | None = None,
    project: str | None = None,
    order_by: Sequence[str] = (),
    max_results: int = 1000,
    view: View | str = View.ACTIVE,
) -> pd.DataFrame:
    """Find runs and return them as a DataFrame.

    Parameters
    ----------
    filter : str
        Such as ``metrics.auc > 0.9 and params.model = 'gbm'``.
    experiment : str or sequence of str, optional
        Names of experiments; all of the project by default.
    project : str, optional
        The project, in place of the one in use.
    order_by : sequence of str
        Such as ``metrics.auc DESC``; newest first by default.
    max_results : int
        How many at most.
    view : str
        ``active``, ``deleted`` or ``all``.

    Returns
    -------
    DataFrame
        Columns run_id, name, status, person, experiment, start_time, end_time, then
        ``metrics.*`` (last values), ``params.*`` and ``tags.*``.
    """
    from mlops_lab.kernel.dataframes import runs_frame

    current = session()
    current.flush(10)
    where = project or current.project
    ids = _experiment_ids(current, where, experiment)
    return runs_frame(current.client, where, ids, filter, list(order_by), max_results, View(view))


def get_run(run: str, *, project: str | None = None) -> Run:
    """Find a run by its id, the beginning of its id, or its name (the newest of that name).

    Raises
    ------
    LabError
        When there is none.
    """
    current = session()
    current.flush(10)
    info = current.client.get(f"api/runs/{resolve(current, run, project)}", RunInfo)
    return Run(
        current, info.run_id, name=info.name, project=info.project, experiment=info.experiment_name,
        parent_id=info.parent_run_id,
    )  # fmt: skip


def experiments(project: str | None = None) -> list[Experiment]:
    """List the experiments of a project."""
    current = session()
    current.flush(10)
    query = {"project": project or current.project}
    return current.client.get("api/experiments", dict[str, list[Experiment]], **query)["experiments"]


def get_experiment(name: str, *, project: str | None = None) -> Experiment:
    """Find an experiment by its name or id.

    Raises
    ------
    LabError
        When there is none.
    """
    found = experiments(project)
    for one in found:
        if one.name == name:
            return one
    for one in found:
        if one.experiment_id == name:
            return one
    raise not_found(f"There is no experiment {name!r} in project {project or session().project!r}.", "name")


def flush(timeout: float = 30.0) -> bool:
    """Wait until all that was logged is stored; return whether it is."""
    return session().flush(timeout)


def resolve(current: Session, run: str, project: str | None = None) -> str:
    """Return the id of the run that somebody names by id, beginning of an id, or name."""
    if is_id(run):
        return run
    for mine in reversed(current.open_runs()):
        if mine.name == run:
            return mine.id
    current.flush(10)
    where = {"run": run, "project": project or current.project}
    found = current.client.get("api/runs/resolve", dict[str, list[str]], **where)["run_ids"]
    if not found:
        raise not_found(f"There is no run {run!r} in project {where['project']!r}.", "run")
    if len(found) > 1 and all(run_id.startswith(run) for run_id in found):
        raise invalid(f"The ids of {len(found)} runs begin with {run!r}; write more of it.", "run")
    return found[0]


def _active() -> Run:
    run = session().active_run()
    if run is None:
        raise LabError("No run is active. Begin one: `with lab.start_run(): …`, or `%%track` above the cell.")
    return run


def _known(current: Session, run_id: str) -> RunInfo | None:
    """Ask for the run to go on with; None while the server is away, which must not keep anybody from going on."""
    from mlops_lab.kernel.client import UnreachableError

    try:
        current.flush(2)
        return current.client.get(f"api/runs/{run_id}", RunInfo)
    except UnreachableError:
        return None


def _fork_point(current: Session, fork: str, project: str | None) -> tuple[str, int | None]:
    """Split ``RUN@STEP``; names may hold an @ themselves."""
    run, at, step = fork.rpartition("@")
    if at and step.lstrip("-").isdigit():
        return resolve(current, run, project), int(step)
    return resolve(current, fork, project), None


def _experiment_ids(current: Session, project: str, names: str | Sequence[str] | None) -> list[str] | None:
    if names is None:
        return None
    wanted = [names] if isinstance(names, str) else list(names)
    return [get_experiment(name, project=project).experiment_id for name in wanted]
