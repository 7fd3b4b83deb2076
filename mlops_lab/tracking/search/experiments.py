"""Search of experiments, as MLflow's client asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from mlops_lab.tracking.experiments import list_experiments
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.matching import Value, page, select
from mlops_lab.tracking.search.tree import Kind, Name
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
    """Return a page of a project's experiments, the newest first where no order is given."""
    found = list_experiments(conn, project, view)
    found.sort(key=lambda one: (-one.created_at, -int(one.experiment_id)))
    found = select(found, _value, fields=FIELDS, filter=filter, order_by=order_by)
    return page(found, [project, filter, list(order_by), view.value], max_results, page_token)


def _value(experiment: Experiment, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return experiment.tags.get(name.key)
    values: dict[str, Value] = {
        "name": experiment.name,
        "experiment_id": experiment.experiment_id,
        "creation_time": experiment.created_at,
        "last_update_time": experiment.updated_at,
    }
    return values[name.key]
