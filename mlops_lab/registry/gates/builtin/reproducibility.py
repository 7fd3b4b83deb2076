"""The code that was pinned, run again in a fresh kernel, reaches the sealed metric.

Parameters: ``metric``; ``tolerance`` (absolute, 0) or ``relative_tolerance``; ``notebook`` (a
notebook among the run's artifacts, in place of the cells that ran); ``folder`` (where the code
finds its data; an empty one by default). What it logs goes to a server that only listens.
Datasets that it logs under a sealed name must have the sealed digest.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.listening import Listening
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Verdict

LAST = "import mlops_lab as _lab\n_lab.flush()"
FIRST = "%reload_ext mlops_lab"


def run(context: Context) -> Verdict:
    """Run the code and compare the metric and the data."""
    metric = str(context.param("metric"))
    if metric not in context.metrics:
        raise GateError(f"The version was sealed without the metric {metric!r}.")
    sealed = finite(context.metrics[metric], metric)
    with Listening() as server:
        _run_cells(context, list(context.facts["cells"]), server)
        reached, datasets = dict(server.metrics), {name: set(found) for name, found in server.datasets.items()}
    if metric not in reached:
        known = ", ".join(sorted(reached)[:10]) or "no metric"
        raise GateError(f"The code ran again and logged no {metric!r}; it logged {known}.")
    value = finite(reached[metric], f"{metric} of the rerun")
    tolerance = max(context.number("tolerance", 0.0), context.number("relative_tolerance", 0.0) * abs(sealed))
    changed = _changed_data(context, datasets)
    near = math.isclose(value, sealed, rel_tol=1e-12, abs_tol=tolerance)
    told = f"{metric} is {value:.6g} again (sealed {sealed:.6g} ± {tolerance:g}), from {context.facts['origin']}"
    if not near:
        told = f"{metric} is {value:.6g} when {context.facts['origin']} are run again, sealed {sealed:.6g}"
    if changed:
        told += f"; the data is not what was sealed: {', '.join(changed)}"
    return Verdict(
        passed=near and not changed,
        summary=told,
        numbers={"sealed": sealed, "reached": value, "difference": value - sealed, "tolerance": tolerance},
    )


def _changed_data(context: Context, datasets: dict[str, set[str]]) -> list[str]:
    sealed: dict[str, set[str]] = {}
    for one in context.seal.datasets:
        sealed.setdefault(one.name, set()).add(one.digest)
    return sorted(name for name, digests in sealed.items() if name in datasets and not datasets[name] & digests)


def _run_cells(context: Context, cells: list[str], server: Listening) -> None:
    try:
        import nbclient
        import nbformat
    except ImportError as error:
        raise GateError("Running code again needs nbclient, which this server does not have.") from error
    notebook: Any = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (FIRST, *cells, LAST)]
    folder = Path(str(context.params.get("folder") or context.folder / "rerun"))
    (context.folder / "rerun").mkdir(exist_ok=True)
    if not folder.is_dir():
        raise GateError(f"There is no folder {str(folder)!r} to run the code in.")
    os.environ |= {
        "MLOPS_LAB_URL": server.url,
        "MLOPS_LAB_TOKEN": server.token,
        "MLOPS_LAB_JOURNAL_DIR": str(context.folder / "journal"),
    }
    client = nbclient.NotebookClient(
        notebook,
        timeout=context.task.time_limit,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        told = f"{error.ename}: {error.evalue}"[:500]
        raise GateError(f"The code does not run again: {told}") from error
