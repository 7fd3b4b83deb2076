"""What is wrong with the gates that a policy names, beyond what its form tells: gates that are not there."""

from __future__ import annotations

from mlops_lab.governance.policy_text import Problem, located, parsed, problems_of
from mlops_lab.registry.gates.discovery import NOT_RUN, code_digest
from mlops_lab.registry.gates.planning import dataset_names
from mlops_lab.registry.gates.verdicts import GateError


def all_problems(text: str) -> list[Problem]:
    """Return what is wrong with a policy's text, its gates' code included, in the order of its lines."""
    problems = problems_of(text)
    if problems:
        return problems
    policy = parsed(text)
    found = []
    for target, rule in policy.targets.items():
        for place, gate in enumerate(rule.gates):
            if gate.gate in NOT_RUN:
                continue
            try:
                code_digest(gate.gate, policy.gate_packages)
                dataset_names(gate.params)
            except (GateError, OSError) as error:
                found.append(located(text, ("targets", target, "gates", place, "gate"), str(error)))
    return sorted(found, key=lambda one: one.line)
