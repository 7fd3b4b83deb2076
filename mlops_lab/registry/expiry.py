"""Purging what a project's policy no longer keeps; each thing, and that it was done, goes into the audit log."""

from __future__ import annotations

from functools import partial

import msgspec

from mlops_lab.governance import audit, retention
from mlops_lab.governance.roles import Role, require
from mlops_lab.registry.keeping import needed_below, remove_but
from mlops_lab.registry.sealing import path_of
from mlops_lab.registry.versions import delete_version
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.load import load_runs
from mlops_lab.wire.actor import Actor

PART = 200
"""Runs that one transaction purges, so that others need not wait long."""


class Purged(msgspec.Struct, kw_only=True):
    """What went, and what a legal hold kept."""

    runs: list[str] = []
    versions: list[tuple[str, int]] = []
    held: dict[str, str] = {}


def purge_expired(database: Database, artifacts: ArtifactStore | None, project: str, actor: Actor) -> Purged:
    """Purge what is due in a project, with the files of its runs but for what versions need.

    What comes under a hold meanwhile stays: each part looks again in its own transaction. Files that an
    interruption left behind are those of runs that are gone.

    Parameters
    ----------
    artifacts : ArtifactStore, optional
        None leaves all files where they are.

    Raises
    ------
    LabError
        When whoever asks is no admin of the project.
    """
    done = Purged()
    while True:
        part, folders = database.write(partial(_purge_part, project=project), actor)
        done.runs += part.runs
        done.versions += part.versions
        done.held = part.held
        if artifacts is not None:
            for folder in folders:
                remove_but(artifacts, folder, database.read(partial(needed_below, folder=folder)))
        if not part.runs and not part.versions:
            return done


def _purge_part(tx: Tx, project: str) -> tuple[Purged, list[str]]:
    require(tx, project, Role.ADMIN, to="purge what has expired")
    found = retention.due(tx.conn, project, tx.now)
    run_ids, versions = found.runs[:PART], found.versions[:PART]
    if not run_ids and not versions:
        return Purged(held=found.held), []
    going = load_runs(tx.conn, runs.find_rids(tx.conn, run_ids), metric_keys=[], param_keys=[], tag_keys=[])
    runs.purge_runs(tx, run_ids)
    for name, version in versions:
        reason = f"retired for more than {found.rule.retired_versions_days} days (retention)"
        delete_version(tx, project, name, version, reason=reason)
    audit.record(
        tx,
        "retention.applied",
        kind="retention",
        object=project,
        project=project,
        details={
            "policy_version": found.policy_version,
            "rule": msgspec.structs.asdict(found.rule),
            "runs": len(run_ids),
            "versions": [f"{name}/{version}" for name, version in versions],
            "held": sorted(found.held),
        },
    )
    folders = [path.removesuffix("/artifacts") for run in going if (path := path_of(run.artifact_uri))]
    return Purged(runs=run_ids, versions=versions, held=found.held), folders
