"""What tracking and registry offer, and a project with a little of everything to try it on."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import mlops_lab.registry
import mlops_lab.tracking
from mlops_lab.registry import aliases, models, versions
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import experiments, logged_models, projects, runs, series, views
from mlops_lab.tracking.records import StartRun
from mlops_lab.wire.ids import new_id

PROJECT = "churn"
OF_PROMOTION = ("application", "approvals", "gates", "inbox", "outlook", "promotion", "rollback", "settling", "targets",
                "transitions")  # fmt: skip
"""Modules of the registry whose checks are tested with promotion itself."""


@dataclass
class Things:
    """What there is in the project that the writes are tried on."""

    experiment: str
    gone: str
    run: str
    gone_run: str
    logged: str
    view: str


def start(tx: Tx, **more: Any) -> str:
    """Begin a run."""
    return runs.create_run(tx, StartRun(run_id=new_id(), project=PROJECT, experiment="first", time=1, **more)).run_id


def make(tx: Tx) -> Things:
    """Make a project with a little of everything."""
    experiment = experiments.create_experiment(tx, PROJECT, "first", tags={"team": "growth"})
    gone = experiments.create_experiment(tx, PROJECT, "gone")
    experiments.delete_experiment(tx, gone.experiment_id)
    run, gone_run = start(tx), start(tx)
    series.append_many(tx, runs.open_rid(tx, run), [("loss", 1, 1, 0.5)])
    runs.delete_runs(tx, [gone_run])
    logged = logged_models.create_logged_model(tx, experiment.experiment_id, tags={"kind": "x"})
    models.create_model(tx, PROJECT, "leaver")
    for number in (1, 2):
        versions.create_version(tx, PROJECT, "leaver", source="x")
        aliases.set_alias(tx, PROJECT, "leaver", "best", number)
    view = views.save_view(tx, PROJECT, "ours", {})
    projects.create_project(tx, "elsewhere")
    return Things(experiment.experiment_id, gone.experiment_id, run, gone_run, logged.model_id, view.view_id)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return every public function of tracking and registry with its name."""
    for package in (mlops_lab.tracking, mlops_lab.registry):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            for name, thing in vars(module).items():
                if not name.startswith("_") and inspect.isfunction(thing) and thing.__module__ == module.__name__:
                    yield f"{found.name.removeprefix('mlops_lab.')}.{name}", thing
