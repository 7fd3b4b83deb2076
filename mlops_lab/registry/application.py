"""Making a version live: one compare-and-swap with the alias, the states and the audit entry in one write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit, policies
from mlops_lab.governance.policy_text import freeze_at
from mlops_lab.registry import targets, transitions
from mlops_lab.registry.aliases import move_alias
from mlops_lab.registry.settling import Settled, settle, valid_approvals
from mlops_lab.storage.control_schema import model_targets, version_states
from mlops_lab.storage.control_schema import transitions as rows
from mlops_lab.storage.schema import model_versions
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import State


def apply(tx: Tx, transition_id: str) -> Settled:
    """Make a transition's version live, where everything still holds at this moment.

    Returns
    -------
    Settled
        ``live`` where it was applied; else where it stands: ``approved`` within a freeze.

    Raises
    ------
    LabError
        A conflict that names who won, where the target has moved since this was asked.
    """
    row, state = settle(tx, transition_id)
    if row.ended_at is not None or state is not State.APPROVED:
        return Settled(row, state)
    policy = policies.current(tx.conn, row.project, shared=tx.actor.shared)
    if row.kind == transitions.PROMOTE:
        held = freeze_at(policy.policy.targets[row.target], datetime.fromtimestamp(tx.now / 1000, UTC))
        if held is not None:
            reason = f"Frozen until {held.end}{': ' + held.reason if held.reason else ''}."
            if row.reason != reason:
                transitions.change(tx, row, reason=reason)
                transitions.publish(tx, row, state)
            return Settled(transitions.find(tx.conn, transition_id), state)
    alias = policies.alias_of(policy.policy, row.target)
    who = [one.username for one in valid_approvals(tx.conn, transition_id, row.subject_digest)]
    move(tx, row, row.version, alias=alias, approved_by=who)
    return Settled(transitions.find(tx.conn, transition_id), State.LIVE)


def move(tx: Tx, row: Row[Any], version: int | None, *, alias: str, approved_by: list[str]) -> None:
    """Move a target to a version (None: nothing is live any more) if it stands where the transition began.

    Raises
    ------
    LabError
        Where it has moved since: nothing is written then.
    """
    owner, target = row.registered_model_id, row.target
    before = targets.locked(tx, owner, row.name, target)
    if version is not None and version == before.live_version:
        previous = before.previous_version
    elif row.kind == transitions.PROMOTE:
        previous = before.live_version
    else:
        previous = _before(tx.conn, owner, target, version, before.live_version)
    swapped = tx.conn.execute(
        sa.update(model_targets)
        .where(
            model_targets.c.registered_model_id == owner,
            model_targets.c.target == target,
            model_targets.c.generation == row.generation,
        )
        .values(
            live_version=version,
            previous_version=previous,
            generation=row.generation + 1,
            updated_at=tx.now,
        )
    )
    if swapped.rowcount != 1:
        raise transitions.lost(tx.conn, owner, target)
    if before.live_version is not None and before.live_version != version:
        _leave(tx, owner, before.live_version, target)
    move_alias(tx, row.project, row.name, alias, version)
    if version is not None:
        targets.set_state(tx, owner, version, target, State.LIVE, transition_id=row.transition_id)
    state = State.LIVE if version is not None else State.RETIRED
    transitions.change(
        tx,
        row,
        state=state.value,
        ended_at=tx.now,
        ended_by=tx.actor.username or row.requested_by,
        replaced_version=before.live_version,
        reason=row.reason if row.kind != transitions.PROMOTE else "",
    )
    _retire(tx, owner, target, keep={version, previous, before.live_version})
    action = {"promote": "transition.applied", "rollback": "transition.rolled_back", "retire": "transition.retired"}
    audit.record(
        tx,
        action[row.kind],
        kind="target",
        object=f"{row.name}@{target}",
        project=row.project,
        before=audit.digest_of([before.live_version, before.generation]),
        after=audit.digest_of([version, row.generation + 1]),
        reason=row.note or row.reason,
        details={
            "transition": row.transition_id,
            "version": version,
            "replaced": before.live_version,
            "generation": row.generation + 1,
            "alias": alias,
            "policy": row.policy_digest,
            "evidence": row.evidence_digest,
            "subject": row.subject_digest,
            "approved_by": approved_by,
        },
    )
    transitions.publish(tx, row, state)
    for other in transitions.open_for(tx.conn, owner, target=target):
        transitions.lose(tx, other)


def _leave(tx: Tx, owner: int, version: int, target: str) -> None:
    """Say of what was live that something else is now; what was taken out of service stays so."""
    state, _ = targets.state_of(tx.conn, owner, version, target)
    if state not in (State.QUARANTINED, State.REVOKED):
        targets.set_state(tx, owner, version, target, State.SUPERSEDED)


def _retire(tx: Tx, owner: int, target: str, *, keep: set[int | None]) -> None:
    """Retire what was superseded and is no longer what a rollback returns to."""
    table = version_states
    kept = [version for version in keep if version is not None]
    tx.conn.execute(
        sa.update(table)
        .where(
            table.c.registered_model_id == owner,
            table.c.target == target,
            table.c.state == State.SUPERSEDED.value,
            table.c.version.not_in(kept),
        )
        .values(state=State.RETIRED.value, updated_at=tx.now)
    )


def _before(conn: Connection, owner: int, target: str, version: int | None, left: int | None) -> int | None:
    """Return what was live before a version was for the first time, where it can be live again."""
    replaced: dict[int, int | None] = {}
    for row in conn.execute(_APPLIED, {"owner": owner, "target": target}):
        replaced.setdefault(row.version, row.replaced_version)  # the first time counts
    seen = {version, left}
    earlier = replaced.get(version) if version is not None else replaced.get(left or 0)
    while earlier is not None and (earlier in seen or not can_return(conn, owner, earlier, target)):
        if earlier in seen and earlier != left:
            return None
        seen.add(earlier)
        earlier = replaced.get(earlier)
        if earlier in seen:
            return None
    return earlier


def can_return(conn: Connection, owner: int, version: int, target: str) -> bool:
    """Tell whether a version was live for a target, still is there and was not taken out of service."""
    state, was_live = targets.state_of(conn, owner, version, target)
    if not was_live or state in (State.QUARANTINED, State.REVOKED):
        return False
    there = sa.select(model_versions.c.id).where(
        model_versions.c.registered_model_id == owner, model_versions.c.version == version
    )
    return conn.execute(there).first() is not None


_APPLIED = (
    sa.select(rows)
    .where(
        rows.c.registered_model_id == sa.bindparam("owner"),
        rows.c.target == sa.bindparam("target"),
        rows.c.kind == transitions.PROMOTE,
        rows.c.state == State.LIVE.value,
    )
    .order_by(rows.c.ended_at, rows.c.transition_id)
)
