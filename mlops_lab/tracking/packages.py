"""The packages that runs had; many runs share one list."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import run_code
from mlops_lab.tracking.contents import get_texts


def packages_of(conn: Connection, rids: list[int]) -> dict[int, dict[str, str]]:
    """Return each run's packages with their versions."""
    digests = dict(
        conn.execute(
            sa.select(run_code.c.rid, run_code.c.packages).where(
                run_code.c.rid.in_(rids), run_code.c.packages.is_not(None)
            )
        ).all()
    )
    lists = {digest: json.loads(text) for digest, text in get_texts(conn, digests.values()).items()}
    return {rid: lists[digest] for rid, digest in digests.items() if digest in lists}
