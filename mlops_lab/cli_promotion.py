"""``mlops-lab promote``, ``approve``, ``reject``, ``rollback`` and ``inbox``, asked of a running server."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from mlops_lab.kernel.client import Client
    from mlops_lab.kernel.promotion import Promotion


def add_promotion(commands: Any) -> None:
    """Add the commands."""
    promote = commands.add_parser("promote", help="ask for a version to become live")
    promote.add_argument("version", metavar="MODEL@vN", help="such as churn@v3")
    promote.add_argument("target", help="as the policy names it: staging, production")
    promote.add_argument("--note", default="", help="for whoever approves")
    promote.add_argument("--plan", action="store_true", help="only say what it would do")
    promote.add_argument("--again", action="store_true", help="run gates that failed once more")
    promote.add_argument("--no-wait", action="store_true", help="return while the gates still run")
    promote.set_defaults(run=_promote)

    back = commands.add_parser("rollback", help="make a version live again that was live before")
    back.add_argument("model")
    back.add_argument("target")
    back.add_argument("--to", type=int, metavar="VERSION", help="the one before the live one otherwise")
    back.add_argument("--reason", required=True, help="stays in the audit log")
    back.set_defaults(run=_rollback)

    approve = commands.add_parser("approve", help="approve a promotion as it stands now")
    approve.add_argument("promotion", help="its id, or the beginning of it (see inbox)")
    approve.add_argument("--comment", default="")
    approve.set_defaults(run=_approve)

    reject = commands.add_parser("reject", help="reject a promotion")
    reject.add_argument("promotion", help="its id, or the beginning of it (see inbox)")
    reject.add_argument("--reason", required=True, help="whoever asked reads it")
    reject.set_defaults(run=_reject)

    inbox = commands.add_parser("inbox", help="say what waits for you")
    inbox.set_defaults(run=_inbox)
    for command in (promote, back):
        command.add_argument("--project", default="default")


def _promote(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.promotion import Promotion, PromotionPlan, version_of
    from mlops_lab.wire.control import State

    client = client_of()
    name, version = version_of(given.version)
    if given.plan:
        where: dict[str, Any] = {"name": name, "version": version, "target": given.target, "project": given.project}
        plan = client.get("api/promotions/plan", PromotionPlan, **where)
        print(repr(plan))
        return 1 if plan.blocked else 0
    body = {"name": name, "version": version, "target": given.target, "note": given.note, "again": given.again}
    asked = client.send("POST", f"api/promotions?project={quote(given.project, safe='')}", body, Promotion)
    found = asked if given.no_wait else _wait(client, asked)
    _show(found)
    return 0 if found.state in (State.LIVE, State.AWAITING_APPROVAL, State.APPROVED, State.VALIDATING) else 1


def _wait(client: Client, asked: Promotion) -> Promotion:
    import time

    from mlops_lab.kernel.promotion import Promotion

    pause, running = 0.1, ""
    while asked.ended_at is None and asked.state == "validating":
        now = next((gate.gate for gate in asked.gates if gate.state == "running"), "")
        if now and now != running:
            print(f"running {now}", flush=True)
        running = now or running
        time.sleep(pause)
        pause = min(pause * 1.5, 2.0)
        asked = client.get(f"api/promotions/{asked.transition_id}", Promotion)
    return asked


def _rollback(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.promotion import Promotion

    body = {"name": given.model, "target": given.target, "reason": given.reason, "to_version": given.to}
    _show(client_of().send("POST", f"api/rollbacks?project={quote(given.project, safe='')}", body, Promotion))
    return 0


def _approve(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.promotion import Promotion

    client = client_of()
    found = _found(client, given.promotion)
    _show(found)
    body = {"subject_digest": found.subject_digest or "", "comment": given.comment}
    _show(client.send("POST", f"api/promotions/{found.transition_id}/approve", body, Promotion))
    return 0


def _reject(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.promotion import Promotion

    client = client_of()
    found = _found(client, given.promotion)
    where = f"api/promotions/{found.transition_id}/reject"
    _show(client.send("POST", where, {"comment": given.reason}, Promotion))
    return 0


def _inbox(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.promotion import said
    from mlops_lab.wire.control import InboxItem

    items = client_of().get("api/inbox", dict[str, list[InboxItem]])["items"]
    for item in items:
        one = item.transition
        print(f"{one.transition_id}  {item.why:<8} {one.project}: {said(one)} (asked by {_who(one)})")
    if not items:
        print("Nothing waits for you.")
    return 0


def _found(client: Client, given: str) -> Promotion:
    from mlops_lab.kernel.promotion import Promotion
    from mlops_lab.wire.control import InboxItem
    from mlops_lab.wire.errors import not_found

    if len(given) == 32:
        return client.get(f"api/promotions/{given}", Promotion)
    items = client.get("api/inbox", dict[str, list[InboxItem]])["items"]
    ids = [one.transition.transition_id for one in items if one.transition.transition_id.startswith(given)]
    if len(ids) != 1:
        raise not_found(f"{'Several' if ids else 'None'} of what waits for you begin with {given[:40]!r}.", "promotion")
    return client.get(f"api/promotions/{ids[0]}", Promotion)


def _show(one: Promotion) -> None:
    print(repr(one))
    for gate in one.gates:
        if gate.state != "stale":
            print(f"  {gate.gate}: {gate.state}{f' — {gate.summary}' if gate.summary else ''}")


def _who(one: Any) -> str:
    return one.requested_name or one.requested_by or "a notebook"


def client_of() -> Client:
    """Return a client of the server that runs here, or that the environment names."""
    from mlops_lab.kernel.client import Client, UnreachableError
    from mlops_lab.kernel.discovery import find_server

    server = find_server()
    if server is None:
        raise UnreachableError("No MLOps Lab server runs here; set MLOPS_LAB_URL and MLOPS_LAB_TOKEN for another.")
    return Client(server, timeout=600)
