"""Verifying the audit log: every entry's own hash, its place, its neighbour, the end, and the checkpoints.

What is found depends on how far somebody went. An entry altered in place no longer has its
hash. One written anew with a fitting hash no longer fits the entry after it. Whoever writes all
that follows anew, the end included, is told by a checkpoint kept outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance.audit import Entry
from mlops_lab.governance.checkpoint import Checkpoint
from mlops_lab.storage.control_schema import audit_head, audit_log

START = ""
"""What the first entry has in place of the hash of the one before."""
PROBLEM_LIMIT = 1000
_PAGE = 10_000
_NAMES = [field.name for field in msgspec.structs.fields(Entry)]
_SEQ, _PREVIOUS, _HASH = _NAMES.index("seq"), _NAMES.index("previous"), _NAMES.index("hash")
_ALL = sa.select(*[audit_log.c[name] for name in _NAMES]).order_by(audit_log.c.seq).limit(_PAGE)
_LAST = sa.select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)
Row = tuple[Any, ...]


class Tampering(StrEnum):
    """What was done to the log."""

    ALTERED = "altered"
    """An entry does not have the hash that it says."""
    REWRITTEN = "rewritten"
    """An entry has a hash that fits it, and not the one that the next entry, the end or a checkpoint knows."""
    REMOVED = "removed"
    MOVED = "moved"
    """An entry stands in another's place."""
    ADDED = "added"
    """An entry stands behind the end, or before the beginning."""
    END = "end"
    """What says where the log ends is gone."""


class Problem(msgspec.Struct, kw_only=True):
    """One thing wrong: the entry (the first of several that are gone), what was done, and how that is known."""

    seq: int
    what: Tampering
    message: str


class Verification(msgspec.Struct, kw_only=True):
    """What verifying found.

    Attributes
    ----------
    entries, checkpoints : int
        How many were verified.
    seq, hash : int, str
        Of the last entry.
    problems : list
        By place; at most `PROBLEM_LIMIT`.
    """

    intact: bool = True
    entries: int = 0
    seq: int = 0
    hash: str = ""
    checkpoints: int = 0
    problems: list[Problem] = []


