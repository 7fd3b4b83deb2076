"""Carrying a transition on: running its gates, holding its files to their digests, applying it.

These wait for files and processes, so they are called on a thread. Each can be called again at any
time, by any server: what is done already is not done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import policies
from mlops_lab.registry import frozen, seals, transitions
from mlops_lab.registry.application import apply
from mlops_lab.registry.gates import results
from mlops_lab.registry.gates.planning import planned
from mlops_lab.registry.gates.running import GateOutcome, RunnableTask, execute, task_of
from mlops_lab.registry.sealing import path_of
from mlops_lab.registry.settling import Settled, settle
from mlops_lab.registry.versions import get_version
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.control_schema import gate_results
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Actor, Tx
from mlops_lab.wire.control import State
from mlops_lab.wire.errors import LabError


def go_on(store: Database, artifacts: ArtifactStore, transition_id: str, actor: Actor) -> Settled:
    """Move a transition as far as it can go now, to being live where nothing is missing."""
    settled = store.write(lambda tx: settle(tx, transition_id), actor)
    if settled.row.ended_at is not None or settled.state is not State.APPROVED:
        return settled
    row = settled.row
    changed = store.read(lambda conn: Files(conn, row)).changed(artifacts)
    if changed:
        return store.write(lambda tx: _fail(tx, transition_id, changed), actor)
    return store.write(lambda tx: apply(tx, transition_id), actor)


def run_gates(
    store: Database,
    artifacts: ArtifactStore,
    transition_id: str,
    actor: Actor,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    told: Callable[[float, str], None] = lambda share, message: None,
) -> None:
    """Run the gates of a transition that are queued, one after the other, in the policy's order."""
    done = 0
    while not cancelled():
        queued = store.read(lambda conn: _queued(conn, transition_id))
        if not queued:
            return
        row = queued[0]
        told(done / (done + len(queued)), f"Running {row.gate}")
        task = store.read(partial(_task, artifacts=artifacts, transition_id=transition_id, result=row, actor=actor))
        if task is None:  # what it was queued for has changed: see what counts now
            store.write(lambda tx: settle(tx, transition_id), actor)
            if row.result_id in {one.result_id for one in store.read(lambda conn: _queued(conn, transition_id))}:
                raise LabError(f"The gate {row.gate!r} is queued on inputs that nothing has.")
            continue
        if not store.write(partial(_start, transition_id=transition_id, result_id=row.result_id), actor):
            continue
        outcome = execute(task, cancelled=cancelled)
        if cancelled():
            return
        store.write(partial(_finish, transition_id=transition_id, result_id=row.result_id, outcome=outcome), actor)
        done += 1


class Files:
    """The files of a transition's version, as they were sealed."""

    def __init__(self, conn: Connection, row: Row[Any]) -> None:
        sealed = seals.find_seal(conn, row.project, row.name, row.version)
        self._files = [] if sealed is None else sealed[0].files or []
        self._root = path_of(get_version(conn, row.project, row.name, row.version).storage_location)

    def changed(self, artifacts: ArtifactStore) -> str:
        """Say which file is no longer what was sealed; empty where all are."""
        if self._root is None:
            return ""
        single = len(self._files) == 1 and self._root.rsplit("/", 1)[-1] == self._files[0].path
        for file in self._files:
            place = self._root if single else f"{self._root}/{file.path}"
            try:
                frozen.verified(artifacts, place, file.sha256, len, what=f"The file {file.path!r}")
            except LabError as error:
                return error.message
        return ""


def _queued(conn: Connection, transition_id: str) -> list[Row[Any]]:
    table = gate_results
    query = sa.select(table).where(table.c.transition_id == transition_id, table.c.state.in_(results.OPEN))
    return list(conn.execute(query.order_by(table.c.created_at, table.c.result_id)))


def _task(
    conn: Connection, artifacts: ArtifactStore, transition_id: str, result: Row[Any], actor: Actor
) -> RunnableTask | None:
    row = transitions.find(conn, transition_id)
    policy = policies.current(conn, row.project, shared=actor.shared)
    if row.target not in policy.policy.targets:
        return None
    asked = planned(conn, row.project, row.name, row.version, row.target, policy)
    gate = next((one for one in asked if (one.name, one.inputs_digest) == (result.gate, result.inputs_digest)), None)
    if gate is None:
        return None
    return task_of(conn, artifacts, gate, row.project, row.name, row.version, row.target, policy, transition_id)


def _start(tx: Tx, transition_id: str, result_id: str) -> bool:
    if not results.start(tx, result_id):
        return False
    row = transitions.find(tx.conn, transition_id)
    transitions.publish(tx, row, State(row.state))
    return True


def _finish(tx: Tx, transition_id: str, result_id: str, outcome: GateOutcome) -> None:
    if not results.finish(tx, result_id, outcome.state, outcome.verdict, outcome.summary, outcome.log):
        return
    row = transitions.find(tx.conn, transition_id)
    result = tx.conn.execute(sa.select(gate_results).where(gate_results.c.result_id == result_id)).one()
    transitions.tell(
        tx,
        row,
        State(row.state),
        action=f"gate.{outcome.state.value}",
        reason=outcome.summary,
        gate=result.gate,
        gate_kind=result.kind,
        inputs=result.inputs_digest,
        evidence=result.evidence_digest,
    )


def _fail(tx: Tx, transition_id: str, reason: str) -> Settled:
    row, _ = transitions.locked(tx, transition_id)
    if row.ended_at is None:
        transitions.end(tx, row, State.FAILED, reason)
    after = transitions.find(tx.conn, transition_id)
    return Settled(after, State(after.state))
