"""What waits for a person: to approve, to review afterwards, or that they asked for themselves."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import policies
from mlops_lab.governance.roles import role_of
from mlops_lab.registry import transitions
from mlops_lab.registry.approvals import review_open, why_not
from mlops_lab.registry.evidence import transitions_where
from mlops_lab.registry.settling import APPROVE
from mlops_lab.storage.control_schema import approvals
from mlops_lab.storage.control_schema import transitions as rows
from mlops_lab.wire.actor import Actor
from mlops_lab.wire.control import InboxItem, State, Transition


def inbox(conn: Connection, actor: Actor, project: str | None = None) -> list[InboxItem]:
    """Return what waits for somebody, the newest first."""
    waiting = sa.or_(
        rows.c.ended_at.is_(None),
        sa.and_(
            rows.c.kind == transitions.ROLLBACK, rows.c.state == State.LIVE.value, rows.c.subject_digest.is_not(None)
        ),
    )
    found = transitions_where(conn, waiting, project=project)
    items = []
    for one in reversed(found):
        if role_of(conn, actor, one.project) is None:
            continue
        row = transitions.find(conn, one.transition_id)
        why = _why(conn, actor, row)
        if why:
            items.append(InboxItem(why=why, transition=seen_by(conn, actor, one, row)))
    return items


def seen_by(conn: Connection, actor: Actor, transition: Transition, row: Row[Any] | None = None) -> Transition:
    """Fill in what depends on who looks: whether they may decide, and why not."""
    row = row if row is not None else transitions.find(conn, transition.transition_id)
    policy = policies.current(conn, transition.project, shared=actor.shared)
    rule = policy.policy.targets.get(transition.target)
    transition.review_open = review_open(conn, row)
    if rule is not None and row.ended_at is None:
        from mlops_lab.registry.settling import approvals_needed

        transition.approvals_needed = approvals_needed(row, rule)
    if transition.ended_at is not None and not transition.review_open:
        return transition
    transition.why_not = why_not(conn, actor, row, rule)
    if not transition.why_not and row.state == State.VALIDATING.value:
        transition.why_not = "Its gates are running."
    transition.may_approve = not transition.why_not
    return transition


def _why(conn: Connection, actor: Actor, row: Row[Any]) -> str:
    policy = policies.current(conn, row.project, shared=actor.shared)
    refused = why_not(conn, actor, row, policy.policy.targets.get(row.target))
    if row.ended_at is not None:
        return "review" if not refused and review_open(conn, row) else ""
    if row.state == State.AWAITING_APPROVAL.value and not refused and not _decided(conn, actor, row):
        return "approve"
    return "own" if row.requested_by == actor.username else ""


def _decided(conn: Connection, actor: Actor, row: Row[Any]) -> bool:
    mine = sa.select(approvals.c.approval_id).where(
        approvals.c.transition_id == row.transition_id,
        approvals.c.username == actor.username,
        approvals.c.decision == APPROVE,
        approvals.c.subject_digest == row.subject_digest,
        approvals.c.voided_at.is_(None),
    )
    return conn.execute(mine).first() is not None
