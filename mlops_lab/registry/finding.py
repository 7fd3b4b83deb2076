"""From the address of a model to its files and their digests."""

from __future__ import annotations

import re

from sqlalchemy.engine import Connection

from mlops_lab.governance import policies
from mlops_lab.governance.policy import FormatRule
from mlops_lab.registry.aliases import version_of_alias
from mlops_lab.registry.sealing import path_of
from mlops_lab.registry.seals import find_seal
from mlops_lab.registry.types import ModelVersion
from mlops_lab.registry.versions import get_version
from mlops_lab.tracking import runs
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.logged_models import files_logged, get_logged_model, model_at
from mlops_lab.wire.control import SealedFile
from mlops_lab.wire.errors import LabError, invalid
from mlops_lab.wire.loading import Loading

_LOGGED = re.compile(r"(?:models:/)?(m-[0-9a-f]{32})")
_NUMBERED = re.compile(r"models:/([^/@]+)/(\d{1,9})")
_OF_ALIAS = re.compile(r"models:/([^/@]+)@(.+)")
_OF_RUN = re.compile(r"runs:/([^/]+)/(.+)")


def find(conn: Connection, project: str, uri: str) -> Loading:
    """Return the files that an address stands for, with the digests they must have.

    Raises
    ------
    LabError
        When the address cannot be read, or nothing is there.
    """
    if logged := _LOGGED.fullmatch(uri):
        found = _of_model(conn, uri, logged.group(1))
    elif numbered := _NUMBERED.fullmatch(uri):
        found = _of_version(conn, project, uri, get_version(conn, project, numbered.group(1), int(numbered.group(2))))
    elif of_alias := _OF_ALIAS.fullmatch(uri):
        found = _of_version(conn, project, uri, version_of_alias(conn, project, of_alias.group(1), of_alias.group(2)))
    elif of_run := _OF_RUN.fullmatch(uri):
        found = _of_folder(conn, uri, of_run.group(1), of_run.group(2))
    else:
        raise invalid(
            f"{uri[:200]!r} is no model's address: models:/NAME@ALIAS, models:/NAME/VERSION, runs:/RUN/PATH, m-….",
            "uri",
        )
    formats = formats_of(conn, project)
    found.pickle = formats.pickle
    found.trusted_types = list(formats.trusted_types)
    return found


def formats_of(conn: Connection, project: str) -> FormatRule:
    """Return what a project's policy says of formats; the default where nobody has written one."""
    return policies.current(conn, project, shared=False).policy.formats


def _of_version(conn: Connection, project: str, uri: str, version: ModelVersion) -> Loading:
    sealed = find_seal(conn, project, version.name, version.version)
    if sealed is None:
        raise LabError(f"{uri} is not sealed yet ({version.status}); only what is sealed is loaded.", field="uri")
    return Loading(
        uri=uri,
        root=path_of(version.storage_location) or "",
        files=sealed[0].files,
        name=version.name,
        version=version.version,
        seal_digest=sealed[1],
        run_id=version.run_id,
        model_id=version.logged_model_id,
    )


def _of_model(conn: Connection, uri: str, model_id: str) -> Loading:
    model = get_logged_model(conn, model_id)
    return Loading(
        uri=uri,
        root=path_of(model.artifact_uri) or "",
        files=_logged(conn, model_id),
        run_id=model.source_run_id,
        model_id=model_id,
    )


def _of_folder(conn: Connection, uri: str, run_id: str, path: str) -> Loading:
    rid = runs.find_rid(conn, run_id)
    run = load_runs(conn, [rid], metric_keys=[], param_keys=[], tag_keys=[])[0]
    location = f"{run.artifact_uri.rstrip('/')}/{path.strip('/')}"
    model_id = model_at(conn, run_id, location)
    return Loading(
        uri=uri,
        root=path_of(location) or "",
        files=_logged(conn, model_id) if model_id else None,
        run_id=run_id,
        model_id=model_id,
    )


def _logged(conn: Connection, model_id: str) -> list[SealedFile] | None:
    digests = files_logged(conn, model_id)
    if digests is None:
        return None
    return [SealedFile(path=path, size=0, sha256=digest) for path, digest in sorted(digests.items())]
