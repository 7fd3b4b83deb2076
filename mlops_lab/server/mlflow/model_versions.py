"""MLflow's model versions."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.engine import Connection

from mlops_lab.registry import versions
from mlops_lab.registry.search import IS_PROMPT, find_versions
from mlops_lab.registry.types import ModelVersion
from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import paged
from mlops_lab.server.mlflow.registered_models import model_tags, tag_value
from mlops_lab.server.mlflow.registry_answers import number_of, version_json
from mlops_lab.server.mlflow.rules import checked_key, results_of
from mlops_lab.server.mlflow.sources import check_source
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.logged_models import get_logged_model
from mlops_lab.wire.errors import invalid

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/model-versions"
RESULTS = 200_000

_LOGGED = re.compile(r"models:/(m-[0-9a-f]{32})")
_NUMBERED = re.compile(r"models:/([^/@]+)/(\d+)")
_OF_RUN = re.compile(r"runs:/([^/]+)/(.+)")


@endpoints.add("POST", f"{P}/create", body=m.CreateVersion, answer=Json)
async def create(call: Call) -> Json:
    """Make the next version of a registered model."""
    body: m.CreateVersion = call.body
    tags = model_tags(body.tags)

    def write(tx: Tx) -> ModelVersion:
        location, run_id, model_id = _lineage(tx.conn, call.project, body, is_prompt=IS_PROMPT in tags)
        return versions.create_version(
            tx,
            call.project,
            body.name,
            source=body.source,
            storage_location=location,
            run_id=run_id,
            run_link=body.run_link,
            logged_model_id=model_id,
            description=body.description,
            tags=tags,
        )

    return {"model_version": version_json(await call.write(write))}


def _lineage(
    conn: Connection, project: str, body: m.CreateVersion, *, is_prompt: bool
) -> tuple[str, str | None, str | None]:
    """Return where the files lie, and the run and logged model that the version comes from."""
    run_id, model_id = body.run_id or None, body.model_id or None
    source = body.source
    if not source.strip():
        raise invalid("Missing value for required parameter 'source'.", "source")
    if is_prompt:
        return source, run_id, model_id
    run_root = None
    if run_id:
        rid = runs.find_rid(conn, run_id)
        run_root = load_runs(conn, [rid], metric_keys=[], param_keys=[], tag_keys=[])[0].artifact_uri
    logged = _LOGGED.fullmatch(source)
    wanted = model_id or (logged.group(1) if logged else None)
    model = get_logged_model(conn, wanted) if wanted else None
    check_source(source, run_root=run_root, model_root=None if model is None else model.artifact_uri)
    if model is not None:
        model_id, run_id = model.model_id, run_id or model.source_run_id
    if logged and model is not None:
        return model.artifact_uri, run_id, model_id
    numbered = _NUMBERED.fullmatch(source)
    if numbered:
        origin = versions.get_version(conn, project, numbered.group(1), int(numbered.group(2)))
        return origin.storage_location, run_id or origin.run_id, model_id or origin.logged_model_id
    of_run = _OF_RUN.fullmatch(source)
    if of_run:
        rid = runs.find_rid(conn, of_run.group(1))
        root = load_runs(conn, [rid], metric_keys=[], param_keys=[], tag_keys=[])[0].artifact_uri
        return f"{root}/{of_run.group(2)}", run_id or of_run.group(1), model_id
    return source, run_id, model_id


async def _get(call: Call, asked: m.VersionRef) -> ModelVersion:
    number = number_of(asked.version)
    return await call.read(lambda conn: versions.get_version(conn, call.project, asked.name, number))


@endpoints.add("GET", f"{P}/get", query=m.VersionRef, answer=Json)
async def get(call: Call) -> Json:
    """Return one version."""
    return {"model_version": version_json(await _get(call, call.query))}


@endpoints.add("GET", f"{P}/get-download-uri", query=m.VersionRef, answer=Json)
async def get_download_uri(call: Call) -> Json:
    """Tell where a version's files lie."""
    return {"artifact_uri": (await _get(call, call.query)).storage_location}


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
async def search(call: Call) -> Json:
    """Find versions."""
    asked: m.Search = call.query
    found, token = await call.read(
        lambda conn: find_versions(
            conn,
            call.project,
            filter=asked.filter,
            order_by=asked.order_by,
            max_results=results_of(asked.max_results, 10_000, RESULTS),
            page_token=asked.page_token,
        )
    )
    return paged("model_versions", [version_json(one) for one in found], token)


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
