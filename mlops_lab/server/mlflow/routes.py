"""Where MLflow's client finds us, and the shape of errors it understands. Light: Jupyter loads it at start."""

from __future__ import annotations

from mlops_lab.server.dispatch import DispatchHandler
from mlops_lab.server.mlflow.shape import MlflowErrors


class MlflowHandler(MlflowErrors, DispatchHandler):
    """Everything of MLflow's protocol but the files themselves."""

    family = "mlops_lab.server.mlflow.endpoints"


class HealthHandler(MlflowErrors, DispatchHandler):
    """``/health`` and ``/version``, which clients ask before anything else."""

    async def get(self, what: str, project: str | None = None) -> None:
        """Answer without touching the store."""
        if what == "health":
            self.send(b"OK", "text/plain; charset=utf-8")
        else:
            self.send(SPOKEN.encode(), "text/plain; charset=utf-8")


SPOKEN = "3.17.2"
"""The MLflow version whose protocol we speak."""

mlflow_handlers = [
    (r"/(?P<what>health|version)", HealthHandler),
    (r"/(?P<path>(?:ajax-)?api/[23]\.0/.*)", MlflowHandler),
]

__all__ = ["SPOKEN", "mlflow_handlers"]
