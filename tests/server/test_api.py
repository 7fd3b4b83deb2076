"""Our HTTP API, asked as the panel and the SDK ask it."""

from __future__ import annotations

import json
import math
import urllib.request

import pytest

from mlops_lab.server.openapi import describe
from tests.parts.jupyter import LabServer
from tests.parts.web import Web


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


def test_it_says_what_it_is(web: Web) -> None:
    info = web.ok("GET", "/api/info")
    assert info["name"] == "MLOps Lab"
    assert info["user"]["username"]


def test_a_run_from_beginning_to_end(web: Web) -> None:
    run_id = web.new_run(project="default", experiment="api story", name="first")
    web.log(run_id, "loss", 0.5, math.nan, 0.25)

    run = web.ok("GET", f"/api/runs/{run_id}")
    assert (run["name"], run["status"]) == ("first", "running")
    assert run["metrics"]["loss"] == {
        "key": "loss", "last": 0.25, "last_step": 2, "last_time": run["metrics"]["loss"]["last_time"], "min": 0.25,
        "max": 0.5, "mean": 0.375, "first_step": 0, "max_step": 2, "count": 3, "nan_count": 1,
    }  # fmt: skip
    changed = web.ok(
        "PATCH",
        f"/api/runs/{run_id}",
        {"name": "renamed", "note": "**good**", "tags": {"a": "1"}, "params": {"lr": "0.1"}, "status": "finished"},
    )
    assert (changed["name"], changed["note"], changed["status"]) == ("renamed", "**good**", "finished")
    history = web.ok("GET", f"/api/runs/{run_id}/history?key=loss")
    assert history["values"] == [0.5, "NaN", 0.25]
    curve = web.ok("POST", "/api/charts", {"run_ids": [run_id], "keys": ["loss"]})["curves"][0]
    assert curve["last"] == [0.5, None, 0.25]
    assert web.ok("GET", f"/api/runs/resolve?run={run_id[:31]}")["run_ids"] == [run_id]
    found = web.ok("POST", "/api/runs/search", {"experiment_ids": [run["experiment_id"]]})["runs"]
    assert [one["run_id"] for one in found] == [run_id]


def test_comparing_two_runs(web: Web) -> None:
    one, two = web.new_run(name="one"), web.new_run(name="two")
    web.ok("PATCH", f"/api/runs/{one}", {"params": {"lr": "0.1", "same": "x"}})
    web.ok("PATCH", f"/api/runs/{two}", {"params": {"lr": "0.2", "same": "x"}})

    told = web.ok("POST", "/api/runs/compare", {"run_ids": [one, two], "code": True})

    assert [(row["name"], row["values"], row["differs"]) for row in told["params"]] == [
        ("lr", ["0.1", "0.2"], True),
        ("same", ["x", "x"], False),
    ]
    assert told["code"][0]["same"] is True


def test_which_params_matter(web: Web) -> None:
    run_ids = []
    for i in range(12):
        run_id = web.new_run()
        web.ok("PATCH", f"/api/runs/{run_id}", {"params": {"depth": str(i), "seed": str(i * 7 % 5), "same": "1"}})
        web.log(run_id, "auc", 0.1 * i)
        run_ids.append(run_id)

    ranked = web.ok("POST", "/api/runs/importance", {"run_ids": run_ids, "metric": "auc"})["importances"]

    assert [one["param"] for one in ranked] == ["depth", "seed"]
    assert ranked[0]["correlation"] == pytest.approx(1.0)
    assert sum(one["importance"] for one in ranked) == pytest.approx(1.0)
    few = web.ask("POST", "/api/runs/importance", {"run_ids": run_ids[:3], "metric": "auc"})
    assert (few.status, few.json["field"]) == (400, "metric")


def test_experiments_projects_and_views(web: Web) -> None:
    web.ok("POST", "/api/projects", {"name": "churn", "description": "who leaves"})
    made = web.ok("POST", "/api/experiments", {"project": "churn", "name": "trees", "tags": {"a": "1"}})
    changed = web.ok("PATCH", f"/api/experiments/{made['experiment_id']}", {"note": "n", "tags": {"a": None}})
    assert (changed["note"], changed["tags"]) == ("n", {})
    assert [one["name"] for one in web.ok("GET", "/api/experiments?project=churn")["experiments"]] == ["trees"]
    view = web.ok("POST", "/api/views", {"project": "churn", "name": "best", "query": {"filter": ""}})
    assert web.ok("PUT", f"/api/views/{view['view_id']}", {"name": "better"})["name"] == "better"
    web.ok("DELETE", f"/api/views/{view['view_id']}")
    assert web.ok("GET", "/api/views?project=churn")["views"] == []
    web.ok("DELETE", f"/api/experiments/{made['experiment_id']}")
    web.ok("POST", f"/api/experiments/{made['experiment_id']}/purge")
    assert web.ask("GET", f"/api/experiments/{made['experiment_id']}").status == 404


