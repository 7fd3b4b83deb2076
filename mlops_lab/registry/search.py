"""Search of registered models and versions, as MLflow's client asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from mlops_lab.registry.models import list_models
from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.registry.versions import list_versions
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.matching import Value, page, select
from mlops_lab.tracking.search.tree import Kind, Name

IS_PROMPT = "mlflow.prompt.is_prompt"
"""The tag by which MLflow's client tells prompts from models; what lacks it is a model."""

_PREFIXES = {
    "tag": Kind.TAG,
    "tags": Kind.TAG,
    "attribute": Kind.ATTRIBUTE,
    "attributes": Kind.ATTRIBUTE,
    "attr": Kind.ATTRIBUTE,
}
_TIMES = {
    "creation_timestamp": "creation_timestamp",
    "last_updated_timestamp": "last_updated_timestamp",
    "timestamp": "last_updated_timestamp",
}
MODEL_FIELDS = grammar.Fields(prefixes=_PREFIXES, texts={"name": "name"}, numbers=_TIMES)
VERSION_FIELDS = grammar.Fields(
    prefixes=_PREFIXES,
    texts={
        "name": "name",
        "run_id": "run_id",
        "source_path": "source",
        "source": "source",
        "current_stage": "current_stage",
        "model_id": "model_id",
        "user_id": "user_id",
    },
    numbers=_TIMES | {"version_number": "version", "version": "version"},
)


def find_models(
    conn: Connection, project: str, *, filter: str, order_by: Sequence[str], max_results: int, page_token: str
) -> tuple[list[RegisteredModel], str | None]:
    """Return a page of a project's registered models, by name where no order is given."""
    found = select(list_models(conn, project), _of_model, fields=MODEL_FIELDS, filter=filter, order_by=order_by)
    return page(found, ["models", project, filter, list(order_by)], max_results, page_token)


def find_versions(
    conn: Connection, project: str, *, filter: str, order_by: Sequence[str], max_results: int, page_token: str
) -> tuple[list[ModelVersion], str | None]:
    """Return a page of a project's model versions, the one changed last first where no order is given."""
    found = select(list_versions(conn, project), _of_version, fields=VERSION_FIELDS, filter=filter, order_by=order_by)
    return page(found, ["versions", project, filter, list(order_by)], max_results, page_token)


def _of_model(model: RegisteredModel, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return _tag(model.tags, name.key)
    values: dict[str, Value] = {
        "name": model.name,
        "creation_timestamp": model.created_at,
        "last_updated_timestamp": model.updated_at,
    }
    return values[name.key]


def _of_version(version: ModelVersion, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return _tag(version.tags, name.key)
    values: dict[str, Value] = {
        "name": version.name,
        "version": version.version,
        "run_id": version.run_id,
        "source": version.source,
        "current_stage": version.stage,
        "model_id": version.logged_model_id,
        "user_id": version.username,
        "creation_timestamp": version.created_at,
        "last_updated_timestamp": version.updated_at,
    }
    return values[name.key]


def _tag(tags: dict[str, str], key: str) -> Value:
    return tags.get(key, "false" if key == IS_PROMPT else None)
