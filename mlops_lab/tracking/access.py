"""Who may see and change what belongs to a run, an experiment or the artifact store, by the project that it is in."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import Role, has_everywhere, may_read, reads_all, require_of_reader, require_read
from mlops_lab.storage.schema import experiments, projects, runs

OURS = "mlflow-artifacts:/"
"""What stands before a path in our own artifact store, in MLflow's form."""
_PART = 5000


def require_runs(conn: Connection, rids: Sequence[int]) -> None:
    """Refuse whoever reads through a connection the runs of projects where they have no role.

    Raises
    ------
    LabError
        Naming the project.
    """
    if reads_all(conn):
        return
    for begin in range(0, len(rids), _PART):
        for project in conn.scalars(_OF_RUNS, {"rids": list(rids[begin : begin + _PART])}).all():
            require_read(conn, project)


def readable_projects(conn: Connection) -> list[int]:
    """Return the keys of the projects that whoever reads through a connection has a role in."""
    return [row.id for row in conn.execute(_ALL) if may_read(conn, row.name)]


def require_place(conn: Connection, path: str, role: Role, *, to: str) -> None:
    """Refuse whoever acts through a connection a place in the artifact store that their role does not cover.

    A place belongs to the project of its experiment; one of no experiment takes a role in every project.

    Raises
    ------
    LabError
        When the role is missing.
    """
    if has_everywhere(conn, role):
        return
    require_of_reader(conn, project_of_place(conn, path), role, to=to)


def project_of_place(conn: Connection, path: str) -> str:
    """Return the project of the experiment whose artifacts lie at a path; ``*`` for what belongs to none.

    An experiment may be given any address when it is made, so the one that has a place
    by its number comes before those that name it, and of these the one that was first.
    """
    parts = path.strip("/").split("/")
    if parts[0].isascii() and parts[0].isdecimal() and len(parts[0]) < 19:
        numbered = conn.execute(_NUMBERED, {"wanted": int(parts[0])}).scalar()
        if numbered is not None:
            return str(numbered)
    above = [OURS + "/".join(parts[: length + 1]) for length in range(len(parts))]
    given = conn.execute(_GIVEN, {"addresses": [*above, *(f"{one}/" for one in above)]}).scalar()
    return "*" if given is None else str(given)


_ALL = sa.select(projects.c.id, projects.c.name)
_OF_EXPERIMENTS = sa.select(projects.c.name).join(experiments, experiments.c.project_id == projects.c.id)
_OF_RUNS = (
    _OF_EXPERIMENTS.join(runs, runs.c.experiment_id == experiments.c.id)
    .where(runs.c.rid.in_(sa.bindparam("rids", expanding=True)))
    .distinct()
)
_NUMBERED = _OF_EXPERIMENTS.where(experiments.c.id == sa.bindparam("wanted"), experiments.c.artifact_location == "")
_GIVEN = (
    _OF_EXPERIMENTS.where(experiments.c.artifact_location.in_(sa.bindparam("addresses", expanding=True)))
    .order_by(experiments.c.id)
    .limit(1)
)
