"""``mlops-lab admin purge-expired``: purge what the policies no longer keep, at the store itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Store(Protocol):
    """Where a store is."""

    @property
    def db_url(self) -> str:
        """Its database."""

    @property
    def artifact_root(self) -> str | None:
        """Its files, where that is known."""


FindStore = Callable[[argparse.Namespace], Store]


def add_retention(commands: Any, find_store: FindStore) -> None:
    """Add the command; `find_store` reads the options that say where the store is."""
    purge = commands.add_parser("purge-expired", help="purge what the policies' retention rules no longer keep")
    purge.add_argument("--project", help="only this one (default: all)")
    purge.add_argument("--dry-run", action="store_true", help="only say what would go")
    purge.add_argument("--db-url", help="sqlite:///PATH or postgresql://…")
    purge.add_argument("--data-dir", type=Path, help="the folder of store.db and artifacts/")
    purge.set_defaults(run=_purge, find_store=find_store)


def _purge(given: argparse.Namespace) -> int:
    from functools import partial

    from mlops_lab.cli_audit import open_store, whoever_types
    from mlops_lab.governance import retention
    from mlops_lab.registry.expiry import Purged, purge_expired
    from mlops_lab.storage.artifacts import ArtifactStore
    from mlops_lab.tracking.projects import list_projects
    from mlops_lab.tracking.types import View
    from mlops_lab.wire.clock import now_ms

    root = given.find_store(given).artifact_root
    artifacts = ArtifactStore(root, {}) if root else None
    with open_store(given) as database:
        everywhere = database.read(lambda conn: list_projects(conn, View.ALL))
        for project in [given.project] if given.project else [one.name for one in everywhere]:
            if given.dry_run:
                found = database.read(partial(retention.due, project=project, now=now_ms()))
                done, word = Purged(runs=found.runs, versions=found.versions, held=found.held), "would go"
            else:
                done, word = purge_expired(database, artifacts, project, whoever_types()), "purged"
            print(f"{project}: {len(done.runs)} runs and {len(done.versions)} versions {word}, {len(done.held)} held")
            for why in done.held.values():
                print(f"  {why}")
    if artifacts is None:
        print("Files were left where they are: nothing says where this store has them (see --data-dir).")
    return 0
