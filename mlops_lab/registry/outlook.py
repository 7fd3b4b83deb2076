"""What promoting a version would do, before anybody asks for it: the plan, and what a button says."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import policies
from mlops_lab.governance.policy import PolicyVersion, TargetRule
from mlops_lab.governance.policy_text import freeze_at
from mlops_lab.governance.roles import Role, role_of
from mlops_lab.registry import seals, targets, transitions
from mlops_lab.registry.gates.planning import PlannedGate, planned
from mlops_lab.registry.gates.results import passed_before
from mlops_lab.registry.settling import valid_approvals, waits_for
from mlops_lab.registry.versions import version_key
from mlops_lab.storage.control_schema import gate_results, role_bindings
from mlops_lab.wire.actor import Actor
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.control import GateState, Plan, State

_WORDS = {State.QUARANTINED: "it is quarantined", State.REVOKED: "it was revoked"}


def plan(conn: Connection, actor: Actor, project: str, name: str, version: int, target: str) -> Plan:
    """Return what `promote` would do for somebody.

    Raises
    ------
    LabError
        When the policy has no such target, or there is no such version.
    """
    policy = policies.current(conn, project, shared=actor.shared)
    rule = targets.rule_of(policy.policy, target)
    _, owner = version_key(conn, project, name, version)
    standing = targets.standing(conn, owner, name, target)
    state, _ = targets.state_of(conn, owner, version, target)
    made = Plan(
        name=name,
        version=version,
        target=target,
        state=state,
        label="",
        approvals_needed=rule.approvals.count,
        alone=rule.approvals.count == 0,
        live_version=standing.live_version,
        generation=standing.generation,
        policy_version=policy.version,
        approvers=_approvers(conn, project, rule),
    )
    held = freeze_at(rule, datetime.fromtimestamp(now_ms() / 1000, UTC))
    if held is not None:
        made.frozen = f"until {held.end}{': ' + held.reason if held.reason else ''}"
    if standing.live_version == version:
        made.label = f"Live for {target}"
        return made
    open_one = transitions.standing_one(conn, owner, version, target, transitions.PROMOTE)
    made.transition_id = None if open_one is None else open_one.transition_id
    made.blocked = _blocked(conn, actor, project, name, version, owner, rule, state)
    if not made.blocked:
        _gates(conn, project, name, version, target, owner, policy, made)
    if open_one is not None:
        made.approvals_given = len(valid_approvals(conn, open_one.transition_id, open_one.subject_digest))
    made.label = f"Blocked: {made.blocked[0]}" if made.blocked else _label(made, open_one)
    return made


def _blocked(
    conn: Connection,
    actor: Actor,
    project: str,
    name: str,
    version: int,
    owner: int,
    rule: TargetRule,
    state: State,
) -> list[str]:
    if state in _WORDS:
        return [_WORDS[state]]
    held = role_of(conn, actor, project)
    if held is None or not held.covers(Role.CONTRIBUTOR):
        return [f"asking takes the role contributor; you have {f'the role {held}' if held else 'none'}"]
    if seals.find_seal(conn, project, name, version) is None:
        return ["it is not sealed (yet)"]
    waiting = waits_for(conn, owner, version, rule)
    return [waiting[0].lower() + waiting[1:].rstrip(".")] if waiting else []


def _gates(
    conn: Connection,
    project: str,
    name: str,
    version: int,
    target: str,
    owner: int,
    policy: PolicyVersion,
    made: Plan,
) -> None:
    """Tell the gates that count already from those that have to be run, and from those that would fail again."""
    last = transitions.last_of(conn, owner, version, target)
    known = {} if last is None else _results(conn, last.transition_id)
    for gate in planned(conn, project, name, version, target, policy):
        result = known.get(gate.name)
        same = result if result is not None and result.inputs_digest == gate.inputs_digest else None
        if gate.problem:
            made.gates_failed.append(gate.name)
            made.blocked.append(_said(gate, gate.problem))
        elif same is not None and same.state == GateState.FAILED.value:
            made.gates_failed.append(gate.name)
            made.blocked.append(_said(gate, same.summary))
        elif passed_before(conn, owner, gate.inputs_digest) is not None:
            made.gates_passed.append(gate.name)
        else:
            made.gates_to_run.append(gate.name)


def _results(conn: Connection, transition_id: str) -> dict[str, Row[tuple[object, ...]]]:
    query = sa.select(gate_results).where(
        gate_results.c.transition_id == transition_id, gate_results.c.state != GateState.STALE.value
    )
    return {row.gate: row for row in conn.execute(query)}


def _said(gate: PlannedGate, summary: str) -> str:
    words = summary.strip().rstrip(".") or "did not pass"
    return f"{gate.name}: {words[0].lower() + words[1:]}"[:300]


def _label(made: Plan, open_one: Row[tuple[object, ...]] | None) -> str:
    """Say in a few words what a click does, or what is waited for."""
    if open_one is not None:
        if open_one.state == State.APPROVED.value and made.frozen:
            return f"Approved, frozen {made.frozen}"
        if open_one.state == State.AWAITING_APPROVAL.value:
            return f"Waiting for approval ({made.approvals_given} of {made.approvals_needed})"
        left = len(made.gates_to_run)
        return f"Running {left} gate{'s' if left != 1 else ''}" if left else "Promoting"
    many = len(made.gates_to_run)
    gates = f" ({many} gate{'s' if many != 1 else ''} to run)" if many else ""
    verb = "Request approval" if made.approvals_needed else "Promote"
    return f"{verb}{gates}{f', frozen {made.frozen}' if made.frozen else ''}"


def _approvers(conn: Connection, project: str, rule: TargetRule) -> list[str]:
    """Return who was given a role in the project that approves; configuration may name more."""
    if not rule.approvals.count:
        return []
    query = sa.select(role_bindings.c.subject, role_bindings.c.role).where(role_bindings.c.project.in_(["*", project]))
    found = {subject for subject, role in conn.execute(query) if Role(role).covers(rule.approvals.role)}
    return sorted(found)
