"""Nothing of ours answers somebody who has not said who they are."""

from __future__ import annotations

import asyncio
import re

import pytest

from mlops_lab.server.api import endpoints as api
from mlops_lab.server.endpoint import Endpoints
from mlops_lab.server.extension import MLOpsLab
from mlops_lab.server.mlflow.endpoints import endpoints as mlflow
from tests.parts.jupyter import LabServer
from tests.parts.web import Reply, Web

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MLFLOW_TWINS = ("", "/p/vision")


def routes(endpoints: Endpoints) -> list[tuple[str, str]]:
    """Every method and path, with something in place of what a path leaves open."""
    return sorted({(one.method, "/" + re.sub(r"\{\w+\}", "0" * 32, one.path)) for one in endpoints.all})


def asked_for_nothing(web: Web, method: str, path: str) -> Reply:
    body = None if method in ("GET", "HEAD") else {}
    return web.ask(method, path, body)


@pytest.fixture(scope="module", params=[None, "wrong"], ids=["no token", "a wrong token"])
def stranger(request: pytest.FixtureRequest, lab_server: LabServer) -> Web:
    return Web(lab_server, request.param)


def test_our_api_answers_no_stranger(stranger: Web) -> None:
    assert len(routes(api)) > 30
    for method, path in routes(api):
        reply = asked_for_nothing(stranger, method, path)
        assert reply.status in (401, 403), (method, path, reply.status)
        assert reply.json["code"] in ("unauthenticated", "forbidden"), (method, path, reply.data)


def test_mlflows_routes_answer_no_stranger(stranger: Web) -> None:
    assert len(routes(mlflow)) > 50
    for number, (method, path) in enumerate(routes(mlflow)):
        for said in (path, path.replace("/api/", "/ajax-api/", 1)):
            reply = asked_for_nothing(stranger, method, MLFLOW_TWINS[number % 2] + said)
            assert reply.status in (401, 403), (method, said, reply.status)
            assert reply.json["error_code"] in ("UNAUTHENTICATED", "PERMISSION_DENIED"), (method, said, reply.data)


def test_no_handler_answers_a_stranger_whatever_the_method(stranger: Web) -> None:
    patterns = handlers()
    assert len(patterns) >= 7
    for pattern in patterns:
        path = address(pattern)
        for method in METHODS:
            reply = asked_for_nothing(stranger, method, path)
            # a websocket takes GET alone, and says so to everybody
            refusals = (401, 403) if method == "GET" or "live" not in pattern else (401, 403, 405)
            assert reply.status in refusals, (pattern, method, reply.status)


def handlers() -> list[str]:
    """The patterns of all handlers that the extension adds to the server."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        extension = MLOpsLab()
        extension.settings = {}
        extension.initialize_settings()
        extension.initialize_handlers()
        extension.services.close()
        return [route[0] for route in extension.handlers]
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def address(pattern: str) -> str:
    """An address, below the extension's base, that a handler's pattern takes."""
    text = pattern.removeprefix("/mlops-lab")
    text = text.replace(r"(?:/p/(?P<project>[^/]+))?", "").replace(r"(?:ajax-)?", "").replace(r"[23]\.0", "2.0")
    text = text.replace(r"(?P<what>health|version)", "health").replace(r"2\.0", "2.0")
    text = re.sub(r"\(\?:(/[^()]*\([^()]*\)|/\.\*)\)\?", "/x", text)
    text = text.replace("(?P<path>api/.*)", "api/x").replace("/.*)", "/x)")
    text = text.replace("(?P<run_id>[^/]+)", "0" * 32).replace("(?P<name>[^/]+)", "holdout")
    text = re.sub(r"\(\?P<\w+>([^()]*)\)", r"\1", text)
    assert re.fullmatch(pattern, "/mlops-lab" + text), (pattern, text)
    return text
