"""Checkpoints of the audit log kept outside of its database: in a file, as a git tag, time-stamped (RFC 3161).

Whoever can write to the database can write the whole log anew, but not what is elsewhere.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.governance import audit, chain, timestamps
from mlops_lab.governance.chain import Problem, Tampering, Verification
from mlops_lab.governance.checkpoint import Checkpoint, line_of, read_line
from mlops_lab.governance.roles import Role, require, require_person
from mlops_lab.storage.control_schema import audit_anchors, audit_head, audit_log
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.clock import Millis, now_ms
from mlops_lab.wire.errors import Code, LabError, invalid, not_found
from mlops_lab.wire.ids import new_id

TAGS = "mlops-lab-audit"
"""The folder of our tags in a git repository."""
TAKEN = "audit.checkpointed"
GIT_SECONDS = 60


class AnchorKind(StrEnum):
    """Where a checkpoint is kept."""

    FILE = "file"
    GIT = "git"
    RFC3161 = "rfc3161"


class Anchor(msgspec.Struct, kw_only=True):
    """A checkpoint that was taken.

    Attributes
    ----------
    place : str
        The file, the git repository, or the address of the time-stamping authority.
    """

    anchor_id: str
    seq: int
    hash: str
    kind: AnchorKind
    place: str
    created_at: Millis
    created_by: str = ""

    def checkpoint(self) -> Checkpoint:
        """Return what was kept."""
        origin = f"the checkpoint of entry {self.seq} ({self.kind} {self.place})"
        return Checkpoint(seq=self.seq, hash=self.hash, time=self.created_at, by=self.created_by, origin=origin)


def may_take(tx: Tx) -> None:
    """Refuse whoever may not take checkpoints.

    Raises
    ------
    LabError
        When they are no admin of all projects, or a notebook's code.
    """
    require_person(tx, to="take a checkpoint of the audit log")
    require(tx, "*", Role.ADMIN, to="take a checkpoint of the audit log")


def take(conn: Connection, *, by: str) -> Checkpoint:
    """Return where the log ends now.

    Raises
    ------
    LabError
        When it is empty.
    """
    head = conn.execute(sa.select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1)).first()
    if head is None or head.seq == 0:
        raise not_found("The audit log is empty still.")
    return Checkpoint(seq=head.seq, hash=head.hash, time=now_ms(), by=by)


def put(checkpoint: Checkpoint, kind: AnchorKind, place: str) -> bytes | None:
    """Keep a checkpoint outside; return the receipt of a time-stamp. Waits for files and networks.

    Raises
    ------
    LabError
        When the file holds something else, git refuses, or the authority does.
    """
    if kind is AnchorKind.FILE:
        _append(Path(place), checkpoint)
        return None
    if kind is AnchorKind.GIT:
        _tag(Path(place), checkpoint)
        return None
    return timestamps.stamp(line_of(checkpoint).encode(), place)


def keep(tx: Tx, checkpoint: Checkpoint, kind: AnchorKind, place: str, receipt: bytes | None) -> Anchor:
    """Note that a checkpoint was put outside."""
    may_take(tx)
    anchor = Anchor(
        anchor_id=new_id(),
        seq=checkpoint.seq,
        hash=checkpoint.hash,
        kind=kind,
        place=place,
        created_at=checkpoint.time,
        created_by=checkpoint.by,
    )
    tx.conn.execute(sa.insert(audit_anchors).values(msgspec.structs.asdict(anchor) | {"receipt": receipt}))
    details = {"seq": anchor.seq, "hash": anchor.hash, "kind": kind.value, "place": place}
    audit.record(tx, TAKEN, kind="checkpoint", object=anchor.anchor_id, details=details)
    return anchor


def list_anchors(conn: Connection) -> list[Anchor]:
    """Return the checkpoints that were taken, the newest first."""
    names = [field.name for field in msgspec.structs.fields(Anchor)]
    query = sa.select(*[audit_anchors.c[name] for name in names])
    rows = conn.execute(query.order_by(audit_anchors.c.created_at.desc(), audit_anchors.c.anchor_id.desc()))
    return [msgspec.convert(dict(zip(names, row, strict=True)), Anchor) for row in rows]


def receipt_of(conn: Connection, anchor_id: str) -> bytes:
    """Return the receipt of a time-stamp, as the authority gave it.

    Raises
    ------
    LabError
        When there is no such checkpoint, or it has none.
    """
    found = conn.scalar(sa.select(audit_anchors.c.receipt).where(audit_anchors.c.anchor_id == anchor_id))
    if found is None:
        raise not_found(f"There is no time-stamp {anchor_id[:60]!r}.", "anchor_id")
    return bytes(found)


def verify(
    conn: Connection,
    *,
    against: Iterable[Path] = (),
    authority: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Verify the log with all checkpoints that are known, read again from where they are kept where that is here.

    Parameters
    ----------
    against : iterable of Path
        Further files and git repositories that hold checkpoints.
    authority : Path, optional
        A PEM file of certificates; time-stamps must be signed by whom they trust.
    """
    anchors = list_anchors(conn)
    elsewhere = [one for place in against for one in read_place(place)]
    known = [*(one.checkpoint() for one in anchors), *read_known(anchors), *elsewhere]
    found = chain.verify(conn, known, progress=progress)
    found.problems = sorted([*found.problems, *problems_of(conn, authority=authority)], key=lambda one: one.seq)
    found.intact = not found.problems
    return found


