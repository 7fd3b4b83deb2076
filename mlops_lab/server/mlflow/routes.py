"""Where MLflow's client finds us. Light: Jupyter loads it at start."""

from __future__ import annotations

from typing import Any

import msgspec

from mlops_lab.server.dispatch import JSON_TYPES, DispatchHandler
from mlops_lab.server.mlflow.artifacts import MlflowArtifactHandler
from mlops_lab.server.mlflow.shape import MlflowErrors
from mlops_lab.wire.errors import Code, LabError

SPOKEN = "3.17.2"
"""The MLflow version whose protocol we speak."""
NOT_OURS = (
    "traces", "assessments", "scorers", "prompts", "gateway", "webhooks", "graphql", "evaluation", "datasets",
    "prompt-optimization", "secrets", "endpoints", "jobs", "labeling", "review", "demo", "users", "permissions",
    "online-scoring", "issues", "budgets", "workspaces",
)  # fmt: skip
"""What MLflow's server has beside tracking, registry and artifacts."""


class MlflowHandler(MlflowErrors, DispatchHandler):
    """Everything of MLflow's protocol but the files themselves."""

    family = "mlops_lab.server.mlflow.endpoints"

    async def _dispatch(self, path: str, project: str | None = None) -> None:
        path = path.removeprefix("ajax-")
        try:
            await super()._dispatch(path, project)
        except LabError as error:
            if error.code is Code.NOT_FOUND and error.field is None and _part_of(path).startswith(NOT_OURS):
                raise LabError(
                    f"MLOps Lab does not support {path[:200]}: of MLflow it has tracking, registry and artifacts.",
                    Code.UNSUPPORTED,
                ) from None
            raise

    get = post = put = patch = delete = _dispatch

    def decode(self, endpoint: Any) -> Any:
        """Read the body; the client writes 64-bit numbers as text."""
        given = self.request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        body = self.body
        if given and given not in JSON_TYPES and (body or endpoint.method == "POST"):
            raise LabError(f"Bad Request. Content-Type must be one of {list(JSON_TYPES)}, not {given!r}.")
        return msgspec.json.decode(body or b"{}", type=endpoint.body, strict=False)


class HealthHandler(MlflowErrors, DispatchHandler):
    """``/health`` and ``/version``, which clients ask before anything else."""

    async def get(self, what: str, project: str | None = None) -> None:
        """Answer without touching the store."""
        self.send(b"OK" if what == "health" else SPOKEN.encode(), "text/plain; charset=utf-8")


def _part_of(path: str) -> str:
    """Return what follows ``api/2.0/mlflow/``."""
    parts = path.split("/", 3)
    return parts[3] if len(parts) > 3 else ""


mlflow_handlers = [
    (r"/(?P<what>health|version)", HealthHandler),
    (r"/(?:ajax-)?api/2\.0/mlflow-artifacts/artifacts(?:/(?P<path>.*))?", MlflowArtifactHandler),
    (r"/(?P<path>(?:ajax-)?api/[23]\.0/.*)", MlflowHandler),
]
