"""Curves, and the keys and values that exist, for completion."""

from __future__ import annotations

from typing import Literal

import msgspec

from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.tracking import charts
from mlops_lab.tracking.search import key_names, key_values
from mlops_lab.tracking.types import ChartRequest, Curves, KeyNames

endpoints = Endpoints()


class KeyQuery(msgspec.Struct, kw_only=True):
    """Whose keys; `like` is the beginning of one."""

    project: str = "default"
    experiment_ids: list[str] | None = None
    like: str = ""


class ValueQuery(msgspec.Struct, kw_only=True):
    """Which values; `like` is the beginning of one."""

    project: str = "default"
    experiment_ids: list[str] | None = None
    kind: Literal["params", "tags"] = "params"
    key: str
    like: str = ""


class ValueList(msgspec.Struct):
    """Values that runs have."""

    values: list[str]


@endpoints.add("POST", "api/charts", body=ChartRequest, answer=Curves, action="read")
async def chart(call: Call) -> Raw:
    """Return curves, in as many buckets as are asked for."""
    return await call.answer(lambda conn: charts.chart(conn, call.body))


@endpoints.add("GET", "api/keys", query=KeyQuery, answer=KeyNames)
async def keys(call: Call) -> Raw:
    """Return the keys that runs have, the most used first."""
    query: KeyQuery = call.query
    return await call.answer(lambda conn: key_names(conn, query.project, query.experiment_ids, like=query.like))


@endpoints.add("GET", "api/values", query=ValueQuery, answer=ValueList)
async def values(call: Call) -> ValueList:
    """Return values that a param or tag has."""
    query: ValueQuery = call.query
    found = await call.read(
        lambda conn: key_values(conn, query.project, query.experiment_ids, query.kind, query.key, like=query.like)
    )
    return ValueList(found)
