"""A version against the one that is live: what an approver looks at."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.registry.models import key_of
from mlops_lab.registry.seals import find_seal, seal_of
from mlops_lab.storage.control_schema import model_targets
from mlops_lab.wire.control import Seal


class Change(msgspec.Struct, kw_only=True):
    """One name with what it is here and in the live version; null where one lacks it."""

    key: str
    this: str | None = None
    live: str | None = None
    differs: bool = False


class MetricChange(msgspec.Struct, kw_only=True):
    """One metric here and in the live version; NaN and the infinities are words."""

    key: str
    this: float | str | None = None
    live: float | str | None = None
    delta: float | None = None


class CodeChange(msgspec.Struct, kw_only=True):
    """The code: commits, and the cell that made each as a unified diff."""

    same: bool
    commit: str | None = None
    live_commit: str | None = None
    notebook: str | None = None
    diff: str = ""
    cells_added: int = 0
    cells_removed: int = 0


class Review(msgspec.Struct, kw_only=True):
    """A version held against the live one. `live_version` is null where nothing is live: all of it is new then."""

    name: str
    version: int
    seal_digest: str
    target: str
    live_version: int | None = None
    live_seal_digest: str | None = None
    metrics: list[MetricChange] = []
    params: list[Change] = []
    packages: list[Change] = []
    datasets: list[Change] = []
    files: list[Change] = []
    signature: list[Change] = []
    environment: list[Change] = []
    code: CodeChange


def review(conn: Connection, project: str, name: str, version: int, target: str) -> Review:
    """Hold a version against the one that is live for a target."""
    seal, digest = seal_of(conn, project, name, version)
    live_version = live_for(conn, project, name, target)
    sealed = find_seal(conn, project, name, live_version) if live_version is not None else None
    live = sealed[0] if sealed else None
    return Review(
        name=name,
        version=version,
        seal_digest=digest,
        target=target,
        live_version=live_version,
        live_seal_digest=sealed[1] if sealed else None,
        metrics=_metrics(seal.metrics, live.metrics if live else {}),
        params=_changes(seal.params, live.params if live else {}),
        packages=_changes(packages_of(seal), packages_of(live)),
        datasets=_changes(_datasets(seal), _datasets(live)),
        files=_changes(_files(seal), _files(live)),
        signature=_changes(_columns(seal), _columns(live)),
        environment=_changes(_surroundings(seal), _surroundings(live)),
        code=_code(seal, live),
    )


def live_for(conn: Connection, project: str, name: str, target: str) -> int | None:
    """Return the version that is live for a target; None where none is."""
    found = conn.execute(
        sa.select(model_targets.c.live_version).where(
            model_targets.c.registered_model_id == key_of(conn, project, name), model_targets.c.target == target
        )
    ).scalar()
    return None if found is None else int(found)


def packages_of(seal: Seal | None) -> dict[str, str]:
    """Return the packages of a version's environment."""
    found = (seal.environment.get("packages") if seal else None) or {}
    return {str(name): str(version) for name, version in found.items()}


def _changes(this: Mapping[str, str], live: Mapping[str, str]) -> list[Change]:
    return [
        Change(key=key, this=this.get(key), live=live.get(key), differs=this.get(key) != live.get(key))
        for key in sorted({*this, *live})
    ]


def _metrics(this: Mapping[str, float | str], live: Mapping[str, float | str]) -> list[MetricChange]:
    changes = []
    for key in sorted({*this, *live}):
        ours, theirs = this.get(key), live.get(key)
        both = isinstance(ours, float | int) and isinstance(theirs, float | int)
        delta = float(ours) - float(theirs) if both and ours is not None and theirs is not None else None
        changes.append(MetricChange(key=key, this=ours, live=theirs, delta=delta))
    return changes


def _datasets(seal: Seal | None) -> dict[str, str]:
    return (
        {f"{one.name} ({one.context})" if one.context else one.name: one.digest for one in seal.datasets}
        if seal
        else {}
    )


def _files(seal: Seal | None) -> dict[str, str]:
    return {file.path: file.sha256 for file in seal.files or []} if seal else {}


def _columns(seal: Seal | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for part, columns in ((seal.signature or {}) if seal else {}).items():
        for place, column in enumerate(columns if isinstance(columns, list) else []):
            if isinstance(column, dict):
                found[f"{part}: {column.get('name', place)}"] = _spelled(column)
    return found


def _spelled(column: dict[str, Any]) -> str:
    spec = column.get("tensor-spec")
    if isinstance(spec, dict):
        return f"{spec.get('dtype')} {spec.get('shape')}"
    return f"{column.get('type')}{'' if column.get('required', True) else ', optional'}"


def _surroundings(seal: Seal | None) -> dict[str, str]:
    return {key: str(value) for key, value in (seal.environment if seal else {}).items() if key != "packages" and value}


def _code(seal: Seal, live: Seal | None) -> CodeChange:
    ours, theirs = seal.code, live.code if live else None
    before = (theirs.cell_source or "") if theirs else ""
    diff = "\n".join(
        difflib.unified_diff(
            before.splitlines(), (ours.cell_source or "").splitlines(), "live", f"version {seal.version}", lineterm=""
        )
    )
    cells, others = set(ours.cells_sha256), set(theirs.cells_sha256 if theirs else [])
    return CodeChange(
        same=ours == theirs,
        commit=ours.git_commit,
        live_commit=theirs.git_commit if theirs else None,
        notebook=ours.notebook,
        diff=diff,
        cells_added=len(cells - others),
        cells_removed=len(others - cells),
    )
