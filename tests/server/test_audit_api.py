"""The audit log and legal holds over HTTP, for several people with roles of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts.identity import token_of
from tests.parts.jupyter import LabServer
from tests.parts.web import Web


@pytest.fixture(scope="module")
def root(shared_lab_server: LabServer) -> Web:
    return Web(shared_lab_server, token_of("root"))


@pytest.fixture(scope="module")
def ada(shared_lab_server: LabServer) -> Web:
    return Web(shared_lab_server, token_of("ada"))


def deleted_run(web: Web) -> str:
    run_id = web.new_run(experiment="audited")
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    return run_id


def test_entries_name_who_did_it_through_what(root: Web, ada: Web) -> None:
    run_id = deleted_run(ada)

    page = root.ok("GET", f"/api/audit?kind=run&object={run_id}")

    assert page["entries"][0]["action"] == "run.deleted"
    assert {one["actor"] for one in page["entries"]} == {"ada"}
    assert page["entries"][0]["request_id"]
    first = root.ok("GET", "/api/audit?max_results=1")
    second = root.ok("GET", f"/api/audit?max_results=1&page_token={first['next_page_token']}")
    assert second["entries"][0]["seq"] == first["entries"][0]["seq"] - 1


def test_the_log_is_verified_and_gets_a_checkpoint_that_the_next_verification_reads(
    root: Web, ada: Web, tmp_path: Path
) -> None:
    deleted_run(ada)
    file = tmp_path / "checkpoints"

    found = root.ok("POST", "/api/audit/verify")
    assert found["intact"], found
    taken = root.ok("POST", "/api/audit/checkpoint", {"kind": "file", "place": str(file)})

    assert json.loads(file.read_text())["hash"] == taken["hash"]
    assert root.ok("GET", "/api/audit/checkpoints")["checkpoints"][0]["anchor_id"] == taken["anchor_id"]
    assert root.ok("POST", "/api/audit/verify")["checkpoints"] >= 2
    assert root.ask("GET", f"/api/audit/checkpoints/{taken['anchor_id']}/receipt").status == 404

    refused = ada.ask("POST", "/api/audit/checkpoint", {"kind": "file", "place": str(file)})
    assert refused.status == 403
    assert len(file.read_text().splitlines()) == 1


def test_holds_from_a_shell(root: Web, ada: Web) -> None:
    run_id = deleted_run(ada)

    def run(web: Web, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = web.server.client_env | {"MLOPS_LAB_TOKEN": web.token or ""}
        command = [sys.executable, "-m", "mlops_lab.cli", "hold", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert "takes the role admin" in run(ada, "place", "run", run_id, "--reason", "case 17").stderr
    placed = run(root, "place", "run", run_id, "--reason", "case 17")
    assert placed.returncode == 0, placed.stderr
    hold_id = placed.stdout.split()[0]
    assert f"{hold_id}  run {run_id}: case 17 (placed by root)" in run(ada, "list").stdout
    assert run(root, "lift", hold_id, "--reason", "over").returncode == 0
    assert hold_id not in run(ada, "list").stdout
    assert "lifted by root" in run(ada, "list", "--all").stdout


def test_only_an_admin_holds_and_lifts_and_what_is_held_stays(root: Web, ada: Web) -> None:
    run_id = deleted_run(ada)
    wanted = {"kind": "run", "object": run_id, "reason": "case 17"}
    assert ada.ask("POST", "/api/holds", wanted).status == 403

    hold = root.ok("POST", "/api/holds", wanted)
    refused = root.ask("POST", "/api/runs/purge", {"run_ids": [run_id]})

    assert refused.status == 409
    assert "case 17" in refused.json["message"]
    assert hold["hold_id"] in [one["hold_id"] for one in ada.ok("GET", "/api/holds?project=default")["holds"]]
    assert ada.ask("POST", f"/api/holds/{hold['hold_id']}/lift", {"reason": "over"}).status == 403
    assert root.ok("POST", f"/api/holds/{hold['hold_id']}/lift", {"reason": "over"})["lifted_by"] == "root"
    root.ok("POST", "/api/runs/purge", {"run_ids": [run_id]})
    done = root.ok("GET", f"/api/audit?kind=hold&object={hold['hold_id']}")["entries"]
    assert [(one["action"], one["reason"]) for one in done] == [("hold.lifted", "over"), ("hold.placed", "case 17")]
