"""The model card says everything that it has to. No parameters."""

from __future__ import annotations

from mlops_lab.registry.gates.context import Context
from mlops_lab.wire.control import Verdict


def run(context: Context) -> Verdict:
    """Pass when the card lacks nothing."""
    missing = [str(part) for part in context.facts.get("missing", [])]
    return Verdict(
        passed=not missing,
        summary=f"The model card lacks: {', '.join(missing)}" if missing else "The model card is complete",
        numbers={"missing": len(missing)},
        table=[{"missing": part} for part in missing],
    )
