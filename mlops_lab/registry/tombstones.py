"""Tombstones: what is left of a deleted version, and which versions cannot be deleted."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import require_read
from mlops_lab.registry import entries
from mlops_lab.registry.types import ModelVersion
from mlops_lab.registry.versions import load_versions
from mlops_lab.storage.control_schema import model_targets, version_seals, version_tombstones
from mlops_lab.storage.schema import model_versions, projects, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import Seal
from mlops_lab.wire.errors import Code, LabError


class Remains(msgspec.Struct, kw_only=True):
    """What was known of a version, and its seal."""

    version: ModelVersion
    seal: Seal | None = None


class Tombstone(msgspec.Struct, kw_only=True):
    """A deleted version."""

    project: str
    name: str
    version: int
    seal_digest: str | None = None
    remains: Remains
    reason: str = ""
    deleted_by: str
    deleted_at: Millis


def bury(tx: Tx, keys: Sequence[int], reason: str = "") -> None:
    """Leave a tombstone for each of the versions of these keys, which the caller deletes.

    Raises
    ------
    LabError
        When one of them is live for a target, or what a rollback would return to.
    """
    if not keys:
        return
    _refuse_needed(tx.conn, keys)
    found = tx.conn.execute(_OWNERS, {"keys": list(keys)}).all()
    versions = dict(zip(keys, (version for _, version in load_versions(tx.conn, keys)), strict=True))
    for row in found:
        seal = None if row.record is None else msgspec.json.decode(row.record, type=Seal)
        remains = Remains(version=versions[row.id], seal=seal)
        tx.conn.execute(
            sa.insert(version_tombstones).values(
                project=row.project,
                name=row.name,
                model_created_at=row.created_at,
                version=row.version,
                seal_digest=row.digest,
                record=msgspec.json.encode(remains, order="sorted").decode(),
                reason=reason,
                deleted_by=tx.actor.username,
                deleted_at=tx.now,
            )
        )
        _record(tx, row.project, remains.version, reason, row.digest)


def _record(tx: Tx, project: str, version: ModelVersion, reason: str, seal_digest: str | None) -> None:
    """Enter that a version goes, and the aliases with it."""
    entries.of_version(tx, "version.deleted", project, version, None, reason=reason, seal=seal_digest)
    for alias in version.aliases:
        audit.record(
            tx,
            "alias.deleted",
            kind="alias",
            object=f"{version.name}@{alias}",
            project=project,
            before=audit.digest_of(version.version),
            details={"version": None, "before": version.version},
        )


def tombstones_of(conn: Connection, project: str, name: str | None = None) -> list[Tombstone]:
    """Return the deleted versions of a project (of one model), the newest deletion first."""
    require_read(conn, project)
    table = version_tombstones
    query = sa.select(table).where(table.c.project == project).order_by(table.c.deleted_at.desc(), table.c.version)
    if name is not None:
        query = query.where(table.c.name == name)
    return [
        Tombstone(
            project=row.project,
            name=row.name,
            version=row.version,
            seal_digest=row.seal_digest,
            remains=msgspec.json.decode(row.record, type=Remains),
            reason=row.reason,
            deleted_by=row.deleted_by,
            deleted_at=row.deleted_at,
        )
        for row in conn.execute(query)
    ]


def _refuse_needed(conn: Connection, keys: Sequence[int]) -> None:
    row = conn.execute(_NEEDED, {"keys": list(keys)}).first()
    if row is not None:
        how = "live" if row.live_version == row.version else "what a rollback returns to"
        raise LabError(
            f"Version {row.version} of {row.name!r} is {how} for {row.target!r}; it cannot be deleted.",
            Code.CONFLICT,
            "version",
        )


_KEYS: sa.BindParameter[list[int]] = sa.bindparam("keys", expanding=True)
_NEEDED = (
    sa.select(registered_models.c.name, model_versions.c.version, model_targets.c.target, model_targets.c.live_version)
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(model_targets, model_targets.c.registered_model_id == model_versions.c.registered_model_id)
    .where(
        model_versions.c.id.in_(_KEYS),
        sa.or_(
            model_targets.c.live_version == model_versions.c.version,
            model_targets.c.previous_version == model_versions.c.version,
        ),
    )
    .order_by(model_targets.c.target)
)
_OWNERS = (
    sa.select(
        model_versions.c.id,
        model_versions.c.version,
        registered_models.c.name,
        registered_models.c.created_at,
        projects.c.name.label("project"),
        version_seals.c.digest,
        version_seals.c.record,
    )
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .outerjoin(version_seals, version_seals.c.model_version_id == model_versions.c.id)
    .where(model_versions.c.id.in_(_KEYS))
)
