"""The code that a version was made by, as it was pinned: cells by their digests, or a stored notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.tracking.contents import digest_of, get_texts
from mlops_lab.wire.control import Seal
from mlops_lab.wire.errors import LabError

NOTEBOOK_LIMIT = 16 << 20


def pinned_code(
    conn: Connection, artifacts: ArtifactStore, params: Mapping[str, Any], seal: Seal, run_id: str | None
) -> dict[str, Any]:
    """Return the cells to run again: ``cells`` (sources in order) and ``origin`` (a sentence).

    The parameter ``notebook`` names a notebook among the run's artifacts; without it, it is the
    cells that ran, each held to the digest that was sealed, or the one cell that was sealed.

    Raises
    ------
    GateError
        When there is no code, or it is not what was sealed.
    """
    if params.get("notebook"):
        return _stored_notebook(conn, artifacts, str(params["notebook"]), run_id)
    digests = seal.code.cells_sha256
    if digests:
        found = get_texts(conn, digests)
        missing = [digest for digest in digests if digest not in found]
        if not missing:
            wrong = [digest for digest in digests if digest_of(found[digest]) != digest]
            if wrong:
                raise GateError("A cell is not what was sealed: its source has another digest.")
            cells = [found[digest] for digest in digests]
            if seal.code.cell_source and seal.code.cell_source not in cells:
                cells.append(seal.code.cell_source)
            return {"cells": cells, "origin": f"{len(cells)} cells of {seal.code.notebook or 'a notebook'}"}
    if seal.code.cell_source:
        return {"cells": [seal.code.cell_source], "origin": f"the sealed cell of {seal.code.notebook or 'a notebook'}"}
    raise GateError("The version was sealed without the cells that made it, so nothing can be run again.")


def _stored_notebook(conn: Connection, artifacts: ArtifactStore, path: str, run_id: str | None) -> dict[str, Any]:
    from mlops_lab.registry.sealing import path_of
    from mlops_lab.tracking import runs
    from mlops_lab.tracking.load import load_runs

    if run_id is None:
        raise GateError("The version comes from no run, so there is no stored notebook.")
    try:
        run = load_runs(conn, [runs.find_rid(conn, run_id)], metric_keys=[], param_keys=[], tag_keys=[])[0]
        root = path_of(run.artifact_uri)
        if root is None:
            raise GateError("The run keeps its artifacts out of the server's reach.")
        with artifacts.open(f"{root}/{path}") as file:
            data = file.read(NOTEBOOK_LIMIT + 1)
        found = msgspec.json.decode(data)
        cells = ["".join(cell["source"]) for cell in found["cells"] if cell["cell_type"] == "code"]
    except LabError as error:
        raise GateError(error.message) from error
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise GateError(f"{path[:200]!r} is no notebook.") from error
    return {"cells": cells, "origin": f"the stored notebook {path} ({len(cells)} cells)", "digest": digest_of(
        data.decode("utf-8", "replace"))}  # fmt: skip
