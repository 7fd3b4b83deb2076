"""Roles that admins grant, beside those that configuration gives; and why somebody may do something or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, require, require_person
from mlops_lab.storage.control_schema import role_bindings
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import Code, LabError, invalid

_SUBJECT = re.compile(r"\*|(?:user|group):[^\s:*][^\x00-\x1f]{0,199}")

ACTIONS: dict[str, tuple[Role, str]] = {
    "read": (Role.VIEWER, "see what is in the project"),
    "log_runs": (Role.CONTRIBUTOR, "log runs and change experiments"),
    "register_model": (Role.CONTRIBUTOR, "register models and versions, and set free aliases"),
    "write_card": (Role.CONTRIBUTOR, "write model cards"),
    "ask_promotion": (Role.CONTRIBUTOR, "ask for a promotion or a rollback"),
    "approve": (
        Role.APPROVER,
        "approve or reject what somebody else made and somebody else asked for",
    ),
    "quarantine": (Role.APPROVER, "take a version out of service"),
    "change_policy": (Role.ADMIN, "change the policy"),
    "grant_roles": (Role.ADMIN, "grant and take away roles"),
    "place_hold": (Role.ADMIN, "place and lift legal holds"),
    "purge": (Role.ADMIN, "purge what was deleted"),
    "delete_project": (Role.ADMIN, "rename, delete and restore the project"),
}
"""What there is to do, the role it takes, and what it is in words."""
PERSONAL = ("approve", "quarantine", "change_policy", "grant_roles", "place_hold")
"""What a notebook's code cannot do, whoever runs it."""


class Binding(msgspec.Struct, kw_only=True):
    """A role that was granted; `project` is ``*`` for all of them."""

    project: str
    subject: str
    role: Role
    granted_by: str = ""
    granted_at: Millis


class Source(msgspec.Struct, kw_only=True):
    """Where somebody has a role from."""

    role: Role
    subject: str
    project: str
    where: str


class Explanation(msgspec.Struct, kw_only=True):
    """Why somebody may do something in a project, or not."""

    user: str
    groups: list[str] = []
    project: str
    action: str
    about: str
    needs: Role
    role: Role | None = None
    allowed: bool
    reasons: list[str]


def bindings(conn: Connection, project: str) -> list[Binding]:
    """Return the roles granted in a project, those for all projects among them."""
    query = (
        sa.select(role_bindings)
        .where(role_bindings.c.project.in_(["*", project]))
        .order_by(role_bindings.c.project, role_bindings.c.subject)
    )
    return [
        Binding(
            project=row.project,
            subject=row.subject,
            role=Role(row.role),
            granted_by=row.granted_by,
            granted_at=row.granted_at,
        )
        for row in conn.execute(query)
    ]


def grant(tx: Tx, project: str, subject: str, role: Role | None) -> None:
    """Give somebody a role in a project in place of the one granted before; None takes it away.

    Parameters
    ----------
    subject : str
        ``user:NAME``, ``group:NAME`` or ``*`` for everybody.

    Raises
    ------
    LabError
        When the actor is no admin in person, the subject is malformed, or it is the actor's own role.
    """
    require_person(tx, to="grant roles")
    require(tx, project, Role.ADMIN, to="grant roles")
    if not _SUBJECT.fullmatch(subject):
        raise invalid(f"{subject[:100]!r} is nobody: write user:NAME, group:NAME or *.", "subject")
    before = tx.conn.execute(_ONE, {"project": project, "subject": subject}).scalar()
    if before == Role.ADMIN and role is not Role.ADMIN and subject == f"user:{tx.actor.username}":
        raise LabError("Another admin takes this role from you, so that a project keeps one.", Code.CONFLICT, "subject")
    if before == (role.value if role else None):
        return
    if role is None:
        table = role_bindings
        tx.conn.execute(sa.delete(table).where(table.c.project == project, table.c.subject == subject))
    else:
        row = {
            "project": project,
            "subject": subject,
            "role": role.value,
            "granted_by": tx.actor.username,
            "granted_at": tx.now,
        }
        update = ["role", "granted_by", "granted_at"]
        upsert(tx.conn, role_bindings, [row], keys=["project", "subject"], update=update)
    audit.record(
        tx,
        "role.granted" if role else "role.revoked",
        kind="role",
        object=subject,
        project=project,
        before=None if before is None else audit.digest_of(before),
        after=None if role is None else audit.digest_of(role.value),
        details={"role": role.value if role else None, "before": before},
    )
    tx.publish(f"project:{project}", "roles.updated", {"project": project, "subject": subject})


def explain(
    conn: Connection, project: str, action: str, *, user: str, groups: Sequence[str], configured: Mapping[str, str]
) -> Explanation:
    """Say why somebody may do something in a project, or not.

    Parameters
    ----------
    configured : mapping
        The roles by project that configuration gives them.

    Raises
    ------
    LabError
        When there is no such action.
    """
    if action not in ACTIONS:
        raise invalid(f"There is no action {action[:60]!r}; there are {', '.join(ACTIONS)}.", "action")
    needs, about = ACTIONS[action]
    sources = _sources(conn, project, user, groups, configured)
    order = list(Role)
    best = max((one.role for one in sources), key=order.index, default=None)
    allowed = best is not None and best.covers(needs)
    reasons = [f"To {about} takes the role {needs}."]
    reasons += [f"The role {one.role} comes from {one.where}." for one in sources]
    if not sources:
        reasons.append("Neither configuration nor an admin gives a role in this project.")
    if action in PERSONAL:
        reasons.append("It takes a person: a notebook's code cannot do it, whoever runs it.")
    return Explanation(
        user=user,
        groups=list(groups),
        project=project,
        action=action,
        about=about,
        needs=needs,
        role=best,
        allowed=allowed,
        reasons=reasons,
    )


def _sources(
    conn: Connection, project: str, user: str, groups: Sequence[str], configured: Mapping[str, str]
) -> list[Source]:
    subjects = {"*", f"user:{user}", *(f"group:{group}" for group in groups)}
    found = [
        Source(
            role=Role(role),
            subject=f"user:{user}",
            project=name,
            where=f"the server's configuration{'' if name == '*' else f' for {name}'}",
        )
        for name, role in configured.items()
        if name in ("*", project)
    ]
    for one in bindings(conn, project):
        if one.subject in subjects:
            to = "everybody" if one.subject == "*" else one.subject.replace(":", " ", 1)
            where = f"{one.granted_by or 'an admin'}, who granted it to {to}"
            where += " in all projects" if one.project == "*" else ""
            found.append(Source(role=one.role, subject=one.subject, project=one.project, where=where))
    return found


_ONE = sa.select(role_bindings.c.role).where(
    role_bindings.c.project == sa.bindparam("project"), role_bindings.c.subject == sa.bindparam("subject")
)
