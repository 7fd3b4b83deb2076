"""Who acts: people of a shared server, the owner of a laptop, and kernels that may only ask."""

from __future__ import annotations

import http.client
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from mlops_lab.server.identity import Identities, kernel_token
from mlops_lab.wire.actor import Via
from mlops_lab.wire.errors import LabError
from tests.parts.identity import Person, token_of
from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.server.test_promotions import ended, model, promote


def web_of(server: LabServer, name: str) -> Web:
    return Web(server, token_of(name))


def of_the_kernels(server: LabServer) -> Web:
    return Web(server, (server.data_dir / "kernel-token").read_text())


def browser(server: LabServer, name: str) -> dict[str, str]:
    """Log in as a browser does, and return the headers that it sends from then on."""
    split = urlsplit(server.base)
    connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=20)
    connection.request("GET", f"/tree?token={token_of(name)}")
    answer = connection.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for key, value in answer.getheaders() if key.lower() == "set-cookie"]
    xsrf = next(one for one in cookies if one.startswith("_xsrf="))
    connection.close()
    return {"Cookie": "; ".join(cookies), "X-XSRFToken": xsrf.removeprefix("_xsrf=")}


def test_each_person_is_who_the_provider_says(shared_lab_server: LabServer) -> None:
    ada = web_of(shared_lab_server, "ada").ok("GET", "/api/info")
    assert (ada["user"]["username"], ada["role"], ada["via"], ada["shared"]) == ("ada", "contributor", "token", True)

    root = web_of(shared_lab_server, "root").ok("GET", "/api/info")
    assert root["role"] == "admin"
    reply = Web(shared_lab_server, None).ask("GET", "/api/info", headers=browser(shared_lab_server, "ben"))
    assert (reply.json["user"]["username"], reply.json["via"]) == ("ben", "browser")
    assert Web(shared_lab_server, "nobody's").ask("GET", "/api/info").status == 401


def test_a_kernel_asks_and_a_person_approves_in_a_browser(shared_lab_server: LabServer) -> None:
    ada, kernel = web_of(shared_lab_server, "ada"), of_the_kernels(shared_lab_server)
    root = web_of(shared_lab_server, "root")
    model(ada, "asked")
    root.ok("PUT", "/api/roles", {"subject": "user:ben", "role": "approver"})

    asked = promote(kernel, "asked", 1)
    waiting = ended(ada, asked.json["transition_id"])

    assert waiting["state"] == "awaiting approval", waiting["reason"]
    decision = {"subject_digest": waiting["subject_digest"], "comment": "fine"}
    at = f"/api/promotions/{waiting['transition_id']}/approve"
    by_kernel = kernel.ask("POST", at, decision)
    by_author = ada.ask("POST", at, decision)
    by_stranger = web_of(shared_lab_server, "vic").ask("POST", at, decision)
    assert [reply.status for reply in (by_kernel, by_author, by_stranger)] == [403, 403, 403]
    assert "a notebook's code may only ask" in by_kernel.json["message"]
    assert "You made the version" in by_author.json["message"]
    assert "It takes the role approver" in by_stranger.json["message"]
    headers = browser(shared_lab_server, "ben") | {"Content-Type": "application/json"}
    done = Web(shared_lab_server, None).ask("POST", at, _json(decision), headers)
    assert (done.status, done.json["state"]) == (200, "live"), done.data
    assert done.json["approvals"][0]["username"] == "ben"


def test_a_kernel_changes_no_policy_and_no_role(shared_lab_server: LabServer) -> None:
    kernel = of_the_kernels(shared_lab_server)
    text = "targets: {production: {}}"

    policy = kernel.ask("PUT", "/api/policy", {"text": text, "base_version": 0})
    role = kernel.ask("PUT", "/api/roles", {"subject": "user:ada", "role": "admin"})

    assert (policy.status, role.status) == (403, 403)


def test_roles_are_granted_by_admins_and_explained(shared_lab_server: LabServer) -> None:
    root, vic = web_of(shared_lab_server, "root"), web_of(shared_lab_server, "vic")
    assert vic.ask("PUT", "/api/roles", {"subject": "user:vic", "role": "admin"}).status == 403

    root.ok("PUT", "/api/roles", {"subject": "user:vic", "role": "approver"})
    why = root.ok("GET", "/api/roles/explain?user=vic&action=approve")
    why_not = root.ok("GET", "/api/roles/explain?user=vic&action=change_policy")
    root.ok("PUT", "/api/roles", {"subject": "user:vic", "role": None})
    after = root.ok("GET", "/api/roles/explain?user=vic&action=approve")

    assert (why["allowed"], why["role"], why["needs"]) == (True, "approver", "approver")
    assert any("root" in reason and "approver" in reason for reason in why["reasons"])
    assert (why_not["allowed"], why_not["needs"]) == (False, "admin")
    assert (after["allowed"], after["role"]) == (False, "contributor")
    wrong = root.ask("PUT", "/api/roles", {"subject": "vic", "role": "approver"})
    assert (wrong.status, wrong.json["field"]) == (400, "subject")
    unknown = root.ask("GET", "/api/roles/explain?user=vic&action=fly")
    assert (unknown.status, unknown.json["field"]) == (400, "action")


