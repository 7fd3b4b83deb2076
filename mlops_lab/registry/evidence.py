"""What was asked, found and decided about a model's versions, read back whole for lineage, cards and files."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance.roles import may_read, reads_all
from mlops_lab.registry.models import key_of
from mlops_lab.storage.control_schema import approvals, gate_results, review_comments, transitions
from mlops_lab.storage.schema import projects, registered_models
from mlops_lab.wire.control import Approval, Comment, GateResult, GateState, State, Transition, Verdict
from mlops_lab.wire.errors import not_found


def transitions_of(conn: Connection, project: str, name: str, version: int | None = None) -> list[Transition]:
    """Return the transitions of a model (of one version) with gates, approvals and comments, oldest first."""
    where = transitions.c.registered_model_id == key_of(conn, project, name)
    if version is not None:
        where = sa.and_(where, transitions.c.version == version)
    return transitions_where(conn, where)


def transition_of(conn: Connection, transition_id: str) -> Transition:
    """Return one transition, whole.

    Raises
    ------
    LabError
        When there is none.
    """
    found = transitions_where(conn, transitions.c.transition_id == transition_id)
    if not found:
        raise not_found(f"There is no promotion {transition_id[:60]!r}.", "transition_id")
    return found[0]


def transitions_where(
    conn: Connection, where: sa.ColumnElement[bool], *, project: str | None = None, newest: int | None = None
) -> list[Transition]:
    """Return the transitions that a condition holds for (the newest few of them), oldest first."""
    query = (
        sa.select(transitions, registered_models.c.name, projects.c.name.label("project"))
        .join(registered_models, registered_models.c.id == transitions.c.registered_model_id)
        .join(projects, projects.c.id == registered_models.c.project_id)
        .where(where)
    )
    if project is not None:
        query = query.where(projects.c.name == project)
    if newest is None:
        rows = list(conn.execute(query.order_by(transitions.c.requested_at, transitions.c.transition_id)))
    else:
        last = query.order_by(transitions.c.requested_at.desc(), transitions.c.transition_id.desc()).limit(newest)
        rows = list(conn.execute(last))[::-1]
    if not reads_all(conn):
        rows = [row for row in rows if may_read(conn, row.project)]
    ids = [row.transition_id for row in rows]
    gates = _by_transition(conn, gate_results, ids, gate_results.c.created_at)
    decisions = _by_transition(conn, approvals, ids, approvals.c.decided_at)
    remarks = _by_transition(conn, review_comments, ids, review_comments.c.created_at)
    return [
        Transition(
            transition_id=row.transition_id,
            project=row.project,
            name=row.name,
            version=row.version,
            target=row.target,
            kind=row.kind,
            state=State(row.state),
            note=row.note,
            requested_by=row.requested_by,
            requested_name=row.requested_name,
            requested_via=row.requested_via,
            requested_at=row.requested_at,
            policy_version=row.policy_version,
            policy_digest=row.policy_digest,
            evidence_digest=row.evidence_digest,
            subject_digest=row.subject_digest,
            generation=row.generation,
            replaced_version=row.replaced_version,
            gates=[_gate(one) for one in gates.get(row.transition_id, [])],
            approvals=[_approval(one, row.subject_digest) for one in decisions.get(row.transition_id, [])],
            comments=[
                Comment(
                    comment_id=one.comment_id,
                    username=one.username,
                    display_name=one.display_name,
                    text=one.text,
                    created_at=one.created_at,
                )
                for one in remarks.get(row.transition_id, [])
            ],
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            reason=row.reason,
        )
        for row in rows
    ]


def _by_transition(conn: Connection, table: sa.Table, ids: list[str], order: Any) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    if ids:
        query = sa.select(table).where(table.c.transition_id.in_(ids)).order_by(order, next(iter(table.primary_key)))
        for row in conn.execute(query):
            found.setdefault(row.transition_id, []).append(row)
    return found


def _gate(row: Row[Any]) -> GateResult:
    return GateResult(
        result_id=row.result_id,
        gate=row.gate,
        kind=row.kind,
        params=msgspec.json.decode(row.params, type=dict[str, Any]),
        state=GateState(row.state),
        summary=row.summary,
        evidence=None if row.evidence is None else msgspec.json.decode(row.evidence, type=Verdict),
        evidence_digest=row.evidence_digest,
        log=row.log,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _approval(row: Row[Any], subject: str | None) -> Approval:
    return Approval(
        approval_id=row.approval_id,
        username=row.username,
        display_name=row.display_name,
        decision=row.decision,
        comment=row.comment,
        subject_digest=row.subject_digest,
        decided_at=row.decided_at,
        expires_at=row.expires_at,
        stale=row.voided_at is not None or row.subject_digest != subject,
        void_reason=row.void_reason,
    )
