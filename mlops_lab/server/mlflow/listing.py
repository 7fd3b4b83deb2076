"""The files of a run or logged model, as MLflow lists them."""

from __future__ import annotations

from typing import Any

from mlops_lab.server.endpoint import Call, Endpoints
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.artifacts import file_json
from mlops_lab.storage.artifacts import check_path
from mlops_lab.tracking import runs
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.logged_models import get_logged_model
from mlops_lab.wire.errors import Code, LabError

endpoints = Endpoints()
Json = dict[str, Any]
OURS = "mlflow-artifacts:/"


@endpoints.add("GET", "api/2.0/mlflow/artifacts/list", query=m.ArtifactList, answer=Json)
async def list_run(call: Call) -> Json:
    """List a folder of a run's files; paths are relative to the run's root."""
    query: m.ArtifactList = call.query
    run_id = query.run

    def read(conn: Any) -> str:
        return load_runs(conn, [runs.find_rid(conn, run_id)], metric_keys=[], param_keys=[], tag_keys=[])[
            0
        ].artifact_uri

    return await _listed(call, await call.read(read), query.path)


@endpoints.add(
    "GET",
    "api/2.0/mlflow/logged-models/{model_id}/artifacts/directories",
    query=m.ModelFolder,
    answer=Json,
)
async def list_model(call: Call) -> Json:
    """List a folder of a logged model's files."""
    model = await call.read(lambda conn: get_logged_model(conn, call.params["model_id"]))
    return await _listed(call, model.artifact_uri, call.query.artifact_directory_path)


async def _listed(call: Call, uri: str, path: str) -> Json:
    path = check_path(path)
    if not uri.startswith(OURS):
        raise LabError(f"The files lie at {uri}, which its client reads itself.", Code.UNSUPPORTED)
    root = uri.removeprefix(OURS).strip("/")
    folder = f"{root}/{path}" if path else root
    entries = await call.services.with_files(call.services.artifacts.entries, folder)
    files = [file_json(entry, entry.path.removeprefix(root).lstrip("/")) for entry in entries]
    return {"root_uri": uri} | ({"files": files} if files else {})
