"""Retention: what a project's policy no longer keeps, and what of that a legal hold keeps all the same."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import policies
from mlops_lab.governance.holds import HoldKind, held_among
from mlops_lab.governance.policy import RetentionRule
from mlops_lab.storage.control_schema import model_targets, transitions, version_states
from mlops_lab.storage.schema import experiments, model_versions, projects, registered_models, runs
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import State

DAY_MS = 86_400_000
_DONE_WITH = (State.RETIRED, State.REVOKED, State.REJECTED, State.FAILED, State.CANDIDATE)
"""Where a version may stand for other targets, and be expired."""


class Due(msgspec.Struct, kw_only=True):
    """What may go.

    Attributes
    ----------
    runs : list of str
        Ids of runs that were deleted long enough ago, the oldest deletion first.
    versions : list of tuple of str and int
        Versions that were retired long enough ago, by model and number.
    held : dict
        What else would be due, and why it stays.
    """

    rule: RetentionRule
    policy_version: int = 0
    runs: list[str] = []
    versions: list[tuple[str, int]] = []
    held: dict[str, str] = {}


def due(conn: Connection, project: str, now: Millis) -> Due:
    """Return what the policy of a project lets be purged now; nothing where it says nothing."""
    policy = policies.current(conn, project, shared=False)  # the defaults agree: they keep all
    rule = policy.policy.retention
    found = Due(rule=rule, policy_version=policy.version)
    if rule.deleted_runs_days is not None:
        run_ids = list(conn.scalars(_RUNS, {"project": project, "before": now - rule.deleted_runs_days * DAY_MS}))
        held = held_among(conn, HoldKind.RUN, run_ids, project)
        found.runs = [one for one in run_ids if one not in held]
        found.held |= held
    if rule.retired_versions_days is not None:
        rows = conn.execute(_VERSIONS, {"project": project, "before": now - rule.retired_versions_days * DAY_MS}).all()
        names = {f"{row.name}/{row.version}": (row.name, row.version) for row in rows}
        held = held_among(conn, HoldKind.VERSION, names, project)
        found.versions = [one for name, one in names.items() if name not in held]
        found.held |= held
    return found


_PROJECT = projects.c.name == sa.bindparam("project")
_RUNS = (
    sa.select(runs.c.run_id)
    .join(experiments, experiments.c.id == runs.c.experiment_id)
    .join(projects, projects.c.id == experiments.c.project_id)
    .where(_PROJECT, runs.c.deleted_at <= sa.bindparam("before"))
    .order_by(runs.c.deleted_at, runs.c.rid)
)
_OWN = (
    version_states.c.registered_model_id == registered_models.c.id,
    version_states.c.version == model_versions.c.version,
)
_OPEN = sa.exists().where(
    transitions.c.registered_model_id == registered_models.c.id,
    transitions.c.version == model_versions.c.version,
    transitions.c.ended_at.is_(None),
)
_NEEDED = sa.exists().where(
    model_targets.c.registered_model_id == registered_models.c.id,
    sa.or_(
        model_targets.c.live_version == model_versions.c.version,
        model_targets.c.previous_version == model_versions.c.version,
    ),
)
_IN_USE = sa.exists().where(
    *_OWN,
    sa.or_(
        version_states.c.state.not_in([one.value for one in _DONE_WITH]),
        version_states.c.updated_at > sa.bindparam("before"),
    ),
)
_VERSIONS = (
    sa.select(registered_models.c.name, model_versions.c.version)
    .join(model_versions, model_versions.c.registered_model_id == registered_models.c.id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .where(
        _PROJECT,
        sa.exists().where(*_OWN, version_states.c.state == State.RETIRED.value),
        ~_IN_USE,
        ~_OPEN,
        ~_NEEDED,
    )
    .order_by(registered_models.c.name, model_versions.c.version)
)
