"""Making seals: look at a version's files and at the run it comes from, and write down what they are.

Files are looked at before the version is written and away from its transaction; a copy of
what the run logged is taken, so that the run may go afterwards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, require
from mlops_lab.registry import seals
from mlops_lab.registry.formats import format_of
from mlops_lab.registry.types import ModelVersion
from mlops_lab.storage.artifacts import ArtifactStore, Entry
from mlops_lab.storage.direct import rows
from mlops_lab.storage.schema import (
    datasets,
    logged_model_params,
    logged_models,
    run_cells,
    run_code,
    run_datasets,
    run_params,
    runs,
    series,
)
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.contents import get_texts
from mlops_lab.wire.control import Seal, SealedCode, SealedDataset, SealedFile
from mlops_lab.wire.errors import invalid

OURS = "mlflow-artifacts:/"
AT_ONCE = 64 << 20
"""Bytes of files that are hashed while whoever registers a version waits; more is done afterwards."""
SMALL = 1 << 20
"""Bytes that a description beside a model has at most."""
FILES_LIMIT = 20_000
_BLOCK = 1 << 20
_CODE = (
    "cell_source",
    "git_commit",
    "git_branch",
    "git_remote",
    "git_diff",
    "entry_point",
    "python",
    "packages",
    "platform",
)


class Contents(msgspec.Struct, kw_only=True):
    """What lies at a version's address.

    Attributes
    ----------
    files : list, optional
        None where the address is not in this server's store.
    complete : bool
        Whether the files have been hashed; too large ones are left for later.
    """

    files: list[SealedFile] | None = None
    formats: list[str] = []
    signature: dict[str, Any] | None = None
    environment: dict[str, Any] = {}
    profile: dict[str, Any] | None = None
    features: list[dict[str, Any]] = []
    complete: bool = True


class Origin(msgspec.Struct, kw_only=True):
    """What the run (and the logged model) of a version say about it."""

    run_id: str | None = None
    run_name: str = ""
    username: str = ""
    display_name: str = ""
    code: SealedCode = SealedCode()
    datasets: list[SealedDataset] = []
    params: dict[str, str] = {}
    metrics: dict[str, float | str] = {}
    environment: dict[str, Any] = {}


def path_of(location: str) -> str | None:
    """Return where in the artifact store an address points; None where it is somewhere else."""
    if not location.startswith(OURS):
        return None
    rest = location.removeprefix(OURS)
    if rest.startswith("/"):  # mlflow-artifacts://host/path
        rest = rest.lstrip("/").partition("/")[2]
    return rest.strip("/")


def examine(artifacts: ArtifactStore, location: str, *, limit: int | None = AT_ONCE) -> Contents:
    """Hash the files at an address and read the descriptions beside them.

    Nothing is hashed where there is more than `limit` bytes: `Contents.complete` is then False.

    Raises
    ------
    LabError
        When a file goes while it is read.
    """
    root = path_of(location)
    if not root:
        return Contents()
    found = _walk(artifacts, root)
    if limit is not None and sum(entry.size or 0 for entry in found) > limit:
        return Contents(files=[], complete=False)
    files, formats = [], set()
    for entry in found:
        path = entry.path.removeprefix(root).lstrip("/") or entry.path.rsplit("/", 1)[-1]
        with artifacts.open(entry.path) as opened:
            digest = hashlib.sha256()
            while block := opened.read(_BLOCK):
                digest.update(block)
            opened.seek(0)
            if kind := format_of(path, opened):
                formats.add(kind)
        files.append(SealedFile(path=path, size=entry.size or 0, sha256=digest.hexdigest()))
    contents = Contents(files=files, formats=sorted(formats))
    _describe(contents, artifacts, root, {file.path: file.size for file in files})
    return contents


def check_logged(contents: Contents, logged: Mapping[str, str] | None) -> None:
    """Refuse files that are not those which the model was logged with.

    Parameters
    ----------
    logged : mapping, optional
        SHA-256 by path, as the process that logged the model counted them; None where it did not say.

    Raises
    ------
    LabError
        Naming a file that is missing or another one.
    """
    if logged is None or not contents.complete or contents.files is None:
        return
    found = {file.path: file.sha256 for file in contents.files}
    for path, digest in sorted(logged.items()):
        if path not in found:
            raise invalid(f"The model's file {path!r} has not arrived (yet).", "source")
        if found[path] != digest:
            raise invalid(f"The model's file {path!r} is not the one that was logged: its digest differs.", "source")


def _walk(artifacts: ArtifactStore, root: str) -> list[Entry]:
    found: list[Entry] = []
    folders = [root]
    while folders:
        for entry in artifacts.entries(folders.pop()):
            if entry.is_dir:
                folders.append(entry.path)
            else:
                found.append(entry)
            if len(found) > FILES_LIMIT:
                raise invalid(f"A version has at most {FILES_LIMIT} files.", "source")
    return sorted(found, key=lambda entry: entry.path)


def _describe(contents: Contents, artifacts: ArtifactStore, root: str, sizes: dict[str, int]) -> None:
    """Read signature, environment, reference profile and features from the files that hold them."""

    def text(path: str) -> str | None:
        if not 0 < sizes.get(path, 0) <= SMALL:
            return None
        with artifacts.open(f"{root}/{path}") as opened:
            return opened.read().decode("utf-8", "replace")

    if (mlmodel := text("MLmodel")) is not None:
        described = _yaml(mlmodel)
        contents.signature = _signature(described.get("signature"))
        flavor = (described.get("flavors") or {}).get("python_function") or {}
        if isinstance(flavor, dict) and flavor.get("python_version"):
            contents.environment["python"] = str(flavor["python_version"])
    if (lock := _json(text("environment.json"))) is not None:
        contents.environment |= lock
    elif (requirements := text("requirements.txt")) is not None:
        contents.environment["packages"] = _pinned(requirements)
    contents.profile = _json(text("reference_profile.json"))
    features = _json(text("features.json"))
    if features is not None and isinstance(features.get("features"), list):
        contents.features = [one for one in features["features"] if isinstance(one, dict)]


def _yaml(text: str) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def _json(text: str | None) -> dict[str, Any] | None:
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _signature(given: Any) -> dict[str, Any] | None:
    """Return a signature with its parts as lists; MLmodel holds each as a JSON text."""
    if not isinstance(given, dict):
        return None
    parts: dict[str, Any] = {}
    for name in ("inputs", "outputs", "params"):
        part = given.get(name)
        if isinstance(part, str):
            try:
                part = json.loads(part)
            except ValueError:
                return None
        if part is not None:
            parts[name] = part
    return parts or None


def _pinned(requirements: str) -> dict[str, str]:
    packages = {}
    for line in requirements.splitlines():
        name, pinned, version = line.partition("#")[0].partition(";")[0].strip().partition("==")
        if pinned and name and not name.startswith("-"):
            packages[name.partition("[")[0].strip()] = version.strip()
    return packages


# each made once: building a statement costs more than running it
_RUN = (
    sa.select(
        runs.c.rid.label("of_run"),
        runs.c.name,
        runs.c.username,
        runs.c.display_name,
        runs.c.notebook,
        runs.c.cell_id,
        *(run_code.c[name] for name in _CODE),
    )
    .outerjoin(run_code, run_code.c.rid == runs.c.rid)
    .where(runs.c.run_id == sa.bindparam("run_id"))
)
_CELLS = sa.select(run_cells.c.digest).where(run_cells.c.rid == sa.bindparam("rid")).order_by(run_cells.c.ordinal)
_DATASETS = (
    sa.select(
        datasets.c.name,
        datasets.c.digest,
        run_datasets.c.context,
        datasets.c.schema,
        datasets.c.profile,
        datasets.c.source,
    )
    .join(run_datasets, run_datasets.c.dataset_id == datasets.c.id)
    .where(run_datasets.c.rid == sa.bindparam("rid"))
    .order_by(datasets.c.name, datasets.c.digest)
)
_PARAMS = sa.select(run_params.c.key, run_params.c.value).where(run_params.c.rid == sa.bindparam("rid"))
_METRICS = sa.select(series.c.key, series.c.last_value).where(series.c.rid == sa.bindparam("rid"))
_MODEL_PARAMS = (
    sa.select(logged_model_params.c.key, logged_model_params.c.value)
    .join(logged_models, logged_models.c.id == logged_model_params.c.logged_model_id)
    .where(logged_models.c.model_id == sa.bindparam("model_id"))
)


def origin_of(conn: Connection, run_id: str | None, logged_model_id: str | None) -> Origin:
    """Copy what a version's run and logged model say about it."""
    origin = Origin(run_id=run_id)
    if logged_model_id:
        origin.params = dict(_pairs(conn, _MODEL_PARAMS, {"model_id": logged_model_id}))
    run = conn.execute(_RUN, {"run_id": run_id}).first() if run_id else None
    if run_id is None or run is None:
        return origin
    origin.run_name, origin.username, origin.display_name = run.name, run.username, run.display_name
    rid = {"rid": run.of_run}
    origin.params |= dict(_pairs(conn, _PARAMS, rid))
    origin.metrics = {key: _number(value) for key, value in _pairs(conn, _METRICS, rid)}
    origin.datasets = [
        SealedDataset(name=name, digest=digest, context=context, schema=schema, profile=profile, source=source)
        for name, digest, context, schema, profile, source in rows(conn, _DATASETS, rid)
    ]
    wanted = [digest for digest in (run.cell_source, run.packages) if digest]
    texts = get_texts(conn, wanted) if wanted else {}
    origin.code = SealedCode(
        git_commit=run.git_commit,
        git_branch=run.git_branch,
        git_remote=run.git_remote,
        git_diff_sha256=run.git_diff,  # a text is stored under its SHA-256
        notebook=run.notebook,
        cell_id=run.cell_id,
        cell_source=texts.get(run.cell_source),
        cells_sha256=[digest for (digest,) in rows(conn, _CELLS, rid)],
        entry_point=run.entry_point,
    )
    if run.python or run.packages:
        origin.environment = {"python": run.python, "packages": json.loads(texts.get(run.packages, "{}"))}
        if run.platform:
            origin.environment["platform"] = run.platform
    return origin


