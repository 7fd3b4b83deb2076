"""Experiments: named groups of runs within a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import audit, holds
from mlops_lab.governance.roles import Role, reads_all, require, require_read
from mlops_lab.storage import direct
from mlops_lab.storage.schema import DEFAULT_EXPERIMENT_ID, experiment_tags, experiments, projects, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import upsert
from mlops_lab.tracking.attributes import check_key
from mlops_lab.tracking.projects import ensure_project, project_id
from mlops_lab.tracking.types import Experiment, View
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import Code, LabError, invalid, not_found

NAME_LIMIT = 500
ARTIFACT_SCHEME = "mlflow-artifacts:/"
"""What stands before a path in our own artifact store, in MLflow's form."""


def list_experiments(conn: Connection, project: str, view: View = View.ACTIVE) -> list[Experiment]:
    """Return a project's experiments, the one changed last first."""
    where = [experiments.c.project_id == project_id(conn, project)]
    if view is not View.ALL:
        gone = experiments.c.deleted_at
        where.append(gone.is_(None) if view is View.ACTIVE else gone.is_not(None))
    query = sa.select(experiments.c.id).where(*where).order_by(experiments.c.updated_at.desc(), experiments.c.id.desc())
    return load_experiments(conn, list(conn.scalars(query)))


def get_experiment(conn: Connection, experiment_id: str, *, counted: bool = True) -> Experiment:
    """Return one experiment, deleted or not; see `load_experiments`."""
    found = load_experiments(conn, [key_of(experiment_id)], counted=counted)
    if not found:
        raise _missing(experiment_id)
    return found[0]


class Home(NamedTuple):
    """Where runs live: no more of an experiment than making a run takes."""

    id: int
    project: str
    artifact_location: str
    deleted_at: Millis | None


def home_of(conn: Connection, experiment_id: str) -> Home:
    """Return an experiment as a home of runs, deleted or not."""
    row = conn.execute(_HOME, {"wanted": key_of(experiment_id)}).first()
    if row is None:
        raise _missing(experiment_id)
    return _home(row)


def ensure_home(tx: Tx, project: str, name: str) -> Home:
    """Return the experiment of this name as a home of runs, as `ensure_experiment` does."""
    row = tx.conn.execute(_HOME_BY_NAME, {"project": project, "name": name}).first()
    if row is None:
        return home_of(tx.conn, create_experiment(tx, project, name).experiment_id)
    if row.deleted_at is not None:
        raise invalid(f"Experiment {name!r} is deleted; restore it first.", "experiment")
    return _home(row)


def _home(row: Row[*tuple[Any, ...]]) -> Home:
    return Home(row.id, row.project, row.artifact_location or f"{ARTIFACT_SCHEME}{row.id}", row.deleted_at)


_HOMES = sa.select(
    experiments.c.id, projects.c.name.label("project"), experiments.c.artifact_location, experiments.c.deleted_at
).join(projects, projects.c.id == experiments.c.project_id)
_HOME = _HOMES.where(experiments.c.id == sa.bindparam("wanted"))
_HOME_BY_NAME = _HOMES.where(projects.c.name == sa.bindparam("project"), experiments.c.name == sa.bindparam("name"))


def project_of(conn: Connection, experiment_id: int) -> str:
    """Return the name of the project that an experiment belongs to."""
    return str(conn.execute(_PROJECT, {"wanted": experiment_id}).scalar_one())


_PROJECT = (
    sa.select(projects.c.name)
    .join(experiments, experiments.c.project_id == projects.c.id)
    .where(experiments.c.id == sa.bindparam("wanted"))
)


def find_experiment(conn: Connection, project: str, name: str, *, counted: bool = True) -> Experiment | None:
    """Return the experiment of this name, deleted or not, None where there is none; see `load_experiments`."""
    there = direct.rows(conn, _HOME_BY_NAME, {"project": project, "name": name})
    found = load_experiments(conn, [row[0] for row in there], counted=counted)
    return found[0] if found else None


def load_experiments(conn: Connection, ids: Sequence[int], *, counted: bool = True) -> list[Experiment]:
    """Return the experiments of these keys, in this order; unknown ones are left out.

    `counted` says whether their runs are counted, which takes a look at each of them.
    """
    if not ids:
        return []
    given = {"ids": ids}
    tags: dict[int, dict[str, str]] = {}
    for owner, key, value in direct.rows(conn, _TAGS, given):
        tags.setdefault(owner, {})[key] = value
    counts = {owner: counted for owner, *counted in direct.rows(conn, _COUNTS, given)} if counted else {}
    found = {}
    for project, *values in direct.rows(conn, _ROWS, given):
        if not reads_all(conn):
            require_read(conn, project)
        row = dict(zip(_COLUMNS, values, strict=True))
        key, location = row.pop("id"), row.pop("artifact_location")
        total, running = counts.get(key, (0, 0))
        found[key] = Experiment(
            experiment_id=str(key),
            project=project,
            artifact_location=location or f"{ARTIFACT_SCHEME}{key}",
            tags=tags.get(key, {}),
            run_count=int(total),
            running_count=int(running),
            **row,
        )
    return [found[key] for key in ids if key in found]