def verify(
    conn: Connection,
    checkpoints: Iterable[Checkpoint] = (),
    *,
    through: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Verify the log, as it is in this transaction.

    Parameters
    ----------
    checkpoints : iterable
        What is known of the log from elsewhere.
    through : int, optional
        The last entry to verify, where that is not the end.
    progress : callable, optional
        Told now and then how many entries of how many have been verified.
    """
    head = conn.execute(sa.select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1)).first()
    known: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        known.setdefault(checkpoint.seq, []).append(checkpoint)
    last = head or conn.execute(_LAST).first()
    end, end_hash = (last.seq, last.hash) if last else (0, START)
    walk = _Walk(end, end_hash, known) if through is None else _Walk(through, None, known)
    for page in _pages(conn, through):
        walk.page(page)
        if progress is not None:
            progress(walk.entries, walk.end)
    walk.finish()
    if head is None:
        walk.found(walk.seq, Tampering.END, "What says where the log ends is gone.")
    return walk.result()


def _pages(conn: Connection, through: int | None) -> Iterator[list[Row]]:
    within = _ALL if through is None else _ALL.where(audit_log.c.seq <= through)
    after: int | None = None
    while True:
        query = within if after is None else within.where(audit_log.c.seq > after)
        page = [tuple(row) for row in conn.execute(query)]
        if not page:
            return
        yield page
        after = page[-1][_SEQ]


class _Walk:
    """The way along the log, from its first entry to its last."""

    def __init__(self, end: int, end_hash: str | None, known: Mapping[int, list[Checkpoint]]) -> None:
        self.end = end
        self.entries = self.seq = self.checkpoints = 0
        self.hash = START
        self._end_hash = end_hash
        self._known = known
        self._fits = True
        """Whether the entry before has the hash that it says, so that the next one can be held to it."""
        self._problems: list[Problem] = []
        self._odd: dict[int, Row] = {}
        self._gone: list[int] = []

    def page(self, rows: list[Row]) -> None:
        """Go on over some entries, in order."""
        encode, sha256, known = msgspec.json.encode, hashlib.sha256, self._known
        for row in rows:
            seq, kept = row[_SEQ], row[_HASH]
            fits = sha256(encode(row[:-1])).hexdigest() == kept
            if not fits or seq != self.seq + 1 or row[_PREVIOUS] != self.hash or seq > self.end:
                self._look_closer(row, fits)
            if 0 < seq <= self.end:
                self.seq, self.hash, self._fits = seq, kept, fits
            if seq in known:
                self._hold_to(seq, kept)
        self.entries += len(rows)

    def finish(self) -> None:
        """Hold the last entry to what says where the log ends, and to checkpoints beyond it."""
        if self.seq < self.end:
            self._are_gone(self.seq + 1, self.end, "the log ends before it should")
        elif self._fits and self._end_hash is not None and self.hash != self._end_hash:
            text = f"Entry {self.seq} was written anew: it is not the one that the log is said to end with."
            self.found(self.seq, Tampering.REWRITTEN, text)
        last = max(self._known, default=0)
        if self._end_hash is not None and last > max(self.seq, self.end):
            (first, *_) = self._known[last]
            self._are_gone(max(self.seq, self.end) + 1, last, f"{first.origin or 'a checkpoint'} knows entry {last}")
        self._tell_moved()

    def found(self, seq: int, what: Tampering, message: str) -> None:
        """Note a problem."""
        self._problems.append(Problem(seq=seq, what=what, message=message))

    def result(self) -> Verification:
        """Return what was found."""
        return Verification(
            intact=not self._problems,
            entries=self.entries,
            seq=self.seq,
            hash=self.hash,
            checkpoints=self.checkpoints,
            problems=sorted(self._problems, key=lambda one: one.seq)[:PROBLEM_LIMIT],
        )

    def _look_closer(self, row: Row, fits: bool) -> None:
        seq = row[_SEQ]
        if seq < 1 or seq > self.end:
            where = "before the beginning" if seq < 1 else f"behind the end of the log, which is entry {self.end}"
            self.found(seq, Tampering.ADDED, f"Entry {seq} was added {where}.")
            return
        follows = seq == self.seq + 1
        if not follows:
            self._are_gone(self.seq + 1, seq - 1, f"entry {seq} comes after entry {self.seq}")
        if not fits:
            self._odd[seq] = row
        elif follows and self._fits and row[_PREVIOUS] != self.hash:
            if seq == 1:
                self.found(1, Tampering.REWRITTEN, "Entry 1 was written anew: it follows an entry, and is the first.")
            else:
                text = f"Entry {seq - 1} was written anew: entry {seq} was made after one with another hash."
                self.found(seq - 1, Tampering.REWRITTEN, text)

    def _are_gone(self, first: int, last: int, why: str) -> None:
        text = f"Entry {first} was removed" if first == last else f"Entries {first} to {last} were removed"
        self.found(first, Tampering.REMOVED, f"{text}: {why}.")
        self._gone += range(first, min(last, first + _PAIRS) + 1)

    def _hold_to(self, seq: int, kept: str) -> None:
        for checkpoint in self._known[seq]:
            self.checkpoints += 1
            if checkpoint.hash != kept:
                origin = checkpoint.origin or "a checkpoint"
                text = f"Entry {seq} is not the one that {origin} knows: it or others before it were written anew."
                self.found(seq, Tampering.REWRITTEN, text)

    def _tell_moved(self) -> None:
        """Tell entries that have another's place from entries that were altered."""
        places = [*list(self._odd)[:_PAIRS], *self._gone[:_PAIRS]]
        for seq, row in self._odd.items():
            home = next((one for one in places if one != seq and _hash_at(row, one) == row[_HASH]), None)
            if home is None:
                self.found(seq, Tampering.ALTERED, f"Entry {seq} was altered: it does not have the hash that it says.")
            else:
                self.found(seq, Tampering.MOVED, f"Entry {seq} was moved: it is what was entry {home}.")


_PAIRS = 200
"""How many odd entries are tried in how many places."""


def _hash_at(row: Row, seq: int) -> str:
    """Return the hash that an entry would have in another place."""
    moved = list(row[:-1])
    moved[_SEQ] = seq
    return hashlib.sha256(msgspec.json.encode(moved)).hexdigest()
