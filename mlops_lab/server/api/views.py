"""Saved views."""

from __future__ import annotations

from typing import Any

import msgspec

from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.tracking import views
from mlops_lab.tracking.types import SavedView

endpoints = Endpoints()


class ViewQuery(msgspec.Struct, kw_only=True):
    """Whose views."""

    project: str = "default"


class ViewList(msgspec.Struct):
    """Views by name."""

    views: list[SavedView]


class NewView(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A view to save."""

    name: str
    project: str = "default"
    query: dict[str, Any]


class ViewChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    name: str | None = None
    query: dict[str, Any] | None = None


@endpoints.add("GET", "api/views", query=ViewQuery, answer=ViewList)
async def list_views(call: Call) -> ViewList:
    """List a project's saved views."""
    return ViewList(await call.read(lambda conn: views.list_views(conn, call.query.project)))


@endpoints.add("POST", "api/views", body=NewView, answer=SavedView)
async def save_view(call: Call) -> SavedView:
    """Save a view."""
    new: NewView = call.body
    return await call.write(lambda tx: views.save_view(tx, new.project, new.name, new.query))


@endpoints.add("PUT", "api/views/{view_id}", body=ViewChange, answer=SavedView)
async def update_view(call: Call) -> SavedView:
    """Change a saved view."""
    change: ViewChange = call.body
    view_id = call.params["view_id"]
    return await call.write(lambda tx: views.update_view(tx, view_id, name=change.name, query=change.query))


@endpoints.add("DELETE", "api/views/{view_id}", answer=dict[str, Any])
async def delete_view(call: Call) -> dict[str, Any]:
    """Remove a saved view."""
    await call.write(lambda tx: views.delete_view(tx, call.params["view_id"]))
    return {}
