"""Search of registered models and versions, as MLflow's client asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.registry.models import load_models
from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.registry.versions import load_versions
from mlops_lab.storage.schema import (
    model_version_tags,
    model_versions,
    projects,
    registered_model_tags,
    registered_models,
)
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.listing import Listing, Question
from mlops_lab.tracking.search.tree import Kind

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


MODELS = Listing(
    source=registered_models,
    key=registered_models.c.id,
    fields=MODEL_FIELDS,
    columns={
        "name": registered_models.c.name,
        "creation_timestamp": registered_models.c.created_at,
        "last_updated_timestamp": registered_models.c.updated_at,
    },
    labels={Kind.TAG: (registered_model_tags, "registered_model_id")},
    defaults={IS_PROMPT: "false"},
    order=((registered_models.c.name, False),),
)
VERSIONS = Listing(
    source=model_versions.join(registered_models, registered_models.c.id == model_versions.c.registered_model_id),
    key=model_versions.c.id,
    fields=VERSION_FIELDS,
    columns={
        "name": registered_models.c.name,
        "version": model_versions.c.version,
        "run_id": model_versions.c.run_id,
        "source": model_versions.c.source,
        "current_stage": model_versions.c.stage,
        "model_id": model_versions.c.logged_model_id,
        "user_id": model_versions.c.username,
        "creation_timestamp": model_versions.c.created_at,
        "last_updated_timestamp": model_versions.c.updated_at,
    },
    optional=frozenset({"run_id", "model_id"}),
    labels={Kind.TAG: (model_version_tags, "model_version_id")},
    defaults={IS_PROMPT: "false"},
    order=(
        (model_versions.c.updated_at, True),
        (registered_models.c.name, False),
        (model_versions.c.version, True),
    ),
)


def find_models(
    conn: Connection, project: str, *, filter: str, order_by: Sequence[str], max_results: int, page_token: str
) -> tuple[list[RegisteredModel], str | None]:
    """Return a page of a project's registered models, by name where no order is given."""
    require_read(conn, project)
    question = _question(conn.dialect.name, "models", filter, tuple(order_by))
    asked = ["models", project, filter, list(order_by)]
    keys, token = question.page(conn, asked, max_results, page_token, {"project": project})
    return load_models(conn, keys), token


def find_versions(
    conn: Connection, project: str, *, filter: str, order_by: Sequence[str], max_results: int, page_token: str
) -> tuple[list[ModelVersion], str | None]:
    """Return a page of a project's model versions, the one changed last first where no order is given."""
    require_read(conn, project)
    question = _question(conn.dialect.name, "versions", filter, tuple(order_by))
    asked = ["versions", project, filter, list(order_by)]
    keys, token = question.page(conn, asked, max_results, page_token, {"project": project})
    return [version for _, version in load_versions(conn, keys)], token


@lru_cache(maxsize=128)
def _question(dialect: str, what: str, filter: str, order_by: tuple[str, ...]) -> Question:
    question = Question(dialect, MODELS if what == "models" else VERSIONS, kept=True)
    owner = sa.select(projects.c.id).where(projects.c.name == sa.bindparam("project")).scalar_subquery()
    question.where(registered_models.c.project_id == owner)
    question.filter(filter)
    question.order_by(order_by)
    return question
