"""Parts of these tests: a run with a model's files, registered through a real server."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import numpy as np

from mlops_lab.storage.database import Database
from tests.parts.web import Web

MLMODEL = """
flavors:
  python_function:
    loader_module: mlflow.sklearn
    python_version: 3.11.7
signature:
  inputs: '[{"type": "double", "name": "größe", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
"""


def skops_model(*, shift: float = 0.0) -> bytes:
    """A fitted classifier, as skops stores it."""
    import skops.io
    from sklearn.linear_model import LogisticRegression

    x = np.arange(40, dtype=float).reshape(20, 2) + shift
    return bytes(skops.io.dumps(LogisticRegression().fit(x, np.arange(20) % 2)))


def put(web: Web, run_id: str, path: str, data: bytes) -> None:
    reply = web.ask("PUT", f"/api/runs/{run_id}/artifacts/{quote(path)}", data)
    assert reply.status == 200, reply.data


def run_with_model(web: Web, files: dict[str, bytes] | None = None, *, accuracy: float = 0.9) -> str:
    run_id = web.new_run(experiment="models", name="größter Lauf")
    web.log(run_id, "accuracy", accuracy)
    web.ok("PATCH", f"/api/runs/{run_id}", {"params": {"C": "1.0"}})
    for path, data in (files or {"MLmodel": MLMODEL.encode(), "model.skops": b"PK not really"}).items():
        put(web, run_id, f"model/{path}", data)
    return run_id


def register(web: Web, name: str, run_id: str, path: str = "model") -> dict[str, Any]:
    web.ask("POST", "/api/2.0/mlflow/registered-models/create", {"name": name})
    made: dict[str, Any] = web.ok(
        "POST",
        "/api/2.0/mlflow/model-versions/create",
        {"name": name, "source": f"runs:/{run_id}/{path}", "run_id": run_id},
    )["model_version"]
    return made


def store_of(web: Web) -> Database:
    """Open the server's own store beside it."""
    from mlops_lab.storage.database import sqlite_url

    return Database(web.server.db_url or sqlite_url(web.server.data_dir / "store.db"))
