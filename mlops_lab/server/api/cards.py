"""Lineage, cards, technical files and the inventory."""

from __future__ import annotations

from typing import Any

import msgspec

from mlops_lab.registry import cards
from mlops_lab.registry.card_document import MEDIA, export
from mlops_lab.registry.inventory import Inventory, as_csv, inventory
from mlops_lab.registry.lineage import lineage, openlineage_events
from mlops_lab.registry.technical_file import technical_file
from mlops_lab.server.api.models import Where, number
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.lineage import LineageGraph

endpoints = Endpoints()


class LineageQuery(Where, kw_only=True):
    """Of one version, or of them all."""

    version: int | None = None


class CardChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """All written parts of a card; `base_revision` is what the writer saw, where another one must not be lost."""

    parts: dict[str, str]
    comment: str = ""
    base_revision: int | None = None


class CardList(msgspec.Struct):
    """Revisions of a card, the newest first."""

    revisions: list[cards.Card]


class FormQuery(Where, kw_only=True):
    """In which form."""

    format: str = "markdown"


class InventoryQuery(Where, kw_only=True):
    """In which form."""

    format: str = "json"


class EventList(msgspec.Struct):
    """OpenLineage run events, oldest first."""

    events: list[dict[str, Any]]


@endpoints.add("GET", "api/models/{name}/lineage", query=LineageQuery, answer=LineageGraph)
async def get_lineage(call: Call) -> Raw:
    """Draw where versions come from and what became of them."""
    asked: LineageQuery = call.query
    return await call.answer(lambda conn: lineage(conn, asked.project, call.params["name"], asked.version))


@endpoints.add("GET", "api/models/{name}/versions/{version}/openlineage", query=Where, answer=EventList)
async def get_openlineage(call: Call) -> Raw:
    """Tell a version's making and transitions as OpenLineage events."""
    version = number(call)
    return await call.answer(
        lambda conn: EventList(openlineage_events(conn, call.query.project, call.params["name"], version))
    )


@endpoints.add("GET", "api/models/{name}/card", query=Where, answer=cards.Card)
async def get_card(call: Call) -> Raw:
    """Return what people have written of a model."""
    return await call.answer(lambda conn: cards.get_card(conn, call.query.project, call.params["name"]))


@endpoints.add("PUT", "api/models/{name}/card", query=Where, body=CardChange, answer=cards.Card)
async def write_card(call: Call) -> cards.Card:
    """Write a new revision of a model's card."""
    body: CardChange = call.body
    return await call.write(
        lambda tx: cards.write_card(
            tx,
            call.query.project,
            call.params["name"],
            body.parts,
            comment=body.comment,
            base_revision=body.base_revision,
        )
    )


@endpoints.add("GET", "api/models/{name}/card/revisions", query=Where, answer=CardList)
async def list_card_revisions(call: Call) -> Raw:
    """List the revisions of a card."""
    return await call.answer(lambda conn: CardList(cards.revisions(conn, call.query.project, call.params["name"])))


@endpoints.add("GET", "api/models/{name}/versions/{version}/card", query=FormQuery, answer=cards.VersionCard)
async def export_card(call: Call) -> Raw:
    """Export a version's card as Markdown, HTML, JSON or PDF."""
    version, form = number(call), call.query.format
    card = await call.read(lambda conn: cards.version_card(conn, call.query.project, call.params["name"], version))
    return Raw(await call.services.with_files(export, card, form), MEDIA.get(form, "application/json"))


@endpoints.add(
    "GET",
    "api/models/{name}/versions/{version}/technical-file",
    query=Where,
    answer=bytes,
    answer_type="application/zip",
)
async def export_technical_file(call: Call) -> Raw:
    """Export a version's technical file."""
    version = number(call)
    data = await call.read(lambda conn: technical_file(conn, call.query.project, call.params["name"], version))
    return Raw(data, "application/zip")


@endpoints.add("GET", "api/inventory", query=InventoryQuery, answer=Inventory)
async def get_inventory(call: Call) -> Raw:
    """List all models, in use, retired or deleted."""
    if call.query.format not in ("json", "csv"):
        raise invalid("An inventory's format is json or csv.", "format")
    found = await call.read(lambda conn: inventory(conn, call.query.project))
    if call.query.format == "csv":
        return Raw(as_csv(found).encode("utf-8-sig"), "text/csv; charset=utf-8")
    return Raw(msgspec.json.encode(found))
