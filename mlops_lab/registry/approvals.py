"""A second person's decision: who may take it, what it is given on, and remarks on the way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit, policies
from mlops_lab.governance.policy import TargetRule
from mlops_lab.governance.roles import Role, require, require_person, role_of
from mlops_lab.registry import seals, targets, transitions
from mlops_lab.registry.promotion import refuse_ended
from mlops_lab.registry.settling import APPROVE, REJECT, REVIEWED, settle
from mlops_lab.registry.versions import get_version
from mlops_lab.storage.control_schema import approvals, review_comments
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.control import State
from mlops_lab.wire.errors import Code, LabError, invalid
from mlops_lab.wire.ids import new_id

TEXT_LIMIT = 20_000


def why_not(conn: Connection, actor: Actor, row: Row[Any], rule: TargetRule | None) -> str:
    """Say why somebody may not approve a transition; empty where they may."""
    if actor.via is Via.KERNEL:
        return "A notebook's code cannot approve; a person does, in JupyterLab or with a token of their own."
    if not actor.username:
        return "The server does not know who you are."
    if actor.username == row.requested_by:
        return "You asked for it; somebody else approves."
    if actor.username in authors_of(conn, row):
        return "You made the version; somebody else approves."
    needed = rule.approvals.role if rule is not None else Role.APPROVER
    held = role_of(conn, actor, row.project)
    if held is None or not held.covers(needed):
        return f"It takes the role {needed}; you have {f'the role {held}' if held else 'none'}."
    return ""


def authors_of(conn: Connection, row: Row[Any]) -> set[str]:
    """Return everybody who had a part in making a version: who registered it, whose run it was, who ran the cell."""
    names = {get_version(conn, row.project, row.name, row.version).username}
    sealed = seals.find_seal(conn, row.project, row.name, row.version)
    if sealed is not None:
        names |= {sealed[0].author, sealed[0].attributed_to}
    return names - {""}


def approve(tx: Tx, transition_id: str, *, subject_digest: str, comment: str = "") -> None:
    """Approve exactly what was looked at; once there are enough, `apply` makes it live.

    Raises
    ------
    LabError
        When the actor is not one to approve, the transition has ended or does not wait for approvals,
        or what it rests on is no longer what `subject_digest` stands for.
    """
    _checked(comment)
    row = _deciding(tx, transition_id)
    if row.state == State.VALIDATING.value:
        raise LabError("Its gates are running; there is nothing to approve yet.", Code.CONFLICT, "transition_id")
    if row.subject_digest != subject_digest:
        raise LabError(
            "It has changed since you looked at it: read it again, then decide.", Code.CONFLICT, "subject_digest"
        )
    mine = sa.select(approvals.c.approval_id).where(
        approvals.c.transition_id == transition_id,
        approvals.c.username == tx.actor.username,
        approvals.c.subject_digest == subject_digest,
        approvals.c.decision == APPROVE,
        approvals.c.voided_at.is_(None),
    )
    if tx.conn.execute(mine).first() is not None:
        return
    _decide(tx, row, APPROVE, comment)
    settle(tx, transition_id)


def reject(tx: Tx, transition_id: str, *, comment: str) -> None:
    """End a request, with the reason.

    Raises
    ------
    LabError
        When there is no reason, the actor is not one to decide, or the transition has ended.
    """
    if not comment.strip():
        raise invalid("Say why: whoever asked reads it.", "comment")
    _checked(comment)
    row = _deciding(tx, transition_id)
    _decide(tx, row, REJECT, comment)
    standing, was_live = targets.state_of(tx.conn, row.registered_model_id, row.version, row.target)
    kept = standing if was_live and row.kind == transitions.ROLLBACK else State.REJECTED
    transitions.end(tx, row, State.REJECTED, comment, standing=kept)


def review(tx: Tx, transition_id: str, *, comment: str = "") -> None:
    """Say that a rollback, done at once, was looked at afterwards.

    Raises
    ------
    LabError
        When it needs no review, had one, or the actor is not one to review it.
    """
    _checked(comment)
    row, _ = transitions.locked(tx, transition_id)
    if not review_open(tx.conn, row):
        raise LabError("It waits for no review.", Code.CONFLICT, "transition_id")
    _refuse(tx, row)
    _decide(tx, row, REVIEWED, comment)
    transitions.publish(tx, row, State(row.state))


def review_open(conn: Connection, row: Row[Any]) -> bool:
    """Tell whether a transition was applied at once and waits to be looked at by a second person."""
    if row.kind != transitions.ROLLBACK or row.state != State.LIVE.value or row.subject_digest is None:
        return False
    done = sa.select(approvals.c.approval_id).where(
        approvals.c.transition_id == row.transition_id, approvals.c.decision.in_([REVIEWED, APPROVE])
    )
    return conn.execute(done).first() is None


def remark(tx: Tx, transition_id: str, text: str) -> str:
    """Add a comment; return its id."""
    if not text.strip():
        raise invalid("An empty comment says nothing.", "text")
    if len(text) > TEXT_LIMIT:
        raise invalid(f"A comment has at most {TEXT_LIMIT} characters.", "text")
    row = transitions.find(tx.conn, transition_id)
    require(tx, row.project, Role.CONTRIBUTOR, to="comment on a promotion")
    comment_id = new_id()
    tx.conn.execute(
        sa.insert(review_comments).values(
            comment_id=comment_id,
            transition_id=transition_id,
            username=tx.actor.username,
            display_name=tx.actor.display_name,
            text=text,
            created_at=tx.now,
        )
    )
    transitions.publish(tx, row, State(row.state))
    return comment_id


def _deciding(tx: Tx, transition_id: str) -> Row[Any]:
    """Return a transition as it stands at this moment, for somebody who may decide on it."""
    refuse_ended(transitions.find(tx.conn, transition_id))
    row, _ = settle(tx, transition_id)
    refuse_ended(row)
    _refuse(tx, row)
    return row


def _refuse(tx: Tx, row: Row[Any]) -> None:
    require_person(tx, to="decide on a promotion")
    policy = policies.current(tx.conn, row.project, shared=tx.actor.shared)
    reason = why_not(tx.conn, tx.actor, row, policy.policy.targets.get(row.target))
    if reason:
        raise LabError(reason, Code.FORBIDDEN)


def _decide(tx: Tx, row: Row[Any], decision: str, comment: str) -> None:
    approval_id = new_id()
    tx.conn.execute(
        sa.insert(approvals).values(
            approval_id=approval_id,
            transition_id=row.transition_id,
            username=tx.actor.username,
            display_name=tx.actor.display_name,
            decision=decision,
            comment=comment,
            subject_digest=row.subject_digest or "",
            decided_at=tx.now,
            expires_at=row.expires_at,
        )
    )
    audit.record(
        tx,
        {APPROVE: "approval.given", REJECT: "approval.refused", REVIEWED: "approval.reviewed"}[decision],
        kind="transition",
        object=f"{row.name}/{row.version}",
        project=row.project,
        after=row.subject_digest,
        reason=comment,
        details={
            "transition": row.transition_id,
            "target": row.target,
            "approval": approval_id,
            "subject": row.subject_digest,
            "evidence": row.evidence_digest,
            "policy": row.policy_digest,
            "expires_at": row.expires_at,
        },
    )


def _checked(comment: str) -> None:
    if len(comment) > TEXT_LIMIT:
        raise invalid(f"A comment has at most {TEXT_LIMIT} characters.", "comment")
