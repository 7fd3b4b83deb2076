"""An audit log of a million entries, verified; and found wanting where its first thousandth was altered."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.report import limit
from mlops_lab.governance import anchors, audit
from mlops_lab.governance.trail import AuditQuery, find_entries
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.database import Database, sqlite_url
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.ids import new_id

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "1_000_000"))
PART = 20_000
ADA = Actor("ada", "Ada Lovelace", via=Via.TOKEN, request_id=new_id())


def main() -> int:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory(prefix="mlops-lab-bench-") as name,
        Database(sqlite_url(Path(name) / "store.db"), synchronous="NORMAL") as database,
    ):
        began = time.perf_counter()
        for first in range(0, ENTRIES, PART):
            database.write(lambda tx, first=first: enter(tx, first), ADA)
        print(f"{ENTRIES:,} entries written in {time.perf_counter() - began:.1f} s", flush=True)

        began = time.perf_counter()
        found = database.read(lambda conn: anchors.verify(conn))
        limit(f"verify {found.entries:,} entries", time.perf_counter() - began, "s", 60)
        if not found.intact or found.entries != ENTRIES:
            raise SystemExit(f"It should be intact: {found.problems[:3]}")

        began = time.perf_counter()
        page = database.read(lambda conn: find_entries(conn, AuditQuery(project="shop", actor="ada")))
        print(f"the newest 100 of a project and a person in {(time.perf_counter() - began) * 1e3:.1f} ms", flush=True)
        if len(page.entries) != 100:
            raise SystemExit("There should be a page of 100.")

        database.write(alter)
        found = database.read(lambda conn: anchors.verify(conn))
        if [one.seq for one in found.problems] != [ENTRIES // 1000]:
            raise SystemExit(f"One entry was altered, and {found.problems} were found.")
    return 0


def enter(tx: Tx, first: int) -> None:
    """Enter some changes as they are: of runs most of all, with digests and details."""
    for number in range(first, min(first + PART, ENTRIES)):
        audit.record(
            tx,
            "run.ended",
            kind="run",
            object=new_id(),
            project="shop" if number % 3 else "lab",
            before=f"{number:064x}",
            after=f"{number + 1:064x}",
            details={"status": "finished", "series": f"{number:064x}", "keys": 12, "points": 12_000},
        )


def alter(tx: Tx) -> None:
    """Change one entry, as who owns the file can."""
    tx.conn.execute(sa.text("DROP TRIGGER audit_log_no_update"))
    tx.conn.execute(sa.update(audit_log).where(audit_log.c.seq == ENTRIES // 1000).values(actor="nobody"))


if __name__ == "__main__":
    sys.exit(main())
