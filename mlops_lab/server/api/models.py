"""Registered models, their versions, and what a version is held against."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import policies
from mlops_lab.registry import models, versions
from mlops_lab.registry.evidence import transitions_of
from mlops_lab.registry.finding import find
from mlops_lab.registry.inbox import seen_by
from mlops_lab.registry.review import Review, review
from mlops_lab.registry.seals import find_seal
from mlops_lab.registry.search import find_models, find_versions
from mlops_lab.registry.targets import targets_of
from mlops_lab.registry.tombstones import Tombstone, tombstones_of
from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.server.registration import Request, register
from mlops_lab.storage.control_schema import version_states
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import Seal, State, TargetState, Transition
from mlops_lab.wire.errors import Code, LabError, invalid
from mlops_lab.wire.loading import Loading

endpoints = Endpoints()
RESULTS = 1000


class Where(msgspec.Struct, kw_only=True):
    """Of which project."""

    project: str = "default"


class ModelQuery(Where, kw_only=True):
    """Which models or versions, in the grammar of searches."""

    filter: str = ""
    order_by: list[str] = []
    max_results: int = 100
    page_token: str = ""


class ModelPage(msgspec.Struct, kw_only=True):
    """A page of registered models."""

    models: list[RegisteredModel]
    next_page_token: str | None = None


class VersionPage(msgspec.Struct, kw_only=True):
    """A page of versions, the one changed last first; `states` by version, then by target."""

    versions: list[ModelVersion]
    states: dict[str, dict[str, State]] = {}
    next_page_token: str | None = None


class NewModel(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A registered model to make."""

    name: str
    description: str = ""
    tags: dict[str, str] = {}


class ModelChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change; a tag of null goes away."""

    name: str | None = None
    description: str | None = None
    tags: dict[str, str | None] = {}


class NewVersion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A version to make: of a source, or of a folder of a run's artifacts."""

    source: str = ""
    run_id: str | None = None
    path: str = "model"
    description: str = ""
    tags: dict[str, str] = {}


class Reason(msgspec.Struct, kw_only=True):
    """Why."""

    reason: str = ""


class VersionDetail(msgspec.Struct, kw_only=True):
    """A version with its seal and where it stands for each target."""

    version: ModelVersion
    seal: Seal | None = None
    seal_digest: str | None = None
    states: dict[str, State] = {}
    targets: list[TargetState] = []
    transitions: list[Transition] = []


class ReviewQuery(Where, kw_only=True):
    """Against what is live for which target."""

    target: str = "production"


class LoadingQuery(Where, kw_only=True):
    """The address of a model."""

    uri: str


class TombstoneList(msgspec.Struct):
    """Deleted versions, the newest deletion first."""

    tombstones: list[Tombstone]


def number(call: Call) -> int:
    """Return the version that the address names."""
    text = call.params["version"]
    if not text.isdigit() or len(text) > 9:
        raise invalid(f"A version is a number, not {text[:40]!r}.", "version")
    return int(text)


@endpoints.add("GET", "api/models", query=ModelQuery, answer=ModelPage)
async def list_models(call: Call) -> Raw:
    """Find registered models."""
    asked: ModelQuery = call.query

    def read(conn: Connection) -> ModelPage:
        found, token = find_models(
            conn,
            asked.project,
            filter=asked.filter,
            order_by=asked.order_by,
            max_results=_results(asked),
            page_token=asked.page_token,
        )
        return ModelPage(models=found, next_page_token=token)

    return await call.answer(read)


@endpoints.add("POST", "api/models", query=Where, body=NewModel, answer=RegisteredModel)
async def create_model(call: Call) -> RegisteredModel:
    """Make a registered model."""
    body: NewModel = call.body
    return await call.write(
        lambda tx: models.create_model(tx, call.query.project, body.name, description=body.description, tags=body.tags)
    )


@endpoints.add("GET", "api/models/{name}", query=Where, answer=RegisteredModel)
async def get_model(call: Call) -> Raw:
    """Return a registered model."""
    return await call.answer(lambda conn: models.get_model(conn, call.query.project, call.params["name"]))


@endpoints.add("PATCH", "api/models/{name}", query=Where, body=ModelChange, answer=RegisteredModel)
async def update_model(call: Call) -> RegisteredModel:
    """Change a registered model."""
    body: ModelChange = call.body
    project, name = call.query.project, call.params["name"]

    def write(tx: Tx) -> RegisteredModel:
        if body.description is not None:
            models.describe_model(tx, project, name, body.description)
        for key, value in body.tags.items():
            if value is None:
                models.delete_model_tag(tx, project, name, key)
            else:
                models.set_model_tag(tx, project, name, key, value)
        if body.name is not None and body.name != name:
            return models.rename_model(tx, project, name, body.name)
        return models.get_model(tx.conn, project, name)

    return await call.write(write)


@endpoints.add("DELETE", "api/models/{name}", query=Where, body=Reason, answer=dict[str, str])
async def delete_model(call: Call) -> dict[str, str]:
    """Remove a registered model; its versions leave tombstones."""
    name = call.params["name"]
    await call.write(lambda tx: models.delete_model(tx, call.query.project, name, reason=call.body.reason))
    return {"name": name}


