"""``mlops-lab audit runs``: hold the points of ended runs to the digests in the audit log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlops_lab.storage.database import Database

OpenStore = Callable[[argparse.Namespace], "Database"]


def add_runs(commands: Any, open_store: OpenStore) -> argparse.ArgumentParser:
    """Add the command; `open_store` opens what the options name."""
    command: argparse.ArgumentParser = commands.add_parser("runs", help="find ended runs whose points were altered")
    command.add_argument("--project", help="of this project alone")
    command.add_argument("--json", action="store_true", help="print what was found as JSON")
    command.set_defaults(run=_check, open_store=open_store)
    return command


def _check(given: argparse.Namespace) -> int:
    import msgspec

    from mlops_lab.tracking.series_check import check_series

    told = None if given.json or not sys.stderr.isatty() else _say_progress
    with given.open_store(given) as database:
        found = database.read(lambda conn: check_series(conn, given.project, progress=told))
    if given.json:
        print(msgspec.json.encode(found).decode())
        return 1 if found.altered else 0
    if told is not None:
        print(file=sys.stderr)
    for run in found.altered:
        print(f"{run.run_id} {run.name}: its points are not those of entry {run.seq}")
    state = f"{len(found.altered):,} altered" if found.altered else "none altered"
    missing = f", {found.unrecorded:,} without a digest in the log" if found.unrecorded else ""
    print(f"{found.runs:,} ended runs, {state}{missing}")
    return 1 if found.altered else 0


def _say_progress(count: int) -> None:
    print(f"\r{count:,} runs", end="", file=sys.stderr, flush=True)
