"""Going back to a version that was live before, and taking versions out of service."""

from __future__ import annotations

import sqlalchemy as sa

from mlops_lab.governance import audit, policies
from mlops_lab.governance.policy import Policy, PolicyVersion, SecondPerson
from mlops_lab.governance.roles import Role, require, require_person
from mlops_lab.registry import seals, targets, transitions
from mlops_lab.registry.application import can_return, move
from mlops_lab.registry.models import key_of
from mlops_lab.registry.settling import settle, subject_of
from mlops_lab.registry.versions import version_key
from mlops_lab.storage.control_schema import model_targets, version_states
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import State, TargetState
from mlops_lab.wire.errors import Code, LabError, invalid

REASON_LIMIT = 10_000


def roll_back(
    tx: Tx,
    project: str,
    name: str,
    target: str,
    *,
    to_version: int | None = None,
    reason: str,
    generation: int | None = None,
) -> str:
    """Make a version live again that was live before; at once, unless the policy asks a second person first.

    Parameters
    ----------
    to_version : int, optional
        The version before the live one where it is not given.

    Returns
    -------
    str
        The transition's id.

    Raises
    ------
    LabError
        When there is nothing to go back to, the version was never live for the target, is out of
        service, or the target has moved since whoever asks looked at it.
    """
    _reasoned(reason)
    require(tx, project, Role.CONTRIBUTOR, to="roll back")
    policy = policies.current(tx.conn, project, shared=tx.actor.shared)
    rule = targets.rule_of(policy.policy, target)
    if rule.rollback is SecondPerson.AFTER:
        require_person(tx, to="roll back at once")
    owner = key_of(tx.conn, project, name)
    before = targets.locked(tx, owner, name, target)
    if generation is not None and generation != before.generation:
        raise transitions.lost(tx.conn, owner, target)
    version = _checked(tx, project, name, owner, before, to_version)
    if version == before.live_version:
        raise LabError(f"Version {version} of {name!r} is live for {target} already.", Code.CONFLICT, "to_version")
    standing = transitions.standing_one(tx.conn, owner, version, target, transitions.ROLLBACK)
    if standing is not None:
        return str(standing.transition_id)
    transition_id = transitions.begin(tx, owner, version, before, transitions.ROLLBACK, reason, policy)
    audit.record(
        tx,
        "rollback.requested",
        kind="transition",
        object=f"{name}/{version}",
        project=project,
        after=audit.digest_of([transition_id, target]),
        reason=reason,
        details={"transition": transition_id, "target": target, "policy": policy.digest, "rule": rule.rollback.value},
    )
    if rule.rollback is SecondPerson.BEFORE:
        settle(tx, transition_id)
        return transition_id
    if rule.rollback is SecondPerson.AFTER and tx.actor.shared:
        _ask_review(tx, transition_id, policy.digest, before.live_version)
    row = transitions.find(tx.conn, transition_id)
    move(tx, row, version, alias=policies.alias_of(policy.policy, target), approved_by=[])
    return transition_id


def withdraw(tx: Tx, project: str, name: str, version: int, state: State, *, reason: str) -> list[str]:
    """Take a version out of service: quarantined until it is released, or revoked for good.

    What it is live for goes back to what was live before, where there is such a version; else nothing
    is live any more.

    Returns
    -------
    list of str
        The targets that moved.

    Raises
    ------
    LabError
        When there is no reason, or the actor is no approver in person.
    """
    verb = "quarantine" if state is State.QUARANTINED else "revoke"
    _reasoned(reason)
    require_person(tx, to=f"{verb} a version")
    require(tx, project, Role.APPROVER, to=f"{verb} a version")
    _, owner = version_key(tx.conn, project, name, version)
    policy = policies.current(tx.conn, project, shared=tx.actor.shared)
    moved = []
    for target in _targets(tx, owner, policy.policy):
        before = targets.locked(tx, owner, name, target)
        standing, _ = targets.state_of(tx.conn, owner, version, target)
        if standing is State.REVOKED:
            continue
        for one in transitions.open_for(tx.conn, owner, version=version, target=target):
            transitions.end(tx, one, state, reason)
        targets.set_state(tx, owner, version, target, state)
        if before.live_version == version:
            _replace(tx, owner, before, policy, reason)
            moved.append(target)
        elif before.previous_version == version:
            table = model_targets
            tx.conn.execute(
                sa.update(table)
                .where(table.c.registered_model_id == owner, table.c.target == target)
                .values(previous_version=None)
            )
    _tell(tx, project, name, version, state, reason, moved)
    return moved


