"""Promotion through real servers: the default policy, races between clients and servers, and servers that die."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mlops_lab.governance import policies
from mlops_lab.storage.database import Database
from mlops_lab.wire.actor import Actor
from tests.parts.jupyter import LabServer
from tests.parts.web import Reply, Web
from tests.registry.models import MLMODEL, register, run_with_model, skops_model, store_of

PLAIN = "targets:\n  staging: {}\n  production: {}\n"


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


def write_policy(store: Database, text: str, project: str = "default") -> None:
    def write(tx: Any) -> None:
        now = policies.current(tx.conn, project, shared=False)
        policies.write(tx, project, text, base_version=now.version)

    store.write(write)


def promote(web: Web, name: str, version: int, target: str = "production", **more: Any) -> Reply:
    return web.ask("POST", "/api/promotions", {"name": name, "version": version, "target": target, **more})


def ended(web: Web, transition_id: str, seconds: float = 90) -> dict[str, Any]:
    """Wait until a promotion has ended or waits for a person."""
    deadline = time.monotonic() + seconds
    while True:
        found: dict[str, Any] = web.ok("GET", f"/api/promotions/{transition_id}")
        if found.get("ended_at") or found["state"] in ("awaiting approval", "approved"):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def model(web: Web, name: str, versions: int = 1, files: dict[str, bytes] | None = None) -> None:
    for number in range(versions):
        register(
            web,
            name,
            run_with_model(web, files or {"MLmodel": MLMODEL.encode(), "model.skops": skops_model(shift=number)}),
        )


def test_the_default_policy_lets_a_safe_model_live_and_keeps_a_pickle_out(web: Web) -> None:
    import pickle

    model(web, "safe")
    model(web, "pickled", files={"model.pkl": pickle.dumps({"weights": [1, 2]})})
    plan = web.ok("GET", "/api/promotions/plan?name=safe&version=1&target=production")
    assert (plan["label"], plan["alone"], plan["gates_to_run"]) == (
        "Promote (2 gates to run)", True, ["safe_format", "signature"],
    )  # fmt: skip

    asked = promote(web, "safe", 1, note="first light")
    refused = promote(web, "pickled", 1)

    live = ended(web, asked.json["transition_id"])
    assert (live["state"], live["note"]) == ("live", "first light"), live["reason"]
    failed = ended(web, refused.json["transition_id"])
    assert failed["state"] == "failed"
    assert "safe_format" in failed["reason"]
    label = web.ok("GET", "/api/promotions/plan?name=pickled&version=1&target=production")["label"]
    assert label.startswith("Blocked: safe_format:")
    by_alias = web.ok("GET", "/api/2.0/mlflow/registered-models/alias?name=safe&alias=production")
    assert by_alias["model_version"]["version"] == "1"
    (production,) = [one for one in web.ok("GET", "/api/models/safe/targets")["targets"] if one["live_version"]]
    assert (production["target"], production["generation"]) == ("production", 1)
    assert [one["state"] for one in web.ok("GET", "/api/models/safe/history")["transitions"]] == ["live"]


def test_an_mlflow_client_moves_a_free_alias_and_not_a_protected_one(web: Web) -> None:
    model(web, "guarded")
    at = "/api/2.0/mlflow/registered-models/alias"

    free = web.ask("POST", at, {"name": "guarded", "alias": "mine", "version": "1"})
    kept = web.ask("POST", at, {"name": "guarded", "alias": "production", "version": "1"})
    gone = web.ask("DELETE", at, {"name": "guarded", "alias": "production"})

    assert free.status == 200
    for reply in (kept, gone):
        assert reply.status == 403
        assert reply.json["error_code"] == "PERMISSION_DENIED"
        assert "is protected by the policy" in reply.json["message"]


def test_of_several_promotions_at_once_one_wins_and_the_others_hear_which(web: Web) -> None:
    model(web, "race", 6)
    with store_of(web) as store:
        write_policy(store, PLAIN)
    generation = web.ok("GET", "/api/promotions/plan?name=race&version=1&target=staging")["generation"]

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(
            lambda version: promote(web, "race", version, "staging", generation=generation), range(1, 7)
        ))  # fmt: skip

    won = [reply.json["version"] for reply in replies if reply.status == 200]
    lost = [reply.json for reply in replies if reply.status == 409]
    assert (len(won), len(lost)) == (1, 5), [reply.data for reply in replies]
    assert all(f"Version {won[0]} became live for staging" in one["message"] for one in lost)
    alias = web.ok("GET", "/api/2.0/mlflow/registered-models/alias?name=race&alias=staging")
    assert alias["model_version"]["version"] == str(won[0])
    (target,) = [one for one in web.ok("GET", "/api/models/race/targets")["targets"] if one["target"] == "staging"]
    assert target["generation"] == 1


def test_a_click_repeated_by_an_impatient_hand_is_one_promotion(web: Web) -> None:
    model(web, "eager")
    with store_of(web) as store:
        write_policy(store, PLAIN)

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: promote(web, "eager", 1), range(8)))

    assert {reply.status for reply in replies} == {200}, [reply.data for reply in replies]
    assert len({reply.json["transition_id"] for reply in replies}) == 1


def test_a_version_whose_run_was_purged_is_promoted_all_the_same(web: Web) -> None:
    run_id = run_with_model(web, {"MLmodel": MLMODEL.encode(), "model.skops": skops_model()})
    register(web, "orphan", run_id)
    with store_of(web) as store:
        write_policy(store, "targets:\n  staging:\n    gates: [{gate: safe_format}]\n  production: {}\n")
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/purge", {"run_ids": [run_id]})

    asked = promote(web, "orphan", 1, "staging")

    live = ended(web, asked.json["transition_id"])
    assert live["state"] == "live", live["reason"]
    assert live["gates"][0]["summary"] == "model.skops is skops"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"version": 1, "target": "production"}, 400, "name"),
        ({"name": "nobody", "version": 1, "target": "production"}, 404, "name"),
        ({"name": "safe", "version": 99, "target": "production"}, 404, "version"),
        ({"name": "safe", "version": 1, "target": "moon"}, 404, "target"),
        ({"name": "safe", "version": "one", "target": "production"}, 400, "version"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_name(web: Web, body: dict[str, Any], status: int, field: str) -> None:
    model(web, "safe")

    reply = web.ask("POST", "/api/promotions", body)

    assert (reply.status, reply.json.get("field")) == (status, field), reply.data


@pytest.fixture
def two_servers(new_database_url: Callable[[str], str]) -> Iterator[tuple[Web, Web]]:
    """Two servers on one PostgreSQL and one artifact store."""
    url = new_database_url("postgresql")
    folder = Path(tempfile.mkdtemp(prefix="mlops-lab-two-"))
    args = [f"--MLOpsLab.artifact_root={folder / 'artifacts'}"]
    servers = [LabServer(folder / name, db_url=url, args=args) for name in ("one", "other")]
    try:
        yield tuple(Web(server.start()) for server in servers)  # type: ignore[misc]
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_two_servers_on_one_database_let_one_promotion_win(two_servers: tuple[Web, Web]) -> None:
    one, other = two_servers
    model(one, "shared", 8)
    with store_of(one) as store:
        write_policy(store, PLAIN)

    for first, second in ((1, 2), (3, 4), (5, 6), (7, 8)):
        generation = one.ok("GET", f"/api/promotions/plan?name=shared&version={first}&target=staging")["generation"]
        with ThreadPoolExecutor(2) as pool:
            replies = list(pool.map(
                lambda given, seen=generation: promote(given[0], "shared", given[1], "staging", generation=seen),
                ((one, first), (other, second)),
            ))  # fmt: skip

        assert sorted(reply.status for reply in replies) == [200, 409], [reply.data for reply in replies]
        won = next(reply.json["version"] for reply in replies if reply.status == 200)
        for web in two_servers:
            target = web.ok("GET", "/api/models/shared/targets")["targets"][0]
            assert (target["live_version"], target["generation"]) == (won, generation + 1)


SLOW = """\
import time
from pathlib import Path

