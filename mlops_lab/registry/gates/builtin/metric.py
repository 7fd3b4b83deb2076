"""A sealed metric against absolute thresholds: ``metric`` with ``at_least`` and/or ``at_most``."""

from __future__ import annotations

from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Verdict


def run(context: Context) -> Verdict:
    """Compare the metric that was sealed; one that is missing or NaN is an error."""
    name = str(context.param("metric"))
    if name not in context.metrics:
        known = ", ".join(sorted(context.metrics)[:10]) or "none"
        raise GateError(f"The version was sealed without the metric {name!r} (it has: {known}).")
    value = finite(context.metrics[name], name)
    bounds = {key: context.number(key) for key in ("at_least", "at_most") if context.params.get(key) is not None}
    if not bounds:
        raise GateError("The gate needs the parameter 'at_least' or 'at_most'.")
    wrong = []
    if value < bounds.get("at_least", value):
        wrong.append(f"at least {bounds['at_least']:.6g} is asked")
    if value > bounds.get("at_most", value):
        wrong.append(f"at most {bounds['at_most']:.6g} is allowed")
    summary = f"{name} is {value:.6g}" + (f"; {' and '.join(wrong)}" if wrong else "")
    return Verdict(passed=not wrong, summary=summary, numbers={name: value} | bounds)
