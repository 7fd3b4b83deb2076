"""How far a transition can go: its gates and approvals held against what they were given on.

Nothing here is remembered between calls. Each time, policy, seal, champion, data, card and code are
looked up again; whatever has changed makes the results and approvals that rest on it stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit, policies
from mlops_lab.governance.policy import PolicyVersion, SecondPerson, TargetRule
from mlops_lab.registry import seals, targets, transitions
from mlops_lab.registry.gates.planning import planned
from mlops_lab.registry.gates.results import BLOCKING, OPEN, Counting, reconcile
from mlops_lab.storage import jobs
from mlops_lab.storage.control_schema import approvals
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import State

HOUR_MS = 3_600_000
APPROVE, REJECT, REVIEWED = "approve", "reject", "reviewed"


class Subject(msgspec.Struct, kw_only=True, frozen=True):
    """What an approval is given on; its digest is what an approval holds."""

    project: str
    name: str
    version: int
    target: str
    kind: str
    seal: str
    evidence: str
    policy: str
    replaces: int | None
    expires_at: Millis | None


class Settled(NamedTuple):
    """A transition after it was looked at: its row as it is now, and where it stands."""

    row: Row[Any]
    state: State


def settle(tx: Tx, transition_id: str) -> Settled:
    """Move a transition as far as it can go short of its application; one that has ended stays as it is."""
    row, target = transitions.locked(tx, transition_id)
    if row.ended_at is not None:
        return Settled(row, State(row.state))
    if target.generation != row.generation:
        transitions.lose(tx, row)
        return _again(tx, transition_id)
    policy = policies.current(tx.conn, row.project, shared=tx.actor.shared)
    rule = policy.policy.targets.get(row.target)
    sealed = seals.find_seal(tx.conn, row.project, row.name, row.version)
    hindrance = _hindrance(tx.conn, row, rule, sealed is not None)
    if rule is None or sealed is None or hindrance:
        transitions.end(tx, row, State.FAILED, hindrance)
        return _again(tx, transition_id)
    if policy.digest != row.policy_digest:
        transitions.change(tx, row, policy_version=policy.version, policy_digest=policy.digest)
    gates = _gates(tx, row, policy)
    blocking = [gate for gate in gates if gate.state.value in BLOCKING]
    if any(gate.state.value in OPEN for gate in gates):
        _void(tx, row, None, "The evidence is being gathered again.")
        _stand(tx, row, State.VALIDATING, evidence_digest=None, subject_digest=None)
        jobs.enqueue(tx, transitions.JOB, subject=transition_id, project=row.project)
    elif blocking:
        _void(tx, row, None, "A gate did not pass.")
        transitions.change(tx, row, evidence_digest=evidence_digest(gates), subject_digest=None)
        transitions.end(tx, row, State.FAILED, "; ".join(f"{one.gate}: {one.summary}" for one in blocking))
    else:
        _weigh(tx, row, policy, rule, sealed[1], evidence_digest(gates), target.live_version)
    return _again(tx, transition_id)


def evidence_digest(gates: Sequence[Counting]) -> str:
    """Return the digest of all that the gates found, and on what."""
    return audit.digest_of([[one.gate, one.kind, one.inputs_digest, one.evidence_digest] for one in gates])


def subject_of(
    row: Row[Any],
    *,
    seal: str,
    evidence: str,
    policy: str,
    replaces: int | None,
    expires_at: Millis | None = None,
) -> Subject:
    """Return what is decided on when somebody decides on a transition."""
    return Subject(
        project=row.project,
        name=row.name,
        version=row.version,
        target=row.target,
        kind=row.kind,
        seal=seal,
        evidence=evidence,
        policy=policy,
        replaces=replaces,
        expires_at=expires_at,
    )


def approvals_needed(row: Row[Any], rule: TargetRule) -> int:
    """Return how many people have to approve a transition."""
    if row.kind == transitions.ROLLBACK:
        return max(1, rule.approvals.count) if rule.rollback is SecondPerson.BEFORE else 0
    return rule.approvals.count


def valid_approvals(conn: Connection, transition_id: str, subject_digest: str | None) -> list[Row[Any]]:
    """Return the approvals that still count."""
    table = approvals
    query = sa.select(table).where(
        table.c.transition_id == transition_id,
        table.c.decision == APPROVE,
        table.c.subject_digest == subject_digest,
        table.c.voided_at.is_(None),
    )
    return list(conn.execute(query.order_by(table.c.decided_at)))


def _hindrance(conn: Connection, row: Row[Any], rule: TargetRule | None, sealed: bool) -> str:
    """Say why a transition cannot go on whatever its gates say; empty where it can."""
    if rule is None:
        return f"The policy has no target {row.target!r} any more."
    if not sealed:
        return "The version is gone."
    if not seals.is_intact(conn, row.project, row.name, row.version):
        return "The version's sealed record was altered; nothing can be decided on it."
    state, _ = targets.state_of(conn, row.registered_model_id, row.version, row.target)
    if state in (State.QUARANTINED, State.REVOKED):
        return f"The version is {state}."
    if row.kind == transitions.PROMOTE:
        return waits_for(conn, row.registered_model_id, row.version, rule)
    return ""


def waits_for(conn: Connection, owner: int, version: int, rule: TargetRule) -> str:
    """Say which target a version has to be live for first; empty where it was, or need not be."""
    if rule.after is None or targets.was_live_for(conn, owner, version, [rule.after]):
        return ""
    return f"It has to be live for {rule.after} first."


def _gates(tx: Tx, row: Row[Any], policy: PolicyVersion) -> list[Counting]:
    asked = []
    if row.kind == transitions.PROMOTE:  # what a rollback returns to has passed its gates before
        asked = planned(tx.conn, row.project, row.name, row.version, row.target, policy)
    return reconcile(tx, row.registered_model_id, row.transition_id, asked)


def _weigh(
    tx: Tx, row: Row[Any], policy: PolicyVersion, rule: TargetRule, seal: str, evidence: str, live: int | None
) -> None:
    """Hold the approvals there are against what is to be approved."""
    needed = approvals_needed(row, rule)
    same = row.evidence_digest == evidence and row.policy_digest == policy.digest
    expired = row.expires_at is not None and row.expires_at <= tx.now
    expires = row.expires_at if same and not expired else tx.now + rule.approvals.valid_hours * HOUR_MS
    subject = subject_of(
        row,
        seal=seal,
        evidence=evidence,
        policy=policy.digest,
        replaces=live,
        expires_at=expires if needed else None,
    )
    digest = audit.digest_of(subject)
    why = (
        f"The policy changed (version {policy.version})." if row.policy_digest != policy.digest
        else "The evidence changed." if row.evidence_digest != evidence
        else "It had expired."
    )  # fmt: skip
    _void(tx, row, digest, why)
    enough = len({one.username for one in valid_approvals(tx.conn, row.transition_id, digest)}) >= needed
    if row.evidence_digest != evidence:
        transitions.tell(tx, row, State.VALIDATED, subject_digest=digest)
    _stand(
        tx,
        row,
        State.APPROVED if enough else State.AWAITING_APPROVAL,
        evidence_digest=evidence,
        subject_digest=digest,
        expires_at=subject.expires_at,
    )


def _stand(tx: Tx, row: Row[Any], state: State, **values: Any) -> None:
    """Say where a transition stands, where that is news."""
    news = {name: value for name, value in values.items() if getattr(row, name) != value}
    if state.value != row.state:
        news["state"] = state.value
    if not news:
        return
    transitions.change(tx, row, **news)
    if "state" in news or "subject_digest" in news:
        standing, _ = targets.state_of(tx.conn, row.registered_model_id, row.version, row.target)
        if row.kind == transitions.PROMOTE or standing is State.CANDIDATE:
            targets.set_state(
                tx, row.registered_model_id, row.version, row.target, state, transition_id=row.transition_id
            )
        transitions.tell(tx, row, state, subject_digest=values.get("subject_digest"))


def _void(tx: Tx, row: Row[Any], subject: str | None, why: str) -> None:
    """Void the approvals that were given on anything else than this."""
    table = approvals
    stale = sa.and_(
        table.c.transition_id == row.transition_id,
        table.c.voided_at.is_(None),
        table.c.decision == APPROVE,
    )
    if subject is not None:
        stale = sa.and_(stale, table.c.subject_digest != subject)
    gone = tx.conn.execute(sa.update(table).where(stale).values(voided_at=tx.now, void_reason=why))
    if gone.rowcount:
        transitions.tell(tx, row, State(row.state), action="approval.voided", reason=why, approvals=gone.rowcount)


def _again(tx: Tx, transition_id: str) -> Settled:
    row = transitions.find(tx.conn, transition_id)
    return Settled(row, State(row.state))
