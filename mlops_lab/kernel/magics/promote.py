"""``%promote``: ask for a version to become live."""

from __future__ import annotations

from typing import Any

from mlops_lab.kernel.magics.options import Options


def options() -> Options:
    """Return the options of ``%promote``."""
    promote = Options("%promote", "Ask for a version to become live for a target; the server decides.")
    promote.add_argument("version", metavar="MODEL@vN", help="such as churn@v3")
    promote.add_argument("target", metavar="TARGET", help="as the policy names it: staging, production")
    promote.add_argument("--note", default="", metavar="TEXT", help="for whoever approves")
    promote.add_argument("--plan", action="store_true", help="only say what it would do")
    promote.add_argument("--again", action="store_true", help="run gates that failed once more")
    promote.add_argument("--no-wait", action="store_true", help="return while the gates still run")
    return promote


def run(ip: Any, line: str) -> Any:
    """Ask, wait for the gates, and show how it stands."""
    from mlops_lab.kernel.promotion import plan_promotion, promote

    given = options().read(line)
    if given is None:
        return None
    if given.plan:
        return plan_promotion(given.version, given.target)
    return promote(given.version, given.target, note=given.note, again=given.again, wait=not given.no_wait)
