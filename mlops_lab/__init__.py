"""MLOps Lab: experiment tracking and models under control, inside JupyterLab.

``import mlops_lab as lab`` loads nothing heavy; what it offers is resolved on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlops_lab._version import __version__

if TYPE_CHECKING:
    from mlops_lab.features.definitions import Entity, FeatureService, FeatureView, RequestSource, on_demand
    from mlops_lab.features.sources import Source
    from mlops_lab.features.store import FeatureStore
    from mlops_lab.kernel.api import (
        active_run,
        experiments,
        flush,
        get_experiment,
        get_run,
        log,
        log_artifact,
        log_artifacts,
        log_dataset,
        log_dict,
        log_figure,
        log_image,
        log_param,
        log_params,
        log_table,
        log_text,
        search_runs,
        set_note,
        set_tags,
        start_run,
        use,
    )
    from mlops_lab.kernel.autolog import autolog
    from mlops_lab.kernel.frozen import freeze_dataset
    from mlops_lab.kernel.importer import import_mlflow
    from mlops_lab.kernel.lineage import lineage, openlineage
    from mlops_lab.kernel.models import download_model, load_model, log_model, register_model
    from mlops_lab.kernel.promotion import plan_promotion, promote, promotions, roll_back
    from mlops_lab.kernel.registered import delete_alias, set_alias, versions
    from mlops_lab.kernel.run import Run
    from mlops_lab.wire.control import Verdict
    from mlops_lab.wire.errors import LabError
    from mlops_lab.wire.gates import gate

__all__ = [
    "Entity",
    "FeatureService",
    "FeatureStore",
    "FeatureView",
    "LabError",
    "RequestSource",
    "Run",
    "Source",
    "Verdict",
    "__version__",
    "active_run",
    "autolog",
    "delete_alias",
    "download_model",
    "experiments",
    "flush",
    "freeze_dataset",
    "gate",
    "get_experiment",
    "get_run",
    "import_mlflow",
    "lineage",
    "load_model",
    "log",
    "log_artifact",
    "log_artifacts",
    "log_dataset",
    "log_dict",
    "log_figure",
    "log_image",
    "log_model",
    "log_param",
    "log_params",
    "log_table",
    "log_text",
    "on_demand",
    "openlineage",
    "plan_promotion",
    "promote",
    "promotions",
    "register_model",
    "roll_back",
    "search_runs",
    "set_alias",
    "set_note",
    "set_tags",
    "start_run",
    "use",
    "versions",
]

_ELSEWHERE = {
    "Entity": "mlops_lab.features.definitions",
    "FeatureService": "mlops_lab.features.definitions",
    "FeatureStore": "mlops_lab.features.store",
    "FeatureView": "mlops_lab.features.definitions",
    "RequestSource": "mlops_lab.features.definitions",
    "Source": "mlops_lab.features.sources",
    "on_demand": "mlops_lab.features.definitions",
    "LabError": "mlops_lab.wire.errors",
    "Run": "mlops_lab.kernel.run",
    "Verdict": "mlops_lab.wire.control",
    "autolog": "mlops_lab.kernel.autolog",
    "delete_alias": "mlops_lab.kernel.registered",
    "freeze_dataset": "mlops_lab.kernel.frozen",
    "gate": "mlops_lab.wire.gates",
    "download_model": "mlops_lab.kernel.models",
    "import_mlflow": "mlops_lab.kernel.importer",
    "lineage": "mlops_lab.kernel.lineage",
    "load_model": "mlops_lab.kernel.models",
    "log_model": "mlops_lab.kernel.models",
    "openlineage": "mlops_lab.kernel.lineage",
    "plan_promotion": "mlops_lab.kernel.promotion",
    "promote": "mlops_lab.kernel.promotion",
    "promotions": "mlops_lab.kernel.promotion",
    "roll_back": "mlops_lab.kernel.promotion",
    "set_alias": "mlops_lab.kernel.registered",
    "versions": "mlops_lab.kernel.registered",
    "register_model": "mlops_lab.kernel.models",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_ELSEWHERE.get(name, "mlops_lab.kernel.api")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(ip: object) -> None:
    """Give a kernel the magics: ``%load_ext mlops_lab``."""
    from importlib import import_module

    import_module("mlops_lab.kernel.loading").load(ip)


def unload_ipython_extension(ip: object) -> None:
    """Take the magics away again."""
    from importlib import import_module

    import_module("mlops_lab.kernel.loading").unload(ip)


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from mlops_lab.server.extension import MLOpsLab

    return [{"module": "mlops_lab", "app": MLOpsLab}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "mlops-lab"}]