@endpoints.add("GET", "api/models/{name}/versions", query=ModelQuery, answer=VersionPage)
async def list_versions(call: Call) -> Raw:
    """Find a model's versions."""
    asked: ModelQuery = call.query
    name = call.params["name"]

    def read(conn: Connection) -> VersionPage:
        key = models.key_of(conn, asked.project, name)
        quoted = "'" + name.replace("'", "''") + "'" if "'" not in name else f'"{name}"'
        of_model = f"name = {quoted}"
        found, token = find_versions(
            conn,
            asked.project,
            filter=f"{of_model} and {asked.filter}" if asked.filter else of_model,
            order_by=asked.order_by,
            max_results=_results(asked),
            page_token=asked.page_token,
        )
        states: dict[str, dict[str, State]] = {}
        for row in conn.execute(sa.select(version_states).where(version_states.c.registered_model_id == key)):
            states.setdefault(str(row.version), {})[row.target] = State(row.state)
        return VersionPage(versions=found, states=states, next_page_token=token)

    return await call.answer(read)


@endpoints.add("GET", "api/versions", query=ModelQuery, answer=VersionPage)
async def search_versions(call: Call) -> Raw:
    """Find versions of all models of a project, such as those that came from some runs."""
    asked: ModelQuery = call.query

    def read(conn: Connection) -> VersionPage:
        found, token = find_versions(
            conn,
            asked.project,
            filter=asked.filter,
            order_by=asked.order_by,
            max_results=_results(asked),
            page_token=asked.page_token,
        )
        return VersionPage(versions=found, next_page_token=token)

    return await call.answer(read)


@endpoints.add("POST", "api/models/{name}/versions", query=Where, body=NewVersion, answer=ModelVersion)
async def register_version(call: Call) -> ModelVersion:
    """Make the next version of a model, which is made where there is none."""
    body: NewVersion = call.body
    name, call.project = call.params["name"], call.query.project
    if not body.source and not body.run_id:
        raise invalid("A version has a source, or a run and the path of its files.", "source")
    source = body.source or f"runs:/{body.run_id}/{body.path}"
    request = Request(name=name, source=source, run_id=body.run_id, description=body.description, tags=body.tags)
    if not await call.read(lambda conn: models.exists(conn, call.project, name)):
        try:
            await call.write(lambda tx: models.create_model(tx, call.project, name))
        except LabError as error:
            if error.code is not Code.ALREADY_EXISTS:  # somebody else has made it meanwhile
                raise
    return await register(call, request)


@endpoints.add("GET", "api/models/{name}/versions/{version}", query=Where, answer=VersionDetail)
async def get_version(call: Call) -> Raw:
    """Return a version with its seal and where it stands."""
    version, name, project = number(call), call.params["name"], call.query.project

    def read(conn: Connection) -> VersionDetail:
        key, owner = versions.version_key(conn, project, name, version)
        sealed = find_seal(conn, project, name, version)
        policy = policies.current(conn, project, shared=call.actor.shared).policy
        standing = conn.execute(
            sa.select(version_states.c.target, version_states.c.state).where(
                version_states.c.registered_model_id == owner, version_states.c.version == version
            )
        )
        return VersionDetail(
            version=versions.load_versions(conn, [key])[0][1],
            seal=sealed[0] if sealed else None,
            seal_digest=sealed[1] if sealed else None,
            states={target: State(state) for target, state in standing},
            targets=targets_of(conn, project, name, policy),
            transitions=[seen_by(conn, call.actor, one) for one in transitions_of(conn, project, name, version)],
        )

    return await call.answer(read)


@endpoints.add("DELETE", "api/models/{name}/versions/{version}", query=Where, body=Reason, answer=dict[str, str])
async def delete_version(call: Call) -> dict[str, str]:
    """Remove a version; a tombstone stays."""
    version, name = number(call), call.params["name"]
    await call.write(lambda tx: versions.delete_version(tx, call.query.project, name, version, reason=call.body.reason))
    return {"name": name, "version": str(version)}


@endpoints.add("GET", "api/models/{name}/versions/{version}/review", query=ReviewQuery, answer=Review)
async def review_version(call: Call) -> Raw:
    """Hold a version against the one that is live."""
    version = number(call)
    return await call.answer(
        lambda conn: review(conn, call.query.project, call.params["name"], version, call.query.target)
    )


@endpoints.add("GET", "api/models/{name}/tombstones", query=Where, answer=TombstoneList)
async def list_tombstones(call: Call) -> Raw:
    """List a model's deleted versions."""
    return await call.answer(lambda conn: TombstoneList(tombstones_of(conn, call.query.project, call.params["name"])))


@endpoints.add("GET", "api/loading", query=LoadingQuery, answer=Loading)
async def loading(call: Call) -> Loading:
    """Find a model's files with the digests they must have."""
    return await call.read(lambda conn: find(conn, call.query.project, call.query.uri))


def _results(asked: ModelQuery) -> int:
    if not 1 <= asked.max_results <= RESULTS:
        raise invalid(f"max_results is 1 to {RESULTS}.", "max_results")
    return asked.max_results
