"""Frozen datasets: Parquet bytes under their SHA-256. A name may get newer ones; those of a digest never change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import IO, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, require, require_read
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.control_schema import frozen_datasets
from mlops_lab.storage.schema import projects
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing
from mlops_lab.tracking.projects import ensure_project
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import LabError, invalid, not_found

FOLDER = "frozen"
NAME_LIMIT = 250
_BLOCK = 1 << 20


class FrozenDataset(msgspec.Struct, kw_only=True):
    """A frozen dataset.

    Attributes
    ----------
    digest : str
        SHA-256 of the Parquet file.
    path : str
        Where it lies in the artifact store.
    target : str, optional
        The column to predict.
    schema : dict
        ``columns`` (name and type each), and ``table_digest`` where who froze it said how runs
        call the same table.
    """

    name: str
    project: str
    digest: str
    path: str
    target: str | None = None
    rows: int
    schema: dict[str, Any] = {}
    created_by: str = ""
    created_at: Millis


class Described(msgspec.Struct, kw_only=True):
    """What a Parquet file says of itself, and its digest."""

    digest: str
    rows: int
    columns: list[dict[str, str]]


def place_of(digest: str) -> str:
    """Return where in the artifact store the bytes of a digest lie."""
    return f"{FOLDER}/{digest[:2]}/{digest}.parquet"


def check_name(name: str) -> str:
    """Return the name of a frozen dataset, or say what is wrong with it."""
    if not name or len(name) > NAME_LIMIT or "/" in name or any(ord(char) < 32 for char in name):
        raise invalid(f"A frozen dataset's name has 1 to {NAME_LIMIT} characters and no slash.", "name")
    return name


def describe(file: IO[bytes]) -> Described:
    """Read what a Parquet file holds.

    Raises
    ------
    LabError
        When it is no Parquet file.
    """
    import pyarrow
    import pyarrow.parquet

    digest = digest_of(file)
    file.seek(0)
    try:
        found = pyarrow.parquet.ParquetFile(file)
        columns = [{"name": field.name, "type": str(field.type)} for field in found.schema_arrow]
        return Described(digest=digest, rows=int(found.metadata.num_rows), columns=columns)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise invalid(f"This is no Parquet file: {str(error).splitlines()[0][:200]}", "body") from error


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file from where it stands."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def keep_bytes(artifacts: ArtifactStore, staged: str) -> Described:
    """Move a file that came into the store to the place of its digest; it is described on the way.

    Raises
    ------
    LabError
        When it is no Parquet file; it is gone then.
    """
    try:
        with artifacts.open(staged) as file:
            described = describe(file)
            if not _is_there(artifacts, described.digest):
                file.seek(0)
                _copy(file, artifacts, place_of(described.digest))
        return described
    finally:
        artifacts.delete(staged)


def freeze(
    tx: Tx, project: str, name: str, described: Described, *, target: str | None = None, table_digest: str | None = None
) -> FrozenDataset:
    """Name bytes that `keep_bytes` has stored. The same bytes under the same name are one frozen dataset."""
    check_name(name)
    require(tx, project, Role.CONTRIBUTOR, to="freeze a dataset")
    if target is not None and target not in {column["name"] for column in described.columns}:
        raise invalid(f"The data has no column {target[:100]!r} to predict.", "target")
    if described.rows == 0:
        raise invalid("The data has no rows, so nothing can be evaluated on it.", "data")
    owner = ensure_project(tx, project)
    known = find(tx.conn, project, name, described.digest)
    if known is not None and known.target == target:
        return known
    if known is not None:
        raise invalid(f"These bytes are frozen as {name!r} already, with the target {known.target!r}.", "target")
    schema: dict[str, Any] = {"columns": described.columns}
    if table_digest:
        schema["table_digest"] = table_digest[:200]
    row = {
        "project_id": owner,
        "name": name,
        "digest": described.digest,
        "path": place_of(described.digest),
        "target": target,
        "rows": described.rows,
        "schema": msgspec.json.encode(schema).decode(),
        "created_by": tx.actor.username,
        "created_at": tx.now,
    }
    insert_missing(tx.conn, frozen_datasets, [row])
    audit.record(
        tx, "dataset.frozen", kind="frozen_dataset", object=name, project=project, after=described.digest,
        details={"rows": described.rows, "target": target},
    )  # fmt: skip
    tx.publish(f"project:{project}", "dataset.frozen", {"name": name, "digest": described.digest})
    return get(tx.conn, project, name, described.digest)


def get(conn: Connection, project: str, name: str, digest: str | None = None) -> FrozenDataset:
    """Return what was frozen last under a name, or what has this digest (or begins with it)."""
    found = find(conn, project, name, digest)
    if found is None:
        raise not_found(f"There is no frozen dataset {name[:200]!r} in project {project[:200]!r}.", "dataset")
    return found


def find(conn: Connection, project: str, name: str, digest: str | None = None) -> FrozenDataset | None:
    """Return what `get` returns; None where there is none."""
    table = frozen_datasets
    require_read(conn, project)
    query = _QUERY.where(projects.c.name == project, table.c.name == name)
    if digest:
        query = query.where(table.c.digest.startswith(digest, autoescape=True))
    row = conn.execute(query.order_by(table.c.id.desc()).limit(1)).first()
    return None if row is None else _frozen(row)


def list_frozen(conn: Connection, project: str) -> list[FrozenDataset]:
    """Return a project's frozen datasets, newest first."""
    require_read(conn, project)
    rows = conn.execute(_QUERY.where(projects.c.name == project).order_by(frozen_datasets.c.id.desc()).limit(1000))
    return [_frozen(row) for row in rows]


def verified(artifacts: ArtifactStore, place: str, sha256: str, write: Callable[[bytes], object], *, what: str) -> None:
    """Copy a stored file piece by piece and hold it to its digest.

    Raises
    ------
    LabError
        When it is gone, or is no longer what it was.
    """
    told = hashlib.sha256()
    with artifacts.open(place) as file:
        while block := file.read(_BLOCK):
            told.update(block)
            write(block)
    if told.hexdigest() != sha256:
        raise LabError(f"{what} is not what it was: its SHA-256 is {told.hexdigest()[:12]}…, not {sha256[:12]}….")


def _is_there(artifacts: ArtifactStore, digest: str) -> bool:
    try:
        with artifacts.open(place_of(digest)) as file:
            return digest_of(file) == digest
    except LabError:
        return False


def _copy(file: IO[bytes], artifacts: ArtifactStore, place: str) -> None:
    upload = artifacts.create(place)
    try:
        while block := file.read(_BLOCK):
            upload.write(block)
    except BaseException:
        upload.abort()
        raise
    upload.commit()


_QUERY = sa.select(frozen_datasets, projects.c.name.label("project")).join(
    projects, projects.c.id == frozen_datasets.c.project_id
)


def _frozen(row: Any) -> FrozenDataset:
    return FrozenDataset(
        name=row.name,
        project=row.project,
        digest=row.digest,
        path=row.path,
        target=row.target,
        rows=row.rows,
        schema=msgspec.json.decode(row.schema),
        created_by=row.created_by,
        created_at=row.created_at,
    )
