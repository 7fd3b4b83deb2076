"""Which experiments a search looks into, and whether runs that are deleted count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.storage.direct import rows
from mlops_lab.storage.schema import experiments, projects, runs
from mlops_lab.tracking.search.terms import Clause
from mlops_lab.tracking.types import View
from mlops_lab.wire.errors import invalid, not_found

ASKED = 10_000
"""Experiments that can be named at once."""
_LISTED = 1000
"""Experiments that a statement names one by one; beyond it asks for those of the project."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look. `shape` is what a statement depends on, `values` what is bound in it."""

    view: View
    form: str
    """``none``, ``one``, ``some`` or ``project``."""
    deleted: bool
    """Whether some of the experiments are deleted."""
    single: int | None
    newest: int
    """The greatest `rid` there is, about as many as there are runs."""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[View, str, bool]:
        """What a statement depends on."""
        return self.view, self.form, self.deleted


def scope_of(conn: Connection, project: str, experiment_ids: Sequence[str] | None, view: View) -> Scope:
    """Find the experiments of a question. Those that do not exist, or are another project's, hold nothing.

    Raises
    ------
    LabError
        When there is no such project, whoever reads has no role in it, or more than 10,000 experiments are named.
    """
    require_read(conn, project)
    asked = None if experiment_ids is None else _numbers(experiment_ids)
    # one more than are listed is enough to know that they are many
    values: dict[str, Any] = {"project": project, "most": _LISTED + 1 if asked is None else ASKED}
    answer = rows(conn, _OF_PROJECT, values) if asked is None else rows(conn, _ASKED, values | {"asked": asked})
    if not answer:
        raise not_found(f"There is no project {project[:100]!r}.", "project")
    project_id, _, _, newest = answer[0]
    found = [(number, deleted_at is not None) for _, number, deleted_at, _ in answer if number is not None]
    newest = newest or 0
    if asked is None and len(found) > _LISTED:
        return Scope(view, "project", True, None, newest, {"project_id": project_id})
    active = [number for number, gone in found if not gone]
    gone = [number for number, is_gone in found if is_gone]
    wanted = active if view is View.ACTIVE else active + gone
    if not wanted:
        return Scope(view, "none", False, None, newest)
    deleted = bool(gone) and view is View.DELETED
    if len(wanted) == 1 and not deleted:
        return Scope(view, "one", False, wanted[0], newest, {"experiment": wanted[0]})
    return Scope(view, "some", deleted, None, newest, {"active": active if deleted else wanted, "gone": gone})


def _numbers(experiment_ids: Sequence[str]) -> list[int]:
    if len(experiment_ids) > ASKED:
        raise invalid(f"At most {ASKED:,} experiments can be named.", "experiment_ids")
    found = {int(text) for text in experiment_ids if text.isascii() and text.isdecimal() and len(text) < 19}
    return sorted(found)


_NEWEST = sa.select(sa.func.max(runs.c.rid)).scalar_subquery().label("newest")
_COLUMNS = (projects.c.id.label("project_id"), experiments.c.id, experiments.c.deleted_at, _NEWEST)


def _listed(extra: Clause) -> sa.Select[Any]:
    joined = projects.outerjoin(experiments, sa.and_(experiments.c.project_id == projects.c.id, extra))
    named = projects.c.name == sa.bindparam("project")
    return sa.select(*_COLUMNS).select_from(joined).where(named).limit(sa.bindparam("most"))


_OF_PROJECT = _listed(sa.true())
_ASKED = _listed(experiments.c.id.in_(sa.bindparam("asked", expanding=True)))


def within(shape: tuple[View, str, bool]) -> Clause:
    """Return what is true of the rows of `runs` in a scope of this shape."""
    view, form, deleted = shape
    experiment = runs.c.experiment_id
    gone = runs.c.deleted_at
    if form == "project":
        return _within_project(view, experiment)
    if form == "one":
        inside: Clause = experiment == sa.bindparam("experiment")
    else:
        inside = experiment.in_(sa.bindparam("active", expanding=True))
    if view is View.ACTIVE:
        return sa.and_(inside, gone.is_(None))
    if view is View.DELETED:
        hidden = sa.and_(inside, gone.is_not(None))
        return sa.or_(hidden, experiment.in_(sa.bindparam("gone", expanding=True))) if deleted else hidden
    return inside


def _within_project(view: View, experiment: Any) -> Clause:
    of_project = sa.select(experiments.c.id).where(experiments.c.project_id == sa.bindparam("project_id"))
    active = experiment.in_(of_project.where(experiments.c.deleted_at.is_(None)))
    if view is View.ACTIVE:
        return sa.and_(active, runs.c.deleted_at.is_(None))
    if view is View.ALL:
        return experiment.in_(of_project)  # type: ignore[no-any-return]
    hidden = sa.and_(active, runs.c.deleted_at.is_not(None))
    return sa.or_(hidden, experiment.in_(of_project.where(experiments.c.deleted_at.is_not(None))))
