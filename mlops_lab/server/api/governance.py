"""Policies and roles."""

from __future__ import annotations

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.governance import bindings, policies
from mlops_lab.governance.policy import PolicyVersion
from mlops_lab.governance.policy_text import Problem
from mlops_lab.governance.roles import Role, require_read, role_of
from mlops_lab.registry.gates.rules import all_problems
from mlops_lab.server.api.models import Where
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.wire.errors import LabError

endpoints = Endpoints()


class PolicyQuery(Where, kw_only=True):
    """Which version; the one that holds now where none is named."""

    version: int | None = None


class PolicyText(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A policy to look at."""

    text: str


class NewPolicy(PolicyText, kw_only=True, forbid_unknown_fields=True):
    """A policy to write; `base_version` is what it was made from."""

    base_version: int
    comment: str = ""


class CheckedPolicy(msgspec.Struct, kw_only=True):
    """What is wrong with a policy, in the order of its lines."""

    problems: list[Problem]


class PolicyList(msgspec.Struct, kw_only=True):
    """What was written, the newest first."""

    versions: list[PolicyVersion]


class Grant(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A role for ``user:NAME``, ``group:NAME`` or ``*``; null takes it away."""

    subject: str
    role: Role | None


class RoleList(msgspec.Struct, kw_only=True):
    """Granted roles, and what the reader's own is."""

    bindings: list[bindings.Binding]
    mine: Role | None = None
    actions: dict[str, str] = {}
    """What `explain` can be asked about, in words."""


class ExplainQuery(Where, kw_only=True):
    """Who (the reader where nobody is named), and what they want to do."""

    action: str
    user: str = ""
    groups: list[str] = []


@endpoints.add("GET", "api/policy", query=PolicyQuery, answer=PolicyVersion)
async def get_policy(call: Call) -> Raw:
    """Return a project's policy."""
    asked: PolicyQuery = call.query
    shared = call.actor.shared

    def read(conn: Connection) -> PolicyVersion:
        require_read(conn, asked.project)
        if asked.version is None:
            return policies.current(conn, asked.project, shared=shared)
        return policies.get(conn, asked.project, asked.version, shared=shared)

    return await call.answer(read)


@endpoints.add("PUT", "api/policy", query=Where, body=NewPolicy, answer=PolicyVersion)
async def write_policy(call: Call) -> PolicyVersion:
    """Write a new version of a project's policy."""
    given: NewPolicy = call.body
    problems = await call.services.with_files(all_problems, given.text)
    if problems:
        raise LabError(str(problems[0]), field=f"text: {problems[0].field}" if problems[0].field else "text")
    return await call.write(
        lambda tx: policies.write(
            tx, call.query.project, given.text, comment=given.comment, base_version=given.base_version
        )
    )


@endpoints.add("POST", "api/policy/check", body=PolicyText, answer=CheckedPolicy, action="read")
async def check_policy(call: Call) -> CheckedPolicy:
    """Say what is wrong with a policy, without writing it."""
    return CheckedPolicy(problems=await call.services.with_files(all_problems, call.body.text))


@endpoints.add("GET", "api/policy/versions", query=Where, answer=PolicyList)
async def list_policy_versions(call: Call) -> Raw:
    """List the versions of a project's policy."""

    def read(conn: Connection) -> PolicyList:
        require_read(conn, call.query.project)
        return PolicyList(versions=policies.versions(conn, call.query.project))

    return await call.answer(read)


@endpoints.add("GET", "api/roles", query=Where, answer=RoleList)
async def list_roles(call: Call) -> Raw:
    """List the roles that were granted in a project."""
    project = call.query.project

    def read(conn: Connection) -> RoleList:
        require_read(conn, project)
        return RoleList(
            bindings=bindings.bindings(conn, project),
            mine=role_of(conn, call.actor, project),
            actions={name: about for name, (_, about) in bindings.ACTIONS.items()},
        )

    return await call.answer(read)


@endpoints.add("PUT", "api/roles", query=Where, body=Grant, answer=RoleList)
async def grant_role(call: Call) -> RoleList:
    """Grant a role, or take it away."""
    given: Grant = call.body
    project = call.query.project
    await call.write(lambda tx: bindings.grant(tx, project, given.subject, given.role))
    found = await call.read(lambda conn: bindings.bindings(conn, project))
    return RoleList(bindings=found)


@endpoints.add("GET", "api/roles/explain", query=ExplainQuery, answer=bindings.Explanation)
async def explain_role(call: Call) -> Raw:
    """Say why somebody may do something in a project, or not."""
    asked: ExplainQuery = call.query
    user = asked.user or call.actor.username
    groups = tuple(asked.groups) or (call.actor.groups if user == call.actor.username else ())
    configured = (
        call.actor.configured if user == call.actor.username else call.services.identities.configured(user, groups)
    )

    def read(conn: Connection) -> bindings.Explanation:
        require_read(conn, asked.project)
        return bindings.explain(conn, asked.project, asked.action, user=user, groups=groups, configured=configured)

    return await call.answer(read)
