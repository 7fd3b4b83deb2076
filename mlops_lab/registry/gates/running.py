"""Running one gate: gather what it needs while the store is at hand, then run it without the store."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.governance.policy import PolicyVersion
from mlops_lab.registry import frozen, seals
from mlops_lab.registry.gates import process
from mlops_lab.registry.gates.discovery import BUILT_IN
from mlops_lab.registry.gates.planning import (
    COMPARING,
    LOADING,
    PlannedGate,
    card_gaps,
    dataset_names,
    frozen_of,
    live_version,
    search_paths,
)
from mlops_lab.registry.gates.task import (
    RESULT_FILE,
    RESULT_LIMIT,
    TASK_FILE,
    ChildResult,
    GateTask,
    StoredFile,
    TaskDataset,
    TaskModel,
)
from mlops_lab.registry.gates.verdicts import GateError, checked
from mlops_lab.registry.sealing import path_of
from mlops_lab.registry.versions import get_version
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.wire.control import GateState, Verdict
from mlops_lab.wire.errors import LabError

CHILD = "mlops_lab.registry.gates.child"


class GateOutcome(msgspec.Struct, kw_only=True):
    """How one run of a gate ended. Only `GateState.PASSED` lets a version through."""

    state: GateState
    verdict: Verdict | None = None
    summary: str = ""
    log: str = ""


class RunnableTask(msgspec.Struct, kw_only=True):
    """A task, and where the files lie that it names."""

    task: GateTask
    artifacts: Any
    """The `ArtifactStore`."""


def task_of(
    conn: Connection,
    artifacts: ArtifactStore,
    planned: PlannedGate,
    project: str,
    name: str,
    version: int,
    target: str,
    policy: PolicyVersion,
    transition_id: str,
) -> RunnableTask:
    """Gather what a planned gate needs, so that it can be run without the store."""
    task = GateTask(
        name=planned.name,
        kind=planned.kind,
        params=planned.params,
        inputs_digest=planned.inputs_digest,
        target=target,
        transition_id=transition_id,
        problem=planned.problem,
        challenger=_model(conn, project, name, version),
        formats=msgspec.to_builtins(policy.policy.formats),
        search_paths=search_paths(policy),
        time_limit=planned.time_limit,
        memory_limit_mb=planned.memory_limit_mb,
    )
    try:
        live = live_version(conn, project, name, target)
        if live is not None and (planned.kind in COMPARING or planned.kind not in BUILT_IN):
            task.champion = _model(conn, project, name, live)
        task.datasets = [_dataset(conn, project, one) for one in dataset_names(planned.params)]
        task.facts = _facts(conn, artifacts, planned, project, name, version, task.challenger.seal.run_id)
    except (GateError, LabError) as error:
        task.problem = task.problem or str(error)
    return RunnableTask(task=task, artifacts=artifacts)


def execute(runnable: RunnableTask, *, cancelled: Callable[[], bool] = lambda: False) -> GateOutcome:
    """Run a gate in a process of its own and return how it ended; it never raises for what the gate does."""
    task = runnable.task
    if task.problem:
        return GateOutcome(state=GateState.ERROR, summary=task.problem)
    folder = Path(tempfile.mkdtemp(prefix="mlops-lab-gate-"))
    try:
        (folder / "tmp").mkdir()
        try:
            _put_files(task, runnable.artifacts, folder)
        except LabError as error:
            return GateOutcome(state=GateState.ERROR, summary=error.message)
        (folder / TASK_FILE).write_bytes(msgspec.json.encode(task))
        ended = process.run(
            CHILD,
            [str(folder)],
            folder,
            process.environment(folder, registries=task.kind == "environment"),
            time_limit=task.time_limit,
            memory_limit_mb=task.memory_limit_mb,
            cancelled=cancelled,
        )
        return _outcome(ended, folder / RESULT_FILE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _model(conn: Connection, project: str, name: str, version: int) -> TaskModel:
    seal, digest = seals.seal_of(conn, project, name, version)
    root = path_of(get_version(conn, project, name, version).storage_location)
    files = None
    if seal.files is not None and root is not None:
        files = [
            StoredFile(
                path=file.path,
                # a version may be one single file: its address is the file's own then
                place=root if root.rsplit("/", 1)[-1] == file.path and len(seal.files) == 1 else f"{root}/{file.path}",
                sha256=file.sha256,
                size=file.size,
            )
            for file in seal.files
        ]
    return TaskModel(seal=seal, seal_digest=digest, files=files)


def _dataset(conn: Connection, project: str, name: str) -> TaskDataset:
    found = frozen_of(conn, project, name)
    file = StoredFile(path=f"{found.digest}.parquet", place=found.path, sha256=found.digest, size=0)
    return TaskDataset(
        name=name, digest=found.digest, target=found.target, file=file, table_digest=found.schema.get("table_digest")
    )


def _facts(
    conn: Connection,
    artifacts: ArtifactStore,
    planned: PlannedGate,
    project: str,
    name: str,
    version: int,
    run_id: str | None,
) -> dict[str, Any]:
    if planned.kind == "model_card":
        return {"missing": card_gaps(conn, project, name, version)}
    if planned.kind == "reproducibility":
        from mlops_lab.registry.gates.pinned_code import pinned_code

        return pinned_code(conn, artifacts, planned.params, seals.seal_of(conn, project, name, version)[0], run_id)
    return {}


def _put_files(task: GateTask, artifacts: ArtifactStore, folder: Path) -> None:
    """Put what a gate reads into its folder, each file held to its digest."""
    if task.kind in LOADING or task.kind == "safe_format" or task.kind not in BUILT_IN:
        for role, model in (("challenger", task.challenger), ("champion", task.champion)):
            for file in (model.files or []) if model is not None else []:
                what = f"The file {file.path!r} of version {model.seal.version}" if model is not None else file.path
                _put(artifacts, file, folder / role, what)
    for dataset in {one.digest: one for one in task.datasets}.values():
        _put(artifacts, dataset.file, folder / "datasets", f"The frozen dataset {dataset.name!r}")


def _put(artifacts: ArtifactStore, file: StoredFile, folder: Path, what: str) -> None:
    place = folder / file.path
    if not place.resolve().is_relative_to(folder.resolve()):
        raise LabError(f"{what} has a path that leads outside of its folder.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as copy:
        frozen.verified(artifacts, file.place, file.sha256, copy.write, what=what)


def _outcome(ended: process.Ended, result: Path) -> GateOutcome:
    if ended.reason:
        return GateOutcome(state=GateState.ERROR, summary=ended.reason, log=ended.log)
    if ended.code != 0:
        how = f"by signal {-ended.code}" if ended.code < 0 else f"with code {ended.code}"
        return GateOutcome(state=GateState.ERROR, summary=f"Its process ended {how}.", log=ended.log)
    try:
        told = _read(result)
        if told.error or told.verdict is None:
            summary = told.error or "It gave no verdict."
            return GateOutcome(state=GateState.ERROR, summary=summary, log=ended.log)
        verdict = checked(msgspec.convert(told.verdict, Verdict))
    except (GateError, msgspec.MsgspecError) as error:
        return GateOutcome(state=GateState.ERROR, summary=f"Its result is malformed: {error}", log=ended.log)
    state = GateState.PASSED if verdict.passed else GateState.FAILED
    return GateOutcome(state=state, verdict=verdict, summary=verdict.summary, log=ended.log)


def _read(result: Path) -> ChildResult:
    if result.is_symlink() or not result.is_file():
        raise GateError("there is none.")
    with result.open("rb") as file:
        data = file.read(RESULT_LIMIT + 1)
    if len(data) > RESULT_LIMIT:
        raise GateError(f"it is larger than {RESULT_LIMIT >> 20} MB.")
    return msgspec.json.decode(data, type=ChildResult)
