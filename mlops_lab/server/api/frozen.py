"""Frozen datasets: list them. `server.freezing` receives them."""

from __future__ import annotations

import msgspec

from mlops_lab.registry import frozen
from mlops_lab.registry.frozen import FrozenDataset
from mlops_lab.server.endpoint import Call, Endpoints

endpoints = Endpoints()


class FrozenQuery(msgspec.Struct, kw_only=True):
    """Whose frozen datasets."""

    project: str = "default"


class FrozenList(msgspec.Struct):
    """Frozen datasets, newest first."""

    datasets: list[FrozenDataset]


@endpoints.add("GET", "api/frozen-datasets", query=FrozenQuery, answer=FrozenList)
async def list_frozen(call: Call) -> FrozenList:
    """List a project's frozen datasets."""
    return FrozenList(await call.read(lambda conn: frozen.list_frozen(conn, call.query.project)))
