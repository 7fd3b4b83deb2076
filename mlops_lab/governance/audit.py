"""The audit log: append-only, each entry holds the hash of the one before.

A write says what it changes with `record`; the entries are appended as the last
thing in its transaction, so they are there exactly when the change is, and the
end of the chain is locked for as short as can be. Points of metrics are no
entries: a run's end records the digest of its series.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from mlops_lab.storage import direct
from mlops_lab.storage.control_schema import audit_head, audit_log
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis


class Entry(msgspec.Struct, kw_only=True):
    """One entry.

    Attributes
    ----------
    seq : int
        Its place, from 1, without gaps.
    action : str
        What was done, as ``noun.verb``: ``version.created``, ``transition.applied`` ….
    kind, object : str
        What it was done to, such as ``version`` and ``churn/3``.
    before, after : str, optional
        Digests of the object's governed state.
    previous, hash : str
        Of the entry before, and of this one: SHA-256 over `sealed_form`.
    """

    seq: int
    time: Millis
    actor: str
    actor_name: str = ""
    via: str = ""
    action: str
    kind: str
    object: str
    project: str = ""
    before: str | None = None
    after: str | None = None
    reason: str = ""
    request_id: str = ""
    details: str = "{}"
    previous: str = ""
    hash: str = ""


def record(
    tx: Tx,
    action: str,
    *,
    kind: str,
    object: str,
    project: str = "",
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Enter what this write does into the audit log. `before` and `after` come from `digest_of`."""
    actor = tx.actor
    tx.entries.append(
        Entry(
            seq=0,
            time=tx.now,
            actor=actor.username,
            actor_name=actor.display_name,
            via=actor.via.value,
            action=action,
            kind=kind,
            object=object,
            project=project,
            before=before,
            after=after,
            reason=reason,
            request_id=actor.request_id,
            details=msgspec.json.encode(dict(details or {}), order="sorted").decode(),
        )
    )
    tx.at_end(_append)


def digest_of(state: Any) -> str:
    """Return the SHA-256 of anything msgspec can encode, independent of the order of its keys."""
    return hashlib.sha256(msgspec.json.encode(state, order="sorted")).hexdigest()


def sealed_form(entry: Entry) -> bytes:
    """Return what an entry's hash covers: everything but the hash, as a JSON array in the order of the fields."""
    return msgspec.json.encode(msgspec.structs.astuple(entry)[:-1])


def hash_of(entry: Entry) -> str:
    """Return the hash that an entry should have."""
    return hashlib.sha256(sealed_form(entry)).hexdigest()


def _append(tx: Tx) -> None:
    if not tx.entries:  # what was recorded has been undone
        return
    ((seq, previous),) = direct.rows(tx.conn, _HEAD, {})
    rows = []
    for entry in tx.entries:
        seq += 1
        entry.seq, entry.previous = seq, previous
        entry.hash = previous = hash_of(entry)
        rows.append(msgspec.structs.asdict(entry))
    direct.run(tx.conn, _ENTER, rows, columns=tuple(rows[0]))
    direct.run(tx.conn, _MOVE_HEAD, [{"new_seq": seq, "new_hash": previous}])
    tx.entries.clear()


# made once: building a statement costs more than running it
_HEAD = sa.select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
_ENTER = sa.insert(audit_log)
_MOVE_HEAD = (
    sa.update(audit_head).where(audit_head.c.id == 1).values(seq=sa.bindparam("new_seq"), hash=sa.bindparam("new_hash"))
)
