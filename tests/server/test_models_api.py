"""Registered models and versions over our own API."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.registry.models import run_with_model


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


@pytest.mark.parametrize("name", ["plain", "it's größer", 'a "quoted" one', "100%_sure"])
def test_a_models_life(web: Web, name: str) -> None:
    at = f"/api/models/{quote(name, safe='')}"
    run_id = run_with_model(web)
    first = web.ok("POST", f"{at}/versions", {"run_id": run_id})
    assert (first["name"], first["version"], first["status"], first["run_id"]) == (name, 1, "READY", run_id)
    second = web.ok("POST", f"{at}/versions", {"source": f"runs:/{run_id}/model", "tags": {"a": "b"}})
    assert (second["version"], second["run_id"], second["tags"]) == (2, run_id, {"a": "b"})
    page = web.ok("GET", f"{at}/versions?max_results=1")
    assert [one["version"] for one in page["versions"]] == [2]
    rest = web.ok("GET", f"{at}/versions?max_results=1&page_token={quote(page['next_page_token'])}")
    assert [one["version"] for one in rest["versions"]] == [1]
    changed = web.ok("PATCH", at, {"description": "what it does", "tags": {"team": "x", "gone": None}})
    assert (changed["description"], changed["tags"]) == ("what it does", {"team": "x"})
    assert name in {one["name"] for one in web.ok("GET", "/api/models")["models"]}
    detail = web.ok("GET", f"{at}/versions/1")
    assert detail["seal"]["name"] == name
    assert len(detail["seal_digest"]) == 64
    web.ok("DELETE", f"{at}/versions/1", {"reason": "a typing mistake"})
    assert web.ask("GET", f"{at}/versions/1").status == 404
    (stone,) = web.ok("GET", f"{at}/tombstones")["tombstones"]
    assert (stone["version"], stone["reason"]) == (1, "a typing mistake")
    assert stone["seal_digest"] == detail["seal_digest"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "source"),
        ({"source": "  "}, "source"),
        ({"source": "/etc"}, "source"),
        ({"source": "runs:/0123/model"}, "run_id"),
        ({"run_id": "0123"}, "run_id"),
        ({"source": "models:/nobody/1"}, "name"),
    ],
)
def test_what_cannot_be_registered_is_refused_by_name(web: Web, body: dict[str, str], field: str) -> None:
    reply = web.ask("POST", "/api/models/refused/versions", body)
    assert reply.status in (400, 404)
    assert reply.json["field"] == field


@pytest.mark.parametrize("version", ["0", "x", "-1", "1.5", "99999999999"])
def test_a_version_that_is_none(web: Web, version: str) -> None:
    web.ask("POST", "/api/models", {"name": "some"})
    assert web.ask("GET", f"/api/models/some/versions/{version}").status in (400, 404)
    assert web.ask("GET", f"/api/models/some/versions/{version}/technical-file").status in (400, 404)


def test_projects_are_apart(web: Web) -> None:
    web.ok("POST", "/api/models?project=one", {"name": "same"})
    web.ok("POST", "/api/models?project=two", {"name": "same"})
    assert web.ask("POST", "/api/models?project=two", {"name": "same"}).status == 409
    web.ok("DELETE", "/api/models/same?project=one", {})
    assert web.ask("GET", "/api/models/same?project=one").status == 404
    assert web.ask("GET", "/api/models/same?project=two").status == 200
