"""Seals: what each version was when it was registered, kept whole beside it.

A seal is written once and needs no run, dataset or file elsewhere: what it says of them is a copy.
Its digest stands for the version wherever something is decided about it.
"""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.registry.versions import version_key
from mlops_lab.storage.control_schema import version_seals
from mlops_lab.storage.schema import model_versions, projects, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.control import Seal
from mlops_lab.wire.errors import not_found


def seal_of(conn: Connection, project: str, name: str, version: int) -> tuple[Seal, str]:
    """Return a version's seal and its digest.

    Raises
    ------
    LabError
        When there is no such version, or it is not sealed (yet).
    """
    found = find_seal(conn, project, name, version)
    if found is None:
        version_key(conn, project, name, version)
        raise not_found(f"Version {version} of {name[:200]!r} is not sealed (yet).", "version")
    return found


def find_seal(conn: Connection, project: str, name: str, version: int) -> tuple[Seal, str] | None:
    """Return a version's seal and its digest; None where it has none."""
    require_read(conn, project)
    row = conn.execute(_OF, {"project": project, "name": name, "version": version}).first()
    return None if row is None else (msgspec.json.decode(row.record, type=Seal), row.digest)


def keep(tx: Tx, key: int, seal: Seal) -> str:
    """Store the seal of the version of this key, for good; return its digest."""
    record = record_of(seal)
    digest = hashlib.sha256(record).hexdigest()
    tx.conn.execute(
        _KEEP, {"model_version_id": key, "digest": digest, "record": record.decode(), "sealed_at": seal.sealed_at}
    )
    return digest


def record_of(seal: Seal) -> bytes:
    """Return the form that is stored, and that the digest covers."""
    return msgspec.json.encode(seal, order="sorted")


def is_intact(conn: Connection, project: str, name: str, version: int) -> bool:
    """Tell whether the stored record still has the digest it was sealed with."""
    row = conn.execute(_OF, {"project": project, "name": name, "version": version}).first()
    return row is not None and hashlib.sha256(row.record.encode()).hexdigest() == row.digest


_KEEP = sa.insert(version_seals)
_OF = (
    sa.select(version_seals.c.record, version_seals.c.digest)
    .join(model_versions, model_versions.c.id == version_seals.c.model_version_id)
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(projects, projects.c.id == registered_models.c.project_id)
    .where(
        projects.c.name == sa.bindparam("project"),
        registered_models.c.name == sa.bindparam("name"),
        model_versions.c.version == sa.bindparam("version"),
    )
)