def _pairs(conn: Connection, statement: sa.Select[Any], given: Mapping[str, Any]) -> Iterator[Any]:
    yield from rows(conn, statement, given)


def _number(value: float | None) -> float | str:
    """Return a metric as JSON can hold it: NaN and the infinities as words."""
    if value is None:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def seal(tx: Tx, project: str, key: int, version: ModelVersion, contents: Contents, origin: Origin) -> str:
    """Seal the version of this key; return the seal's digest."""
    require(tx, project, Role.CONTRIBUTOR, to="seal a version")
    environment = contents.environment
    if not environment.get("packages"):
        environment = origin.environment | environment
    record = Seal(
        name=version.name,
        version=version.version,
        project=project,
        source=version.source,
        files=contents.files,
        formats=contents.formats,
        signature=contents.signature,
        environment=environment,
        code=origin.code,
        datasets=origin.datasets,
        features=contents.features,
        params=origin.params,
        metrics=origin.metrics,
        profile=contents.profile or profile_of(origin.datasets),
        run_id=version.run_id,
        run_name=origin.run_name,
        logged_model_id=version.logged_model_id,
        author=version.username,
        author_name=tx.actor.display_name if tx.actor.username == version.username else "",
        attributed_to=origin.username,
        sealed_at=tx.now,
    )
    digest = seals.keep(tx, key, record)
    audit.record(
        tx,
        "version.sealed",
        kind="version",
        object=f"{version.name}/{version.version}",
        project=project,
        after=digest,
        details={"files": None if contents.files is None else len(contents.files)},
    )
    return digest


def profile_of(used: Sequence[SealedDataset]) -> dict[str, Any] | None:
    """Return the profile of the data a model was trained on: that of a dataset for training, else of the first."""
    by_use = sorted(used, key=lambda one: not (one.context or "").lower().startswith("train"))
    for dataset in by_use:
        if (profile := _json(dataset.profile)) is not None:
            return {"dataset": dataset.name, "digest": dataset.digest} | profile
    return None
