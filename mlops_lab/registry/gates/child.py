"""The program of a gate's process: ``python -m mlops_lab.registry.gates.child FOLDER``.

It reads the task, runs the gate, and leaves a verdict, or why there is none, in a file.
"""

from __future__ import annotations

import contextlib
import random
import sys
import traceback
from pathlib import Path

import msgspec

from mlops_lab.registry.gates.task import RESULT_FILE, RESULT_LIMIT, TASK_FILE, ChildResult, GateTask
from mlops_lab.registry.gates.verdicts import GateError, verdict_of

FILE_LIMIT = 2 << 30
"""Bytes that any file may have that a gate writes."""
SPARE_ADDRESSES = 8 << 30
"""Bytes of address space beyond the memory limit: libraries reserve much that they never touch."""


def main(folder: Path) -> None:
    """Run the gate whose task is in `folder`."""
    task = msgspec.json.decode((folder / TASK_FILE).read_bytes(), type=GateTask)
    limit(task)
    result = answer(task, folder)
    data = msgspec.json.encode(result)
    if len(data) > RESULT_LIMIT:
        data = msgspec.json.encode(ChildResult(error=f"The gate's result is larger than {RESULT_LIMIT >> 20} MB."))
    part = folder / f"{RESULT_FILE}.part"
    part.write_bytes(data)
    part.replace(folder / RESULT_FILE)


def answer(task: GateTask, folder: Path) -> ChildResult:
    """Run the gate; what it raises becomes an error."""
    from mlops_lab.registry.gates.context import Context
    from mlops_lab.registry.gates.discovery import load

    try:
        run = load(task.kind, task.search_paths)
        context = Context(task, folder)
        seed(task.seed)
        return ChildResult(verdict=msgspec.to_builtins(verdict_of(run(context), task.params)))
    except GateError as error:
        return ChildResult(error=str(error))
    except Exception as error:
        traceback.print_exc()
        told = str(error).strip().splitlines()
        return ChildResult(error=f"{type(error).__name__}: {told[0][:500] if told else 'no message'}")


def seed(number: int) -> None:
    """Make what is drawn at random the same at each run."""
    random.seed(number)
    with contextlib.suppress(ImportError):
        import numpy as np

        np.random.seed(number)  # for code that draws from the global state


def limit(task: GateTask) -> None:
    """Take away from this process, and all it starts, what it does not need. The parent watches the rest."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: FILE_LIMIT,
            resource.RLIMIT_AS: (task.memory_limit_mb << 20) + SPARE_ADDRESSES,
        }
        for what, most in wanted.items():
            with contextlib.suppress(ValueError, OSError):  # lower already, or not on this system
                resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
