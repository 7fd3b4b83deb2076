"""One gate to be run, whole: what its process is told, with nothing left to look up in the store."""

from __future__ import annotations

from typing import Any

import msgspec

from mlops_lab.wire.control import Seal

MEMORY_LIMIT_MB = 4096
"""What a gate and the processes it starts may hold together, unless the policy says otherwise."""
TASK_FILE = "task.json"
RESULT_FILE = "result.json"
RESULT_LIMIT = 1 << 20
"""Bytes that a gate's result may have."""
TABLE_ROWS = 1000
SEED = 20_240_601
"""What every gate draws random numbers from, so that the same inputs give the same evidence."""


class StoredFile(msgspec.Struct, kw_only=True, frozen=True):
    """A file in the artifact store, and the digest it must have."""

    path: str
    """Where it is put for the gate, relative to its folder."""
    place: str
    """Where it lies in the artifact store."""
    sha256: str
    size: int


class TaskModel(msgspec.Struct, kw_only=True, frozen=True):
    """A version as a gate sees it. `files` is None where they lie where only a client reads them."""

    seal: Seal
    seal_digest: str
    files: list[StoredFile] | None


class TaskDataset(msgspec.Struct, kw_only=True, frozen=True):
    """A frozen dataset as a gate sees it."""

    name: str
    digest: str
    target: str | None
    file: StoredFile
    table_digest: str | None = None


class GateTask(msgspec.Struct, kw_only=True):
    """One gate to be run.

    Attributes
    ----------
    problem : str
        Why it cannot be run at all; its outcome then is an error that says so.
    formats : dict
        What the policy allows model files to be.
    search_paths : list of str
        Folders whose packages hold the project's gates.
    facts : dict
        What a built-in gate needs from the store beyond the seals.
    time_limit, memory_limit_mb : int
        Seconds; megabytes of the gate's processes together.
    """

    name: str
    kind: str
    params: dict[str, Any]
    inputs_digest: str
    target: str
    transition_id: str = ""
    problem: str = ""
    challenger: TaskModel
    champion: TaskModel | None = None
    datasets: list[TaskDataset] = []
    formats: dict[str, Any] = {}
    search_paths: list[str] = []
    facts: dict[str, Any] = {}
    seed: int = SEED
    time_limit: int = 600
    memory_limit_mb: int = MEMORY_LIMIT_MB


class ChildResult(msgspec.Struct, kw_only=True):
    """What the gate's process writes: a verdict, or why there is none."""

    verdict: dict[str, Any] | None = None
    error: str = ""
