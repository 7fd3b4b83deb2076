"""Registered models and versions in MLflow's JSON."""

from __future__ import annotations

from typing import Any

from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.server.mlflow.rules import pairs_of
from mlops_lab.wire.errors import LabError, invalid

Json = dict[str, Any]


def model_json(model: RegisteredModel) -> Json:
    """Describe a registered model."""
    answer: Json = {
        "name": model.name,
        "creation_timestamp": model.created_at,
        "last_updated_timestamp": model.updated_at,
    }
    if model.description:
        answer["description"] = model.description
    if model.latest_versions:
        answer["latest_versions"] = [version_json(one) for one in model.latest_versions]
    if model.tags:
        answer["tags"] = pairs_of(model.tags)
    if model.aliases:
        answer["aliases"] = [{"alias": alias, "version": str(number)} for alias, number in model.aliases.items()]
    return answer


def version_json(version: ModelVersion) -> Json:
    """Describe a version."""
    answer: Json = {
        "name": version.name,
        "version": str(version.version),
        "creation_timestamp": version.created_at,
        "last_updated_timestamp": version.updated_at,
        "user_id": version.username,
        "current_stage": version.stage,
        "source": version.source,
        "status": version.status,
    }
    given = {
        "description": version.description,
        "run_id": version.run_id,
        "run_link": version.run_link,
        "status_message": version.status_message,
        "model_id": version.logged_model_id,
        "aliases": version.aliases,
        "tags": pairs_of(version.tags),
    }
    return answer | {name: value for name, value in given.items() if value}


def number_of(version: str) -> int:
    """Return a version's number.

    Raises
    ------
    LabError
        When it is none.
    """
    error: LabError = invalid(f"Model version must be an integer, got '{version[:60]}'.", "version")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise error
    return int(version)
