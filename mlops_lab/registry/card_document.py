"""A version's card as a document: what people wrote, then what its seal and its transitions say."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from mlops_lab.registry.card_fields import FIELDS
from mlops_lab.registry.cards import VersionCard
from mlops_lab.registry.document import Block, Grid, Heading, Listing, Prose, to_html, to_markdown
from mlops_lab.wire.clock import Millis, to_datetime
from mlops_lab.wire.control import GateResult, Seal, Transition
from mlops_lab.wire.errors import invalid

MEDIA = {
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
}
ENDINGS = {"markdown": "md", "html": "html", "json": "json", "pdf": "pdf"}
NOT_WRITTEN = "Not written yet."
_ROWS = 50


def export(card: VersionCard, form: str) -> bytes:
    """Return a card in a form: markdown, html, json or pdf; the same bytes for the same card.

    Raises
    ------
    LabError
        When the form is another one.
    """
    title = f"Model card: {card.name} {card.version}"
    if form == "json":
        return msgspec.json.format(msgspec.json.encode(card, order="sorted"), indent=2) + b"\n"
    if form == "markdown":
        return to_markdown(document(card)).encode()
    if form == "html":
        return to_html(document(card), title).encode()
    if form == "pdf":
        from mlops_lab.registry.pdf import find_font, to_pdf

        when = to_datetime(card.seal.sealed_at if card.seal else card.entry.created_at)
        return to_pdf(document(card), title, font=find_font(), when=when)
    raise invalid(f"A card's form is one of {', '.join(MEDIA)}, not {form[:40]!r}.", "format")


def document(card: VersionCard) -> list[Block]:
    """Return a card as a document."""
    parts = {field.key: field for field in FIELDS}
    blocks: list[Block] = [Heading(1, f"{card.name}, version {card.version}"), _summary(card)]
    if card.description:
        blocks.append(Prose(card.description))

    def written(key: str) -> None:
        blocks.append(Heading(2, parts[key].label))
        text = card.card.parts.get(key)
        blocks.append(Prose(text) if text else Prose(NOT_WRITTEN, generated=True))

    for key in ("purpose", "owner", "risk_tier", "intended_use", "data"):
        written(key)
    blocks += _data(card.seal)
    written("training")
    blocks += _training(card.seal)
    written("evaluation")
    blocks += _evaluation(card)
    written("limits")
    blocks.append(Heading(2, "Gates and approvals"))
    if not card.transitions:
        blocks.append(Prose("It has not been asked to go anywhere.", generated=True))
    for move in card.transitions:
        blocks += _transition(move)
    for key in ("oversight", "monitoring", "standards"):
        written(key)
    return blocks


def _summary(card: VersionCard) -> Grid:
    seal = card.seal
    rows = [
        ["Project", card.project],
        ["Registered", f"{when(card.entry.created_at)} by {card.entry.username or 'the server'}"],
        ["Live for", ", ".join(card.live_for) or "nothing"],
        [
            "States",
            "; ".join(f"{target}: {state.value}" for target, state in sorted(card.states.items())) or "candidate",
        ],
        ["Seal", card.seal_digest or "none"],
        ["Card", f"revision {card.card.revision}" if card.card.revision else "not written yet"],
    ]
    if seal is not None:
        rows += [
            ["Run", f"{seal.run_name} ({seal.run_id})" if seal.run_id else "none"],
            ["Ran by", seal.attributed_to or "not said"],
            ["Formats", ", ".join(seal.formats) or "not known"],
        ]
    return Grid(["", ""], rows)


def _data(seal: Seal | None) -> list[Block]:
    if seal is None or not seal.datasets:
        return [Prose("The run recorded no datasets.", generated=True)]
    rows = [[one.name, one.context or "", one.digest, one.source] for one in seal.datasets]
    return [Grid(["Dataset", "Used for", "Digest", "Source"], rows)]


def _training(seal: Seal | None) -> list[Block]:
    if seal is None:
        return []
    blocks: list[Block] = []
    if seal.params:
        blocks += [Heading(3, "Parameters"), Grid(["Name", "Value"], [[k, v] for k, v in sorted(seal.params.items())])]
    if seal.signature:
        blocks += [Heading(3, "Signature"), Grid(["Part", "Column", "Type"], _columns(seal.signature))]
    code = seal.code
    where = [
        ["Notebook", code.notebook],
        ["Cell", code.cell_id],
        ["Script", code.entry_point],
        ["Commit", code.git_commit],
        ["Branch", code.git_branch],
        ["Repository", code.git_remote],
    ]
    if known := [[str(label), value] for label, value in where if value]:
        blocks += [Heading(3, "Code"), Grid(["", ""], known)]
    if code.cell_source:
        blocks.append(Listing(code.cell_source))
    packages = seal.environment.get("packages") or {}
    if packages:
        python = seal.environment.get("python") or "not known"
        blocks += [
            Heading(3, "Environment"),
            Prose(f"Python {python}", generated=True),
            Grid(["Package", "Version"], [[str(k), str(v)] for k, v in sorted(packages.items())]),
        ]
    return blocks


def _columns(signature: dict[str, Any]) -> list[list[str]]:
    rows = []
    for part in ("inputs", "outputs", "params"):
        for place, column in enumerate(signature.get(part) or []):
            spec = column.get("tensor-spec") if isinstance(column, dict) else None
            kind = f"{spec.get('dtype')} {spec.get('shape')}" if spec else str(column.get("type"))
            rows.append([part, str(column.get("name", place)), kind])
    return rows


def _evaluation(card: VersionCard) -> list[Block]:
    seal = card.seal
    if seal is None or not seal.metrics:
        return [Prose("The run recorded no metrics.", generated=True)]
    return [Grid(["Metric", "Value"], [[key, str(value)] for key, value in sorted(seal.metrics.items())])]


def _transition(move: Transition) -> list[Block]:
    asked = f"{move.requested_name or move.requested_by}, {when(move.requested_at)}"
    blocks: list[Block] = [
        Heading(3, f"{move.kind.capitalize()} to {move.target}: {move.state.value}"),
        Prose(f"Asked by {asked}, under policy version {move.policy_version}.", generated=True),
    ]
    if move.note:
        blocks.append(Prose(move.note))
    if move.gates:
        blocks.append(
            Grid(["Gate", "Result", "Finding"], [[one.gate, one.state.value, one.summary] for one in move.gates])
        )
    for gate in move.gates:
        blocks += _evidence(gate)
    if move.approvals:
        rows = [
            [
                one.display_name or one.username,
                one.decision + (" (void)" if one.stale else ""),
                when(one.decided_at),
                one.comment,
            ]
            for one in move.approvals
        ]
        blocks.append(Grid(["Who", "Decision", "When", "Comment"], rows))
    if move.reason:
        blocks.append(Prose(f"Ended: {move.reason}", generated=True))
    return blocks


def _evidence(gate: GateResult) -> list[Block]:
    if gate.evidence is None:
        return []
    blocks: list[Block] = []
    if gate.evidence.numbers:
        rows = [[key, f"{value:.6g}"] for key, value in sorted(gate.evidence.numbers.items())]
        blocks.append(Grid([f"{gate.gate}", "Value"], rows))
    if gate.evidence.table:
        header = list(dict.fromkeys(str(key) for row in gate.evidence.table for key in row))[:8]
        shown = [[_shown(row.get(key)) for key in header] for row in gate.evidence.table[:_ROWS]]
        blocks.append(Grid(header, shown))
    return blocks


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def when(time: Millis) -> str:
    """Return a time as people read it, in UTC."""
    return to_datetime(time).strftime("%Y-%m-%d %H:%M UTC")