def release(tx: Tx, project: str, name: str, version: int, *, reason: str) -> None:
    """Let a quarantined version be a candidate again.

    Raises
    ------
    LabError
        When it is not quarantined, there is no reason, or the actor is no approver in person.
    """
    _reasoned(reason)
    require_person(tx, to="release a version")
    require(tx, project, Role.APPROVER, to="release a version")
    _, owner = version_key(tx.conn, project, name, version)
    table = version_states
    found = tx.conn.scalars(
        sa.select(table.c.target).where(
            table.c.registered_model_id == owner,
            table.c.version == version,
            table.c.state == State.QUARANTINED.value,
        )
    ).all()
    if not found:
        raise LabError(f"Version {version} of {name!r} is not quarantined.", Code.CONFLICT, "version")
    for target in found:
        _, was_live = targets.state_of(tx.conn, owner, version, target)
        targets.set_state(tx, owner, version, target, State.RETIRED if was_live else State.CANDIDATE)
    _tell(tx, project, name, version, State.CANDIDATE, reason, [])


def _checked(tx: Tx, project: str, name: str, owner: int, before: TargetState, to_version: int | None) -> int:
    if before.live_version is None and to_version is None:
        raise LabError(f"Nothing is live for {before.target}.", Code.CONFLICT, "target")
    version = to_version if to_version is not None else before.previous_version
    if version is None:
        raise LabError(
            f"There is no version to go back to: {before.live_version} is the first that was live for {before.target}.",
            Code.CONFLICT,
            "to_version",
        )
    version_key(tx.conn, project, name, version)
    state, was_live = targets.state_of(tx.conn, owner, version, before.target)
    if state in (State.QUARANTINED, State.REVOKED):
        raise LabError(f"Version {version} of {name!r} is {state}.", Code.CONFLICT, "to_version")
    if not was_live or not can_return(tx.conn, owner, version, before.target):
        raise LabError(
            f"Version {version} of {name!r} was never live for {before.target}: promote it, a rollback only returns "
            "to what has been approved before.",
            Code.CONFLICT,
            "to_version",
        )
    if not seals.is_intact(tx.conn, project, name, version):
        raise LabError(f"The sealed record of version {version} was altered.", Code.CONFLICT, "to_version")
    return version


def _ask_review(tx: Tx, transition_id: str, policy: str, replaces: int | None) -> None:
    """Give whoever reviews the rollback afterwards something to put their name to."""
    row = transitions.find(tx.conn, transition_id)
    sealed = seals.find_seal(tx.conn, row.project, row.name, row.version)
    subject = subject_of(row, seal=sealed[1] if sealed else "", evidence="", policy=policy, replaces=replaces)
    transitions.change(tx, row, subject_digest=audit.digest_of(subject))


def _replace(
    tx: Tx,
    owner: int,
    before: TargetState,
    policy: PolicyVersion,
    reason: str,
) -> None:
    """Take what is live out: back to the version before it, or to nothing."""
    previous = before.previous_version
    back = previous is not None and can_return(tx.conn, owner, previous, before.target)
    version = previous if back and previous is not None else None
    named = before.target in policy.policy.targets
    alias = policies.alias_of(policy.policy, before.target) if named else before.target
    kind = transitions.ROLLBACK if version is not None else transitions.RETIRE
    about = version if version is not None else before.live_version or 0
    row = transitions.find(tx.conn, transitions.begin(tx, owner, about, before, kind, reason, policy))
    move(tx, row, version, alias=alias, approved_by=[])


def _targets(tx: Tx, owner: int, policy: Policy) -> list[str]:
    """Return all targets that a model has, in an order that is the same for everybody who locks them."""
    known = tx.conn.scalars(sa.select(model_targets.c.target).where(model_targets.c.registered_model_id == owner))
    return sorted({*policy.targets, *known})


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise invalid("Say why: it stays in the audit log.", "reason")
    if len(reason) > REASON_LIMIT:
        raise invalid(f"A reason has at most {REASON_LIMIT} characters.", "reason")


def _tell(tx: Tx, project: str, name: str, version: int, state: State, reason: str, moved: list[str]) -> None:
    verb = {State.QUARANTINED: "quarantined", State.REVOKED: "revoked"}.get(state, "released")
    audit.record(
        tx,
        f"version.{verb}",
        kind="version",
        object=f"{name}/{version}",
        project=project,
        after=audit.digest_of(state.value),
        reason=reason,
        details={"moved": moved},
    )
    data = {"name": name, "version": version, "state": state.value}
    tx.publish(f"model:{name}", "version.updated", data)
    tx.publish(f"project:{project}", "version.updated", data)
