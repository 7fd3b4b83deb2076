"""The server itself: what it is, and the description of its API."""

from __future__ import annotations

from typing import Any

import msgspec

from mlops_lab._version import __version__
from mlops_lab.governance.roles import Role, role_of
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.tracking.types import Person

endpoints = Endpoints()


class Info(msgspec.Struct, kw_only=True):
    """What the server is and who asks."""

    name: str = "MLOps Lab"
    version: str = __version__
    user: Person
    project: str
    role: Role | None = None
    """Of whoever asks, in the project."""
    via: str = ""
    """What the request came through: browser, token or kernel."""
    shared: bool = False
    """Whether several people use the server."""
    database: str
    mlflow_uri: str


@endpoints.add("GET", "api/info", answer=Info)
async def info(call: Call) -> Info:
    """Tell what the server is and who asks."""
    store = await call.services.store()
    role = await call.read(lambda conn: role_of(conn, call.actor, call.project))
    return Info(
        user=Person(username=call.actor.username, display_name=call.actor.display_name),
        project=call.project,
        role=role,
        via=call.actor.via.value,
        shared=call.actor.shared,
        database=store.dialect,
        mlflow_uri=f"{call.base_url}mlops-lab",
    )


@endpoints.add("GET", "api/openapi.json", answer=dict[str, Any])
async def openapi(call: Call) -> Raw:
    """Describe this API as OpenAPI 3.1."""
    from mlops_lab.server.openapi import describe

    return Raw(msgspec.json.encode(await call.services.with_files(describe)))
