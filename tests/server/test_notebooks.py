"""Cells and the notebook they stand in, as JupyterLab starts sessions and renames notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
import websocket

from tests.parts.jupyter import LabServer
from tests.parts.web import Web

TRACKED = "import mlops_lab as lab\nwith lab.start_run('from-a-cell'):\n    lab.log({'loss': 1.0}, step=0)\nlab.flush()"


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


class Session:
    """A session as the browser drives it."""

    def __init__(self, server: LabServer, path: str) -> None:
        self.server = server
        body = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        self.model = self._ask("POST", "sessions", body)
        self.kernel_id = self.model["kernel"]["id"]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {self.server.token}", "Content-Type": "application/json"}
        with urlopen(Request(f"{self.server.base}/api/{path}", data, headers, method=method), timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def move(self, path: str) -> None:
        self._ask("PATCH", f"sessions/{self.model['id']}", {"path": path, "name": path})

    def end(self) -> None:
        self._ask("DELETE", f"sessions/{self.model['id']}")

    def run_cell(self, source: str, cell_id: str) -> None:
        """Run a cell and wait until it is done."""
        url = f"{self.server.base}/api/kernels/{self.kernel_id}/channels".replace("http:", "ws:")
        connection = websocket.create_connection(url, header=[f"Authorization: token {self.server.token}"], timeout=60)
        header = {"msg_id": uuid4().hex, "session": uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        message = {
            "header": header | {"username": "", "date": "2026-01-01T00:00:00Z"},
            "parent_header": {},
            "metadata": {"cellId": cell_id},
            "content": content,
            "buffers": [],
            "channel": "shell",
        }
        try:
            connection.send(json.dumps(message))
            while True:
                heard = json.loads(connection.recv())
                if heard["msg_type"] == "execute_reply" and heard["parent_header"]["msg_id"] == header["msg_id"]:
                    assert heard["content"]["status"] == "ok", heard["content"]
                    return
        finally:
            connection.close()


@pytest.fixture
def session(lab_server: LabServer) -> Iterator[Session]:
    session = Session(lab_server, str(uuid4()))  # JupyterLab begins with a path of its own making
    yield session
    session.end()


def test_a_run_knows_its_notebook_by_the_name_it_has_now(session: Session, web: Web) -> None:
    session.move("folder/first name.ipynb")
    session.run_cell(TRACKED, "cell-1")
    session.move("second.ipynb")
    session.run_cell(TRACKED, "cell-2")

    assert [cell["cell_id"] for cell in cells_of(web, "folder/first%20name.ipynb")] == ["cell-1"]
    (cell,) = cells_of(web, "second.ipynb")
    assert cell["cell_id"] == "cell-2"
    assert cell["run"]["name"] == "from-a-cell"
    assert cell["run"]["metrics"]["loss"]["last"] == 1


def test_runs_go_to_the_project_of_the_folder_that_the_notebook_is_in_now(
    session: Session, lab_server: LabServer, web: Web
) -> None:
    for name in ("spring", "autumn"):
        folder = lab_server.root_dir / name
        folder.mkdir(exist_ok=True)
        (folder / ".mlops-lab.toml").write_text(f'project = "{name}"\n', encoding="utf-8")
    moves = {"spring/made.ipynb": "spring", "autumn/moved.ipynb": "autumn", "outside.ipynb": "default"}
    for number, path in enumerate(moves):
        session.move(path)
        session.run_cell(TRACKED, f"cell-{number}")
    for path, project in moves.items():
        assert [cell["run"]["project"] for cell in cells_of(web, path)] == [project]

    session.run_cell("lab.use('chosen')\n" + TRACKED, "cell-9")
    session.move("spring/made.ipynb")
    session.run_cell(TRACKED, "cell-10")
    found = cells_of(web, "spring/made.ipynb")
    assert {cell["cell_id"]: cell["run"]["project"] for cell in found} == {"cell-0": "spring", "cell-10": "chosen"}


def cells_of(web: Web, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = web.ok("GET", f"/api/notebook-runs?path={path}")["cells"]
    return found
