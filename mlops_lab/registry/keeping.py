"""Files that sealed versions need: they stay as they are, whatever becomes of the run that made them."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit, holds
from mlops_lab.governance.roles import Role, require
from mlops_lab.registry.sealing import OURS, path_of
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.control_schema import version_seals
from mlops_lab.storage.schema import model_versions, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.access import project_of_place, require_place
from mlops_lab.wire.control import Seal
from mlops_lab.wire.errors import Code, LabError


def needed_below(conn: Connection, folder: str) -> list[str]:
    """Return the places in the artifact store, at or below a folder, that versions have their files in."""
    start = f"{OURS}{folder.strip('/')}"
    low, high = f"{start}/", f"{start}0"  # `0` follows `/`
    location = model_versions.c.storage_location
    found = conn.scalars(
        sa.select(location).where(sa.or_(location == start, sa.and_(location >= low, location < high))).distinct()
    )
    return sorted({path for one in found if (path := path_of(one))})


def remove_but(artifacts: ArtifactStore, folder: str, needed: list[str]) -> None:
    """Remove a folder of the store but for the places that are needed."""
    folder = folder.strip("/")
    if not needed:
        artifacts.delete(folder)
        return
    if folder in needed:
        return
    for entry in artifacts.entries(folder):
        inside = [one for one in needed if one == entry.path or one.startswith(f"{entry.path}/")]
        if not inside:
            artifacts.delete(entry.path)
        elif entry.is_dir:
            remove_but(artifacts, entry.path, inside)


def refuse_change(conn: Connection, path: str) -> None:
    """Refuse to write over, or to delete, what a sealed version needs, and whom the project's role does not allow to.

    Raises
    ------
    LabError
        Naming the version, or the role.
    """
    require_place(conn, path, Role.CONTRIBUTOR, to="change a file")
    parts = path.strip("/").split("/")
    if len(parts) < 2:
        by = _ANY
    elif parts[1] == "models" and len(parts) > 2:
        by = _ANY.where(model_versions.c.logged_model_id == parts[2])
    else:
        by = _ANY.where(model_versions.c.run_id == parts[1])
    seen: set[str] = set()
    for row in conn.execute(by):
        root = path_of(row.storage_location)
        if not root or root in seen or not (_within(path, root) or _within(root, path)):
            continue
        seen.add(root)  # later versions of the same place were sealed with the same files
        files = msgspec.json.decode(row.record, type=Seal).files or []
        if any(_within(f"{root}/{file.path}", path) for file in files) or path == root:
            raise LabError(
                f"Version {row.version} of {row.name!r} was sealed with these files; log the new ones elsewhere.",
                Code.CONFLICT,
                "path",
            )


def record_removal(tx: Tx, path: str) -> None:
    """Enter into the audit log that files are removed; to be called before they are, once `refuse_change` let it be.

    Raises
    ------
    LabError
        When the role is missing, or the run is under a legal hold.
    """
    project = project_of_place(tx.conn, path)
    require(tx, project, Role.CONTRIBUTOR, to="remove a file")
    experiment_id, _, rest = path.strip("/").partition("/")
    if rest:
        holds.refuse_held(tx, "run", [rest.partition("/")[0]], project)
    else:
        holds.refuse_held(tx, "experiment", [experiment_id], project)
    audit.record(tx, "artifact.deleted", kind="artifact", object=path.strip("/"), project=project)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


_ANY = (
    sa.select(
        model_versions.c.storage_location, model_versions.c.version, registered_models.c.name, version_seals.c.record
    )
    .join(registered_models, registered_models.c.id == model_versions.c.registered_model_id)
    .join(version_seals, version_seals.c.model_version_id == model_versions.c.id)
)
