"""MLflow's registered models and aliases."""

from __future__ import annotations

from typing import Any

from mlops_lab.registry import aliases, models, versions
from mlops_lab.registry.search import find_models
from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import paged
from mlops_lab.server.mlflow.registry_answers import model_json, number_of, version_json
from mlops_lab.server.mlflow.rules import checked_key, results_of
from mlops_lab.wire.errors import invalid

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/registered-models"
RESULTS = 1000
TAG_VALUE = 100_000


def tag_value(value: str) -> str:
    """Refuse a tag's value that is too long for the registry."""
    if len(value) > TAG_VALUE:
        raise invalid(f"A tag's value has at most {TAG_VALUE} characters in the registry.", "value")
    return value


def model_tags(pairs: list[m.Pair]) -> dict[str, str]:
    """Return tags of a model or version."""
    return {checked_key(pair.key, "key"): tag_value(pair.value) for pair in pairs}


@endpoints.add("POST", f"{P}/create", body=m.CreateRegisteredModel, answer=Json)
async def create(call: Call) -> Json:
    """Make a registered model."""
    body: m.CreateRegisteredModel = call.body
    tags = model_tags(body.tags)
    made = await call.write(
        lambda tx: models.create_model(tx, call.project, body.name, description=body.description, tags=tags)
    )
    return {"registered_model": model_json(made)}


@endpoints.add("GET", f"{P}/get", query=m.ModelName, answer=Json)
async def get(call: Call) -> Json:
    """Return one registered model."""
    found = await call.read(lambda conn: models.get_model(conn, call.project, call.query.name))
    return {"registered_model": model_json(found)}


@endpoints.add("POST", f"{P}/rename", body=m.RenameModel, answer=Json)
async def rename(call: Call) -> Json:
    """Give a registered model another name."""
    body: m.RenameModel = call.body
    renamed = await call.write(lambda tx: models.rename_model(tx, call.project, body.name, body.new_name))
    return {"registered_model": model_json(renamed)}


@endpoints.add("PATCH", f"{P}/update", body=m.UpdateModel, answer=Json)
async def update(call: Call) -> Json:
    """Change a description."""
    body: m.UpdateModel = call.body
    changed = await call.write(lambda tx: models.describe_model(tx, call.project, body.name, body.description))
    return {"registered_model": model_json(changed)}


@endpoints.add("DELETE", f"{P}/delete", body=m.ModelName, answer=Json)
async def delete(call: Call) -> Json:
    """Remove a registered model with its versions."""
    await call.write(lambda tx: models.delete_model(tx, call.project, call.body.name))
    return {}


@endpoints.add("GET", f"{P}/search", query=m.Search, answer=Json)
async def search(call: Call) -> Json:
    """Find registered models."""
    asked: m.Search = call.query
    found, token = await call.read(
        lambda conn: find_models(
            conn,
            call.project,
            filter=asked.filter,
            order_by=asked.order_by,
            max_results=results_of(asked.max_results, 100, RESULTS),
            page_token=asked.page_token,
        )
    )
    return paged("registered_models", [model_json(one) for one in found], token)


async def _latest(call: Call, asked: m.LatestVersions) -> Json:
    found = await call.read(lambda conn: versions.latest_versions(conn, call.project, asked.name, asked.stages))
    return paged("model_versions", [version_json(one) for one in found], None)


@endpoints.add("POST", f"{P}/get-latest-versions", body=m.LatestVersions, answer=Json, action="read")
async def latest(call: Call) -> Json:
    """Return the newest version of each stage."""
    return await _latest(call, call.body)


@endpoints.add("GET", f"{P}/get-latest-versions", query=m.LatestVersions, answer=Json)
async def latest_by_query(call: Call) -> Json:
    """Return the newest version of each stage, as older clients ask."""
    return await _latest(call, call.query)


@endpoints.add("POST", f"{P}/set-tag", body=m.ModelTag, answer=Json)
async def set_tag(call: Call) -> Json:
    """Set a tag."""
    body: m.ModelTag = call.body
    key, value = checked_key(body.key, "key"), tag_value(body.value)
    await call.write(lambda tx: models.set_model_tag(tx, call.project, body.name, key, value))
    return {}


@endpoints.add("DELETE", f"{P}/delete-tag", body=m.ModelTag, answer=Json)
async def delete_tag(call: Call) -> Json:
    """Take a tag away."""
    body: m.ModelTag = call.body
    await call.write(lambda tx: models.delete_model_tag(tx, call.project, body.name, body.key))
    return {}


@endpoints.add("POST", f"{P}/alias", body=m.Alias, answer=Json)
async def set_alias(call: Call) -> Json:
    """Point an alias at a version."""
    body: m.Alias = call.body
    number = number_of(body.version)
    await call.write(lambda tx: aliases.set_alias(tx, call.project, body.name, body.alias, number))
    return {}


@endpoints.add("DELETE", f"{P}/alias", body=m.Alias, answer=Json)
async def delete_alias(call: Call) -> Json:
    """Take an alias away."""
    body: m.Alias = call.body
    await call.write(lambda tx: aliases.delete_alias(tx, call.project, body.name, body.alias))
    return {}


@endpoints.add("GET", f"{P}/alias", query=m.Alias, answer=Json)
async def get_by_alias(call: Call) -> Json:
    """Return the version an alias points at."""
    asked: m.Alias = call.query
    found = await call.read(lambda conn: aliases.version_of_alias(conn, call.project, asked.name, asked.alias))
    return {"model_version": version_json(found)}
