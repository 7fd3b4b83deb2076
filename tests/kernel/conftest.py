from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlops_lab.kernel import session as sessions
from mlops_lab.kernel.session import Session
from tests.kernel.tiny_server import TinyServer


@pytest.fixture
def tiny() -> Iterator[TinyServer]:
    """A small server that is up."""
    server = TinyServer().start()
    yield server
    server.stop()


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    """The folder of journals."""
    return tmp_path / "journal"


@pytest.fixture
def speak_to(monkeypatch: pytest.MonkeyPatch, journals: Path) -> Iterator[Callable[[str, str], Session]]:
    """A function that gives this process a fresh session with a server, as a kernel would have it."""
    for name in [name for name in os.environ if name.startswith(("MLOPS_LAB_", "MLFLOW_", "JPY_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MLOPS_LAB_JOURNAL_DIR", str(journals))
    made: list[Session] = []

    def speak(url: str, token: str) -> Session:
        monkeypatch.setenv("MLOPS_LAB_URL", url)
        monkeypatch.setenv("MLOPS_LAB_TOKEN", token)
        session = Session()
        session.system_metrics = False
        monkeypatch.setattr(sessions, "_session", session)
        made.append(session)
        return session

    yield speak
    for session in made:
        session.close()


@pytest.fixture
def lab_session(tiny: TinyServer, speak_to: Callable[[str, str], Session]) -> Session:
    """A session with the small server."""
    return speak_to(tiny.server.url, tiny.server.token)
