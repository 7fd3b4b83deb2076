"""All of MLflow's protocol that we answer, loaded when somebody first asks."""

from __future__ import annotations

from mlops_lab.server.endpoint import Endpoints
from mlops_lab.server.mlflow import (
    experiments,
    listing,
    logged_models,
    logging,
    metrics,
    model_versions,
    registered_models,
    runs,
    server,
)

endpoints = Endpoints()
for _module in (
    logging,
    runs,
    experiments,
    metrics,
    listing,
    logged_models,
    registered_models,
    model_versions,
    server,
):
    endpoints.all.extend(_module.endpoints.all)
