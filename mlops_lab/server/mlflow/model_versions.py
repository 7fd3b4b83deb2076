"""MLflow's model versions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from mlops_lab.registry import versions
from mlops_lab.registry.search import IS_PROMPT, find_versions
from mlops_lab.registry.types import ModelVersion
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import paged
from mlops_lab.server.mlflow.registered_models import model_tags, tag_value
from mlops_lab.server.mlflow.registry_answers import number_of, version_json
from mlops_lab.server.mlflow.rules import checked_key, results_of
from mlops_lab.server.registration import Request, register

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/model-versions"
RESULTS = 200_000


@endpoints.add("POST", f"{P}/create", body=m.CreateVersion, answer=Json)
async def create(call: Call) -> Json:
    """Make the next version of a registered model."""
    body: m.CreateVersion = call.body
    tags = model_tags(body.tags)

    request = Request(
        name=body.name,
        source=body.source,
        run_id=body.run_id or None,
        run_link=body.run_link,
        model_id=body.model_id or None,
        description=body.description,
        tags=tags,
    )
    return {"model_version": version_json(await register(call, request, sealed=IS_PROMPT not in tags))}


@endpoints.add("GET", f"{P}/get", query=m.VersionRef, answer=Json)
async def get(call: Call) -> Raw:
    """Return one version."""
    return await call.answer(lambda conn: {"model_version": version_json(_get(conn, call))})


@endpoints.add("GET", f"{P}/get-download-uri", query=m.VersionRef, answer=Json)
async def get_download_uri(call: Call) -> Json:
    """Tell where a version's files lie."""
    return {"artifact_uri": (await call.read(lambda conn: _get(conn, call))).storage_location}


def _get(conn: Connection, call: Call) -> ModelVersion:
    asked: m.VersionRef = call.query
    return versions.get_version(conn, call.project, asked.name, number_of(asked.version))


@endpoints.add("PATCH", f"{P}/update", body=m.UpdateVersion, answer=Json)
async def update(call: Call) -> Json:
    """Change a version's description."""
    body: m.UpdateVersion = call.body
    number = number_of(body.version)
    changed = await call.write(
        lambda tx: versions.describe_version(tx, call.project, body.name, number, body.description)
    )
    return {"model_version": version_json(changed)}


@endpoints.add("DELETE", f"{P}/delete", body=m.VersionRef, answer=Json)
async def delete(call: Call) -> Json:
    """Remove a version."""
    body: m.VersionRef = call.body
    number = number_of(body.version)
    await call.write(lambda tx: versions.delete_version(tx, call.project, body.name, number))
    return {}


@endpoints.add("POST", f"{P}/transition-stage", body=m.TransitionStage, answer=Json)
async def transition_stage(call: Call) -> Json:
    """Move a version to one of the old stages."""
    body: m.TransitionStage = call.body
    number = number_of(body.version)
    moved = await call.write(
        lambda tx: versions.move_version(
            tx, call.project, body.name, number, body.stage, archive_existing=body.archive_existing_versions
        )
    )
    return {"model_version": version_json(moved)}


@endpoints.add("GET", f"{P}/search", query=m.Search, answer=Json)
async def search(call: Call) -> Raw:
    """Find versions."""
    asked: m.Search = call.query

    def read(conn: Connection) -> Json:
        found, token = find_versions(
            conn,
            call.project,
            filter=asked.filter,
            order_by=asked.order_by,
            max_results=results_of(asked.max_results, 10_000, RESULTS),
            page_token=asked.page_token,
        )
        return paged("model_versions", list(map(version_json, found)), token)

    return await call.answer(read)


@endpoints.add("POST", f"{P}/set-tag", body=m.VersionTag, answer=Json)
async def set_tag(call: Call) -> Json:
    """Set a tag."""
    body: m.VersionTag = call.body
    number, key, value = number_of(body.version), checked_key(body.key, "key"), tag_value(body.value)
    await call.write(lambda tx: versions.set_version_tag(tx, call.project, body.name, number, key, value))
    return {}


@endpoints.add("DELETE", f"{P}/delete-tag", body=m.VersionTag, answer=Json)
async def delete_tag(call: Call) -> Json:
    """Take a tag away."""
    body: m.VersionTag = call.body
    number = number_of(body.version)
    await call.write(lambda tx: versions.delete_version_tag(tx, call.project, body.name, number, body.key))
    return {}