def test_the_policy_is_read_checked_and_written(shared_lab_server: LabServer) -> None:
    root, ada = web_of(shared_lab_server, "root"), web_of(shared_lab_server, "ada")
    now = ada.ok("GET", "/api/policy?project=ruled")
    assert (now["version"], now["policy"]["targets"]["production"]["approvals"]["count"]) == (0, 1)
    root.ok("POST", "/api/projects", {"name": "ruled"})
    wrong = "targets:\n  production:\n    approvals: {count: many}\n"
    unknown = "targets:\n  production:\n    gates: [{gate: no_such_gate}]\n"

    problems = ada.ok("POST", "/api/policy/check", {"text": wrong})["problems"]
    refused = root.ask("PUT", "/api/policy?project=ruled", {"text": wrong, "base_version": 0})
    nothing = ada.ok("POST", "/api/policy/check", {"text": unknown})["problems"]
    by_ada = ada.ask("PUT", "/api/policy?project=ruled", {"text": "targets: {a: {}}", "base_version": 0})
    made = root.ok("PUT", "/api/policy?project=ruled", {"text": "targets: {a: {}}", "base_version": 0, "comment": "x"})
    late = root.ask("PUT", "/api/policy?project=ruled", {"text": "targets: {b: {}}", "base_version": 0})

    assert [(one["line"], one["field"]) for one in problems] == [(3, "targets.production.approvals.count")]
    assert (refused.status, refused.json["field"]) == (400, "text: targets.production.approvals.count")
    assert (nothing[0]["line"], nothing[0]["field"]) == (3, "targets.production.gates[0].gate")
    assert (by_ada.status, late.status) == (403, 409)
    assert made["version"] == 1
    assert [one["version"] for one in ada.ok("GET", "/api/policy/versions?project=ruled")["versions"]] == [1]


def test_a_stranger_to_a_project_sees_nothing_of_its_promotions(tmp_path: Path) -> None:
    args = ["--MLOpsLab.default_role=", "--MLOpsLab.roles={'user:ada': {'default': 'contributor'}}"]
    server = LabServer(tmp_path, people=True, args=args).start()
    try:
        ada, vic = web_of(server, "ada"), web_of(server, "vic")
        model(ada, "secret")
        asked = promote(ada, "secret", 1, "staging").json["transition_id"]
        (job,) = ada.ok("GET", "/api/jobs")["jobs"]

        for path in (
            f"/api/promotions/{asked}", "/api/promotions/plan?name=secret&version=1&target=staging",
            "/api/models/secret/targets", "/api/models/secret/history", "/api/jobs", f"/api/jobs/{job['job_id']}",
            "/api/policy", "/api/roles", "/api/models/secret/versions/1", "/api/audit",
        ):  # fmt: skip
            assert vic.ask("GET", path).status == 403, path
        assert vic.ok("GET", "/api/promotions")["transitions"] == []
        assert vic.ok("GET", "/api/inbox")["items"] == []
        for path, body in (
            ("/api/promotions", {"name": "secret", "version": 1, "target": "staging"}),
            (f"/api/promotions/{asked}/comments", {"text": "hello"}),
            (f"/api/promotions/{asked}/cancel", {}),
            ("/api/rollbacks", {"name": "secret", "target": "staging", "reason": "x"}),
        ):
            assert vic.ask("POST", path, body).status == 403, path
    finally:
        server.stop()


def test_the_owner_of_a_laptop_may_everything_and_is_asked_nothing(lab_server: LabServer) -> None:
    info = Web(lab_server).ok("GET", "/api/info")

    assert (info["role"], info["via"], info["shared"]) == ("admin", "token", False)
    assert of_the_kernels(lab_server).ok("GET", "/api/info")["via"] == "kernel"


def test_the_kernels_token_is_kept_to_its_owner_and_outlives_a_server(tmp_path: Any) -> None:
    first = kernel_token(tmp_path / "store")

    assert kernel_token(tmp_path / "store") == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "store" / "kernel-token").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"roles": {"user:ada": "admin"}}, {"*": "admin"}),
        ({"roles": {"group:reviewers": {"churn": "approver"}}}, {"*": "contributor", "churn": "approver"}),
        ({"roles": {"*": "viewer"}, "default_role": ""}, {"*": "viewer"}),
        ({"default_role": ""}, {}),
        ({"admins": ("ada",)}, {"*": "admin"}),
        ({"roles": {"user:ben": "admin"}}, {"*": "contributor"}),
        ({"shared": False}, {"*": "admin"}),
    ],
)
def test_configuration_gives_roles(given: dict[str, Any], expected: dict[str, str]) -> None:
    user = Person(username="ada", name="Ada")
    user.groups = ("reviewers",)

    actor = Identities(**({"shared": True} | given)).actor(user, Via.BROWSER, "r")

    assert dict(actor.configured) == expected
    assert actor.groups == ("reviewers",)


def test_a_kernel_is_never_more_than_a_contributor_on_a_shared_server() -> None:
    for role, expected in (("admin", {"*": "contributor"}), ("viewer", {"*": "viewer"}), ("", {})):
        actor = Identities(shared=True, default_role=role).actor(Person(username="ada"), Via.KERNEL, "r")
        assert dict(actor.configured) == expected


@pytest.mark.parametrize("roles", [{"ada": "admin"}, {"user:ada": "king"}, {"user:ada": {"churn": "king"}}])
def test_a_role_that_is_none_is_refused_at_the_start(roles: dict[str, Any]) -> None:
    with pytest.raises(LabError, match="roles"):
        Identities(roles=roles, shared=True)


def _json(body: Any) -> bytes:
    import json

    return json.dumps(body).encode()


def test_the_token_that_a_hub_gave_the_server_is_a_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "of-the-server")
    identities = Identities(kernel_token="of-the-kernels", shared=True)

    def asked_with(token: str) -> bool:
        return identities.is_kernel(SimpleNamespace(request=SimpleNamespace(headers={"Authorization": token})))

    assert asked_with("token of-the-server")
    assert asked_with("Bearer of-the-server")
    assert asked_with("token of-the-kernels")
    assert not asked_with("token of-a-person")
    assert not asked_with("")
    monkeypatch.delenv("JUPYTERHUB_API_TOKEN")
    assert not asked_with("token of-the-server")
    assert not asked_with("token ")
