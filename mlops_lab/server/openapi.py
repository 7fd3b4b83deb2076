"""The description of our HTTP API as OpenAPI 3.1, made from the endpoints and their types.

``python -m mlops_lab.server.openapi`` prints it; the front end's types are made from that.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import msgspec

from mlops_lab._version import __version__
from mlops_lab.server.endpoint import JSON, Endpoint
from mlops_lab.wire.errors import ErrorBody

_REF = "#/components/schemas/{name}"


def describe() -> dict[str, Any]:
    """Return the description, ready for JSON."""
    from mlops_lab.server.api import endpoints
    from mlops_lab.storage.changes import Change
    from mlops_lab.tracking.types import Artifact

    listed = endpoints.all
    types = [kind for one in listed for kind in (one.query, one.body, one.answer) if kind is not None]
    schemas, components = msgspec.json.schema_components(
        [*types, ErrorBody, Artifact, Change], ref_template=_REF, schema_hook=_schema_hook
    )
    by_type = {repr(kind): schema for kind, schema in zip(types, schemas, strict=False)}
    paths: dict[str, Any] = {}
    for one in listed:
        paths.setdefault(f"/{one.path}", {})[one.method.lower()] = _operation(one, by_type, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "MLOps Lab", "version": __version__},
        "servers": [{"url": "/mlops-lab"}],
        "paths": paths | _streams(),
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
        "security": [{"token": []}],
    }


def _operation(one: Endpoint, by_type: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": one.run.__name__,
        "summary": one.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"\{(\w+)\}", one.path)
        ],
        "responses": {
            "200": {"description": one.summary, "content": {one.answer_type: {"schema": by_type[repr(one.answer)]}}},
            "default": {
                "description": "What went wrong",
                "content": {JSON: {"schema": {"$ref": _REF.format(name="ErrorBody")}}},
            },
        },
    }
    if one.query is not None:
        schema = components[one.query.__name__]
        required = schema.get("required", [])
        operation["parameters"] += [
            {"name": name, "in": "query", "required": name in required, "schema": kind}
            for name, kind in schema["properties"].items()
        ]
    if one.body is not None:
        operation["requestBody"] = {"required": True, "content": {one.body_type: {"schema": by_type[repr(one.body)]}}}
    return operation


def _streams() -> dict[str, Any]:
    """Describe the paths that stream files, which have handlers of their own."""
    run = {"name": "run_id", "in": "path", "required": True, "schema": {"type": "string"}}
    path = {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    listing = {
        "type": "object",
        "required": ["artifacts"],
        "properties": {"artifacts": {"type": "array", "items": {"$ref": _REF.format(name="Artifact")}}},
    }
    below = {"name": "path", "in": "query", "required": False, "schema": {"type": "string"}}
    done = {"200": {"description": "Done"}}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    frozen = {"content": {JSON: {"schema": {"$ref": _REF.format(name="FrozenDataset")}}}, "description": "The dataset"}
    asked = [
        {"name": one, "in": "query", "required": False, "schema": {"type": "string"}}
        for one in ("project", "target", "table_digest", "digest")
    ]
    return {
        "/api/frozen-datasets/{name}": {
            "put": {
                "operationId": "freeze_dataset",
                "summary": "Freeze a Parquet file under a name (?project=, ?target= the column to predict)",
                "parameters": [name, *asked[:3]],
                "requestBody": {"required": True, "content": binary},
                "responses": {"200": frozen},
            },
            "get": {
                "operationId": "get_frozen_dataset",
                "summary": "Describe what was frozen last under a name, or what has a digest",
                "parameters": [name, asked[0], asked[3]],
                "responses": {"200": frozen},
            },
        },
        "/api/runs/{run_id}/artifacts": {
            "get": {
                "operationId": "list_artifacts",
                "summary": "List a folder of a run's artifacts",
                "parameters": [run, below],
                "responses": {"200": {"description": "The folder", "content": {JSON: {"schema": listing}}}},
            }
        },
        "/api/runs/{run_id}/artifacts/{path}": {
            "get": {
                "operationId": "get_artifact",
                "summary": "Send an artifact (ranges and ETags work; ?download=1 saves it)",
                "parameters": [run, path],
                "responses": {"200": {"description": "The file", "content": binary}},
            },
            "put": {
                "operationId": "put_artifact",
                "summary": "Receive an artifact",
                "parameters": [run, path],
                "requestBody": {"required": True, "content": binary},
                "responses": done,
            },
            "delete": {
                "operationId": "delete_artifact",
                "summary": "Remove an artifact",
                "parameters": [run, path],
                "responses": done,
            },
        },
    }


def _schema_hook(kind: type) -> dict[str, Any]:
    raise NotImplementedError(f"{kind} has no JSON form")


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(describe(), order="sorted"), indent=1).decode() + "\n")
