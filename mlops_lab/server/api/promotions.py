"""Promotions: plans, requests, decisions, rollbacks, what is live, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import policies
from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.registry import approvals, inbox, promotion, rollback, targets, transitions
from mlops_lab.registry.evidence import transition_of, transitions_where
from mlops_lab.registry.models import key_of
from mlops_lab.registry.outlook import plan
from mlops_lab.registry.progress import go_on
from mlops_lab.server.api.models import Reason, Where, number
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.storage import jobs
from mlops_lab.storage.control_schema import transitions as rows
from mlops_lab.storage.schema import registered_models
from mlops_lab.storage.transaction import Actor, Tx
from mlops_lab.wire.control import InboxItem, Plan, State, TargetState, Transition
from mlops_lab.wire.errors import Code, LabError, invalid

endpoints = Endpoints()
RESULTS = 500


class PlanQuery(Where, kw_only=True):
    """Which version, for which target."""

    name: str
    version: int
    target: str


class NewPromotion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A version to make live.

    Attributes
    ----------
    generation : int, optional
        Of the target as the plan showed it; without it, as it is when the request arrives.
    again : bool
        Run gates that failed once more, though nothing they rest on has changed.
    """

    name: str
    version: int
    target: str
    note: str = ""
    generation: int | None = None
    again: bool = False


class PromotionQuery(Where, kw_only=True):
    """Which promotions: of a model, a target, a version, open ones only."""

    name: str | None = None
    target: str | None = None
    version: int | None = None
    open: bool = False
    max_results: int = 100


class PromotionList(msgspec.Struct, kw_only=True):
    """Promotions, the newest first."""

    transitions: list[Transition]