_COLUMNS = ("id", "name", "note", "artifact_location", "created_at", "updated_at", "deleted_at")
_ROWS = (
    sa.select(projects.c.name, *(experiments.c[name] for name in _COLUMNS))
    .join(experiments, experiments.c.project_id == projects.c.id)
    .where(direct.among(experiments.c.id, "ids"))
)
_TAGS = sa.select(experiment_tags.c.experiment_id, experiment_tags.c.key, experiment_tags.c.value).where(
    direct.among(experiment_tags.c.experiment_id, "ids")
)
_COUNTS = (
    sa.select(
        runs.c.experiment_id,
        sa.func.count(),
        sa.func.sum(sa.case((runs.c.status == "running", 1), else_=0)),
    )
    .where(direct.among(runs.c.experiment_id, "ids"), runs.c.deleted_at.is_(None))
    .group_by(runs.c.experiment_id)
)


def create_experiment(
    tx: Tx,
    project: str,
    name: str,
    *,
    artifact_location: str = "",
    tags: Mapping[str, str] | None = None,
    note: str = "",
) -> Experiment:
    """Make an experiment.

    Raises
    ------
    LabError
        When the role is missing, or the name is empty, too long or taken within the project.
    """
    require(tx, project, Role.CONTRIBUTOR, to="make an experiment")
    _check_name(name)
    for key in tags or {}:
        check_key(key, "tags")
    owner = ensure_project(tx, project)
    _refuse_taken(tx.conn, owner, name)
    made = tx.conn.execute(
        sa.insert(experiments)
        .values(
            project_id=owner,
            name=name,
            note=note,
            artifact_location=artifact_location,
            created_at=tx.now,
            updated_at=tx.now,
        )
        .returning(experiments.c.id)
    ).scalar_one()
    if tags:
        rows = [{"experiment_id": made, "key": key, "value": value} for key, value in tags.items()]
        tx.conn.execute(sa.insert(experiment_tags), rows)
    experiment = get_experiment(tx.conn, str(made))
    _changed(tx, None, experiment, "experiment.created")
    return experiment


def ensure_experiment(tx: Tx, project: str, name: str) -> Experiment:
    """Return the experiment of this name, making it (and its project) where it is missing.

    Raises
    ------
    LabError
        When the experiment is deleted.
    """
    found = find_experiment(tx.conn, project, name)
    if found is None:
        return create_experiment(tx, project, name)
    if found.deleted_at is not None:
        raise invalid(f"Experiment {name!r} is deleted; restore it first.", "experiment")
    return found


def update_experiment(tx: Tx, experiment_id: str, *, name: str | None = None, note: str | None = None) -> Experiment:
    """Change an experiment's name or note."""
    before = _to_change(tx, experiment_id)
    values: dict[str, Any] = {"updated_at": tx.now}
    if name is not None and name != before.name:
        _check_name(name)
        _refuse_taken(tx.conn, project_id(tx.conn, before.project), name)
        values["name"] = name
    if note is not None:
        values["note"] = note
    tx.conn.execute(sa.update(experiments).where(experiments.c.id == key_of(experiment_id)).values(values))
    experiment = get_experiment(tx.conn, experiment_id)
    _changed(tx, before, experiment, "experiment.updated")
    return experiment


def set_experiment_tag(tx: Tx, experiment_id: str, key: str, value: str) -> None:
    """Set one tag."""
    check_key(key, "key")
    before = _to_change(tx, experiment_id)
    row = {"experiment_id": key_of(experiment_id), "key": key, "value": value}
    upsert(tx.conn, experiment_tags, [row], keys=["experiment_id", "key"], update=["value"])
    _changed(tx, before, replace(before, tags=before.tags | {key: value}), "experiment.updated")


def delete_experiment_tag(tx: Tx, experiment_id: str, key: str) -> None:
    """Take one tag away."""
    before = _to_change(tx, experiment_id)
    done = tx.conn.execute(
        sa.delete(experiment_tags).where(
            experiment_tags.c.experiment_id == key_of(experiment_id), experiment_tags.c.key == key
        )
    )
    if not done.rowcount:
        raise not_found(f"Experiment {experiment_id} has no tag {key!r}.", "key")
    kept = {name: value for name, value in before.tags.items() if name != key}
    _changed(tx, before, replace(before, tags=kept), "experiment.updated")


def delete_experiment(tx: Tx, experiment_id: str) -> None:
    """Hide an experiment with its runs; `restore_experiment` brings it back."""
    experiment = _to_change(tx, experiment_id, to="delete an experiment")
    if experiment.deleted_at is None:
        _set_deleted(tx, experiment, tx.now)


