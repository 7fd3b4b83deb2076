"""Which gates a policy asks for, and a digest of all that each depends on: another one makes a result stale."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.policy import GateRule, PolicyVersion
from mlops_lab.registry import frozen, seals
from mlops_lab.registry.gates.discovery import BUILT_IN, NOT_RUN, code_digest
from mlops_lab.registry.gates.task import MEMORY_LIMIT_MB
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.registry.models import key_of
from mlops_lab.storage.control_schema import model_targets
from mlops_lab.wire.errors import LabError, not_found

COMPARING = ("champion", "signature")
"""Built-in gates whose result depends on what is live; so does any of the project's own."""
LOADING = ("champion", "slices", "latency")
"""Built-in gates that load a model; so may any of the project's own."""


class PlannedGate(msgspec.Struct, kw_only=True):
    """One gate that a policy asks for.

    Attributes
    ----------
    problem : str
        Why it cannot be run: a dataset that is not frozen, a function that is not there. Running
        it then ends in an error that says so.
    """

    name: str
    kind: str
    params: dict[str, Any]
    time_limit: int
    inputs_digest: str
    memory_limit_mb: int = MEMORY_LIMIT_MB
    problem: str = ""


def planned(
    conn: Connection, project: str, name: str, version: int, target: str, policy: PolicyVersion
) -> list[PlannedGate]:
    """Return the gates that a version has to pass for a target, in the policy's order.

    Raises
    ------
    LabError
        When the policy has no such target, or the version is not sealed.
    """
    rule = policy.policy.targets.get(target)
    if rule is None:
        raise not_found(f"The policy has no target {target[:100]!r}.", "target")
    _, digest = seals.seal_of(conn, project, name, version)
    live = live_version(conn, project, name, target)
    champion = None if live is None else _seal_digest(conn, project, name, live)
    gates: list[PlannedGate] = []
    for asked in rule.gates:
        if asked.gate in NOT_RUN:
            continue
        taken = {gate.name for gate in gates}
        inputs: dict[str, Any] = {"kind": asked.gate, "params": asked.params, "seal": digest, "target": target}
        problem = ""
        try:
            inputs["code"] = code_digest(asked.gate, search_paths(policy))
            inputs |= _depends_on(conn, project, name, version, asked, policy, champion)
        except (GateError, LabError) as error:
            problem = inputs["problem"] = str(error)
        gates.append(
            PlannedGate(
                name=_own_name(asked.name or asked.gate, taken),
                kind=asked.gate,
                params=asked.params,
                time_limit=asked.time_limit,
                memory_limit_mb=asked.memory_limit_mb,
                inputs_digest=hashlib.sha256(msgspec.json.encode(inputs, order="sorted")).hexdigest(),
                problem=problem,
            )
        )
    return gates


def live_version(conn: Connection, project: str, name: str, target: str) -> int | None:
    """Return which version of a model is live for a target."""
    table = model_targets
    query = sa.select(table.c.live_version).where(
        table.c.registered_model_id == key_of(conn, project, name), table.c.target == target
    )
    found: int | None = conn.execute(query).scalar()
    return found


def dataset_names(params: Mapping[str, Any]) -> list[str]:
    """Return the frozen datasets that a gate's parameters name: ``dataset``, ``datasets`` and ``train``."""
    names = [params[key] for key in ("dataset", "train") if params.get(key)]
    several = params.get("datasets") or []
    names += several if isinstance(several, list) else [several]
    if not all(isinstance(name, str) for name in names):
        raise GateError("A gate names its frozen datasets as text.")
    return list(dict.fromkeys(names))


def frozen_of(conn: Connection, project: str, name: str) -> frozen.FrozenDataset:
    """Return a frozen dataset by ``name`` (what was frozen last) or ``name@digest``."""
    known = frozen.find(conn, project, name)
    if known is not None or "@" not in name:
        return known or frozen.get(conn, project, name)
    plain, _, digest = name.rpartition("@")
    return frozen.get(conn, project, plain, digest)


def search_paths(policy: PolicyVersion) -> list[str]:
    """Return the folders whose packages hold the project's gates, as the policy names them."""
    return list(policy.policy.gate_packages)


def card_gaps(conn: Connection, project: str, name: str, version: int) -> list[str]:
    """Return what a version's model card lacks."""
    from mlops_lab.registry.cards import missing_parts

    return missing_parts(conn, project, name, version)


def _depends_on(
    conn: Connection,
    project: str,
    name: str,
    version: int,
    asked: GateRule,
    policy: PolicyVersion,
    champion: str | None,
) -> dict[str, Any]:
    kind, own = asked.gate, asked.gate not in BUILT_IN
    inputs: dict[str, Any] = {}
    if kind in COMPARING or own:
        inputs["champion"] = champion
    if kind in LOADING or kind == "safe_format" or own:
        inputs["formats"] = msgspec.to_builtins(policy.policy.formats)
    if kind == "model_card":
        inputs["missing"] = card_gaps(conn, project, name, version)
    names = dataset_names(asked.params)
    if names:
        inputs["datasets"] = {one: frozen_of(conn, project, one).digest for one in names}
    return inputs


def _seal_digest(conn: Connection, project: str, name: str, version: int) -> str:
    found = seals.find_seal(conn, project, name, version)
    return f"unsealed {version}" if found is None else found[1]


def _own_name(name: str, taken: set[str]) -> str:
    """Return a gate's name, told apart from others of the same kind."""
    number, own = 2, name
    while own in taken:
        own, number = f"{name} {number}", number + 1
    return own
