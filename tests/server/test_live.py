"""The live channel: what is logged is pushed, merged, and to those who asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import websocket

from tests.parts.identity import token_of
from tests.parts.jupyter import LabServer
from tests.parts.postgres import Postgres
from tests.parts.web import Web


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


class Listener:
    def __init__(self, connection: websocket.WebSocket) -> None:
        self.connection = connection

    def say(self, message: Any) -> None:
        self.connection.send(message if isinstance(message, str) else json.dumps(message))

    def next(self) -> Any:
        return json.loads(self.connection.recv())

    def subscribe(self, *topics: str) -> None:
        self.say({"subscribe": list(topics)})
        while "subscribed" not in self.next():
            pass

    def changes(self, seconds: float) -> list[dict[str, Any]]:
        """Everything that comes within a time."""
        found: list[dict[str, Any]] = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.connection.settimeout(left)
            try:
                found += self.next().get("changes", [])
            except websocket.WebSocketTimeoutException:
                break
        self.connection.settimeout(20)
        return found


@contextmanager
def listening(server: LabServer, *topics: str, token: str = "") -> Iterator[Listener]:
    url = server.url.replace("http:", "ws:") + "/api/live"
    connection = websocket.create_connection(url, header=[f"Authorization: token {token or server.token}"], timeout=20)
    try:
        listener = Listener(connection)
        assert listener.next() == {"ready": {}}
        if topics:
            listener.subscribe(*topics)
        yield listener
    finally:
        connection.close()


def test_a_point_is_pushed_within_half_a_second(lab_server: LabServer, web: Web) -> None:
    run_id = web.new_run()
    web.log(web.new_run(), "loss", 1.0)  # what either side loads once has been loaded
    with listening(lab_server, f"run:{run_id}") as live:
        began = time.monotonic()
        web.log(run_id, "loss", 0.5)
        frame = live.next()
        took = time.monotonic() - began

    (change,) = frame["changes"]
    assert change["kind"] == "run.points"
    assert change["data"]["keys"]["loss"] == {"last": 0.5, "last_step": 0, "count": 1}
    assert took < 0.5


def test_only_what_was_asked_for_comes(lab_server: LabServer, web: Web) -> None:
    mine, other = web.new_run(), web.new_run()
    with listening(lab_server, f"run:{mine}") as live:
        web.log(other, "loss", 1.0)
        web.log(mine, "loss", 2.0)
        live.say({"unsubscribe": [f"run:{mine}"]})
        topics = {change["topic"] for change in live.changes(0.4)}
        web.log(mine, "loss", 3.0, 4.0)
        later = live.changes(0.4)

    assert topics == {f"run:{mine}"}
    assert later == []


def test_what_comes_at_once_goes_in_few_frames(lab_server: LabServer, web: Web) -> None:
    run_id = web.new_run()
    with listening(lab_server, f"run:{run_id}") as live:
        for i in range(40):
            web.log(run_id, f"m{i % 4}", *([0.0] * i), float(i))
        changes = live.changes(0.6)

    keys: dict[str, Any] = {}
    for change in changes:
        keys |= change["data"].get("keys", {})
    assert {key: value["last"] for key, value in keys.items()} == {"m0": 36, "m1": 37, "m2": 38, "m3": 39}
    assert len(changes) < 40


def test_runs_of_an_experiment_are_told_of(lab_server: LabServer, web: Web) -> None:
    first = web.new_run(experiment="live")
    experiment_id = web.ok("GET", f"/api/runs/{first}")["experiment_id"]
    with listening(lab_server, f"experiment:{experiment_id}", "project:default") as live:
        second = web.new_run(experiment="live")
        web.ok("PATCH", f"/api/runs/{second}", {"status": "finished"})
        web.ok("PATCH", f"/api/experiments/{experiment_id}", {"note": "n"})
        changes = live.changes(0.6)

    kinds = {(change["kind"], change["data"].get("run_id")) for change in changes}
    assert {("run.created", second), ("run.updated", second), ("experiment.updated", None)} <= kinds


@pytest.mark.parametrize("message", ["{", "[]", '{"subscribe": 1}', '{"subscribe": [1]}', "x" * 2_000_000])
def test_a_message_that_makes_no_sense_is_answered(lab_server: LabServer, message: str) -> None:
    with listening(lab_server) as live:
        live.say(message)
        assert live.next()["error"]["code"] == "invalid"
        live.subscribe("project:default")


@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_a_token_there_is_no_channel(lab_server: LabServer, token: str | None) -> None:
    url = lab_server.url.replace("http:", "ws:") + "/api/live"
    header = [f"Authorization: token {token}"] if token else []
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(url, header=header, timeout=10)
    assert refused.value.status_code in (401, 403)


def test_a_client_that_never_reads_costs_nothing(lab_server: LabServer, web: Web) -> None:
    assert lab_server.process is not None
    process = psutil.Process(lab_server.process.pid)
    run_id = web.new_run()
    with listening(lab_server, f"run:{run_id}") as deaf, listening(lab_server, f"run:{run_id}") as live:
        before = process.memory_info().rss
        long = "x" * 200
        for i in range(300):
            web.log(run_id, f"{long}{i}", float(i))
        web.log(run_id, "end", 1.0)
        seen: set[str] = set()
        for change in live.changes(1.0):
            seen |= set(change["data"].get("keys", {}))
        assert "end" in seen
        assert process.memory_info().rss - before < 30_000_000
        assert deaf.connection.connected


def test_a_server_tells_of_what_was_logged_through_another(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.migrated_database()
    with LabServer(tmp_path / "one", db_url=url) as one, LabServer(tmp_path / "other", db_url=url) as other:
        logging = Web(other)
        first = logging.new_run()
        assert Web(one).ok("GET", f"/api/runs/{first}")["run_id"] == first
        with listening(one, "experiment:0") as live:
            run_id = logging.new_run()
            logging.log(run_id, "loss", 1.0, 0.5)
            found = live.changes(1.0)
            live.subscribe(f"run:{run_id}")
            logging.log(run_id, "acc", 0.9)
            frame = live.next()
            postgres.restart("fast")
            while "lagged" not in live.next():  # what was told meanwhile is to be asked for
                pass

    made = [change for change in found if change["kind"] == "run.created"]
    told = [change["data"]["run_id"] for change in made]
    assert [one for one in told if one != first] == [run_id]  # the first may be told of only now
    points = [change["data"]["keys"] for change in found if change["kind"] == "run.points"]
    assert points == [{"loss": {"last": 0.5, "last_step": 1, "count": 2}}]
    assert {change["topic"] for change in frame["changes"]} <= {f"run:{run_id}", "experiment:0"}


def test_nobody_hears_of_a_project_they_have_no_role_in(tmp_path: Path) -> None:
    args = ["--MLOpsLab.default_role=", "--MLOpsLab.roles={'user:ada': {'mine': 'contributor'}}"]
    server = LabServer(tmp_path, people=True, args=args).start()
    try:
        root = Web(server)
        runs = {project: root.new_run(experiment="e", project=project) for project in ("mine", "theirs")}
        with listening(server, token=token_of("ada")) as ada:
            ada.say({"subscribe": ["project:mine", "project:theirs", *(f"run:{one}" for one in runs.values())]})
            told = [ada.next() for _ in range(3)]

            root.log(runs["mine"], "loss", 1.0)
            root.log(runs["theirs"], "loss", 2.0)
            heard = {change["topic"] for change in ada.changes(2)}

        refused = [one["error"]["message"] for one in told if "error" in one]
        assert len(refused) == 2
        assert all("theirs" in one or runs["theirs"] in one for one in refused)
        assert heard
        assert all(topic in ("project:mine", f"run:{runs['mine']}") for topic in heard)
    finally:
        server.stop()
