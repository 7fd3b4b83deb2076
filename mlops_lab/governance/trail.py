"""Reading the audit log: its entries, the newest first, filtered and by pages."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.audit import Entry
from mlops_lab.governance.roles import reads_all, require_read
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import Code, LabError, invalid

PAGE_LIMIT = 1000
_COLUMNS = [audit_log.c[field.name] for field in msgspec.structs.fields(Entry)]


class AuditQuery(msgspec.Struct, kw_only=True):
    """Which entries; what is not given is not asked for.

    Attributes
    ----------
    object : str
        With what belongs to it: ``churn`` finds ``churn/3`` and ``churn@production``, too.
    action : str
        Such as ``version.created``, or ``version`` for all that is done to versions.
    since, until : int
        UTC milliseconds; `until` is not included.
    """

    project: str = ""
    kind: str = ""
    object: str = ""
    actor: str = ""
    action: str = ""
    since: Millis | None = None
    until: Millis | None = None
    max_results: int = 100
    page_token: str | None = None


class AuditPage(msgspec.Struct):
    """Entries, the newest first, and where to go on."""

    entries: list[Entry]
    next_page_token: str | None = None


def find_entries(conn: Connection, query: AuditQuery) -> AuditPage:
    """Return a page of entries that whoever reads may see.

    Raises
    ------
    LabError
        When they have no role in the project, or in all of them where none is named.
    """
    if query.project:
        require_read(conn, query.project)
    elif not reads_all(conn):
        raise LabError("Name a project: you have no role in all of them.", Code.FORBIDDEN, "project")
    if not 1 <= query.max_results <= PAGE_LIMIT:
        raise invalid(f"1 to {PAGE_LIMIT} entries a page.", "max_results")
    statement = statement_of(query).limit(query.max_results + 1)
    entries = [Entry(**row._mapping) for row in conn.execute(statement)]
    if len(entries) <= query.max_results:
        return AuditPage(entries)
    return AuditPage(entries[:-1], str(entries[-2].seq))


def statement_of(query: AuditQuery) -> sa.Select[tuple[object, ...]]:
    """Return the SELECT of a query.

    A project, an actor, or a kind with an object is found by an index that goes on by ``seq``
    (``ix_audit_log_project_seq``, ``ix_audit_log_actor_seq``, ``ix_audit_log_kind_object_seq``).
    """
    table = audit_log
    found = sa.select(*_COLUMNS).order_by(table.c.seq.desc())
    for column, value in ((table.c.project, query.project), (table.c.kind, query.kind), (table.c.actor, query.actor)):
        if value:
            found = found.where(column == value)
    if query.object:
        name = query.object
        found = found.where(
            sa.or_(
                table.c.object == name,
                table.c.object.startswith(f"{name}/", autoescape=True),
                table.c.object.startswith(f"{name}@", autoescape=True),
            )
        )
    if query.action:
        action = query.action.rstrip(".*")
        within = table.c.action.startswith(f"{action}.", autoescape=True)
        found = found.where(table.c.action == action if "." in action else within)
    if query.since is not None:
        found = found.where(table.c.time >= query.since)
    if query.until is not None:
        found = found.where(table.c.time < query.until)
    if query.page_token is not None:
        if not (query.page_token.isascii() and query.page_token.isdigit() and len(query.page_token) < 19):
            raise invalid("This page token is none of ours.", "page_token")
        found = found.where(table.c.seq < int(query.page_token))
    return found
