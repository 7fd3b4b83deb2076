"""A promotion, and a plan of one, as they read in a notebook's output."""

from __future__ import annotations

from mlops_lab.kernel.display.links import version_url
from mlops_lab.kernel.display.markup import FAINT, Html, element, join, link, number, shortened, table
from mlops_lab.wire.control import GateResult, Plan, State, Transition

COLOURS = {
    State.LIVE: "#2e7d32",
    State.FAILED: "#c62828",
    State.REJECTED: "#c62828",
    State.AWAITING_APPROVAL: "#f9a825",
    State.APPROVED: "#2e7d32",
    State.VALIDATING: "#1976d2",
}
_GATE = {"passed": "#2e7d32", "failed": "#c62828", "error": "#c62828", "running": "#1976d2"}
NUMBERS = 4
"""Numbers of a gate's evidence in a line; the review has them all."""


def promotion(one: Transition) -> Html:
    """Return a promotion with its gates and decisions."""
    from mlops_lab.kernel.promotion import said

    title = said(one)
    head, _, rest = title.partition(" ")
    parts: list[object] = [element("div", link(head, version_url(_server(), one.name, one.version)), f" {rest}")]
    gates = [gate for gate in one.gates if gate.state != "stale"]
    if gates:
        parts.append(table(["gate", "", "what it found"], [_row(gate) for gate in gates]))
    if one.approvals:
        rows = [
            [each.display_name or each.username, each.decision + (" (stale)" if each.stale else ""), each.comment]
            for each in one.approvals
        ]
        parts.append(table(["who", "decision", "comment"], rows))
    if one.note:
        parts.append(element("div", shortened(one.note, 200), style=FAINT))
    return _framed(COLOURS.get(one.state, "#757575"), parts)


def plan(one: Plan) -> Html:
    """Return what a promotion would do."""
    facts: list[object] = [element("div", f"{one.name}@v{one.version} to {one.target}: {one.label}")]
    rows = [[gate, "would run"] for gate in one.gates_to_run] + [[gate, "has passed"] for gate in one.gates_passed]
    rows += [[gate, "failed, and nothing has changed since"] for gate in one.gates_failed]
    if rows:
        facts.append(table(["gate", ""], rows))
    if one.alone:
        facts.append(element("div", "The policy asks no second person.", style=FAINT))
    return _framed("#c62828" if one.blocked else "#1976d2", facts)


def _row(gate: GateResult) -> list[object]:
    mark = element("span", "●", style=f"color:{_GATE.get(gate.state.value, '#757575')}", aria_hidden="true")
    found: list[object] = [shortened(gate.summary, 160)] if gate.summary else []
    if gate.evidence is not None and not gate.summary:
        found.append(
            ", ".join(f"{key} {number(value)}" for key, value in list(gate.evidence.numbers.items())[:NUMBERS])
        )
    return [gate.gate, element("span", mark, f" {gate.state.value}", style="white-space:nowrap"), join(found, " ")]


def _framed(colour: str, parts: list[object]) -> Html:
    return element("div", *parts, style=f"border-left:3px solid {colour};padding:.2em 0 .2em .8em;margin:.2em 0")


def _server() -> str | None:
    from mlops_lab.kernel.session import session

    server = session().server
    return None if server is None else server.url