import mlops_lab as lab


@lab.gate
def wait(context):
    begun = Path({marks!r}) / f"begun-{{time.time_ns()}}"
    begun.write_text("x")
    time.sleep({seconds})
    return True
"""


def in_a_slow_gate(server: LabServer, folder: Path, seconds: float) -> tuple[Web, str, Path]:
    """Promote a version through a gate that takes its time, and return once it has begun."""
    web = Web(server)
    package, marks = folder / "packages" / "slow_gates", folder / "marks"
    package.mkdir(parents=True)
    marks.mkdir()
    (package / "__init__.py").write_text(SLOW.format(marks=str(marks), seconds=seconds))
    model(web, "slow")
    gates = f"    gates: [{{gate: 'slow_gates:wait'}}]\ngate_packages: ['{package.parent}']\n"
    with store_of(web) as store:
        write_policy(store, f"targets:\n  production:\n{gates}")
    asked = promote(web, "slow", 1).json
    _until(lambda: any(marks.iterdir()), server)
    return web, asked["transition_id"], marks


def test_a_server_killed_while_gates_run_takes_them_up_again(own_lab_server: LabServer, tmp_path: Path) -> None:
    web, asked, marks = in_a_slow_gate(own_lab_server, tmp_path, 3)

    own_lab_server.kill()
    own_lab_server.start()

    live = ended(web, asked)
    assert live["state"] == "live", live
    assert len(list(marks.iterdir())) == 2, "begun once by each of the two"
    assert web.ok("GET", "/api/jobs")["jobs"][0]["state"] == "done"


def test_a_server_killed_between_approval_and_application_applies_it_when_it_is_back(
    own_lab_server: LabServer,
) -> None:
    web = Web(own_lab_server)
    model(web, "approved")
    with store_of(web) as store:
        write_policy(store, "targets:\n  production:\n    approvals: {count: 1}\n")
    asked = promote(web, "approved", 1).json
    assert asked["state"] == "awaiting approval"
    own_lab_server.kill()  # before what follows could be seen by it
    from mlops_lab.registry import approvals

    approver = Actor("ben", configured={"default": "approver"})
    with store_of(web) as store:
        store.write(
            lambda tx: approvals.approve(tx, asked["transition_id"], subject_digest=asked["subject_digest"]), approver
        )

    own_lab_server.start()

    _until(lambda: web.ok("GET", "/api/models/approved/targets")["targets"][0]["live_version"] == 1, own_lab_server)
    assert web.ok("GET", f"/api/promotions/{asked['transition_id']}")["state"] == "live"


def test_gates_that_nobody_wants_any_more_are_stopped(own_lab_server: LabServer, tmp_path: Path) -> None:
    web, asked, _ = in_a_slow_gate(own_lab_server, tmp_path, 300)
    (job,) = web.ok("GET", "/api/jobs")["jobs"]
    assert job["state"] == "running"

    web.ok("DELETE", f"/api/jobs/{job['job_id']}")

    _until(lambda: web.ok("GET", f"/api/jobs/{job['job_id']}")["state"] == "cancelled", own_lab_server)
    found = web.ok("GET", f"/api/promotions/{asked}")
    assert (found["state"], found["reason"]) == ("candidate", "Its gates were cancelled.")


def _until(true: Callable[[], bool], server: LabServer, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, server.log()
        time.sleep(0.1)
