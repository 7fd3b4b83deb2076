"""Legal holds: what is held stays, whatever retention says and whoever wants to purge it.

A hold on a project covers all in it, one on an experiment its runs, one on a model its versions. What
contains something held cannot be purged either.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, reads_all, require, require_person, require_read
from mlops_lab.storage.control_schema import legal_holds
from mlops_lab.storage.schema import experiments, model_versions, projects, registered_models, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import Code, LabError, invalid, not_found
from mlops_lab.wire.ids import new_id

REASON_LIMIT = 2000
"""Characters."""


class HoldKind(StrEnum):
    """What can be held, and how it is named."""

    PROJECT = "project"
    """By its name."""
    EXPERIMENT = "experiment"
    """By its id."""
    RUN = "run"
    """By its id."""
    MODEL = "model"
    """By its name."""
    VERSION = "version"
    """As ``NAME/3``."""


class Hold(msgspec.Struct, kw_only=True):
    """One hold, lifted where it says when."""

    hold_id: str
    project: str
    kind: HoldKind
    object: str
    reason: str
    placed_by: str
    placed_at: Millis
    lifted_by: str | None = None
    lifted_at: Millis | None = None


def place(tx: Tx, project: str, kind: HoldKind, object: str, reason: str) -> Hold:
    """Hold something; the same again is another hold, and each is lifted by itself.

    Raises
    ------
    LabError
        When whoever asks is no admin in person, there is no such thing, or no reason is given.
    """
    require_person(tx, to="place a legal hold")
    require(tx, project, Role.ADMIN, to="place a legal hold")
    _check_reason(reason)
    # a purge that goes on meanwhile has this row, too: one of the two waits, and then sees what the other did
    tx.conn.execute(sa.select(projects.c.id).where(projects.c.name == project).with_for_update(key_share=True))
    if not _exists(tx.conn, project, kind, object):
        raise not_found(f"There is no {kind} {object[:100]!r} in project {project[:100]!r}.", "object")
    hold = Hold(
        hold_id=new_id(),
        project=project,
        kind=kind,
        object=object,
        reason=reason.strip(),
        placed_by=tx.actor.username,
        placed_at=tx.now,
    )
    tx.conn.execute(sa.insert(legal_holds).values(msgspec.structs.asdict(hold)))
    _record(tx, "hold.placed", hold, hold.reason)
    return hold


def lift(tx: Tx, hold_id: str, reason: str) -> Hold:
    """End a hold. Lifting twice is no error.

    Raises
    ------
    LabError
        When whoever asks is no admin in person, there is no such hold, or no reason is given.
    """
    require_person(tx, to="lift a legal hold")
    row = tx.conn.execute(sa.select(legal_holds).where(legal_holds.c.hold_id == hold_id).with_for_update()).first()
    if row is None:
        raise not_found(f"There is no hold {hold_id[:60]!r}.", "hold_id")
    hold = _hold(row)
    require(tx, hold.project, Role.ADMIN, to="lift a legal hold")
    _check_reason(reason)
    if hold.lifted_at is not None:
        return hold
    hold.lifted_by, hold.lifted_at = tx.actor.username, tx.now
    ended = {"lifted_by": hold.lifted_by, "lifted_at": hold.lifted_at}
    tx.conn.execute(sa.update(legal_holds).where(legal_holds.c.hold_id == hold_id).values(ended))
    _record(tx, "hold.lifted", hold, reason.strip())
    return hold


def list_holds(conn: Connection, project: str = "", *, lifted: bool = False) -> list[Hold]:
    """Return the holds of a project, or of all, the newest first; `lifted`, also those that have ended."""
    query = sa.select(legal_holds).order_by(legal_holds.c.placed_at.desc(), legal_holds.c.hold_id.desc())
    if project:
        require_read(conn, project)
        query = query.where(legal_holds.c.project == project)
    elif not reads_all(conn):
        raise LabError("Name a project: you have no role in all of them.", Code.FORBIDDEN, "project")
    if not lifted:
        query = query.where(legal_holds.c.lifted_at.is_(None))
    return [_hold(row) for row in conn.execute(query)]


def held(conn: Connection, kind: HoldKind | str, object: str, project: str) -> str | None:
    """Return why something cannot be purged, as a sentence; None where nothing holds it."""
    return next(iter(held_among(conn, kind, [object], project).values()), None)


def held_among(conn: Connection, kind: HoldKind | str, objects: Iterable[str], project: str) -> dict[str, str]:
    """Return which of several things of a project are held, each with why."""
    active = conn.execute(_ACTIVE, {"project": project}).all()
    if not active:
        return {}
    named = {(row.kind, row.object): f"{row.kind} {row.object} is held: {row.reason}" for row in active}
    found = {}
    for one in objects:
        within = [("project", project), (str(kind), one)]
        if kind == HoldKind.VERSION:
            within.append(("model", one.rpartition("/")[0]))
        elif kind == HoldKind.MODEL:
            within += [key for key in named if key[0] == "version" and key[1].rpartition("/")[0] == one]
        elif kind == HoldKind.RUN and any(key[0] == "experiment" for key in named):
            within.append(("experiment", str(conn.scalar(_OWNER, {"run_id": one}))))
        elif kind == HoldKind.EXPERIMENT:
            within += [
                ("run", name) for of, name in named if of == "run" and str(conn.scalar(_OWNER, {"run_id": name})) == one
            ]
        why = next((named[key] for key in within if key in named), None)
        if why is not None:
            found[one] = why
    return found


def refuse_held(tx: Tx, kind: HoldKind | str, objects: Iterable[str], project: str) -> None:
    """Refuse to purge what is held; to be asked before anything is removed.

    Raises
    ------
    LabError
        Saying what is held, and why.
    """
    # see `place`
    tx.conn.execute(sa.select(projects.c.id).where(projects.c.name == project).with_for_update(read=True))
    for why in held_among(tx.conn, kind, objects, project).values():
        raise LabError(f"It cannot be purged: {why}", Code.CONFLICT)


def follow_rename(tx: Tx, project: str, name: str, new_name: str) -> None:
    """Keep a model, and its versions, held under its new name."""
    for row in tx.conn.execute(_ACTIVE, {"project": project}).all():
        model, slash, version = row.object.rpartition("/") if row.kind == "version" else (row.object, "", "")
        if row.kind in ("model", "version") and model == name:
            named = {"object": f"{new_name}{slash}{version}"}
            tx.conn.execute(sa.update(legal_holds).where(legal_holds.c.hold_id == row.hold_id).values(named))


_ACTIVE = sa.select(legal_holds.c.hold_id, legal_holds.c.kind, legal_holds.c.object, legal_holds.c.reason).where(
    legal_holds.c.project == sa.bindparam("project"), legal_holds.c.lifted_at.is_(None)
)
_OWNER = sa.select(runs.c.experiment_id).where(runs.c.run_id == sa.bindparam("run_id"))


def _exists(conn: Connection, project: str, kind: HoldKind, name: str) -> bool:
    query = sa.select(projects.c.id).where(projects.c.name == project)
    if kind is HoldKind.PROJECT:
        query = query.where(projects.c.name == name)
    elif kind is HoldKind.EXPERIMENT:
        if not (name.isascii() and name.isdigit() and len(name) < 19):
            return False
        query = query.join(experiments, experiments.c.project_id == projects.c.id).where(experiments.c.id == int(name))
    elif kind is HoldKind.RUN:
        query = query.join(experiments, experiments.c.project_id == projects.c.id)
        query = query.join(runs, runs.c.experiment_id == experiments.c.id).where(runs.c.run_id == name)
    else:
        model, _, number = name.rpartition("/") if kind is HoldKind.VERSION else (name, "", "")
        query = query.join(registered_models, registered_models.c.project_id == projects.c.id)
        query = query.where(registered_models.c.name == model)
        if kind is HoldKind.VERSION:
            if not (number.isascii() and number.isdigit() and len(number) < 10):
                return False
            query = query.join(model_versions, model_versions.c.registered_model_id == registered_models.c.id)
            query = query.where(model_versions.c.version == int(number))
    return conn.execute(query.limit(1)).first() is not None


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise invalid("A legal hold takes a reason.", "reason")
    if len(reason) > REASON_LIMIT:
        raise invalid(f"A reason has at most {REASON_LIMIT} characters.", "reason")


def _record(tx: Tx, action: str, hold: Hold, reason: str) -> None:
    details = {"kind": hold.kind.value, "object": hold.object}
    audit.record(tx, action, kind="hold", object=hold.hold_id, project=hold.project, reason=reason, details=details)
    tx.publish(f"project:{hold.project}", action, {"hold_id": hold.hold_id} | details)


def _hold(row: sa.Row[tuple[object, ...]]) -> Hold:
    return msgspec.convert({field: getattr(row, field) for field in Hold.__struct_fields__}, Hold)
