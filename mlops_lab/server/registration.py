"""Registering versions: find where their files lie, look at them, write version and seal together.

What is too large to be hashed while the client waits is left ``PENDING_REGISTRATION``, and is
sealed in the background; a server that starts goes on with what another left so.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import reads_all
from mlops_lab.registry import sealing, versions
from mlops_lab.registry.pending import Pending, pending_versions
from mlops_lab.registry.seals import find_seal
from mlops_lab.registry.types import ModelVersion
from mlops_lab.server.endpoint import Call
from mlops_lab.server.mlflow.sources import check_source
from mlops_lab.storage.schema import runs as run_rows
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.logged_models import files_logged, get_logged_model, model_at
from mlops_lab.wire.errors import LabError, invalid, not_found

if TYPE_CHECKING:
    from mlops_lab.server.services import Services

log = logging.getLogger(__name__)

PENDING = "PENDING_REGISTRATION"
READY = "READY"
FAILED = "FAILED_REGISTRATION"
_LOGGED = re.compile(r"models:/(m-[0-9a-f]{32})")
_NUMBERED = re.compile(r"models:/([^/@]+)/(\d+)")
_OF_RUN = re.compile(r"runs:/([^/]+)/(.+)")
_tasks: set[asyncio.Task[None]] = set()


class Request(msgspec.Struct, kw_only=True):
    """A version to make."""

    name: str
    source: str
    run_id: str | None = None
    run_link: str = ""
    model_id: str | None = None
    description: str = ""
    tags: dict[str, str] = {}


class Place(msgspec.Struct):
    """Where a version's files lie, and the run and logged model that it comes from."""

    location: str
    run_id: str | None = None
    model_id: str | None = None


async def register(call: Call, request: Request, *, sealed: bool = True) -> ModelVersion:
    """Make the next version of a registered model; `sealed` is False for what is no model, such as a prompt.

    Raises
    ------
    LabError
        When the model, the run or the source cannot be found, or the source is not one to register.
    """
    project = call.project

    artifacts = call.services.artifacts

    def look(conn: Connection) -> tuple[Place, sealing.Origin, sealing.Contents]:
        if not sealed:
            return Place(_given(request.source), request.run_id), sealing.Origin(), sealing.Contents()
        place = place_of(conn, project, request)
        contents = sealing.examine(artifacts, place.location)  # here rather than on a thread more: a hop costs as much
        if place.model_id:
            sealing.check_logged(contents, files_logged(conn, place.model_id))
        return place, sealing.origin_of(conn, place.run_id, place.model_id), contents

    place, origin, contents = await call.read(look)

    def write(tx: Tx) -> ModelVersion:
        if sealed and place.run_id and not tx.conn.execute(_THERE, {"run_id": place.run_id}).first():
            raise not_found(f"Run with id={place.run_id[:60]} not found", "run_id")
        key, made = versions.add_version(
            tx,
            project,
            request.name,
            source=request.source,
            storage_location=place.location,
            run_id=place.run_id,
            run_link=request.run_link,
            logged_model_id=place.model_id or request.model_id,
            description=request.description,
            tags=request.tags,
            status=READY if contents.complete else PENDING,
        )
        if sealed and contents.complete:
            sealing.seal(tx, project, key, made, contents, origin)
        return made

    made = await call.write(write)
    if not contents.complete:
        _later(call.services, Pending(project=project, name=made.name, version=made.version))
    return made


def place_of(conn: Connection, project: str, request: Request) -> Place:
    """Find where a source's files lie and what it comes from."""
    source = _given(request.source)
    run_id, model_id = request.run_id or None, request.model_id or None
    run_root = _root_of(conn, run_id) if run_id else None
    logged = _LOGGED.fullmatch(source)
    wanted = model_id or (logged.group(1) if logged else None)
    model = get_logged_model(conn, wanted) if wanted else None
    check_source(source, run_root=run_root, model_root=None if model is None else model.artifact_uri)
    if model is not None:
        model_id, run_id = model.model_id, run_id or model.source_run_id
    if logged and model is not None:
        return Place(model.artifact_uri, run_id, model_id)
    numbered = _NUMBERED.fullmatch(source)
    if numbered:
        origin = versions.get_version(conn, project, numbered.group(1), int(numbered.group(2)))
        return Place(origin.storage_location, run_id or origin.run_id, model_id or origin.logged_model_id)
    of_run = _OF_RUN.fullmatch(source)
    if of_run:
        location = f"{_root_of(conn, of_run.group(1))}/{of_run.group(2)}"
        return Place(
            location, run_id or of_run.group(1), model_id or model_at(conn, of_run.group(1), location.rstrip("/"))
        )
    return Place(source, run_id, model_id)


def _given(source: str) -> str:
    if not source.strip():
        raise invalid("Missing value for required parameter 'source'.", "source")
    return source


# whoever purges the run waits, and then sees that a version needs its files
_THERE = (
    sa.select(run_rows.c.rid)
    .where(run_rows.c.run_id == sa.bindparam("run_id"))
    .with_for_update(read=True, key_share=True)
)
_ROOT = sa.select(run_rows.c.artifact_uri).where(run_rows.c.run_id == sa.bindparam("run_id"))


def _root_of(conn: Connection, run_id: str) -> str:
    root = conn.execute(_ROOT, {"run_id": run_id}).scalar()
    if root is None or not reads_all(conn):
        runs.find_rid(conn, run_id)  # says that it is not there, or not for whoever asks
    return str(root)


async def go_on(services: Services) -> None:
    """Seal what was left pending, by this server or another one that ended before it was done."""
    store = await services.store()
    for pending in await store.aread(pending_versions):
        _later(services, pending)


def _later(services: Services, pending: Pending) -> None:
    task = asyncio.create_task(_finish(services, pending))
    _tasks.add(task)  # a task that nobody holds may be thrown away
    task.add_done_callback(_tasks.discard)


async def _finish(services: Services, pending: Pending) -> None:
    project, name, number = pending.project, pending.name, pending.version
    try:
        store = await services.store()
        made = await store.aread(lambda conn: versions.get_version(conn, project, name, number))
        origin = await store.aread(lambda conn: sealing.origin_of(conn, made.run_id, made.logged_model_id))
        logged = await store.aread(lambda conn: files_logged(conn, made.logged_model_id or ""))
        status, message, contents = READY, "", None
        try:
            contents = await services.with_files(
                lambda: sealing.examine(services.artifacts, made.storage_location, limit=None)
            )
            sealing.check_logged(contents, logged)
        except LabError as error:
            status, message, contents = FAILED, error.message, None

        def write(tx: Tx) -> None:
            key, _ = versions.version_key(tx.conn, project, name, number)
            if contents is not None and find_seal(tx.conn, project, name, number) is None:
                sealing.seal(tx, project, key, made, contents, origin)
            versions.settle(tx, project, name, number, status, message)

        await store.awrite(write)
    except LabError as error:
        log.warning("Version %s of %s could not be sealed: %s", number, name, error)
    except Exception:  # nobody waits for this: the version stays pending, and is tried again at the next start
        log.exception("Version %s of %s could not be sealed", number, name)
