"""``%restore``: a run's code, back in a cell or in a notebook of its own."""

from __future__ import annotations

import json
import re
import sys
import uuid
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from mlops_lab.kernel.magics.options import Options

if TYPE_CHECKING:
    from mlops_lab.tracking.types import Cell, Code


def options() -> Options:
    """Return the options of ``%restore``."""
    restore = Options("%restore", "Bring back the code that a run ran on. Nothing is overwritten.")
    restore.add_argument("run", nargs="+", metavar="RUN", help="an id, the beginning of one, or a name")
    where = restore.add_mutually_exclusive_group()
    where.add_argument("--cell", action="store_true", help="the run's cell, into a new cell below; so without options")
    where.add_argument("--notebook", action="store_true", help="all its cells, into a new notebook beside this one")
    return restore


def run(ip: Any, line: str) -> None:
    """Bring the code back."""
    from mlops_lab.kernel import api

    given = options().read(line)
    if given is None:
        return
    found = api.get_run(" ".join(given.run))
    code = found.code()
    if given.notebook:
        written = write_notebook(code, found.name, found.id)
        sys.stdout.write(f"The cells of {found.name} are in {written.name}.\n")
        return
    if not code.cell_source:
        raise UsageError(f"The run {found.name!r} was not made by a notebook cell.")
    ip.set_next_input(code.cell_source, replace=False)


def write_notebook(code: Code, name: str, run_id: str) -> Path:
    """Write a run's cells to a new notebook beside this one.

    Raises
    ------
    UsageError
        When the run has no cells, or nothing can be written here.
    """
    cells = [cell for cell in code.cells if cell.source]
    if not cells:
        raise UsageError(f"The run {name!r} has no cells: it was not made in a notebook.")
    notebook = {
        "cells": [_cell(cell) for cell in cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "mlops_lab": {"restored_from": run_id},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    origin = PurePosixPath(code.notebook or "notebook.ipynb").stem
    called = re.sub(r"[^\w.-]+", "-", f"{origin}-{name}", flags=re.UNICODE).strip("-.")[:100] or run_id[:8]
    path = Path.cwd() / f"{called}.ipynb"
    number = 1
    while True:
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            number += 1
            path = path.with_name(f"{called}-{number}.ipynb")
        except OSError as error:
            raise UsageError(f"{path.name} cannot be written: {error.strerror or error}.") from None
        else:
            return path


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": uuid.uuid4().hex[:8],
        "metadata": {},
        "outputs": [],
        "source": (cell.source or "").splitlines(keepends=True),
    }
