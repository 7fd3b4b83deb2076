"""Which topics of the live channel somebody may hear: those of projects where they have a role."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import may_read
from mlops_lab.storage.schema import experiments, projects, registered_models, runs

_OF_EXPERIMENT = sa.select(projects.c.name).join(experiments, experiments.c.project_id == projects.c.id)
_OF_RUN = _OF_EXPERIMENT.join(runs, runs.c.experiment_id == experiments.c.id)
_OF_MODEL = sa.select(projects.c.name).join(registered_models, registered_models.c.project_id == projects.c.id)


def audible(conn: Connection, topics: Sequence[str]) -> list[str]:
    """Return those topics that whoever reads through a connection may hear."""
    known: dict[str, bool] = {}

    def may(project: str) -> bool:
        if project not in known:
            known[project] = may_read(conn, project)
        return known[project]

    return [topic for topic in topics if all(may(project) for project in _projects(conn, topic))]


def _projects(conn: Connection, topic: str) -> list[str]:
    """Return the projects that a topic tells about; a model's name may stand in several."""
    kind, _, name = topic.partition(":")
    if kind == "project":
        return [name]
    if kind == "run":
        return list(conn.scalars(_OF_RUN.where(runs.c.run_id == name)))
    if kind == "experiment" and name.isdigit():
        return list(conn.scalars(_OF_EXPERIMENT.where(experiments.c.id == int(name))))
    if kind == "model":
        return list(conn.scalars(_OF_MODEL.where(registered_models.c.name == name)))
    return []
