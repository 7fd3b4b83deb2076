"""Roles for each project: viewer, contributor, approver, admin, each with the rights of those before.

They come from configuration (mapped from Jupyter's identity) and from what admins grant; the higher counts.
"""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.control_schema import role_bindings
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import Code, LabError


class Role(StrEnum):
    """What somebody may do in a project."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    ADMIN = "admin"

    def covers(self, other: Role) -> bool:
        """Tell whether this role has the rights of another."""
        return _ORDER[self] >= _ORDER[other]


_ORDER = {role: place for place, role in enumerate(Role)}


def role_of(conn: Connection, actor: Actor, project: str) -> Role | None:
    """Return somebody's role in a project; None where they have none."""
    if may_everywhere(actor, Role.ADMIN):  # alone on a laptop, and the server itself: nothing to look up
        return Role.ADMIN
    found = [actor.configured[name] for name in ("*", project) if name in actor.configured]
    subjects = ["*", f"user:{actor.username}", *(f"group:{name}" for name in actor.groups)]
    found += conn.scalars(
        sa.select(role_bindings.c.role).where(
            role_bindings.c.project.in_(["*", project]), role_bindings.c.subject.in_(subjects)
        )
    ).all()
    return max((Role(name) for name in found), key=_ORDER.__getitem__, default=None)


def require(tx: Tx, project: str, role: Role, *, to: str) -> None:
    """Refuse an actor without a role; `to` says what they wanted: "register a model".

    Raises
    ------
    LabError
        When their role in the project does not cover it.
    """
    if not _configured(tx.actor, project, role):
        _refuse_without(tx.conn, tx.actor, project, role, to)


def _refuse_without(conn: Connection, actor: Actor, project: str, role: Role, to: str) -> None:
    held = role_of(conn, actor, project)
    if held is None or not held.covers(role):
        who = actor.display_name or actor.username or "You"
        have = f"has the role {held}" if held else "has no role"
        raise LabError(f"To {to} takes the role {role}; {who} {have} in project {project!r}.", Code.FORBIDDEN)


READER = "mlops_lab_reader"
"""The option of a connection that names who reads through it; without it the server itself does."""


def require_read(conn: Connection, project: str) -> None:
    """Refuse whoever reads through a connection what is in a project where they have no role.

    Raises
    ------
    LabError
        When they have none.
    """
    if not may_read(conn, project):
        reader: Actor = conn.get_execution_options()[READER]
        who = reader.display_name or reader.username or "You"
        raise LabError(f"{who} has no role in project {project[:100]!r}, and so cannot see into it.", Code.FORBIDDEN)


def require_of_reader(conn: Connection, project: str, role: Role, *, to: str) -> None:
    """Refuse whoever reads through a connection what takes a role, such as to change a file; see `require`.

    Raises
    ------
    LabError
        When their role in the project does not cover it.
    """
    reader: Actor | None = conn.get_execution_options().get(READER)
    if reader is not None and not _configured(reader, project, role):
        _refuse_without(conn, reader, project, role, to)


def has_everywhere(conn: Connection, role: Role) -> bool:
    """Tell, without a query, whether whoever reads through a connection has a role in every project."""
    reader: Actor | None = conn.get_execution_options().get(READER)
    return reader is None or may_everywhere(reader, role)


def may_read(conn: Connection, project: str) -> bool:
    """Tell whether whoever reads through a connection has any role in a project."""
    reader: Actor | None = conn.get_execution_options().get(READER)
    if reader is None or _configured(reader, project, Role.VIEWER):
        return True
    return role_of(conn, reader, project) is not None


def reads_all(conn: Connection) -> bool:
    """Tell, without a query, whether whoever reads through a connection may see into every project."""
    return has_everywhere(conn, Role.VIEWER)


def may_everywhere(actor: Actor, role: Role) -> bool:
    """Tell from configuration alone, without a query, whether an actor has a role in every project."""
    held = actor.configured.get("*")
    return held == Role.ADMIN or (held is not None and Role(held).covers(role))


def _configured(actor: Actor, project: str, role: Role) -> bool:
    held = actor.configured.get(project)
    return may_everywhere(actor, role) or (held is not None and Role(held).covers(role))


def require_person(tx: Tx, *, to: str) -> None:
    """Refuse a notebook's code what takes a person; `to` says what it wanted: "approve a version".

    Raises
    ------
    LabError
        When the actor came through a kernel.
    """
    if tx.actor.via is Via.KERNEL:
        raise LabError(
            f"To {to} takes a person, in JupyterLab or with a token of their own; a notebook's code may only ask.",
            Code.FORBIDDEN,
        )
