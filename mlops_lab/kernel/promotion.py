"""Promotion from code: ask for a version to become live, see what that takes, go back. The server decides."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import quote

from mlops_lab.kernel.models import Model
from mlops_lab.kernel.session import session
from mlops_lab.wire.control import Plan, State, Transition
from mlops_lab.wire.errors import Code, LabError, invalid
from mlops_lab.wire.loading import Registered

WAIT = 900.0
"""Seconds that `promote` waits for gates."""
_ADDRESS = re.compile(r"(?:models:/)?(?P<name>[^/@:]+)(?:/v?|@v)(?P<version>\d{1,9})")
_SETTLED = (State.AWAITING_APPROVAL, State.APPROVED)


class Promotion(Transition, kw_only=True):
    """One request to make a version live, as it stood when the server was last asked."""

    @property
    def is_live(self) -> bool:
        """Whether it was applied."""
        return self.state is State.LIVE

    def refresh(self) -> Promotion:
        """Ask the server how it stands now."""
        return session().client.get(f"api/promotions/{self.transition_id}", Promotion)

    def wait(self, seconds: float = WAIT) -> Promotion:
        """Wait until it is live, has failed, or waits for a person; return it as it stands then.

        An interrupt ends the waiting alone: the server goes on.
        """
        found, pause, until = self, 0.1, time.monotonic() + seconds
        while not _rests(found) and time.monotonic() < until:
            time.sleep(pause)
            pause = min(pause * 1.5, 2.0)
            found = found.refresh()
        return found

    def cancel(self, reason: str = "") -> Promotion:
        """Take the request back."""
        where = f"api/promotions/{self.transition_id}/cancel"
        return session().client.send("POST", where, {"comment": reason}, Promotion)

    def __repr__(self) -> str:
        return said(self)

    def _repr_html_(self) -> str:
        from mlops_lab.kernel.display.promotions import promotion

        return str(promotion(self))


class PromotionPlan(Plan, kw_only=True):
    """What promoting a version would do."""

    def __repr__(self) -> str:
        return f"{self.name}@v{self.version} to {self.target}: {self.label}"

    def _repr_html_(self) -> str:
        from mlops_lab.kernel.display.promotions import plan

        return str(plan(self))


def promote(
    version: str | Registered | Model,
    target: str,
    *,
    note: str = "",
    wait: float | bool = True,
    again: bool = False,
    project: str | None = None,
) -> Promotion:
    """Ask for a version to become live for a target; asked twice, it is one request.

    The server runs the gates that are missing or stale, asks the approvers where the policy wants
    some, and goes on by itself once they have approved.

    Parameters
    ----------
    version : str, Registered or Model
        ``churn@v3``, ``churn/3``, ``models:/churn/3``, what `register_model` returned, or a model that
        was registered when it was logged.
    target : str
        As the policy names it: ``staging``, ``production``.
    note : str
        For whoever approves.
    wait : float or bool
        Seconds to wait until it is live, has failed or waits for a person; False returns at once.
    again : bool
        Run gates that failed once more, though nothing they rest on has changed.

    Raises
    ------
    LabError
        When it cannot be asked for, or another version won meanwhile.
    """
    name, number = version_of(version)
    current = session()
    where = f"api/promotions?project={quote(project or current.project, safe='')}"
    body = {"name": name, "version": number, "target": target, "note": note, "again": again}
    asked = current.client.send("POST", where, body, Promotion)
    if wait is False:
        return asked
    found = asked.wait(WAIT if wait is True else wait)
    if found.state is State.CANDIDATE and found.ended_at is not None:
        raise LabError(found.reason, Code.CONFLICT)
    return found


def plan_promotion(version: str | Registered | Model, target: str, *, project: str | None = None) -> PromotionPlan:
    """Say what `promote` would do: gates to run, approvals to ask for, or what is in the way."""
    name, number = version_of(version)
    current = session()
    return current.client.get(
        "api/promotions/plan",
        PromotionPlan,
        name=name,
        version=number,
        target=target,
        project=project or current.project,
    )


def promotions(
    name: str | None = None, target: str | None = None, *, open: bool = False, project: str | None = None
) -> list[Promotion]:
    """Return promotions of a model (for a target; those that have not ended), the newest first."""
    current = session()
    found = current.client.get(
        "api/promotions",
        dict[str, list[Promotion]],
        name=name,
        target=target,
        open="true" if open else None,
        project=project or current.project,
    )
    return found["transitions"]


def roll_back(
    name: str, target: str, *, reason: str, to_version: int | None = None, project: str | None = None
) -> Promotion:
    """Make a version live again that was live before: the one before the live one, unless another is named.

    Raises
    ------
    LabError
        When there is none, it was never live for the target, or the policy wants a person to do it.
    """
    current = session()
    body: dict[str, Any] = {"name": name, "target": target, "reason": reason, "to_version": to_version}
    where = f"api/rollbacks?project={quote(project or current.project, safe='')}"
    return current.client.send("POST", where, body, Promotion)


def version_of(version: str | Registered | Model) -> tuple[str, int]:
    """Return the name and number of a version, however it is given.

    Raises
    ------
    LabError
        When it names none.
    """
    if isinstance(version, Model):
        if version.version is None:
            raise invalid("The model is not registered; lab.register_model makes a version of it.", "version")
        version = version.version
    if isinstance(version, Registered):
        return version.name, version.version
    found = _ADDRESS.fullmatch(version.strip())
    if found is None:
        raise invalid(f"{version[:80]!r} names no version: write churn@v3, churn/3 or models:/churn/3.", "version")
    return found["name"], int(found["version"])


def said(one: Transition) -> str:
    """Say in a line how a promotion stands."""
    what = f"{one.name}@v{one.version}"
    where = one.target
    if one.state is State.LIVE:
        how = "is live for" if one.kind == "promote" else "is live again for"
        after = f", in place of v{one.replaced_version}" if one.replaced_version is not None else ""
        return f"{what} {how} {where}{after}"
    if one.state is State.AWAITING_APPROVAL:
        given = sum(1 for each in one.approvals if each.decision == "approve" and not each.stale)
        return f"{what} to {where} waits for approval ({given} of {one.approvals_needed})"
    if one.state is State.VALIDATING:
        left = [gate.gate for gate in one.gates if gate.state in ("queued", "running")]
        return f"{what} to {where}: gates run ({', '.join(left)})"
    return f"{what} to {where}: {one.state}{f' — {one.reason}' if one.reason else ''}"


def _rests(one: Transition) -> bool:
    return one.ended_at is not None or one.state in _SETTLED
