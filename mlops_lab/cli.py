"""``mlops-lab``: what is done from a shell. Each command imports only what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NamedTuple


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return the exit status."""
    given = _parser().parse_args(arguments)
    from mlops_lab.wire.errors import LabError

    try:
        return int(given.run(given))
    except LabError as error:
        print(f"mlops-lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mlops-lab", description="MLOps Lab from the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    sync = commands.add_parser("sync", help="ship what journals on this machine still hold")
    sync.add_argument("--any-server", action="store_true", help="also what was meant for another server")
    sync.add_argument("--quiet", action="store_true", help="say nothing unless it fails")
    sync.set_defaults(run=_sync)

    copy = commands.add_parser("import-mlflow", help="copy another MLflow server's experiments, runs and artifacts")
    copy.add_argument("uri", help="its address, such as http://mlflow.example.org:5000")
    copy.add_argument("--project", help="the project to copy into (default: default)")
    copy.add_argument("--no-artifacts", action="store_true", help="leave the files where they are")
    copy.set_defaults(run=_import_mlflow)

    from mlops_lab.cli_audit import add_audit
    from mlops_lab.cli_export import add_export
    from mlops_lab.cli_holds import add_hold
    from mlops_lab.cli_policy import add_policy
    from mlops_lab.cli_promotion import add_promotion

    add_export(commands)
    add_promotion(commands)
    add_policy(commands)
    add_audit(commands, _find_store)
    add_hold(commands)

    admin = commands.add_parser("admin", help="look after the store").add_subparsers(required=True, metavar="COMMAND")
    info = admin.add_parser("info", help="say where the store is and what it holds")
    info.set_defaults(run=_info)
    reset = admin.add_parser("reset", help="empty the store, artifacts included")
    reset.add_argument("--yes", action="store_true", help="do it; nothing brings it back")
    reset.set_defaults(run=_reset)
    from mlops_lab.cli_retention import add_retention

    add_retention(admin, _find_store)
    for command in (info, reset):
        command.add_argument("--db-url", help="sqlite:///PATH or postgresql://…")
        command.add_argument("--data-dir", type=Path, help="the folder of store.db and artifacts/")
    return parser


def _sync(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.adoption import sync
    from mlops_lab.kernel.client import Client, UnreachableError
    from mlops_lab.kernel.discovery import find_server, journal_dir

    server = find_server()
    if server is None:
        raise UnreachableError("No MLOps Lab server runs here; set MLOPS_LAB_URL and MLOPS_LAB_TOKEN for another.")
    done = sync(Client(server), whichever=given.any_server)
    if not given.quiet:
        print(f"Sent {done.sent} records and files of {done.journals} journals in {journal_dir()}.")
        if done.left:
            print(f"{done.left} stay: still being written to, or meant for another server (see --any-server).")
    return 0


def _import_mlflow(given: argparse.Namespace) -> int:
    from mlops_lab.kernel.importer import import_mlflow

    token = os.environ.get("MLFLOW_IMPORT_TOKEN")
    done = import_mlflow(given.uri, token, project=given.project, artifacts=not given.no_artifacts, say=print)
    print(done)
    return 0


def _info(given: argparse.Namespace) -> int:
    from functools import partial

    import sqlalchemy as sa

    from mlops_lab.storage.database import Database
    from mlops_lab.storage.schema import experiments, projects, runs

    store = _find_store(given)
    print(f"store      {_without_password(store.db_url)}")
    print(f"artifacts  {store.artifact_root or 'where the server keeps them'}")
    if store.db_url.startswith("sqlite:///") and not Path(store.db_url.removeprefix("sqlite:///")).exists():
        print("holds      nothing yet")
        return 0
    with Database(store.db_url) as database:
        for table in (projects, experiments, runs):
            question = sa.select(sa.func.count()).select_from(table)
            print(f"{table.name:<10} {database.read(partial(sa.Connection.scalar, statement=question))}")
    return 0


def _reset(given: argparse.Namespace) -> int:
    if not given.yes:
        print("This empties the store for good. Say --yes to do it.", file=sys.stderr)
        return 2
    from mlops_lab.storage.reset import reset

    store = _find_store(given)
    reset(store.db_url, store.artifact_root)
    return 0


class _Store(NamedTuple):
    db_url: str
    artifact_root: str | None


def _find_store(given: argparse.Namespace) -> _Store:
    """Find the store: as asked, as the environment says, that of a running server, or the default one."""
    if given.db_url:
        return _Store(given.db_url, str(given.data_dir.absolute() / "artifacts") if given.data_dir else None)
    if given.data_dir:
        return _in_folder(given.data_dir)
    root = os.environ.get("MLOPS_LAB_ARTIFACT_ROOT")
    folder = os.environ.get("MLOPS_LAB_DATA_DIR")
    if url := os.environ.get("MLOPS_LAB_DB_URL"):
        return _Store(url, root or (_in_folder(Path(folder)).artifact_root if folder else None))
    if folder:
        return _in_folder(Path(folder))._replace(**({"artifact_root": root} if root else {}))
    from mlops_lab.kernel.discovery import data_dir, server_settings

    if settings := server_settings():
        return _Store(str(settings["db_url"]), settings.get("artifact_root"))
    return _in_folder(data_dir())


def _in_folder(folder: Path) -> _Store:
    where = folder.absolute()
    return _Store(f"sqlite:///{where / 'store.db'}", str(where / "artifacts"))


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else url


if __name__ == "__main__":
    sys.exit(main())
