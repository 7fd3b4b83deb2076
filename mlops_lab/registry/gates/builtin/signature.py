"""Whoever asks the live version can ask this one: no new required input, no changed type, outputs kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mlops_lab.registry.gates.context import Context
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.wire.control import Verdict

Part = dict[str, dict[str, Any]]
WIDER = {("integer", "long"), ("integer", "double"), ("integer", "float"), ("float", "double"), ("long", "double")}
"""Inputs of the first type are taken where the second is expected."""


def run(context: Context) -> Verdict:
    """Compare the sealed signature with the live version's."""
    ours = context.seal.signature
    if not ours or not ours.get("inputs"):
        raise GateError("The version was sealed without a signature.")
    if context.champion_seal is None:
        return Verdict(passed=True, summary=f"Nothing is live for {context.target} yet; the signature is there")
    theirs = context.champion_seal.signature
    live = context.champion_seal.version
    if not theirs or not theirs.get("inputs"):
        return Verdict(passed=True, summary=f"The live version {live} has no signature that anybody could rely on")
    rows = [*_inputs(_part(ours, "inputs"), _part(theirs, "inputs")),
            *_outputs(_part(ours, "outputs"), _part(theirs, "outputs"))]  # fmt: skip
    wrong = "; ".join(row["change"] for row in rows if not row["compatible"])
    changes = f"{len(rows)} changes, all compatible" if rows else "the same"
    return Verdict(passed=not wrong, summary=wrong or f"Compatible with the live version {live}: {changes}", table=rows)


def _inputs(ours: Part, theirs: Part) -> list[dict[str, Any]]:
    rows = []
    for name, column in ours.items():
        before = theirs.get(name)
        if before is None:
            required = bool(column.get("required", True))
            what = f"a new {'required' if required else 'optional'} input {name}"
            rows.append({"change": what, "compatible": not required})
            continue
        if _type(before) != _type(column):
            rows.append(
                {
                    "change": f"input {name} is {_type(column)}, was {_type(before)}",
                    "compatible": (_type(before), _type(column)) in WIDER,
                }
            )
        if column.get("required", True) and not before.get("required", True):
            rows.append({"change": f"input {name} is required, was optional", "compatible": False})
    rows += [{"change": f"input {name} is no longer needed", "compatible": True} for name in theirs if name not in ours]
    return rows


def _outputs(ours: Part, theirs: Part) -> list[dict[str, Any]]:
    rows = []
    for name, column in theirs.items():
        now = ours.get(name)
        if now is None:
            rows.append({"change": f"output {name} is gone", "compatible": False})
        elif _type(now) != _type(column):
            rows.append({"change": f"output {name} is {_type(now)}, was {_type(column)}", "compatible": False})
    rows += [{"change": f"a new output {name}", "compatible": True} for name in ours if name not in theirs]
    return rows


def _part(signature: Mapping[str, Any], name: str) -> Part:
    """Return the columns of a part by name; what has none goes by its place."""
    part = signature.get(name) or []
    if isinstance(part, str):
        part = json.loads(part)
    if not isinstance(part, list) or not all(isinstance(column, dict) for column in part):
        raise GateError(f"The signature's {name} are no list of columns.")
    return {str(column.get("name", f"#{place}")): column for place, column in enumerate(part)}


def _type(column: Mapping[str, Any]) -> str:
    kind = column.get("type", "")
    if kind == "tensor":
        tensor = column.get("tensor-spec") or {}
        return f"tensor {tensor.get('dtype')} {tensor.get('shape')}"
    rest = {key: value for key, value in column.items() if key in ("items", "properties", "values")}
    return f"{kind} {json.dumps(rest, sort_keys=True)}" if rest else str(kind)
