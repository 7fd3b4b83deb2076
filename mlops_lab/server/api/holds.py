"""Legal holds."""

from __future__ import annotations

import msgspec

from mlops_lab.governance import holds
from mlops_lab.governance.holds import Hold, HoldKind
from mlops_lab.server.endpoint import Call, Endpoints

endpoints = Endpoints()


class HoldQuery(msgspec.Struct, kw_only=True):
    """Which holds: of all projects where none is named; `lifted`, also those that have ended."""

    project: str = ""
    lifted: bool = False


class HoldList(msgspec.Struct):
    """Holds, the newest first."""

    holds: list[Hold]


class NewHold(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to hold: a version as ``NAME/3``, a run or an experiment by its id, a model or project by its name."""

    project: str = "default"
    kind: HoldKind
    object: str
    reason: str


class Lifting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a hold ends."""

    reason: str


@endpoints.add("GET", "api/holds", query=HoldQuery, answer=HoldList)
async def list_holds(call: Call) -> HoldList:
    """List legal holds."""
    return HoldList(await call.read(lambda conn: holds.list_holds(conn, call.query.project, lifted=call.query.lifted)))


@endpoints.add("POST", "api/holds", body=NewHold, answer=Hold)
async def place_hold(call: Call) -> Hold:
    """Hold something, so that nobody can purge it."""
    asked: NewHold = call.body
    return await call.write(lambda tx: holds.place(tx, asked.project, asked.kind, asked.object, asked.reason))


@endpoints.add("POST", "api/holds/{hold_id}/lift", body=Lifting, answer=Hold)
async def lift_hold(call: Call) -> Hold:
    """End a legal hold."""
    return await call.write(lambda tx: holds.lift(tx, call.params["hold_id"], call.body.reason))
