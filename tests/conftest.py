"""Fixtures that every test may use. Each test that names `database` or `lab_server` runs on SQLite and on PostgreSQL.

``MLOPS_LAB_TEST_DB=sqlite`` (or ``postgresql``) keeps to one of them while developing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mlops_lab.storage.database import Database, sqlite_url
from tests.parts.jupyter import LabServer
from tests.parts.postgres import Postgres

pytest_plugins = ["pytest_jupyter.jupyter_server"]

_ASKED = os.environ.get("MLOPS_LAB_TEST_DB", "both")
DATABASES = ["sqlite", "postgresql"] if _ASKED == "both" else [_ASKED]
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL for the whole session, started when the first test asks."""
    cluster = Postgres()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has the newest tables and nothing else, to be copied: migrating takes ten times as long."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    Database(sqlite_url(path)).close()
    return path


@pytest.fixture(scope="session")
def new_database_url(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """A function that makes an empty store of a kind, with its tables, and returns its address."""
    with ExitStack() as stack:

        def make(kind: str) -> str:
            if kind == "postgresql":
                cluster: Postgres = request.getfixturevalue("postgres")
                return cluster.migrated_database()  # it goes with the cluster
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mlops-lab-db-")))
            template: Path = request.getfixturevalue("migrated_sqlite")
            return sqlite_url(shutil.copy(template, folder / "store.db"))

        yield make


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, new_database_url: Callable[[str], str]) -> str:
    """The address of an empty store, on each kind of database."""
    return new_database_url(request.param)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty store, open, on each kind of database."""
    with Database(database_url) as store:
        yield store


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    """An empty store on SQLite, for what only concerns SQLite."""
    with Database(sqlite_url(shutil.copy(migrated_sqlite, tmp_path / "store.db"))) as store:
        yield store


@pytest.fixture(scope="session")
def servers(new_database_url: Callable[[str], str]) -> Iterator[Callable[[str, str], LabServer]]:
    """A function that returns a server of a kind of database, empty: the same one for each name."""
    with ExitStack() as stack:
        started: dict[tuple[str, str], LabServer] = {}

        def server_of(kind: str, name: str) -> LabServer:
            if (kind, name) not in started:
                started[kind, name] = stack.enter_context(_serving(kind, new_database_url))
            else:
                started[kind, name].clear()
            return started[kind, name]

        yield server_of


@pytest.fixture(scope="module", params=DATABASES)
def lab_server(request: pytest.FixtureRequest, servers: Callable[[str, str], LabServer]) -> LabServer:
    """A running server with an empty store that the tests of a module share, on each kind of database."""
    return servers(request.param, "of a module")


@pytest.fixture(params=DATABASES)
def own_lab_server(request: pytest.FixtureRequest, servers: Callable[[str, str], LabServer]) -> LabServer:
    """A running server with an empty store for one test, which may kill it."""
    return servers(request.param, "of a test")


@pytest.fixture(scope="module", params=DATABASES)
def shared_lab_server(request: pytest.FixtureRequest, new_database_url: Callable[[str], str]) -> Iterator[LabServer]:
    """A server that several people use, each with a token of their own (`tests.parts.identity`)."""
    with _serving(request.param, new_database_url, people=True) as server:
        yield server


class _serving:  # noqa: N801  (used as a function)
    def __init__(self, kind: str, new_database_url: Callable[[str], str], *, people: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mlops-lab-"))
        url = new_database_url(kind) if kind == "postgresql" else None
        self._server = LabServer(self._folder, db_url=url, people=people)

    def __enter__(self) -> LabServer:
        return self._server.start()

    def __exit__(self, *exc: object) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mlflow_python() -> str:
    """The Python of the environment that holds the stock mlflow client (`make` installs it)."""
    path = os.environ.get("MLFLOW_PYTHON", str(ROOT / ".venvs" / "mlflow" / "bin" / "python"))
    if not Path(path).exists():
        pytest.fail(f"No environment with the mlflow client at {path}; `make install` makes it.")
    return path
