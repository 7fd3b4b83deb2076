"""Aliases, and what people change of a version: its description and tags."""

from __future__ import annotations

import msgspec

from mlops_lab.registry import aliases, versions
from mlops_lab.registry.types import ModelVersion
from mlops_lab.server.api.models import Where, number
from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.storage.transaction import Tx

endpoints = Endpoints()


class Pointed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The version that an alias shall point at."""

    version: int


class VersionChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is given changes; null takes a tag away."""

    description: str | None = None
    tags: dict[str, str | None] = {}


@endpoints.add("GET", "api/models/{name}/aliases/{alias}", query=Where, answer=ModelVersion)
async def get_alias(call: Call) -> ModelVersion:
    """Return the version that an alias points at."""
    name, alias = call.params["name"], call.params["alias"]
    return await call.read(lambda conn: aliases.version_of_alias(conn, call.query.project, name, alias))


@endpoints.add("PUT", "api/models/{name}/aliases/{alias}", query=Where, body=Pointed, answer=ModelVersion)
async def set_alias(call: Call) -> ModelVersion:
    """Point an alias at a version; the alias of a target moves by a promotion alone."""
    name, alias, project = call.params["name"], call.params["alias"], call.query.project

    def write(tx: Tx) -> ModelVersion:
        aliases.set_alias(tx, project, name, alias, call.body.version)
        return versions.get_version(tx.conn, project, name, call.body.version)

    return await call.write(write)


@endpoints.add("DELETE", "api/models/{name}/aliases/{alias}", query=Where, answer=dict[str, str])
async def delete_alias(call: Call) -> dict[str, str]:
    """Take an alias away."""
    name, alias = call.params["name"], call.params["alias"]
    await call.write(lambda tx: aliases.delete_alias(tx, call.query.project, name, alias))
    return {"name": name, "alias": alias}


@endpoints.add("PATCH", "api/models/{name}/versions/{version}", query=Where, body=VersionChange, answer=ModelVersion)
async def update_version(call: Call) -> ModelVersion:
    """Change a version's description and tags."""
    change: VersionChange = call.body
    version, name, project = number(call), call.params["name"], call.query.project

    def write(tx: Tx) -> ModelVersion:
        if change.description is not None:
            versions.describe_version(tx, project, name, version, change.description)
        for key, value in change.tags.items():
            if value is None:
                versions.delete_version_tag(tx, project, name, version, key)
            else:
                versions.set_version_tag(tx, project, name, version, key, value)
        return versions.get_version(tx.conn, project, name, version)

    return await call.write(write)
