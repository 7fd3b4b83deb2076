"""Search of experiments, as MLflow's client asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import experiment_tags, experiments
from mlops_lab.tracking.experiments import load_experiments
from mlops_lab.tracking.projects import project_id
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.listing import Listing, Question
from mlops_lab.tracking.search.tree import Kind
from mlops_lab.tracking.types import Experiment, View

FIELDS = grammar.Fields(
    prefixes={
        "tag": Kind.TAG,
        "tags": Kind.TAG,
        "attribute": Kind.ATTRIBUTE,
        "attributes": Kind.ATTRIBUTE,
        "attr": Kind.ATTRIBUTE,
    },
    texts={"name": "name", "experiment_id": "experiment_id"},
    numbers={"creation_time": "creation_time", "last_update_time": "last_update_time"},
)
EXPERIMENTS = Listing(
    source=experiments,
    key=experiments.c.id,
    fields=FIELDS,
    columns={
        "name": experiments.c.name,
        "experiment_id": sa.cast(experiments.c.id, sa.Text),
        "creation_time": experiments.c.created_at,
        "last_update_time": experiments.c.updated_at,
    },
    labels={Kind.TAG: (experiment_tags, "experiment_id")},
    order=((experiments.c.created_at, True),),
)


def find_experiments(
    conn: Connection,
    project: str,
    *,
    filter: str,
    order_by: Sequence[str],
    view: View,
    max_results: int,
    page_token: str,
) -> tuple[list[Experiment], str | None]:
    """Return a page of a project's experiments, the newest first where no order is given; runs are not counted."""
    question = _question(conn.dialect.name, filter, tuple(order_by), view)
    asked, values = [project, filter, list(order_by), view.value], {"project": project_id(conn, project)}
    keys, token = question.page(conn, asked, max_results, page_token, values)
    return load_experiments(conn, keys, counted=False), token


@lru_cache(maxsize=128)
def _question(dialect: str, filter: str, order_by: tuple[str, ...], view: View) -> Question:
    question = Question(dialect, EXPERIMENTS, kept=True)
    question.where(experiments.c.project_id == sa.bindparam("project"))
    if view is not View.ALL:
        gone = experiments.c.deleted_at
        question.where(gone.is_(None) if view is View.ACTIVE else gone.is_not(None))
    question.filter(filter)
    question.order_by(order_by)
    return question
