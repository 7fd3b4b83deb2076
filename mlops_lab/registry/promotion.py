"""Asking for a version to become live for a target: one idempotent request from wherever it comes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from mlops_lab.governance import audit, policies
from mlops_lab.governance.roles import Role, require, role_of
from mlops_lab.registry import seals, targets, transitions
from mlops_lab.registry.gates.planning import planned
from mlops_lab.registry.gates.results import BLOCKING
from mlops_lab.registry.settling import settle, waits_for
from mlops_lab.registry.versions import version_key
from mlops_lab.storage.control_schema import gate_results
from mlops_lab.storage.control_schema import transitions as rows
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import GateState, State
from mlops_lab.wire.errors import Code, LabError, invalid

NOTE_LIMIT = 10_000
OUT = (State.QUARANTINED, State.REVOKED)


def promote(
    tx: Tx,
    project: str,
    name: str,
    version: int,
    target: str,
    *,
    note: str = "",
    generation: int | None = None,
    again: bool = False,
) -> str:
    """Ask for a version to become live; asked twice, it is one request.

    Parameters
    ----------
    generation : int, optional
        Of the target when whoever asks looked at it; they are told where it has moved since.
    again : bool
        Run gates that failed on the very same inputs once more.

    Returns
    -------
    str
        The transition's id: the open one, the one that made the version live, or the one whose gates
        failed where nothing has changed since.

    Raises
    ------
    LabError
        When the policy has no such target, the version is not there, not sealed yet or out of service,
        has to be live for another target first, or the target has moved.
    """
    require(tx, project, Role.CONTRIBUTOR, to="ask for a promotion")
    if len(note) > NOTE_LIMIT:
        raise invalid(f"A note has at most {NOTE_LIMIT} characters.", "note")
    policy = policies.current(tx.conn, project, shared=tx.actor.shared)
    rule = targets.rule_of(policy.policy, target)
    _, owner = version_key(tx.conn, project, name, version)
    before = targets.locked(tx, owner, name, target)
    standing = transitions.standing_one(tx.conn, owner, version, target, transitions.PROMOTE)
    if standing is not None:
        settle(tx, standing.transition_id)
        return str(standing.transition_id)
    if before.live_version == version:
        return _made_live(tx, owner, version, target)
    if generation is not None and generation != before.generation:
        raise transitions.lost(tx.conn, owner, target)
    state, _ = targets.state_of(tx.conn, owner, version, target)
    if state in OUT:
        raise LabError(f"Version {version} of {name!r} is {state} for {target}.", Code.CONFLICT, "version")
    if seals.find_seal(tx.conn, project, name, version) is None:
        raise LabError(f"Version {version} of {name!r} is not sealed (yet).", Code.CONFLICT, "version")
    if waiting := waits_for(tx.conn, owner, version, rule):
        raise LabError(f"Version {version} of {name!r} cannot go to {target}: {waiting}", Code.CONFLICT, "target")
    if not again:
        failed = failed_before(tx, project, name, version, target, owner)
        if failed is not None:
            return str(failed.transition_id)
    transition_id = transitions.begin(tx, owner, version, before, transitions.PROMOTE, note, policy)
    audit.record(
        tx,
        "transition.requested",
        kind="transition",
        object=f"{name}/{version}",
        project=project,
        after=audit.digest_of([transition_id, target]),
        reason=note,
        details={"transition": transition_id, "target": target, "policy": policy.digest},
    )
    settle(tx, transition_id)
    return transition_id


def failed_before(tx: Tx, project: str, name: str, version: int, target: str, owner: int) -> Row[Any] | None:
    """Return the last request where its gates failed and would fail again: nothing they rest on has changed."""
    last = transitions.last_of(tx.conn, owner, version, target)
    if last is None or last.state != State.FAILED.value or last.kind != transitions.PROMOTE:
        return None
    policy = policies.current(tx.conn, project, shared=tx.actor.shared)
    asked = {gate.name: gate.inputs_digest for gate in planned(tx.conn, project, name, version, target, policy)}
    found = tx.conn.execute(sa.select(gate_results).where(gate_results.c.transition_id == last.transition_id)).all()
    failed = [one for one in found if one.state in BLOCKING]
    # an error may have been the machine's fault: it is run again
    same = failed and all(
        one.state == GateState.FAILED.value and asked.get(one.gate) == one.inputs_digest for one in failed
    )
    return last if same else None


def cancel(tx: Tx, transition_id: str, *, reason: str = "") -> None:
    """Take a request back.

    Raises
    ------
    LabError
        When it has ended, or neither who asked nor an admin takes it back.
    """
    row, _ = transitions.locked(tx, transition_id)
    refuse_ended(row)
    if tx.actor.username != row.requested_by:
        held = role_of(tx.conn, tx.actor, row.project)
        if held is not Role.ADMIN:
            raise LabError("Whoever asked for it takes it back, or an admin.", Code.FORBIDDEN)
    standing, was_live = targets.state_of(tx.conn, row.registered_model_id, row.version, row.target)
    kept = standing if was_live and row.kind == transitions.ROLLBACK else State.CANDIDATE
    transitions.end(tx, row, State.CANDIDATE, reason or "Taken back.", standing=kept)


def refuse_ended(row: Row[Any]) -> None:
    """Refuse to decide on what has ended.

    Raises
    ------
    LabError
        Saying how it ended.
    """
    if row.ended_at is not None:
        how = {
            State.LIVE.value: "It is live already",
            State.REJECTED.value: f"{row.ended_by or 'Somebody'} rejected it",
            State.FAILED.value: "Its gates failed",
        }.get(row.state, "It has ended")
        raise LabError(f"{how}{': ' + row.reason if row.reason else '.'}", Code.CONFLICT, "transition_id")


def _made_live(tx: Tx, owner: int, version: int, target: str) -> str:
    query = (
        sa.select(rows.c.transition_id)
        .where(
            rows.c.registered_model_id == owner,
            rows.c.version == version,
            rows.c.target == target,
            rows.c.state == State.LIVE.value,
        )
        .order_by(rows.c.ended_at.desc(), rows.c.transition_id.desc())
        .limit(1)
    )
    return str(tx.conn.execute(query).scalar_one())