class Decision(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An approval of exactly what `subject_digest` stands for."""

    subject_digest: str
    comment: str = ""


class Words(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What somebody says of it."""

    comment: str = ""


class Remark(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A comment."""

    text: str


class NewRollback(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Back to a version that was live before; the one before the live one where none is named."""

    name: str
    target: str
    reason: str
    to_version: int | None = None
    generation: int | None = None


class Withdrawn(msgspec.Struct, kw_only=True):
    """A version out of service, or back; `moved` are the targets that it was live for."""

    name: str
    version: int
    state: State
    moved: list[str] = []


class Inbox(msgspec.Struct, kw_only=True):
    """What waits for whoever asks, the newest first."""

    items: list[InboxItem]


class InboxQuery(msgspec.Struct, kw_only=True):
    """Of one project, or of all."""

    project: str | None = None


class TargetList(msgspec.Struct, kw_only=True):
    """The targets of a model, in the policy's order."""

    targets: list[TargetState]


class JobList(msgspec.Struct, kw_only=True):
    """Slow work of a project, the newest first."""

    jobs: list[jobs.Job]


@endpoints.add("GET", "api/promotions/plan", query=PlanQuery, answer=Plan)
async def plan_promotion(call: Call) -> Plan:
    """Say what promoting a version would do."""
    asked: PlanQuery = call.query
    return await call.read(lambda conn: plan(conn, call.actor, asked.project, asked.name, asked.version, asked.target))


@endpoints.add("POST", "api/promotions", query=Where, body=NewPromotion, answer=Transition)
async def promote(call: Call) -> Transition:
    """Ask for a version to become live; it becomes so at once where nothing is missing."""
    asked: NewPromotion = call.body
    project = call.query.project
    generation = asked.generation
    if generation is None:
        generation = await call.read(
            lambda conn: targets.standing(conn, key_of(conn, project, asked.name), asked.name, asked.target).generation
        )
    transition_id = await call.write(
        lambda tx: promotion.promote(
            tx,
            project,
            asked.name,
            asked.version,
            asked.target,
            note=asked.note,
            generation=generation,
            again=asked.again,
        )
    )
    return await _carried_on(call, transition_id)


@endpoints.add("GET", "api/promotions", query=PromotionQuery, answer=PromotionList)
async def list_promotions(call: Call) -> Raw:
    """List promotions."""
    asked: PromotionQuery = call.query
    if not 1 <= asked.max_results <= RESULTS:
        raise invalid(f"max_results is 1 to {RESULTS}.", "max_results")

    def read(conn: Connection) -> PromotionList:
        where: sa.ColumnElement[bool] = sa.true()
        if asked.name is not None:
            where = sa.and_(where, registered_models.c.name == asked.name)
        if asked.target is not None:
            where = sa.and_(where, rows.c.target == asked.target)
        if asked.version is not None:
            where = sa.and_(where, rows.c.version == asked.version)
        if asked.open:
            where = sa.and_(where, rows.c.ended_at.is_(None))
        found = transitions_where(conn, where, project=asked.project, newest=asked.max_results)
        return PromotionList(transitions=[inbox.seen_by(conn, call.actor, one) for one in reversed(found)])

    return await call.answer(read)


@endpoints.add("GET", "api/promotions/{transition_id}", answer=Transition)
async def get_promotion(call: Call) -> Transition:
    """Return a promotion with its evidence, decisions and comments, as it stands at this moment."""
    transition_id = call.params["transition_id"]
    row = await call.read(lambda conn: transitions.find(conn, transition_id))
    if row.ended_at is None:
        await _go_on(call, transition_id, Actor(shared=call.actor.shared))  # whoever looks moves nothing
    return await _seen(call, transition_id)


@endpoints.add("POST", "api/promotions/{transition_id}/approve", body=Decision, answer=Transition)
async def approve_promotion(call: Call) -> Transition:
    """Approve what was looked at; it becomes live by itself once enough people have."""
    decision: Decision = call.body
    transition_id = call.params["transition_id"]
    return await _decided(
        call,
        transition_id,
        lambda tx: approvals.approve(
            tx, transition_id, subject_digest=decision.subject_digest, comment=decision.comment
        ),
    )


@endpoints.add("POST", "api/promotions/{transition_id}/reject", body=Words, answer=Transition)
async def reject_promotion(call: Call) -> Transition:
    """Reject it, with the reason."""
    transition_id = call.params["transition_id"]
    comment = call.body.comment
    return await _decided(call, transition_id, lambda tx: approvals.reject(tx, transition_id, comment=comment))


@endpoints.add("POST", "api/promotions/{transition_id}/cancel", body=Words, answer=Transition)
async def cancel_promotion(call: Call) -> Transition:
    """Take a request back."""
    transition_id = call.params["transition_id"]
    reason = call.body.comment
    await call.write(lambda tx: promotion.cancel(tx, transition_id, reason=reason))
    return await _seen(call, transition_id)


@endpoints.add("POST", "api/promotions/{transition_id}/review", body=Words, answer=Transition)
async def review_rollback(call: Call) -> Transition:
    """Say that a rollback, done at once, was looked at."""
    transition_id = call.params["transition_id"]
    comment = call.body.comment
    await call.write(lambda tx: approvals.review(tx, transition_id, comment=comment))
    return await _seen(call, transition_id)


@endpoints.add("POST", "api/promotions/{transition_id}/comments", body=Remark, answer=Transition)
async def comment_on_promotion(call: Call) -> Transition:
    """Add a comment."""
    transition_id, text = call.params["transition_id"], call.body.text
    await call.write(lambda tx: approvals.remark(tx, transition_id, text))
    return await _seen(call, transition_id)


@endpoints.add("POST", "api/rollbacks", query=Where, body=NewRollback, answer=Transition)
async def roll_back(call: Call) -> Transition:
    """Make a version live again that was live before."""
    asked: NewRollback = call.body
    transition_id = await call.write(
        lambda tx: rollback.roll_back(
            tx,
            call.query.project,
            asked.name,
            asked.target,
            to_version=asked.to_version,
            reason=asked.reason,
            generation=asked.generation,
        )
    )
    return await _carried_on(call, transition_id)


@endpoints.add("POST", "api/models/{name}/versions/{version}/quarantine", query=Where, body=Reason, answer=Withdrawn)
async def quarantine_version(call: Call) -> Withdrawn:
    """Take a version out of service until it is released."""
    return await _withdrawn(call, State.QUARANTINED)


@endpoints.add("POST", "api/models/{name}/versions/{version}/revoke", query=Where, body=Reason, answer=Withdrawn)
async def revoke_version(call: Call) -> Withdrawn:
    """Take a version out of service for good."""
    return await _withdrawn(call, State.REVOKED)


@endpoints.add("POST", "api/models/{name}/versions/{version}/release", query=Where, body=Reason, answer=Withdrawn)
async def release_version(call: Call) -> Withdrawn:
    """Let a quarantined version be a candidate again."""
    version, name, reason = number(call), call.params["name"], call.body.reason
    await call.write(lambda tx: rollback.release(tx, call.query.project, name, version, reason=reason))
    return Withdrawn(name=name, version=version, state=State.CANDIDATE)


@endpoints.add("GET", "api/inbox", query=InboxQuery, answer=Inbox)
async def get_inbox(call: Call) -> Raw:
    """List what waits for whoever asks."""
    return await call.answer(lambda conn: Inbox(items=inbox.inbox(conn, call.actor, call.query.project)))


@endpoints.add("GET", "api/models/{name}/targets", query=Where, answer=TargetList)
async def list_targets(call: Call) -> Raw:
    """List where each target of a model stands."""
    project, name = call.query.project, call.params["name"]

    def read(conn: Connection) -> TargetList:
        policy = policies.current(conn, project, shared=call.actor.shared).policy
        return TargetList(targets=targets.targets_of(conn, project, name, policy))

    return await call.answer(read)


@endpoints.add("GET", "api/models/{name}/history", query=PromotionQuery, answer=PromotionList)
async def model_history(call: Call) -> Raw:
    """List what was asked and applied for a model's targets."""
    asked: PromotionQuery = call.query
    name = call.params["name"]

    def read(conn: Connection) -> PromotionList:
        where = rows.c.registered_model_id == key_of(conn, asked.project, name)
        if asked.target is not None:
            where = sa.and_(where, rows.c.target == asked.target)
        found = transitions_where(conn, where, newest=max(1, min(asked.max_results, RESULTS)))
        return PromotionList(transitions=[inbox.seen_by(conn, call.actor, one) for one in reversed(found)])

    return await call.answer(read)


@endpoints.add("GET", "api/jobs", query=Where, answer=JobList)
async def list_jobs(call: Call) -> Raw:
    """List slow work."""

    def read(conn: Connection) -> JobList:
        require_read(conn, call.query.project)
        return JobList(jobs=jobs.list_jobs(conn, call.query.project))

    return await call.answer(read)


@endpoints.add("GET", "api/jobs/{job_id}", answer=jobs.Job)
async def get_job(call: Call) -> Raw:
    """Return one piece of slow work."""

    def read(conn: Connection) -> jobs.Job:
        job = jobs.get(conn, call.params["job_id"])
        require_read(conn, job.project)
        return job

    return await call.answer(read)


@endpoints.add("DELETE", "api/jobs/{job_id}", answer=jobs.Job)
async def cancel_job(call: Call) -> jobs.Job:
    """Have a piece of slow work end; a promotion whose gates it ran is taken back."""
    job_id = call.params["job_id"]

    def write(tx: Tx) -> jobs.Job:
        job = jobs.get(tx.conn, job_id)
        require(tx, job.project, Role.CONTRIBUTOR, to="cancel a job")
        if job.kind == transitions.JOB:
            promotion.cancel(tx, job.subject, reason="Its gates were cancelled.")
        return jobs.cancel(tx, job_id)

    return await call.write(write)


async def _carried_on(call: Call, transition_id: str) -> Transition:
    """Move a promotion on; whoever asked for one that lost hears who won."""
    await _go_on(call, transition_id)
    found = await _seen(call, transition_id)
    if found.ended_at is not None and found.state is State.CANDIDATE:
        raise LabError(found.reason, Code.CONFLICT, "generation")
    return found


async def _decided(call: Call, transition_id: str, decide: Callable[[Tx], None]) -> Transition:
    try:
        await call.write(decide)
    except LabError as error:
        if error.code is Code.CONFLICT:  # what was found to have changed is kept, though the decision is not
            await _go_on(call, transition_id)
        raise
    return await _carried_on(call, transition_id)


async def _go_on(call: Call, transition_id: str, actor: Actor | None = None) -> None:
    store = await call.services.store()
    await call.services.with_files(go_on, store, call.services.artifacts, transition_id, actor or call.actor)


async def _seen(call: Call, transition_id: str) -> Transition:
    return await call.read(lambda conn: inbox.seen_by(conn, call.actor, transition_of(conn, transition_id)))


async def _withdrawn(call: Call, state: State) -> Withdrawn:
    version, name, reason = number(call), call.params["name"], call.body.reason
    moved = await call.write(lambda tx: rollback.withdraw(tx, call.query.project, name, version, state, reason=reason))
    return Withdrawn(name=name, version=version, state=state, moved=moved)
