"""Tells of runs, to whoever watches the run, its experiment, its project or its notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.run_entries import RunState, states
from mlops_lab.tracking.types import Run


def tell(tx: Tx, rids: Sequence[int], kind: str) -> None:
    """Publish what happened to the runs of these keys."""
    tell_states(tx, states(tx.conn, rids), kind)


def tell_states(tx: Tx, found: Iterable[RunState], kind: str) -> None:
    """Publish what happened to runs."""
    for one in found:
        _publish(tx, kind, one.run_id, str(one.experiment_id), one.status, one.name, one.project, one.notebook)


def tell_run(tx: Tx, run: Run, kind: str) -> None:
    """Publish what happened to a run."""
    status, notebook = run.status.value, run.origin.notebook
    _publish(tx, kind, run.run_id, run.experiment_id, status, run.name, run.project, notebook)


def _publish(
    tx: Tx, kind: str, run_id: str, experiment_id: str, status: str, name: str, project: str, notebook: str | None
) -> None:
    data = {"run_id": run_id, "experiment_id": experiment_id, "status": status, "name": name}
    topics = [f"run:{run_id}", f"experiment:{experiment_id}", f"project:{project}"]
    if notebook:
        topics.append(f"notebook:{notebook}")
    for topic in topics:
        tx.publish(topic, kind, data)