def restore_experiment(tx: Tx, experiment_id: str) -> None:
    """Bring a deleted experiment back, with the runs that went with it."""
    experiment = _to_change(tx, experiment_id, to="restore an experiment")
    if experiment.deleted_at is not None:
        _set_deleted(tx, experiment, None)


def purge_experiment(tx: Tx, experiment_id: str) -> None:
    """Remove a deleted experiment for good. Its artifacts are the caller's to remove."""
    experiment = _to_change(tx, experiment_id, Role.ADMIN, to="purge an experiment")
    if experiment.deleted_at is None:
        raise invalid("Only a deleted experiment can be purged.", "experiment_id")
    if key_of(experiment_id) == DEFAULT_EXPERIMENT_ID:
        raise invalid("Experiment 0 cannot be purged.", "experiment_id")
    holds.refuse_held(tx, "experiment", [experiment.experiment_id], experiment.project)
    held = tx.conn.execute(
        sa.select(sa.func.count()).select_from(runs).where(runs.c.experiment_id == key_of(experiment_id))
    ).scalar_one()
    tx.conn.execute(sa.delete(experiments).where(experiments.c.id == key_of(experiment_id)))
    _changed(tx, None, None, "experiment.purged", of=experiment, runs=held)


def key_of(experiment_id: str) -> int:
    """Return the key within the store of an experiment's id.

    Raises
    ------
    LabError
        When the id is no number, which no experiment's is.
    """
    if not (experiment_id.isascii() and experiment_id.isdigit() and len(experiment_id) < 19):
        raise _missing(experiment_id)
    return int(experiment_id)


def _set_deleted(tx: Tx, experiment: Experiment, when: int | None) -> None:
    key = key_of(experiment.experiment_id)
    tx.conn.execute(sa.update(experiments).where(experiments.c.id == key).values(deleted_at=when, updated_at=tx.now))
    # runs deleted one by one keep their own time, so that restoring leaves them deleted
    mine = runs.c.experiment_id == key
    if when is None:
        with_it = mine, runs.c.deleted_at == experiment.deleted_at
        done = tx.conn.execute(sa.update(runs).where(*with_it).values(deleted_at=None))
        _changed(tx, None, experiment, "experiment.restored", runs=done.rowcount)
    else:
        done = tx.conn.execute(sa.update(runs).where(mine, runs.c.deleted_at.is_(None)).values(deleted_at=when))
        _changed(tx, experiment, None, "experiment.deleted", runs=done.rowcount)


def _to_change(
    tx: Tx, experiment_id: str, role: Role = Role.CONTRIBUTOR, *, to: str = "change an experiment"
) -> Experiment:
    """Return an experiment that whoever acts may change."""
    experiment = get_experiment(tx.conn, experiment_id)
    require(tx, experiment.project, role, to=to)
    return experiment


def _changed(
    tx: Tx,
    before: Experiment | None,
    after: Experiment | None,
    action: str,
    *,
    of: Experiment | None = None,
    **details: Any,
) -> None:
    """Enter a change into the audit log, and tell of it; None is an experiment that is not there."""
    experiment = after or before or of
    assert experiment is not None
    old, new = _digest(before), _digest(after)
    if old != new or old is None:
        audit.record(
            tx,
            action,
            kind="experiment",
            object=experiment.experiment_id,
            project=experiment.project,
            before=old,
            after=new,
            details={"name": experiment.name} | details,
        )
    _tell(tx, experiment, action)


def _digest(experiment: Experiment | None) -> str | None:
    """Return the digest of what is governed of an experiment."""
    if experiment is None:
        return None
    fields = ("name", "note", "tags", "artifact_location")
    return audit.digest_of({field: getattr(experiment, field) for field in fields})


def _check_name(name: str) -> None:
    if not name.strip():
        raise invalid("An experiment needs a name.", "name")
    if len(name) > NAME_LIMIT:
        raise invalid(f"An experiment's name has at most {NAME_LIMIT} characters, this one {len(name)}.", "name")
    if "\x00" in name:
        raise invalid("An experiment's name holds no NUL character.", "name")


def _refuse_taken(conn: Connection, owner: int, name: str) -> None:
    taken = conn.execute(
        sa.select(experiments.c.id, experiments.c.deleted_at).where(
            experiments.c.project_id == owner, experiments.c.name == name
        )
    ).first()
    if taken is not None:
        state = "" if taken.deleted_at is None else " (deleted: restore it, or purge it first)"
        raise LabError(f"Experiment(name={name}) already exists{state}.", Code.ALREADY_EXISTS, "name")


def _missing(experiment_id: str) -> LabError:
    return not_found(f"No Experiment with id={experiment_id[:60]} exists", "experiment_id")


def _tell(tx: Tx, experiment: Experiment, kind: str) -> None:
    data = {"experiment_id": experiment.experiment_id, "name": experiment.name}
    tx.publish(f"project:{experiment.project}", kind, data)
    tx.publish(f"experiment:{experiment.experiment_id}", kind, data)
