"""All models of a project, in use, retired or deleted, with owner and tier."""

from __future__ import annotations

import csv
import io

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.registry.cards import get_card, tier_of
from mlops_lab.registry.tombstones import tombstones_of
from mlops_lab.storage.control_schema import model_targets
from mlops_lab.storage.schema import model_versions, projects, registered_models
from mlops_lab.wire.clock import Millis, to_datetime


class InventoryItem(msgspec.Struct, kw_only=True):
    """One model. `status` is ``in use``, ``registered`` or ``deleted``."""

    project: str
    name: str
    status: str
    owner: str = ""
    risk_tier: str = ""
    purpose: str = ""
    versions: int = 0
    deleted_versions: int = 0
    live: dict[str, int] = {}
    card_revision: int = 0
    card_complete: bool = False
    created_at: Millis | None = None
    updated_at: Millis | None = None


class Inventory(msgspec.Struct, kw_only=True):
    """Models by name."""

    items: list[InventoryItem]


def inventory(conn: Connection, project: str) -> Inventory:
    """List a project's models, those that are only tombstones included."""
    require_read(conn, project)
    table = registered_models
    counted = (
        sa.select(model_versions.c.registered_model_id, sa.func.count().label("versions"))
        .group_by(model_versions.c.registered_model_id)
        .subquery()
    )
    rows = conn.execute(
        sa.select(table, counted.c.versions)
        .join(projects, projects.c.id == table.c.project_id)
        .outerjoin(counted, counted.c.registered_model_id == table.c.id)
        .where(projects.c.name == project)
        .order_by(table.c.name)
    ).all()
    live: dict[int, dict[str, int]] = {}
    for row in conn.execute(sa.select(model_targets).where(model_targets.c.live_version.is_not(None))):
        live.setdefault(row.registered_model_id, {})[row.target] = row.live_version
    buried: dict[str, int] = {}
    for stone in tombstones_of(conn, project):
        buried[stone.name] = buried.get(stone.name, 0) + 1
    items = []
    for row in rows:
        card = get_card(conn, project, row.name)
        items.append(
            InventoryItem(
                project=project,
                name=row.name,
                status="in use" if row.id in live else "registered",
                owner=card.parts.get("owner", ""),
                risk_tier=tier_of(card.parts),
                purpose=card.parts.get("purpose", ""),
                versions=row.versions or 0,
                deleted_versions=buried.pop(row.name, 0),
                live=live.get(row.id, {}),
                card_revision=card.revision,
                card_complete=not card.missing,
                created_at=row.created_at,
                updated_at=row.updated_at,
            )
        )
    items += [
        InventoryItem(project=project, name=name, status="deleted", deleted_versions=count)
        for name, count in sorted(buried.items())
    ]
    return Inventory(items=items)


def as_csv(found: Inventory) -> str:
    """Return an inventory as CSV that a spreadsheet takes for text: no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for item in found.items:
        shown = msgspec.structs.asdict(item)
        for name in ("created_at", "updated_at"):
            shown[name] = None if shown[name] is None else to_datetime(shown[name]).isoformat(timespec="seconds")
        writer.writerow(_cell(shown[name]) for name in _COLUMNS)
    return out.getvalue()


_COLUMNS = [field.name for field in msgspec.structs.fields(InventoryItem)]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and the wide ones


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        text = "; ".join(f"{key}: {one}" for key, one in sorted(value.items()))
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text