def problems_of(conn: Connection, *, authority: Path | None = None) -> list[Problem]:
    """Hold the database's own list of checkpoints to the log, and to their receipts.

    Parameters
    ----------
    authority : Path, optional
        A PEM file of certificates; receipts must be signed by whom they trust.
    """
    found = []
    listed = {one.anchor_id: one for one in list_anchors(conn)}
    # ix_audit_log_kind_object_seq
    taken = conn.execute(
        sa.select(audit_log.c.seq, audit_log.c.object, audit_log.c.details)
        .where(audit_log.c.kind == "checkpoint", audit_log.c.action == TAKEN)
        .order_by(audit_log.c.seq)
    ).all()
    for row in taken:
        anchor, said = listed.get(row.object), msgspec.json.decode(row.details)
        if anchor is None:
            text = f"The checkpoint of entry {said['seq']}, which entry {row.seq} tells of, was removed."
            found.append(Problem(seq=row.seq, what=Tampering.REMOVED, message=text))
        elif (anchor.seq, anchor.hash, anchor.kind.value, anchor.place) != _told(said):
            text = f"The checkpoint of entry {said['seq']} is not what entry {row.seq} tells of it."
            found.append(Problem(seq=row.seq, what=Tampering.ALTERED, message=text))
    for anchor in listed.values():
        if anchor.kind is AnchorKind.RFC3161:
            found += _of_receipt(conn, anchor, authority)
    return found


def read_place(place: Path) -> list[Checkpoint]:
    """Read the checkpoints that a file, or a git repository, holds.

    Raises
    ------
    LabError
        When it is not there, or holds something else.
    """
    if place.is_dir():
        return _tagged(place)
    if not place.is_file():
        raise not_found(f"There is no file or git repository {place}.", "place")
    return list(_lines(place))


def read_known(anchors: Iterable[Anchor]) -> list[Checkpoint]:
    """Read what is kept at the places of checkpoints that can be seen from here, each place once."""
    places = {one.place for one in anchors if one.kind in (AnchorKind.FILE, AnchorKind.GIT)}
    return [one for place in sorted(places) if Path(place).exists() for one in read_place(Path(place))]


def _told(said: dict[str, object]) -> tuple[object, ...]:
    return said.get("seq"), said.get("hash"), said.get("kind"), said.get("place")


def _of_receipt(conn: Connection, anchor: Anchor, authority: Path | None) -> list[Problem]:
    kept = conn.scalar(sa.select(audit_anchors.c.receipt).where(audit_anchors.c.anchor_id == anchor.anchor_id))
    receipt, line = bytes(kept or b""), line_of(anchor.checkpoint()).encode()
    if not timestamps.covers(receipt, line):
        text = f"The time-stamp of the checkpoint of entry {anchor.seq} is not a time-stamp of it."
    elif authority is not None and not timestamps.signed_by(receipt, line, authority):
        text = f"The time-stamp of the checkpoint of entry {anchor.seq} is signed by nobody that {authority} trusts."
    else:
        return []
    return [Problem(seq=anchor.seq, what=Tampering.ALTERED, message=text)]


def _append(path: Path, checkpoint: Checkpoint) -> None:
    if not path.is_absolute():
        raise invalid("Name the file by its whole path.", "place")
    try:
        if path.exists():
            list(_lines(path))  # it holds nothing but checkpoints
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line_of(checkpoint)}\n")
    except OSError as error:
        raise LabError(f"{path} cannot be written: {error.strerror or error}", field="place") from error


def _lines(path: Path) -> Iterable[Checkpoint]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            yield read_line(line[:2000], f"line {number} of {path}")


def _tag(repository: Path, checkpoint: Checkpoint) -> None:
    """Make an annotated tag of the line as a blob, so that an empty repository will do."""
    if not repository.is_absolute():
        raise invalid("Name the repository by its whole path.", "place")
    line = line_of(checkpoint)
    blob = _git(repository, "hash-object", "-w", "--stdin", stdin=f"{line}\n").strip()
    who = ("-c", "user.name=MLOps Lab", "-c", "user.email=audit@localhost", "-c", "tag.gpgSign=false")
    name = f"{TAGS}/{checkpoint.seq}-{checkpoint.hash[:12]}-{checkpoint.time}"
    _git(repository, *who, "tag", "-a", "-m", line, name, blob)


def _tagged(repository: Path) -> list[Checkpoint]:
    shown = "%(refname:short)%00%(contents:subject)"
    found = []
    for line in _git(repository, "for-each-ref", f"--format={shown}", f"refs/tags/{TAGS}/").splitlines():
        name, _, kept = line.partition("\0")
        found.append(read_line(kept, f"the tag {name} of {repository}"))
    return found


def _git(repository: Path, *arguments: str, stdin: str = "") -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(repository), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=GIT_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise LabError("There is no program git here.", Code.UNSUPPORTED) from None
    except subprocess.TimeoutExpired as error:
        raise LabError(f"git did not end within {GIT_SECONDS} seconds.", Code.UNAVAILABLE) from error
    if done.returncode:
        raise LabError(f"git says of {repository}: {(done.stderr.strip() or 'nothing')[:500]}", field="place")
    return done.stdout
