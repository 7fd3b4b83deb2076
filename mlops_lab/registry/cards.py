"""Model cards: what people write of a model, kept by revision, and what is generated of a version.

People write about the model (its purpose, owner, risk, limits …); the rest comes from the
version's seal and its transitions, so that it cannot say anything else than what happened.
"""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit
from mlops_lab.governance.roles import Role, require
from mlops_lab.registry.card_fields import FIELDS, TIERS, CardField
from mlops_lab.registry.evidence import transitions_of
from mlops_lab.registry.models import get_model, key_of
from mlops_lab.registry.seals import find_seal
from mlops_lab.registry.types import ModelVersion
from mlops_lab.registry.versions import get_version
from mlops_lab.storage.control_schema import model_cards, model_targets, version_states
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import Seal, State, Transition
from mlops_lab.wire.errors import Code, LabError, invalid

PART_LIMIT = 100_000
"""Characters that one part may have."""


_KEYS = {field.key for field in FIELDS}


class Card(msgspec.Struct, kw_only=True):
    """What people have written of a model. `missing` are the keys of required parts that are empty."""

    name: str
    revision: int = 0
    parts: dict[str, str] = {}
    missing: list[str] = []
    fields: list[CardField] = []
    digest: str = ""
    comment: str = ""
    created_by: str = ""
    created_at: Millis | None = None


class VersionCard(msgspec.Struct, kw_only=True):
    """A version's whole card: written parts, and what is generated."""

    project: str
    name: str
    version: int
    description: str
    card: Card
    entry: ModelVersion
    seal: Seal | None = None
    seal_digest: str | None = None
    states: dict[str, State] = {}
    live_for: list[str] = []
    transitions: list[Transition] = []


def get_card(conn: Connection, project: str, name: str) -> Card:
    """Return a model's card as it stands; an empty one where nobody has written any."""
    key = key_of(conn, project, name)
    row = conn.execute(_rows(key).limit(1)).first()
    return _card(name, row) if row is not None else _card(name, None)


def revisions(conn: Connection, project: str, name: str) -> list[Card]:
    """Return all revisions of a model's card, the newest first."""
    return [_card(name, row) for row in conn.execute(_rows(key_of(conn, project, name)))]


def write_card(
    tx: Tx, project: str, name: str, parts: dict[str, str], *, comment: str = "", base_revision: int | None = None
) -> Card:
    """Write a new revision of a model's card; the same content again makes none.

    Raises
    ------
    LabError
        When the role is missing, a part is unknown or too long, or somebody has written another revision since
        `base_revision`.
    """
    require(tx, project, Role.CONTRIBUTOR, to="write a model's card")
    for field, text in parts.items():
        if field not in _KEYS:
            raise invalid(f"A card has no part {field[:60]!r}; it has {', '.join(sorted(_KEYS))}.", f"parts.{field}")
        if len(text) > PART_LIMIT:
            raise invalid(f"A part of a card has at most {PART_LIMIT} characters.", f"parts.{field}")
    before = get_card(tx.conn, project, name)
    if base_revision is not None and base_revision != before.revision:
        raise LabError(
            f"{before.created_by or 'Somebody'} wrote revision {before.revision} of the card meanwhile.",
            Code.CONFLICT,
            "base_revision",
        )
    kept = {field: text.strip() for field, text in parts.items() if text.strip()}
    if kept == before.parts:
        return before
    digest = _digest(kept)
    tx.conn.execute(
        sa.insert(model_cards).values(
            registered_model_id=key_of(tx.conn, project, name),
            revision=before.revision + 1,
            parts=msgspec.json.encode(kept, order="sorted").decode(),
            digest=digest,
            comment=comment,
            created_by=tx.actor.username,
            created_at=tx.now,
        )
    )
    audit.record(
        tx,
        "card.written",
        kind="card",
        object=name,
        project=project,
        before=before.digest or None,
        after=digest,
        reason=comment,
        details={"revision": before.revision + 1, "changed": sorted(_changed(before.parts, kept))},
    )
    tx.publish(f"model:{name}", "card.updated", {"name": name, "revision": before.revision + 1})
    return get_card(tx.conn, project, name)


def missing_parts(conn: Connection, project: str, name: str, version: int | None = None) -> list[str]:
    """Return the labels of what a card still lacks; for a version, also what its seal should hold and does not."""
    card = get_card(conn, project, name)
    labels = {field.key: field.label for field in FIELDS}
    missing = [labels[key] for key in card.missing]
    if version is not None:
        sealed = find_seal(conn, project, name, version)
        seal = sealed[0] if sealed else None
        if seal is None or not seal.metrics:
            missing.append("Metrics of the version's run")
        if seal is None or not seal.datasets:
            missing.append("Datasets of the version's run")
    return missing


def version_card(conn: Connection, project: str, name: str, version: int) -> VersionCard:
    """Return the whole card of a version."""
    entry = get_version(conn, project, name, version)
    owner = key_of(conn, project, name)
    sealed = find_seal(conn, project, name, version)
    states = conn.execute(
        sa.select(version_states.c.target, version_states.c.state).where(
            version_states.c.registered_model_id == owner, version_states.c.version == version
        )
    )
    live = conn.scalars(
        sa.select(model_targets.c.target)
        .where(model_targets.c.registered_model_id == owner, model_targets.c.live_version == version)
        .order_by(model_targets.c.target)
    )
    return VersionCard(
        project=project,
        name=name,
        version=version,
        description=entry.description or get_model(conn, project, name).description,
        card=get_card(conn, project, name),
        entry=entry,
        seal=sealed[0] if sealed else None,
        seal_digest=sealed[1] if sealed else None,
        states={target: State(state) for target, state in states},
        live_for=list(live),
        transitions=transitions_of(conn, project, name, version),
    )


def tier_of(parts: dict[str, str]) -> str:
    """Return the tier that a card names, in one word; empty where it names none."""
    words = parts.get("risk_tier", "").lower().replace("*", " ").replace(":", " ").replace(",", " ").split()
    return next((word.strip(".;") for word in words if word.strip(".;") in TIERS), "")


def _rows(key: int) -> sa.Select[tuple[object, ...]]:
    table = model_cards
    return sa.select(table).where(table.c.registered_model_id == key).order_by(table.c.revision.desc())


def _card(name: str, row: sa.Row[tuple[object, ...]] | None) -> Card:
    parts = msgspec.json.decode(row.parts, type=dict[str, str]) if row is not None else {}
    card = Card(
        name=name,
        parts=parts,
        missing=[field.key for field in FIELDS if field.required and not parts.get(field.key)],
        fields=FIELDS,
    )
    if row is not None:
        card.revision, card.digest, card.comment = row.revision, row.digest, row.comment
        card.created_by, card.created_at = row.created_by, row.created_at
    return card


def _digest(parts: dict[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}
