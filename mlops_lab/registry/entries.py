"""What the audit log holds of registered models and their versions: what is governed of each, as a digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlops_lab.governance import audit
from mlops_lab.registry.types import ModelVersion
from mlops_lab.storage.transaction import Tx


def model_digest(name: str, description: str, tags: Mapping[str, str]) -> str:
    """Return the digest of what is governed of a model."""
    return audit.digest_of({"name": name, "description": description, "tags": dict(tags)})


def version_digest(version: ModelVersion) -> str:
    """Return the digest of what is governed of a version; its files and origin are its seal's."""
    return audit.digest_of(
        {
            "name": version.name,
            "version": version.version,
            "source": version.source,
            "run_id": version.run_id,
            "logged_model_id": version.logged_model_id,
            "username": version.username,
            "description": version.description,
            "tags": version.tags,
            "stage": version.stage,
        }
    )


def of_model(
    tx: Tx,
    action: str,
    project: str,
    name: str,
    before: str | None,
    after: str | None,
    *,
    reason: str = "",
    **details: Any,
) -> None:
    """Enter a change of a model, where it is one."""
    if before != after:
        audit.record(
            tx, action, kind="model", object=name, project=project, before=before, after=after, reason=reason,
            details=details,
        )  # fmt: skip


def of_version(
    tx: Tx,
    action: str,
    project: str,
    before: ModelVersion | None,
    after: ModelVersion | None,
    *,
    reason: str = "",
    **details: Any,
) -> None:
    """Enter a change of a version, where it is one; None is a version that is not there."""
    version = after or before
    assert version is not None
    old, new = (None if one is None else version_digest(one) for one in (before, after))
    if old != new:
        audit.record(
            tx, action, kind="version", object=f"{version.name}/{version.version}", project=project, before=old,
            after=new, reason=reason, details=details,
        )  # fmt: skip
