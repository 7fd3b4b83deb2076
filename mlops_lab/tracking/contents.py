"""Texts that many runs share, stored once: cells' sources, package lists, diffs."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import contents
from mlops_lab.storage.upsert import insert_missing
from mlops_lab.tracking.types import Digest


def digest_of(text: str) -> Digest:
    """Return the SHA-256 of `text` as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def put_texts(conn: Connection, texts: Iterable[str]) -> list[Digest]:
    """Store texts and return their digests, in order."""
    rows = {}
    digests = []
    for text in texts:
        digest = digest_of(text)
        digests.append(digest)
        rows[digest] = {"digest": digest, "data": zlib.compress(text.encode("utf-8", "surrogatepass"), 6)}
    # in the order of the digests, so that two transactions never wait for each other in a circle
    insert_missing(conn, contents, [rows[digest] for digest in sorted(rows)])
    return digests


def get_texts(conn: Connection, digests: Iterable[Digest | None]) -> dict[Digest, str]:
    """Return the stored texts by digest; unknown digests are absent."""
    wanted = sorted({digest for digest in digests if digest})
    found: dict[Digest, str] = {}
    for begin in range(0, len(wanted), 5000):
        query = sa.select(contents.c.digest, contents.c.data).where(contents.c.digest.in_(wanted[begin : begin + 5000]))
        for digest, data in conn.execute(query):
            found[digest] = zlib.decompress(data).decode("utf-8", "surrogatepass")
    return found
