"""What MLflow's client asks of a server before it begins."""

from __future__ import annotations

from typing import Any

from mlops_lab.server.endpoint import Call, Endpoints

endpoints = Endpoints()
Json = dict[str, Any]


@endpoints.add("GET", "api/3.0/mlflow/server-info", answer=Json)
async def server_info(call: Call) -> Json:
    """Tell what the server can do."""
    return {
        "store_type": "SqlStore",
        "workspaces_enabled": False,
        "trace_archival_enabled": False,
        "multipart_uploads_enabled": False,
        "multipart_downloads_enabled": False,
        "presigned_upload_run_id_supported": False,
        "presigned_upload_model_id_supported": False,
        "features_enabled": {"gateway": False},
    }
