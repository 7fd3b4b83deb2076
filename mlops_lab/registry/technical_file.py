"""A version's technical file: one ZIP with all that shows what it is and why it was allowed.

The same state gives the same bytes: nothing in it says when it was made.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import chain
from mlops_lab.registry import card_document
from mlops_lab.registry.audit_extract import extract
from mlops_lab.registry.cards import VersionCard, revisions, version_card
from mlops_lab.registry.document import Grid, Heading, Prose, to_markdown
from mlops_lab.registry.inventory import inventory
from mlops_lab.registry.lineage import lineage, openlineage_events
from mlops_lab.registry.mappings import FRAMEWORKS, mapping
from mlops_lab.storage.control_schema import policies
from mlops_lab.storage.schema import projects

_EPOCH = (1980, 1, 1, 0, 0, 0)


def technical_file(conn: Connection, project: str, name: str, version: int) -> bytes:
    """Return a version's technical file.

    Raises
    ------
    LabError
        When there is no such version.
    """
    card = version_card(conn, project, name, version)
    files = _card_files(card)
    files["1-card/revisions.json"] = _json(revisions(conn, project, name))
    if card.seal is not None:
        files["2-seal/seal.json"] = _json({"digest": card.seal_digest, "seal": card.seal})
        files["3-lineage/openlineage.json"] = _json(openlineage_events(conn, project, name, version))
    files["3-lineage/lineage.json"] = _json(lineage(conn, project, name, version))
    files |= _evidence(card)
    files |= _policies(conn, project, card)
    files |= _audit(conn, project, name, card)
    files["inventory.json"] = _json([one for one in inventory(conn, project).items if one.name == name])
    for key, (title, points) in FRAMEWORKS.items():
        files[f"0-mapping/{key}.md"] = to_markdown(mapping(title, points, card.card.parts)).encode()
    files["README.md"] = _readme(card, files)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    return _zip(files)


def file_name(name: str, version: int, ending: str) -> str:
    """Return a file's name in ASCII for a model's name in any script."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
    return f"{plain}-{version}.{ending}"


def _card_files(card: VersionCard) -> dict[str, bytes]:
    return {f"1-card/card.{ending}": card_document.export(card, form) for form, ending in card_document.ENDINGS.items()}


def _evidence(card: VersionCard) -> dict[str, bytes]:
    files = {"4-evidence/transitions.json": _json(card.transitions)}
    decisions: list[dict[str, Any]] = []
    for place, move in enumerate(card.transitions, 1):
        about = {"transition_id": move.transition_id, "target": move.target, "kind": move.kind, "state": move.state}
        decisions.append(about | {"approvals": move.approvals, "comments": move.comments})
        for number, gate in enumerate(move.gates, 1):
            label = re.sub(r"[^A-Za-z0-9._-]+", "-", gate.gate)[:60]
            files[f"4-evidence/{place:02}-{move.kind}-{number:02}-{label}.json"] = _json(gate)
    files["5-approvals/approvals.json"] = _json(decisions)
    return files


def _policies(conn: Connection, project: str, card: VersionCard) -> dict[str, bytes]:
    """Return the policies that the version's transitions were under."""
    used = sorted({move.policy_version for move in card.transitions if move.policy_version})
    rows = conn.execute(
        sa.select(policies)
        .join(projects, projects.c.id == policies.c.project_id)
        .where(projects.c.name == project, policies.c.version.in_(used))
    )
    files = {f"6-policy/policy-{row.version}.yaml": row.text.encode() for row in rows}
    about = [{"version": move.policy_version, "digest": move.policy_digest} for move in card.transitions]
    files["6-policy/policies.json"] = _json([one for n, one in enumerate(about) if one not in about[:n]])
    return files


def _audit(conn: Connection, project: str, name: str, card: VersionCard) -> dict[str, bytes]:
    entries = extract(conn, project, name, [move.transition_id for move in card.transitions])
    lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
    found = chain.verify(conn, through=entries[-1].seq if entries else 0)
    return {"7-audit/extract.jsonl": lines, "7-audit/verification.json": _json(found)}


def _readme(card: VersionCard, files: dict[str, bytes]) -> bytes:
    rows = [[path, str(len(data)), hashlib.sha256(data).hexdigest()] for path, data in sorted(files.items())]
    return to_markdown(
        [
            Heading(1, f"Technical file: {card.name}, version {card.version}"),
            Prose(
                f"Project {card.project}. Seal {card.seal_digest or 'none'}. "
                "The order follows Annex IV of the EU AI Act; 0-mapping says where each of its points, and those of "
                "NIST AI RMF and SR 11-7, is answered.\n\n"
                "An entry of 7-audit/extract.jsonl is proved by its hash: SHA-256 over the JSON array of its fields "
                "in the order they stand in, without the hash. 7-audit/verification.json says what checking the "
                "whole chain up to the last of them found."
            ),
            Grid(["File", "Bytes", "SHA-256"], rows),
        ]
    ).encode()


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2) + b"\n"


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(path, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
