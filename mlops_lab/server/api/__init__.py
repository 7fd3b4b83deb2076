"""Our own HTTP API: what the panel, the SDK and other tools ask. One module a capability."""

from __future__ import annotations

from mlops_lab.server.api import (
    aliases,
    audit,
    cards,
    charts,
    experiments,
    frozen,
    governance,
    holds,
    ingest,
    models,
    notebooks,
    projects,
    promotions,
    runs,
    server,
    views,
)
from mlops_lab.server.endpoint import Endpoints

endpoints = Endpoints()
_MODULES = (
    server, projects, experiments, runs, charts, views, notebooks, ingest,
    models, aliases, cards, frozen, promotions, governance, audit, holds,
)  # fmt: skip
for _module in _MODULES:
    endpoints.all.extend(_module.endpoints.all)
