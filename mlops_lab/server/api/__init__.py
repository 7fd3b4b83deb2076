"""Our own HTTP API: what the panel, the SDK and other tools ask. One module a capability."""

from __future__ import annotations

from mlops_lab.server.api import (
    cards,
    charts,
    experiments,
    frozen,
    ingest,
    models,
    notebooks,
    projects,
    runs,
    server,
    views,
)
from mlops_lab.server.endpoint import Endpoints

endpoints = Endpoints()
for _module in (server, projects, experiments, runs, charts, views, notebooks, ingest, models, cards, frozen):
    endpoints.all.extend(_module.endpoints.all)
