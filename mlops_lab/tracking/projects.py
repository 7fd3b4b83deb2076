"""Projects: the unit of membership. `default` exists from the start."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, may_read, require, require_read
from mlops_lab.storage.schema import DEFAULT_PROJECT, projects
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.types import Project, View
from mlops_lab.wire.errors import Code, LabError, invalid, not_found

_NAME = re.compile(r"[^\W_][\w.-]{0,99}")


def list_projects(conn: Connection, view: View = View.ACTIVE) -> list[Project]:
    """Return the projects by name; of those that whoever reads has a role in."""
    query = sa.select(projects).order_by(projects.c.name)
    if view is not View.ALL:
        gone = projects.c.deleted_at
        query = query.where(gone.is_(None) if view is View.ACTIVE else gone.is_not(None))
    found = [_project(row) for row in conn.execute(query)]
    return [one for one in found if may_read(conn, one.name)]


def get_project(conn: Connection, name: str) -> Project:
    """Return one project, deleted or not."""
    require_read(conn, name)
    return _project(_row(conn, name))


def project_id(conn: Connection, name: str) -> int:
    """Return the key that rows of a project carry.

    Raises
    ------
    LabError
        When there is no such project.
    """
    require_read(conn, name)
    found = conn.execute(sa.select(projects.c.id).where(projects.c.name == name)).scalar()
    if found is None:
        raise not_found(f"There is no project {name!r}.", "project")
    return int(found)


def ensure_project(tx: Tx, name: str) -> int:
    """Return the key of a project, making it where it is missing."""
    found = tx.conn.execute(sa.select(projects.c.id, projects.c.deleted_at).where(projects.c.name == name)).first()
    if found is None:
        create_project(tx, name)
        return project_id(tx.conn, name)
    if found.deleted_at is not None:
        raise invalid(f"Project {name!r} is deleted; restore it first.", "project")
    return int(found.id)


def create_project(tx: Tx, name: str, description: str = "") -> Project:
    """Make a project.

    Raises
    ------
    LabError
        When the role is missing (one that is given before the project is made, or for all projects), the name
        is taken, or is not letters, digits, ``.``, ``_`` and ``-``
        beginning with a letter or digit, 100 characters at the most.
    """
    require(tx, name, Role.CONTRIBUTOR, to="create a project")
    if not _NAME.fullmatch(name):
        raise invalid(
            "A project's name is letters, digits, '.', '_' and '-', begins with a letter or digit and has at most "
            "100 characters.",
            "name",
        )
    if tx.conn.execute(sa.select(projects.c.id).where(projects.c.name == name)).first():
        raise LabError(f"There is already a project {name!r}.", Code.ALREADY_EXISTS, "name")
    tx.conn.execute(
        sa.insert(projects).values(name=name, description=description, created_at=tx.now, created_by=tx.actor.username)
    )
    _record(tx, "project.created", name, None, description)
    _tell(tx, name, "project.created")
    return get_project(tx.conn, name)


def update_project(tx: Tx, name: str, *, description: str) -> Project:
    """Change a project's description."""
    require(tx, name, Role.CONTRIBUTOR, to="describe a project")
    row = _row(tx.conn, name)
    tx.conn.execute(sa.update(projects).where(projects.c.id == row.id).values(description=description))
    if description != row.description:
        _record(tx, "project.updated", name, row.description, description)
    _tell(tx, name, "project.updated")
    return get_project(tx.conn, name)


def delete_project(tx: Tx, name: str) -> None:
    """Hide a project and refuse new runs in it; `restore_project` brings it back."""
    if name == DEFAULT_PROJECT:
        raise invalid("Project 'default' cannot be deleted.", "name")
    _set_deleted(tx, name, tx.now)


def restore_project(tx: Tx, name: str) -> None:
    """Bring a deleted project back."""
    _set_deleted(tx, name, None)


def _set_deleted(tx: Tx, name: str, when: int | None) -> None:
    require(tx, name, Role.ADMIN, to="delete a project" if when else "restore a project")
    row = _row(tx.conn, name)
    tx.conn.execute(sa.update(projects).where(projects.c.id == row.id).values(deleted_at=when))
    action = "project.deleted" if when else "project.restored"
    if (row.deleted_at is None) is bool(when):
        before, after = (row.description, None) if when else (None, row.description)
        _record(tx, action, name, before, after)
    _tell(tx, name, action)


def _record(tx: Tx, action: str, name: str, before: str | None, after: str | None) -> None:
    """Enter a change into the audit log; a project is its name and description, None where it is not there."""
    states = [None if one is None else audit.digest_of({"name": name, "description": one}) for one in (before, after)]
    audit.record(tx, action, kind="project", object=name, project=name, before=states[0], after=states[1])


def _tell(tx: Tx, name: str, kind: str) -> None:
    for topic in (f"project:{name}", "projects"):
        tx.publish(topic, kind, {"name": name})


def _row(conn: Connection, name: str) -> Row[Any]:
    row = conn.execute(sa.select(projects).where(projects.c.name == name)).first()
    if row is None:
        raise not_found(f"There is no project {name!r}.", "project")
    return row


def _project(row: Row[Any]) -> Project:
    return Project(
        name=row.name,
        description=row.description,
        created_at=row.created_at,
        created_by=row.created_by,
        deleted_at=row.deleted_at,
    )
