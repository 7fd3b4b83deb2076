"""Saved views: named questions about runs, shared within a project."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.storage.schema import projects, saved_views
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.projects import project_id
from mlops_lab.tracking.types import SavedView
from mlops_lab.wire.errors import invalid, not_found
from mlops_lab.wire.ids import new_id

QUERY_LIMIT = 100_000
"""Bytes of JSON that a view may hold."""

_VIEWS = sa.select(saved_views, projects.c.name.label("project")).join(
    projects, projects.c.id == saved_views.c.project_id
)


def list_views(conn: Connection, project: str) -> list[SavedView]:
    """Return a project's views by name."""
    owner = project_id(conn, project)
    rows = conn.execute(_VIEWS.where(saved_views.c.project_id == owner).order_by(saved_views.c.name))
    return [_view(row) for row in rows]


def get_view(conn: Connection, view_id: str) -> SavedView:
    """Return one view."""
    row = conn.execute(_VIEWS.where(saved_views.c.view_id == view_id)).first()
    if row is None:
        raise not_found(f"There is no view {view_id[:60]!r}.", "view_id")
    require_read(conn, row.project)
    return _view(row)


def save_view(tx: Tx, project: str, name: str, query: dict[str, Any]) -> SavedView:
    """Save a new view, owned by whoever acts."""
    require(tx, project, Role.CONTRIBUTOR, to="save a view")
    view_id = new_id()
    tx.conn.execute(
        sa.insert(saved_views).values(
            view_id=view_id,
            project_id=project_id(tx.conn, project),
            name=_checked_name(name),
            query=_encoded(query),
            owner=tx.actor.username,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    return _told(tx, get_view(tx.conn, view_id))


def update_view(tx: Tx, view_id: str, *, name: str | None = None, query: dict[str, Any] | None = None) -> SavedView:
    """Change a view; None leaves a field as it is."""
    require(tx, get_view(tx.conn, view_id).project, Role.CONTRIBUTOR, to="change a view")
    values: dict[str, Any] = {"updated_at": tx.now}
    if name is not None:
        values["name"] = _checked_name(name)
    if query is not None:
        values["query"] = _encoded(query)
    tx.conn.execute(sa.update(saved_views).where(saved_views.c.view_id == view_id).values(values))
    return _told(tx, get_view(tx.conn, view_id))


def delete_view(tx: Tx, view_id: str) -> None:
    """Remove a view."""
    view = get_view(tx.conn, view_id)
    require(tx, view.project, Role.CONTRIBUTOR, to="remove a view")
    tx.conn.execute(sa.delete(saved_views).where(saved_views.c.view_id == view_id))
    _told(tx, view)


def _told(tx: Tx, view: SavedView) -> SavedView:
    tx.publish(f"project:{view.project}", "views.changed", {"view_id": view.view_id})
    return view


def _checked_name(name: str) -> str:
    if not name.strip() or len(name) > 200:
        raise invalid("A view's name has 1 to 200 characters.", "name")
    return name


def _encoded(query: dict[str, Any]) -> str:
    text = msgspec.json.encode(query).decode()
    if len(text) > QUERY_LIMIT:
        raise invalid(f"A view holds at most {QUERY_LIMIT} bytes.", "query")
    return text


def _view(row: Row[Any]) -> SavedView:
    return SavedView(
        view_id=row.view_id,
        project=row.project,
        name=row.name,
        query=msgspec.json.decode(row.query),
        owner=row.owner,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
