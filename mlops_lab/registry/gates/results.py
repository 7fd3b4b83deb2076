"""The results of gates within a transition: which still count, which have to be run, which are kept from before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.registry.gates.planning import PlannedGate
from mlops_lab.storage.control_schema import gate_results, transitions
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import GateState, Verdict
from mlops_lab.wire.ids import new_id

BLOCKING = (GateState.FAILED.value, GateState.ERROR.value)
OPEN = (GateState.QUEUED.value, GateState.RUNNING.value)


class Counting(msgspec.Struct, kw_only=True, frozen=True):
    """A result that counts now."""

    result_id: str
    gate: str
    kind: str
    state: GateState
    summary: str
    inputs_digest: str
    evidence_digest: str | None


def reconcile(tx: Tx, owner: int, transition_id: str, planned: Sequence[PlannedGate]) -> list[Counting]:
    """Hold a transition's results against the gates that are asked for now.

    A result on other inputs becomes stale; one that passed on the same inputs before, in any
    transition of the model, is taken over; what is left is queued. Nothing changes where nothing has.
    """
    standing = {row.gate: row for row in tx.conn.execute(_STANDING, {"transition_id": transition_id})}
    counting = []
    for gate in planned:
        row = standing.pop(gate.name, None)
        if row is not None and (row.inputs_digest, row.kind) != (gate.inputs_digest, gate.kind):
            _outdate(tx, row.result_id)
            row = None
        counting.append(_counting(row) if row is not None else _insert(tx, owner, transition_id, gate))
    for row in standing.values():
        _outdate(tx, row.result_id)
    return counting


def passed_before(conn: Connection, owner: int, inputs_digest: str) -> Row[Any] | None:
    """Return a result that passed on exactly these inputs, of any transition of the model."""
    return conn.execute(_PASSED, {"owner": owner, "inputs_digest": inputs_digest}).first()


def start(tx: Tx, result_id: str) -> bool:
    """Say that a gate runs now; False where its result no longer counts."""
    table = gate_results
    done = tx.conn.execute(
        sa.update(table)
        .where(table.c.result_id == result_id, table.c.state.in_(OPEN))
        .values(state=GateState.RUNNING.value, started_at=tx.now)
    )
    return bool(done.rowcount)


def finish(tx: Tx, result_id: str, state: GateState, verdict: Verdict | None, summary: str, log: str) -> bool:
    """Keep what a gate found; False where its result no longer counts."""
    evidence, digest = evidence_of(state, verdict, summary)
    table = gate_results
    done = tx.conn.execute(
        sa.update(table)
        .where(table.c.result_id == result_id, table.c.state.in_(OPEN))
        .values(state=state.value, summary=summary, evidence=evidence, evidence_digest=digest, log=log, ended_at=tx.now)
    )
    return bool(done.rowcount)


def evidence_of(state: GateState, verdict: Verdict | None, summary: str) -> tuple[str | None, str]:
    """Return what is stored of a verdict, and the digest that stands for how the gate ended."""
    evidence = None if verdict is None else msgspec.json.encode(verdict, order="sorted").decode()
    covered = msgspec.json.encode([state.value, summary, evidence])
    return evidence, hashlib.sha256(covered).hexdigest()


def is_intact(row: Row[Any]) -> bool:
    """Tell whether a stored result still is what was found: its state and evidence have its digest."""
    covered = msgspec.json.encode([row.state, row.summary, row.evidence])
    return bool(hashlib.sha256(covered).hexdigest() == row.evidence_digest)


def _insert(tx: Tx, owner: int, transition_id: str, gate: PlannedGate) -> Counting:
    row: dict[str, Any] = {
        "result_id": new_id(),
        "transition_id": transition_id,
        "gate": gate.name,
        "kind": gate.kind,
        "params": msgspec.json.encode(gate.params, order="sorted").decode(),
        "inputs_digest": gate.inputs_digest,
        "state": GateState.QUEUED.value,
        "summary": "",
        "evidence": None,
        "evidence_digest": None,
        "log": "",
        "started_at": None,
        "ended_at": None,
        "created_at": tx.now,
    }
    before = passed_before(tx.conn, owner, gate.inputs_digest)
    if gate.problem:
        _, digest = evidence_of(GateState.ERROR, None, gate.problem)
        row |= {"state": GateState.ERROR.value, "summary": gate.problem, "evidence_digest": digest, "ended_at": tx.now}
    elif before is not None and is_intact(before):
        kept = ("state", "summary", "evidence", "evidence_digest", "log", "started_at", "ended_at")
        row |= {name: getattr(before, name) for name in kept}
    tx.conn.execute(sa.insert(gate_results), row)
    return msgspec.convert({name: row[name] for name in Counting.__struct_fields__}, Counting)


def _counting(row: Row[Any]) -> Counting:
    state = GateState(row.state)
    if state.value not in OPEN and not is_intact(row):
        # somebody has changed the row behind the server's back: it says nothing any more
        return Counting(
            result_id=row.result_id,
            gate=row.gate,
            kind=row.kind,
            state=GateState.ERROR,
            summary="The stored result was altered after the gate had run.",
            inputs_digest=row.inputs_digest,
            evidence_digest=row.evidence_digest,
        )
    return Counting(
        result_id=row.result_id,
        gate=row.gate,
        kind=row.kind,
        state=state,
        summary=row.summary,
        inputs_digest=row.inputs_digest,
        evidence_digest=row.evidence_digest,
    )


def _outdate(tx: Tx, result_id: str) -> None:
    table = gate_results
    tx.conn.execute(
        sa.update(table).where(table.c.result_id == result_id).values(state=GateState.STALE.value, ended_at=tx.now)
    )


_STANDING = (
    sa.select(gate_results)
    .where(gate_results.c.transition_id == sa.bindparam("transition_id"), gate_results.c.state != GateState.STALE.value)
    .order_by(gate_results.c.created_at, gate_results.c.result_id)
)
_PASSED = (
    sa.select(gate_results)
    .join(transitions, transitions.c.transition_id == gate_results.c.transition_id)
    .where(
        transitions.c.registered_model_id == sa.bindparam("owner"),
        gate_results.c.inputs_digest == sa.bindparam("inputs_digest"),
        gate_results.c.state == GateState.PASSED.value,
    )
    .order_by(gate_results.c.created_at.desc())
    .limit(1)
)
