"""Projects."""

from __future__ import annotations

import msgspec

from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.tracking import projects
from mlops_lab.tracking.types import Project, View

endpoints = Endpoints()


class ProjectQuery(msgspec.Struct, kw_only=True):
    """Which projects."""

    view: View = View.ACTIVE


class ProjectList(msgspec.Struct):
    """Projects by name."""

    projects: list[Project]


class NewProject(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A project to make."""

    name: str
    description: str = ""


class ProjectChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    description: str


@endpoints.add("GET", "api/projects", query=ProjectQuery, answer=ProjectList)
async def list_projects(call: Call) -> ProjectList:
    """List projects."""
    return ProjectList(await call.read(lambda conn: projects.list_projects(conn, call.query.view)))


@endpoints.add("POST", "api/projects", body=NewProject, answer=Project)
async def create_project(call: Call) -> Project:
    """Make a project."""
    return await call.write(lambda tx: projects.create_project(tx, call.body.name, call.body.description))


@endpoints.add("GET", "api/projects/{name}", answer=Project)
async def get_project(call: Call) -> Project:
    """Return one project."""
    return await call.read(lambda conn: projects.get_project(conn, call.params["name"]))


@endpoints.add("PATCH", "api/projects/{name}", body=ProjectChange, answer=Project)
async def update_project(call: Call) -> Project:
    """Change a project."""
    name = call.params["name"]
    return await call.write(lambda tx: projects.update_project(tx, name, description=call.body.description))


@endpoints.add("DELETE", "api/projects/{name}", answer=Project)
async def delete_project(call: Call) -> Project:
    """Hide a project; it can be restored."""
    await call.write(lambda tx: projects.delete_project(tx, call.params["name"]))
    return await get_project(call)


@endpoints.add("POST", "api/projects/{name}/restore", answer=Project)
async def restore_project(call: Call) -> Project:
    """Bring a deleted project back."""
    await call.write(lambda tx: projects.restore_project(tx, call.params["name"]))
    return await get_project(call)
