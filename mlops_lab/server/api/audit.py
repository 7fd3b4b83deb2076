"""The audit log: read, verify, keep checkpoints of it elsewhere."""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.governance import anchors
from mlops_lab.governance.anchors import Anchor, AnchorKind
from mlops_lab.governance.chain import Verification
from mlops_lab.governance.roles import reads_all
from mlops_lab.governance.trail import AuditPage, AuditQuery, find_entries
from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.wire.errors import Code, LabError

endpoints = Endpoints()


class AnchorList(msgspec.Struct):
    """Checkpoints, the newest first."""

    checkpoints: list[Anchor]


class NewAnchor(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where a checkpoint is to be kept: a file or git repository on the server, or an authority's address."""

    kind: AnchorKind
    place: str


@endpoints.add("GET", "api/audit", query=AuditQuery, answer=AuditPage)
async def find_audit_entries(call: Call) -> Raw:
    """Find entries of the audit log."""
    return await call.answer(lambda conn: find_entries(conn, call.query))


@endpoints.add("POST", "api/audit/verify", answer=Verification, action="read")
async def verify_audit_log(call: Call) -> Verification:
    """Verify the whole audit log, and hold it to its checkpoints."""
    await call.read(_sees_all)
    return await _verify(call.services.settings.db_url)


@endpoints.add("GET", "api/audit/checkpoints", answer=AnchorList)
async def list_checkpoints(call: Call) -> AnchorList:
    """List checkpoints of the audit log."""

    def read(conn: Connection) -> AnchorList:
        _sees_all(conn)
        return AnchorList(anchors.list_anchors(conn))

    return await call.read(read)


@endpoints.add("POST", "api/audit/checkpoint", body=NewAnchor, answer=Anchor)
async def take_checkpoint(call: Call) -> Anchor:
    """Keep elsewhere where the audit log ends, if it is intact."""
    asked: NewAnchor = call.body
    await call.write(anchors.may_take)
    found = await _verify(call.services.settings.db_url)
    if not found.intact:
        problem = found.problems[0].message
        raise LabError(f"The log is not intact, so it gets no checkpoint. {problem}", Code.CONFLICT)
    checkpoint = await call.read(lambda conn: anchors.take(conn, by=call.actor.username))
    receipt = await call.services.with_files(anchors.put, checkpoint, asked.kind, asked.place)
    return await call.write(lambda tx: anchors.keep(tx, checkpoint, asked.kind, asked.place, receipt))


@endpoints.add("GET", "api/audit/checkpoints/{anchor_id}/receipt", answer=bytes, answer_type="application/octet-stream")
async def get_time_stamp(call: Call) -> Raw:
    """Return an authority's time-stamp of a checkpoint, as ``openssl ts`` reads it."""

    def read(conn: Connection) -> bytes:
        _sees_all(conn)
        return anchors.receipt_of(conn, call.params["anchor_id"])

    return Raw(await call.read(read), "application/octet-stream")


def _sees_all(conn: Connection) -> None:
    if not reads_all(conn):
        raise LabError("The audit log as a whole is for those who see all projects.", Code.FORBIDDEN)


async def _verify(db_url: str) -> Verification:
    """Verify in a process of its own: hashing a million entries would hold up every other request."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mlops_lab.cli", "audit", "verify", "--json",
        env={**os.environ, "MLOPS_LAB_DB_URL": db_url},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        found, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode not in (0, 1) or not found:
        reason = errors.decode(errors="replace").strip().removeprefix("mlops-lab: ") or "no reason given"
        raise LabError(f"The log could not be verified: {reason[-1000:]}", Code.INTERNAL)
    return msgspec.json.decode(found, type=Verification)
