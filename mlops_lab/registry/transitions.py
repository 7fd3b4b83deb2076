"""Transitions: one request to make a version live for a target, from asking to its end."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit
from mlops_lab.governance.policy import PolicyVersion
from mlops_lab.governance.roles import require_read
from mlops_lab.registry import targets
from mlops_lab.storage.control_schema import approvals, gate_results, transitions
from mlops_lab.storage.schema import projects, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import GateState, State, TargetState
from mlops_lab.wire.errors import Code, LabError, not_found
from mlops_lab.wire.ids import new_id

PROMOTE, ROLLBACK, RETIRE = "promote", "rollback", "retire"
JOB = "gates"
"""The kind of job that runs the gates of a transition; its subject is the transition."""


def find(conn: Connection, transition_id: str) -> Row[Any]:
    """Return a transition's row with its ``project`` and model's ``name``.

    Raises
    ------
    LabError
        When there is none.
    """
    row = conn.execute(_ROW.where(transitions.c.transition_id == transition_id)).first()
    if row is None:
        raise not_found(f"There is no promotion {transition_id[:60]!r}.", "transition_id")
    require_read(conn, row.project)
    return row


def locked(tx: Tx, transition_id: str) -> tuple[Row[Any], TargetState]:
    """Return a transition and its target, both kept from changing until the write ends."""
    row = find(tx.conn, transition_id)
    target = targets.locked(tx, row.registered_model_id, row.name, row.target)  # first, always: no two wait in a ring
    tx.conn.execute(_LOCK, {"transition_id": transition_id})
    return find(tx.conn, transition_id), target


def begin(tx: Tx, owner: int, version: int, standing: TargetState, kind: str, note: str, policy: PolicyVersion) -> str:
    """Write down that somebody asks for a version to become live; return the transition's id."""
    transition_id = new_id()
    tx.conn.execute(
        sa.insert(transitions).values(
            transition_id=transition_id,
            registered_model_id=owner,
            version=version,
            target=standing.target,
            kind=kind,
            state=State.CANDIDATE.value,
            note=note,
            requested_by=tx.actor.username,
            requested_name=tx.actor.display_name,
            requested_via=tx.actor.via.value,
            requested_at=tx.now,
            policy_version=policy.version,
            policy_digest=policy.digest,
            generation=standing.generation,
        )
    )
    return transition_id


def open_ids(conn: Connection, project: str | None = None) -> list[str]:
    """Return the transitions that have not ended, the oldest first."""
    query = _ROW.where(transitions.c.ended_at.is_(None)).order_by(transitions.c.requested_at)
    if project is not None:
        query = query.where(projects.c.name == project)
    return [row.transition_id for row in conn.execute(query)]


def open_for(conn: Connection, owner: int, *, version: int | None = None, target: str | None = None) -> list[Row[Any]]:
    """Return a model's transitions that have not ended, of one version or target where asked."""
    query = _ROW.where(transitions.c.registered_model_id == owner, transitions.c.ended_at.is_(None))
    if version is not None:
        query = query.where(transitions.c.version == version)
    if target is not None:
        query = query.where(transitions.c.target == target)
    return list(conn.execute(query.order_by(transitions.c.requested_at)))


def standing_one(conn: Connection, owner: int, version: int, target: str, kind: str) -> Row[Any] | None:
    """Return the request of a kind for a version and target that has not ended; None where there is none."""
    found = open_for(conn, owner, version=version, target=target)
    return next((one for one in found if one.kind == kind), None)


def last_of(conn: Connection, owner: int, version: int, target: str) -> Row[Any] | None:
    """Return the transition of a version for a target that was asked for last."""
    query = _ROW.where(
        transitions.c.registered_model_id == owner,
        transitions.c.version == version,
        transitions.c.target == target,
    )
    newest = query.order_by(transitions.c.requested_at.desc(), transitions.c.transition_id.desc())
    return conn.execute(newest.limit(1)).first()


def change(tx: Tx, row: Row[Any], **values: Any) -> None:
    """Set columns of a transition."""
    table = transitions
    tx.conn.execute(sa.update(table).where(table.c.transition_id == row.transition_id).values(values))


def end(tx: Tx, row: Row[Any], state: State, reason: str, *, standing: State | None = None) -> None:
    """End a transition without anything going live; say where the version stands now."""
    change(tx, row, state=state.value, ended_at=tx.now, ended_by=tx.actor.username, reason=reason)
    targets.set_state(
        tx,
        row.registered_model_id,
        row.version,
        row.target,
        standing if standing is not None else state,
        transition_id=row.transition_id,
    )
    table = gate_results
    tx.conn.execute(
        sa.update(table)
        .where(
            table.c.transition_id == row.transition_id,
            table.c.state.in_([GateState.QUEUED.value, GateState.RUNNING.value]),
        )
        .values(state=GateState.STALE.value, ended_at=tx.now)
    )
    tell(tx, row, state, reason=reason)


def lose(tx: Tx, row: Row[Any], *, why: str = "") -> None:
    """End a transition whose target moved under it."""
    table = approvals
    said = why or targets.who_won(tx.conn, row.registered_model_id, row.target)
    tx.conn.execute(
        sa.update(table)
        .where(table.c.transition_id == row.transition_id, table.c.voided_at.is_(None))
        .values(voided_at=tx.now, void_reason=said)
    )
    state, _ = targets.state_of(tx.conn, row.registered_model_id, row.version, row.target)
    kept = state if state in (State.LIVE, State.SUPERSEDED, State.RETIRED) else State.CANDIDATE
    end(tx, row, State.CANDIDATE, f"{said} What passed before still counts: ask again.", standing=kept)


def lost(conn: Connection, owner: int, target: str) -> LabError:
    """Make the error for whoever comes second."""
    return LabError(f"{targets.who_won(conn, owner, target)} Look again, then decide.", Code.CONFLICT, "generation")


def tell(tx: Tx, row: Row[Any], state: State, *, action: str = "", reason: str = "", **details: Any) -> None:
    """Enter a step of a transition into the audit log, and tell who looks at it."""
    said = action or f"transition.{state.value.replace(' ', '_')}"
    audit.record(
        tx,
        said,
        kind="transition",
        object=f"{row.name}/{row.version}",
        project=row.project,
        before=audit.digest_of([row.state, row.subject_digest]),
        after=audit.digest_of([state.value, details.get("subject_digest", row.subject_digest)]),
        reason=reason,
        details={"transition": row.transition_id, "target": row.target, "state": state.value} | details,
    )
    publish(tx, row, state)


def publish(tx: Tx, row: Row[Any], state: State) -> None:
    """Tell who looks at a model, a project or their inbox that a transition changed."""
    data = {
        "transition_id": row.transition_id,
        "name": row.name,
        "version": row.version,
        "target": row.target,
        "state": state.value,
    }
    tx.publish(f"model:{row.name}", "transition.updated", data)
    tx.publish(f"project:{row.project}", "transition.updated", data)


_ROW = (
    sa.select(transitions, registered_models.c.name, projects.c.name.label("project"))
    .join(registered_models, registered_models.c.id == transitions.c.registered_model_id)
    .join(projects, projects.c.id == registered_models.c.project_id)
)
_LOCK = (
    sa.select(transitions.c.transition_id)
    .where(transitions.c.transition_id == sa.bindparam("transition_id"))
    .with_for_update()
)
