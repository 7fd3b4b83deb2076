"""Where each target of a model stands: what is live, what a rollback returns to, how often it has moved."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.policies import alias_of
from mlops_lab.governance.policy import Policy, TargetRule
from mlops_lab.registry.models import key_of
from mlops_lab.storage.control_schema import model_targets, transitions, version_states
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing, upsert
from mlops_lab.wire.control import State, TargetState
from mlops_lab.wire.errors import not_found


def rule_of(policy: Policy, target: str) -> TargetRule:
    """Return what the policy says of a target.

    Raises
    ------
    LabError
        When it names no such target.
    """
    if target not in policy.targets:
        raise not_found(
            f"The policy has no target {target[:100]!r}; it has {', '.join(policy.targets)}.",
            "target",
        )
    return policy.targets[target]


def targets_of(conn: Connection, project: str, name: str, policy: Policy) -> list[TargetState]:
    """Return all targets of a model: those of the policy, and those that something is still live for."""
    owner = key_of(conn, project, name)
    rows = {row.target: row for row in conn.execute(_ROWS, {"owner": owner})}
    names = [*policy.targets, *(target for target in sorted(rows) if target not in policy.targets)]
    return [_state(name, target, policy, rows.get(target)) for target in names]


def locked(tx: Tx, owner: int, name: str, target: str) -> TargetState:
    """Return where a target stands, kept from changing until the transaction ends."""
    row = {"registered_model_id": owner, "target": target, "generation": 0, "updated_at": tx.now}
    insert_missing(tx.conn, model_targets, [row])
    found = tx.conn.execute(_ONE.with_for_update(), {"owner": owner, "target": target}).one()
    return _state(name, target, None, found)


def standing(conn: Connection, owner: int, name: str, target: str) -> TargetState:
    """Return where a target stands."""
    return _state(name, target, None, conn.execute(_ONE, {"owner": owner, "target": target}).first())


def state_of(conn: Connection, owner: int, version: int, target: str) -> tuple[State, bool]:
    """Return where a version stands for a target, and whether it was ever live for it."""
    row = conn.execute(_STATE, {"owner": owner, "version": version, "target": target}).first()
    return (State.CANDIDATE, False) if row is None else (State(row.state), bool(row.was_live))


def set_state(tx: Tx, owner: int, version: int, target: str, state: State, *, transition_id: str | None = None) -> None:
    """Say where a version stands for a target now; that it was live once is never forgotten."""
    row = {
        "registered_model_id": owner,
        "version": version,
        "target": target,
        "state": state.value,
        "updated_at": tx.now,
        "was_live": int(state is State.LIVE),
    }
    update = ["state", "updated_at", *(["was_live"] if state is State.LIVE else [])]
    if transition_id is not None:
        row["transition_id"] = transition_id
        update.append("transition_id")
    upsert(tx.conn, version_states, [row], keys=["registered_model_id", "version", "target"], update=update)


def who_won(conn: Connection, owner: int, target: str) -> str:
    """Say what moved a target last: which version became live, and by whom."""
    row = conn.execute(_APPLIED, {"owner": owner, "target": target}).first()
    if row is None:
        return "Its target has moved."
    who = row.requested_name or row.requested_by or "somebody"
    if row.kind == "rollback":
        return f"{who} rolled {target} back to version {row.version}."
    return f"Version {row.version} became live for {target} (asked by {who})."


def was_live_for(conn: Connection, owner: int, version: int, targets: Iterable[str]) -> set[str]:
    """Return which of some targets a version was ever live for."""
    table = version_states
    return set(
        conn.scalars(
            sa.select(table.c.target).where(
                table.c.registered_model_id == owner,
                table.c.version == version,
                table.c.was_live == 1,
                table.c.target.in_(list(targets)),
            )
        )
    )


_ROWS = sa.select(model_targets).where(model_targets.c.registered_model_id == sa.bindparam("owner"))
_ONE = _ROWS.where(model_targets.c.target == sa.bindparam("target"))
_STATE = sa.select(version_states.c.state, version_states.c.was_live).where(
    version_states.c.registered_model_id == sa.bindparam("owner"),
    version_states.c.version == sa.bindparam("version"),
    version_states.c.target == sa.bindparam("target"),
)
_APPLIED = (
    sa.select(transitions)
    .where(
        transitions.c.registered_model_id == sa.bindparam("owner"),
        transitions.c.target == sa.bindparam("target"),
        transitions.c.state == State.LIVE.value,
        transitions.c.ended_at.is_not(None),
    )
    .order_by(transitions.c.ended_at.desc(), transitions.c.transition_id.desc())
    .limit(1)
)


def _state(name: str, target: str, policy: Policy | None, row: sa.Row[tuple[object, ...]] | None) -> TargetState:
    alias = alias_of(policy, target) if policy is not None and target in policy.targets else target
    if row is None:
        return TargetState(name=name, target=target, alias=alias)
    return TargetState(
        name=name,
        target=target,
        alias=alias,
        live_version=row.live_version,
        previous_version=row.previous_version,
        generation=row.generation,
        updated_at=row.updated_at,
    )
