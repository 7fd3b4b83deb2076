"""Value types of the registry."""

from __future__ import annotations

import msgspec

from mlops_lab.wire.clock import Millis


class ModelVersion(msgspec.Struct, kw_only=True):
    """One version of a registered model."""

    name: str
    version: int
    description: str = ""
    source: str = ""
    storage_location: str = ""
    run_id: str | None = None
    run_link: str = ""
    logged_model_id: str | None = None
    username: str = ""
    status: str = "READY"
    status_message: str = ""
    stage: str = "None"
    aliases: list[str] = []
    tags: dict[str, str] = {}
    created_at: Millis
    updated_at: Millis


class RegisteredModel(msgspec.Struct, kw_only=True):
    """A registered model, with the newest version of each stage."""

    name: str
    project: str
    description: str = ""
    tags: dict[str, str] = {}
    aliases: dict[str, int] = {}
    latest_versions: list[ModelVersion] = []
    created_at: Millis
    updated_at: Millis