def test_purging_a_run_takes_its_artifacts_along(web: Web) -> None:
    run_id = web.new_run()
    assert web.ask("PUT", f"/api/runs/{run_id}/artifacts/a/b.txt", b"x").status == 200
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/restore", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/purge", {"run_ids": [run_id]})
    left = [path for path in (web.server.data_dir / "artifacts").rglob("*") if run_id in str(path)]
    assert left == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "/api/experiments", {"name": "a", "notes": 1}, 400, "notes"),
        ("POST", "/api/experiments", {"name": 5}, 400, "name"),
        ("POST", "/api/experiments", {}, 400, "name"),
        ("POST", "/api/runs/search", {"max_results": "many"}, 400, "max_results"),
        ("GET", "/api/runs/" + "0" * 32, None, 404, "run_id"),
        ("GET", "/api/experiments?project=none", None, 404, "project"),
        ("GET", "/api/experiments/abc", None, 404, "experiment_id"),
        ("GET", "/api/nothing", None, 404, None),
        ("DELETE", "/api/info", None, 405, None),
        ("POST", "/api/charts", b"{", 400, "body"),
        ("GET", "/elsewhere", None, 404, None),
    ],
)
def test_a_mistake_is_named(web: Web, method: str, path: str, body: object, status: int, field: str | None) -> None:
    headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
    reply = web.ask(method, path, body, headers)
    assert reply.status == status
    assert set(reply.json) <= {"code", "message", "field", "request_id"}
    assert reply.json.get("field") == field
    assert len(reply.json["request_id"]) == 32


@pytest.mark.parametrize("token", [None, "wrong"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/info"), ("POST", "/api/runs/search"), ("PATCH", "/api/runs/x"), ("GET", "/x")]
)
def test_without_a_valid_token_nothing_is_told(
    lab_server: LabServer, token: str | None, method: str, path: str
) -> None:
    reply = Web(lab_server, token).ask(method, path, None if method == "GET" else {})
    assert reply.status in (401, 403)
    assert set(reply.json) == {"code", "message", "request_id"}


def test_a_browsers_cookie_needs_the_xsrf_header(web: Web) -> None:
    login = urllib.request.Request(f"{web.server.base}/api/status", headers={"Authorization": f"token {web.token}"})
    with urllib.request.urlopen(login) as page:
        cookie = page.headers["Set-Cookie"].split(";")[0]
    visitor = Web(web.server, None)
    assert visitor.ask("GET", "/api/info", headers={"Cookie": cookie}).status == 200
    refused = visitor.ask("POST", "/api/runs/search", {}, {"Cookie": cookie})
    assert (refused.status, refused.json["code"]) == (403, "forbidden")


def test_a_body_of_200_mb_is_refused_and_costs_nothing(web: Web) -> None:
    import psutil

    assert web.server.process is not None
    process = psutil.Process(web.server.process.pid)
    before = process.memory_info().rss
    reply = web.ask("POST", "/api/runs/search", b" " * 200_000_000, {"Content-Type": "application/json"})
    assert (reply.status, reply.json["code"]) == (413, "too_large")
    assert process.memory_info().rss - before < 80_000_000


def test_the_description_covers_every_endpoint(web: Web) -> None:
    described = web.ok("GET", "/api/openapi.json")
    assert described["openapi"].startswith("3.1")
    assert described == json.loads(json.dumps(describe()))
    from mlops_lab.server.api import endpoints

    for one in endpoints.all:
        assert one.method.lower() in described["paths"][f"/{one.path}"]
        assert described["paths"][f"/{one.path}"][one.method.lower()]["summary"]


def test_history_as_bytes(web: Web) -> None:
    import msgspec
    import numpy as np

    run_id = web.new_run()
    web.log(run_id, "loss", 3.0, math.inf, math.nan)
    reply = web.ask("GET", f"/api/runs/{run_id}/history?key=loss", headers={"Accept": "application/vnd.msgpack"})
    columns = msgspec.msgpack.decode(reply.data)
    assert np.frombuffer(columns["steps"], "<i8").tolist() == [0, 1, 2]
    values = np.frombuffer(columns["values"], "<f8")
    assert values[0] == 3.0
    assert math.isinf(values[1])
    assert math.isnan(values[2])
