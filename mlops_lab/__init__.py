"""MLOps Lab: experiment tracking and models under control, inside JupyterLab."""

from __future__ import annotations

from mlops_lab._version import __version__

__all__ = ["__version__"]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from mlops_lab.server.extension import MLOpsLab

    return [{"module": "mlops_lab", "app": MLOpsLab}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "mlops-lab"}]
