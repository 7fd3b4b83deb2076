"""Each rule of MLflow's protocol that its clients rely on, over plain HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.parts.jupyter import LabServer
from tests.parts.web import Reply, Web

P = "/api/2.0/mlflow"


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


@pytest.fixture
def run_id(web: Web) -> str:
    return str(web.ok("POST", f"{P}/runs/create", {"experiment_id": "0"})["run"]["info"]["run_id"])


def refused(reply: Reply, status: int, code: str) -> str:
    assert (reply.status, reply.json["error_code"]) == (status, code), reply.data
    assert set(reply.json) == {"error_code", "message"}
    return str(reply.json["message"])


def log(web: Web, run_id: str, key: str, value: Any, step: Any = 0, timestamp: Any = 5) -> Reply:
    body = {"run_id": run_id, "key": key, "value": value, "step": step, "timestamp": timestamp}
    return web.ask("POST", f"{P}/runs/log-metric", body)


def metrics(web: Web, run_id: str) -> dict[str, Any]:
    data = web.ok("GET", f"{P}/runs/get?run_id={run_id}")["run"]["data"]
    return {one["key"]: one["value"] for one in data.get("metrics", [])}


def test_health_and_version(web: Web) -> None:
    assert web.ask("GET", "/health").data == b"OK"
    assert web.ask("GET", "/version").data == b"3.17.2"
    assert web.ok("GET", "/api/3.0/mlflow/server-info")["store_type"] == "SqlStore"


def test_experiment_0_is_there_and_lists_are_left_out_when_empty(web: Web) -> None:
    experiment = web.ok("GET", f"{P}/experiments/get?experiment_id=0")["experiment"]
    assert (experiment["name"], experiment["lifecycle_stage"]) == ("Default", "active")
    assert "tags" not in experiment
    assert web.ok("POST", f"{P}/experiments/search", {"filter": "name = 'none'"}) == {}
    assert web.ok("GET", f"{P}/registered-models/search?filter=name%20%3D%20%27none%27") == {}


def test_what_is_missing_is_404_and_what_exists_is_400(web: Web) -> None:
    refused(web.ask("GET", f"{P}/runs/get?run_id={'0' * 32}"), 404, "RESOURCE_DOES_NOT_EXIST")
    refused(web.ask("GET", f"{P}/experiments/get?experiment_id=999999"), 404, "RESOURCE_DOES_NOT_EXIST")
    web.ok("POST", f"{P}/registered-models/create", {"name": "twice"})
    again = web.ask("POST", f"{P}/registered-models/create", {"name": "twice"})
    refused(again, 400, "RESOURCE_ALREADY_EXISTS")
    missing = web.ask("GET", f"{P}/registered-models/alias?name=twice&alias=none")
    refused(missing, 400, "INVALID_PARAMETER_VALUE")


def test_numbers_go_out_as_numbers_and_come_in_as_text(web: Web, run_id: str) -> None:
    assert log(web, run_id, "loss", "0.5", step="3", timestamp="17").status == 200
    (point,) = web.ok("GET", f"{P}/metrics/get-history?run_id={run_id}&metric_key=loss")["metrics"]
    assert point == {"key": "loss", "value": 0.5, "timestamp": 17, "step": 3}


def test_what_is_not_finite(web: Web, run_id: str) -> None:
    for key, value in (("nan", "NaN"), ("inf", "Infinity"), ("low", "-Infinity")):
        assert log(web, run_id, key, value).status == 200
    great = 1.7976931348623157e308
    assert metrics(web, run_id) == {"nan": "NaN", "inf": great, "low": -great}


def test_the_last_value_goes_by_step_then_time_then_value(web: Web, run_id: str) -> None:
    for step, value in ((5, 1.0), (3, 2.0), (5, 0.5), (5, 1.0)):
        log(web, run_id, "loss", value, step)
    assert metrics(web, run_id) == {"loss": 1.0}
    assert len(web.ok("GET", f"{P}/metrics/get-history?run_id={run_id}&metric_key=loss")["metrics"]) == 3


def test_params_never_change(web: Web, run_id: str) -> None:
    def say(value: str) -> Reply:
        return web.ask("POST", f"{P}/runs/log-parameter", {"run_id": run_id, "key": "lr", "value": value})

    assert [say("1").status, say("1").status] == [200, 200]
    refused(say("2"), 400, "INVALID_PARAMETER_VALUE")


def test_long_values_are_cut(web: Web, run_id: str) -> None:
    web.ok("POST", f"{P}/runs/log-parameter", {"run_id": run_id, "key": "p", "value": "x" * 7000})
    web.ok("POST", f"{P}/runs/set-tag", {"run_id": run_id, "key": "t", "value": "x" * 9000})
    data = web.ok("GET", f"{P}/runs/get?run_id={run_id}")["run"]["data"]
    assert len(data["params"][0]["value"]) == 6000
    assert max(len(tag["value"]) for tag in data["tags"]) == 8000


def batch(metrics_: int = 0, params: int = 0, tags: int = 0) -> dict[str, Any]:
    return {
        "metrics": [{"key": f"m{i}", "value": 1.0, "timestamp": 1, "step": 0} for i in range(metrics_)],
        "params": [{"key": f"p{i}", "value": "1"} for i in range(params)],
        "tags": [{"key": f"t{i}", "value": "1"} for i in range(tags)],
    }


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (batch(1000), 200), (batch(1001), 400), (batch(0, 100), 200), (batch(0, 101), 400), (batch(0, 0, 101), 400),
        (batch(1000, 1), 400), (batch(), 200),
        ({"params": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}, 400),
    ],
)  # fmt: skip
def test_how_much_a_batch_holds(web: Web, run_id: str, given: dict[str, Any], status: int) -> None:
    assert web.ask("POST", f"{P}/runs/log-batch", {"run_id": run_id} | given).status == status


def test_a_batch_is_taken_whole_or_not_at_all(web: Web, run_id: str) -> None:
    web.ok("POST", f"{P}/runs/log-parameter", {"run_id": run_id, "key": "lr", "value": "1"})
    body = {"run_id": run_id, "metrics": batch(3)["metrics"], "params": [{"key": "lr", "value": "2"}]}
    refused(web.ask("POST", f"{P}/runs/log-batch", body), 400, "INVALID_PARAMETER_VALUE")
    assert metrics(web, run_id) == {}


@pytest.mark.parametrize("key", ["../x", "/x", "a//b", "a/../b", "é😀!", "a\nb", "", "x" * 251, ".", "a/"])
def test_names_that_lead_elsewhere_are_refused(web: Web, run_id: str, key: str) -> None:
    refused(log(web, run_id, key, 1.0), 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("key", ["a b", "a/b", "a.b", "a-b_c:d", "größe", "x" * 250])
def test_names_that_are_taken(web: Web, run_id: str, key: str) -> None:
    assert log(web, run_id, key, 1.0).status == 200


@pytest.mark.parametrize("most", [0, -1, 50_001])
def test_how_many_results(web: Web, most: int) -> None:
    body = {"experiment_ids": ["0"], "max_results": most}
    refused(web.ask("POST", f"{P}/runs/search", body), 400, "INVALID_PARAMETER_VALUE")
    assert web.ask("POST", f"{P}/runs/search", body | {"max_results": 50_000}).status == 200


@pytest.mark.parametrize(
    "filter_",
    [
        "metrics.a > 1 OR metrics.b > 1", "metrics.a > '1'", "params.a = 1", "tags.a > 'x'", "nonsense",
        "metrics.a >", "attributes.none = 'x'", "params.a == 'x'", "(metrics.a > 1)", "'; DROP TABLE runs; --",
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(web: Web, filter_: str) -> None:
    reply = web.ask("POST", f"{P}/runs/search", {"experiment_ids": ["0"], "filter": filter_})
    assert "column" in refused(reply, 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        ("metrics.auc > 0.5", True), ("metrics.`auc` >= 0.9", True), ('metric."auc" < 0.9', False),
        ("params.depth = '3'", True), ("parameter.depth LIKE '%3'", True), ("params.depth ILIKE '3'", True),
        ("tags.team != 'nlp'", True), ("tags.none IS NULL", True), ("tags.team IS NOT NULL", True),
        ("run_id IN ('{run_id}')", True), ("attributes.run_id NOT IN ('{run_id}')", False),
        ("status = 'RUNNING' and start_time > 0", True), ("run_name = 'searched'", True),
    ],
)  # fmt: skip
def test_filters(web: Web, filter_: str, found: bool) -> None:
    made = web.ok("POST", f"{P}/experiments/create", {"name": f"e {filter_}"[:200]})["experiment_id"]
    body = {"experiment_id": made, "run_name": "searched", "tags": [{"key": "team", "value": "vision"}]}
    run_id = web.ok("POST", f"{P}/runs/create", body)["run"]["info"]["run_id"]
    log(web, run_id, "auc", 0.9)
    web.ok("POST", f"{P}/runs/log-parameter", {"run_id": run_id, "key": "depth", "value": "3"})
    search = {"experiment_ids": [made], "filter": filter_.format(run_id=run_id)}
    runs = web.ok("POST", f"{P}/runs/search", search).get("runs", [])
    assert [run["info"]["run_id"] for run in runs] == ([run_id] if found else [])


def test_pages_and_tokens(web: Web) -> None:
    made = web.ok("POST", f"{P}/experiments/create", {"name": "paged"})["experiment_id"]
    ids = [
        web.ok("POST", f"{P}/runs/create", {"experiment_id": made, "start_time": i})["run"]["info"]["run_id"]
        for i in range(5)
    ]
    body: dict[str, Any] = {"experiment_ids": [made], "max_results": 2}
    found: list[str] = []
    while True:
        page = web.ok("POST", f"{P}/runs/search", body)
        found += [run["info"]["run_id"] for run in page["runs"]]
        if "next_page_token" not in page:
            break
        body["page_token"] = page["next_page_token"]
    assert found == ids[::-1]
    bad = web.ask("POST", f"{P}/runs/search", body | {"page_token": "nonsense"})
    refused(bad, 400, "INVALID_PARAMETER_VALUE")


def test_a_deleted_run_takes_nothing(web: Web, run_id: str) -> None:
    for _ in range(2):
        web.ok("POST", f"{P}/runs/delete", {"run_id": run_id})
    refused(log(web, run_id, "a", 1.0), 400, "INVALID_PARAMETER_VALUE")
    for path, body in {
        "set-tag": {"key": "a", "value": "b"},
        "log-parameter": {"key": "a", "value": "b"},
        "update": {"run_name": "x"},
        "log-batch": batch(1),
    }.items():
        assert web.ask("POST", f"{P}/runs/{path}", {"run_id": run_id} | body).status == 400
    web.ok("POST", f"{P}/runs/restore", {"run_id": run_id})
    assert log(web, run_id, "a", 1.0).status == 200


@pytest.mark.parametrize("path", ["../x", "%2e%2e/x", "%252e%252e/x", "//etc/passwd", "a/../../x"])
def test_paths_that_lead_elsewhere(web: Web, run_id: str, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        reply = web.ask(method, f"/api/2.0/mlflow-artifacts/artifacts/{path}", b"x" if method == "PUT" else None)
        refused(reply, 400, "INVALID_PARAMETER_VALUE")
    for query in (
        f"/api/2.0/mlflow-artifacts/artifacts?path={path}",
        f"{P}/artifacts/list?run_id={run_id}&path={path}",
    ):
        refused(web.ask("GET", query), 400, "INVALID_PARAMETER_VALUE")


def test_files(web: Web, run_id: str) -> None:
    uri = web.ok("GET", f"{P}/runs/get?run_id={run_id}")["run"]["info"]["artifact_uri"]
    assert uri == f"mlflow-artifacts:/0/{run_id}/artifacts"
    base = f"/api/2.0/mlflow-artifacts/artifacts/0/{run_id}/artifacts"
    assert web.ask("PUT", f"{base}/d/a.txt", b"hello").status == 200
    assert web.ask("GET", f"{base}/d/a.txt").data == b"hello"
    listed = web.ok("GET", f"/api/2.0/mlflow-artifacts/artifacts?path=0/{run_id}/artifacts/d")
    assert listed == {"files": [{"path": "a.txt", "is_dir": False, "file_size": 5}]}
    listed = web.ok("GET", f"{P}/artifacts/list?run_id={run_id}&path=d")
    assert listed == {"root_uri": uri, "files": [{"path": "d/a.txt", "is_dir": False, "file_size": 5}]}
    web.ok("DELETE", f"{base}/d/a.txt")
    assert web.ask("GET", f"{base}/d/a.txt").status == 404


@pytest.mark.parametrize(
    ("name", "status"), [("a/b", 400), ("a:b", 400), ("", 400), (" ", 400), ("größe und mehr", 200)]
)
def test_what_models_are_called(web: Web, name: str, status: int) -> None:
    assert web.ask("POST", f"{P}/registered-models/create", {"name": name}).status == status


@pytest.mark.parametrize(
    ("alias", "status"), [("latest", 400), ("LATEST", 400), ("v1", 400), ("V12", 400), ("prod", 200), ("a b", 400)]
)
def test_what_aliases_are_called(web: Web, alias: str, status: int) -> None:
    web.ask("POST", f"{P}/registered-models/create", {"name": "aliased"})
    web.ask("POST", f"{P}/model-versions/create", {"name": "aliased", "source": "s3://b/m"})
    body = {"name": "aliased", "alias": alias, "version": "1"}
    assert web.ask("POST", f"{P}/registered-models/alias", body).status == status


@pytest.mark.parametrize(
    "source", ["/etc/passwd", "file:///etc/passwd", "./x", "mlflow-artifacts:/../x", "s3://b/%2e%2e/x", ""]
)
def test_where_a_version_may_not_come_from(web: Web, source: str) -> None:
    web.ask("POST", f"{P}/registered-models/create", {"name": "sourced"})
    reply = web.ask("POST", f"{P}/model-versions/create", {"name": "sourced", "source": source})
    refused(reply, 400, "INVALID_PARAMETER_VALUE")


def test_a_deleted_versions_number_does_not_come_back(web: Web) -> None:
    web.ok("POST", f"{P}/registered-models/create", {"name": "numbered"})
    body = {"name": "numbered", "source": "s3://b/m"}
    assert web.ok("POST", f"{P}/model-versions/create", body)["model_version"]["version"] == "1"
    assert web.ok("POST", f"{P}/model-versions/create", body)["model_version"]["version"] == "2"
    web.ok("DELETE", f"{P}/model-versions/delete", {"name": "numbered", "version": "2"})
    assert web.ok("POST", f"{P}/model-versions/create", body)["model_version"]["version"] == "3"


def test_another_content_type_is_refused(web: Web, run_id: str) -> None:
    data = json.dumps({"run_id": run_id}).encode()
    reply = web.ask("POST", f"{P}/runs/delete", data, {"Content-Type": "text/plain"})
    refused(reply, 400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize(
    "path", ["/api/2.0/mlflow/traces", "/api/3.0/mlflow/traces/search", "/api/2.0/mlflow/gateway/routes/list"]
)
def test_what_we_do_not_have_is_said(web: Web, path: str) -> None:
    for method in ("GET", "POST"):
        assert "support" in refused(web.ask(method, path, {} if method == "POST" else None), 501, "NOT_IMPLEMENTED")


@pytest.mark.parametrize("token", [None, "wrong"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "PUT"])
def test_a_wrong_token_is_refused_in_mlflows_shape(lab_server: LabServer, token: str | None, method: str) -> None:
    for path in (f"{P}/runs/search", "/api/2.0/mlflow-artifacts/artifacts/a", "/health"):
        reply = Web(lab_server, token).ask(method, path, None if method == "GET" else {})
        assert reply.status in (401, 403), (path, reply.status)
        assert reply.json["error_code"] in ("UNAUTHENTICATED", "PERMISSION_DENIED")


def test_the_twins_below_ajax_api(web: Web, run_id: str) -> None:
    assert web.ok("GET", f"/ajax-api/2.0/mlflow/runs/get?run_id={run_id}")["run"]["info"]["run_id"] == run_id
    log(web, run_id, "loss", 1.0)
    bulk = web.ok("GET", f"/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id={run_id}&metric_key=loss")
    assert bulk["metrics"][0]["run_id"] == run_id


def test_points_of_several_runs_at_intervals(web: Web, run_id: str) -> None:
    points = [{"key": "loss", "value": i, "timestamp": i, "step": i} for i in range(900)]
    web.ok("POST", f"{P}/runs/log-batch", {"run_id": run_id, "metrics": points})
    path = f"{P}/metrics/get-history-bulk-interval?run_ids={run_id}&metric_key=loss"
    found = [one["step"] for one in web.ok("GET", f"{path}&max_results=10")["metrics"]]
    assert (found[0], found[-1]) == (0, 899)
    assert 10 <= len(found) <= 12
    some = [one["step"] for one in web.ok("GET", f"{path}&start_step=5&end_step=7")["metrics"]]
    assert some == [5, 6, 7]
    many = "&".join(f"run_ids={i:032x}" for i in range(101))
    refused(
        web.ask("GET", f"{P}/metrics/get-history-bulk-interval?metric_key=a&{many}"), 400, "INVALID_PARAMETER_VALUE"
    )


def test_a_project_is_a_world_of_its_own(web: Web) -> None:
    base = "/p/vision" + P
    made = web.ok("POST", f"{base}/experiments/create", {"name": "mine"})["experiment_id"]
    run = web.ok("POST", f"{base}/runs/create", {"experiment_id": "0"})["run"]["info"]
    assert run["experiment_id"] not in ("0", made)
    assert web.ok("GET", f"{base}/experiments/get?experiment_id=0")["experiment"]["name"] == "Default"
    refused(web.ask("GET", f"{P}/experiments/get?experiment_id={made}"), 404, "RESOURCE_DOES_NOT_EXIST")
    refused(web.ask("GET", f"{P}/experiments/get-by-name?experiment_name=mine"), 404, "RESOURCE_DOES_NOT_EXIST")
    names = {one["name"] for one in web.ok("POST", f"{base}/experiments/search", {})["experiments"]}
    assert names == {"mine", "Default"}


def test_searching_experiments(web: Web) -> None:
    for name in ("s one", "s two", "s three"):
        tags = [{"key": "kind", "value": name[2:]}]
        web.ok("POST", f"{P}/experiments/create", {"name": name, "tags": tags})

    def names(**body: Any) -> list[str]:
        return [one["name"] for one in web.ok("POST", f"{P}/experiments/search", body)["experiments"]]

    assert names(filter="name LIKE 's %'") == ["s three", "s two", "s one"]
    assert names(filter="name LIKE 's %'", order_by=["name ASC"], max_results=2) == ["s one", "s three"]
    assert names(filter="tags.kind = 'two'") == ["s two"]
    assert names(filter="attribute.name ILIKE 'S T%' AND tag.kind != 'two'") == ["s three"]
