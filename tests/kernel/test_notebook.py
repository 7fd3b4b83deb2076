"""What a run records by itself, in a real kernel and in a script."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager

import mlops_lab as lab
from mlops_lab.kernel import provenance
from mlops_lab.kernel.session import Session
from mlops_lab.tracking.records import LogCells, SetCode, StartRun
from mlops_lab.tracking.types import Code
from tests.kernel.test_bad_days import beside
from tests.kernel.tiny_server import TinyServer


class Kernel:
    """A real kernel that a front end speaks to."""

    def __init__(self, env: dict[str, str]) -> None:
        file = Path(env["MLOPS_LAB_JOURNAL_DIR"]).parent / f"kernel-{uuid.uuid4()}.json"  # as a server names it
        self._manager = KernelManager(kernel_name="python3", connection_file=str(file))
        self._manager.start_kernel(env=env)
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)

    def run(self, source: str, cell_id: str, username: str = "") -> str:
        """Run a cell as JupyterLab would and return what it printed."""
        session = self._client.session
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        message = session.msg("execute_request", content | {"user_expressions": {}}, metadata={"cellId": cell_id})
        message["header"]["username"] = username
        self._client.shell_channel.send(message)
        printed = ""
        while True:
            got: dict[str, Any] = self._client.get_iopub_msg(timeout=60)
            if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if got["msg_type"] == "stream":
                printed += got["content"]["text"]
            if got["msg_type"] == "error":
                raise AssertionError("\n".join(got["content"]["traceback"]))
            if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
                return printed

    def close(self) -> None:
        if self._manager.has_kernel:
            self._client.stop_channels()
            self._manager.shutdown_kernel(now=False)


@pytest.fixture
def start_kernel(tiny: TinyServer, journals: Path) -> Iterator[Callable[[], Kernel]]:
    made: list[Kernel] = []

    def start() -> Kernel:
        env = beside(tiny, journals) | {"MLOPS_LAB_NOTEBOOK": "folder/train it.ipynb"}
        made.append(Kernel(env))
        return made[-1]

    yield start
    for kernel in made:
        kernel.close()


def start_of(tiny: TinyServer, run_id: str) -> StartRun:
    return next(one for one in tiny.records if isinstance(one, StartRun) and one.run_id == run_id)


def test_a_run_knows_its_cell_its_notebook_and_its_person(start_kernel: Callable[[], Kernel], tiny: TinyServer) -> None:
    kernel = start_kernel()
    kernel.run("x = 1", "c1")
    kernel.run("%load_ext mlops_lab\nimport mlops_lab as lab\nlab.use(system_metrics=False)", "c2")
    kernel.run("y = 2", "c3")
    source = "run = lab.start_run('from a cell')\nprint(run.id)"
    run_id = kernel.run(source, "c4", username="ada").strip()
    kernel.run("lab.log({'x': 1.0})\nz = 3", "c5", username="ada")
    kernel.run("run.end()\nassert lab.flush(10)", "c6")

    start = start_of(tiny, run_id)
    code = start.code
    assert code is not None
    assert start.username == "ada"
    assert (code.notebook, code.cell_id, code.cell_source) == ("folder/train it.ipynb", "c4", source)
    assert [(cell.cell_id, cell.execution_count) for cell in code.cells] == [(None, 1), ("c2", 2), ("c3", 3), ("c4", 4)]
    assert [cell.source for cell in code.cells][0::2] == ["x = 1", "y = 2"]
    assert all(cell.digest == hashlib.sha256((cell.source or "").encode()).hexdigest() for cell in code.cells)
    assert code.kernel_id
    assert len(code.kernel_id) == 36
    assert code.pid != os.getpid()
    later = [one for one in tiny.records if isinstance(one, LogCells) and one.run_id == run_id]
    assert [cell.cell_id for record in later for cell in record.cells] == ["c5", "c6"]
    assert tiny.values(run_id, "x") == [1.0], "a run begun in one cell is active in the next"


def test_tasks_of_one_cell_have_runs_of_their_own(start_kernel: Callable[[], Kernel], tiny: TinyServer) -> None:
    kernel = start_kernel()
    kernel.run("import asyncio, mlops_lab as lab\nlab.use(system_metrics=False)", "c1")
    kernel.run(
        "async def train(name):\n"
        "    with lab.start_run(name):\n"
        "        for step in range(5):\n"
        "            lab.log({name: step}, step=step)\n"
        "            await asyncio.sleep(0.001)\n"
        "await asyncio.gather(train('a'), train('b'))\n"
        "assert lab.active_run() is None and lab.flush(10)",
        "c2",
    )
    runs = {record.name: record for record in tiny.records if isinstance(record, StartRun)}
    for name in ("a", "b"):
        assert runs[name].parent_run_id is None
        assert tiny.values(runs[name].run_id, name) == [0, 1, 2, 3, 4]


def test_a_kernel_that_ends_leaves_its_open_run_killed(start_kernel: Callable[[], Kernel], tiny: TinyServer) -> None:
    kernel = start_kernel()
    run_id = kernel.run(
        "import mlops_lab as lab\nrun = lab.start_run()\nprint(run.id)\nlab.log({'x': 1})", "c1"
    ).strip()
    kernel.close()
    assert tiny.ended()[run_id].status == "killed"
    assert tiny.values(run_id, "x") == [1.0]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=t", "-c", "user.email=t@t"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "-b", "trunk")
    (folder / "train.py").write_text("lr = 0.1\n")
    git("add", ".")
    git("commit", "-m", "first")
    git("remote", "add", "origin", "https://ada:sesame@git.example.org/lab.git?token=sesame")
    (folder / "train.py").write_text("lr = 0.2\n")
    (folder / ".env").write_text("PASSWORD=sesame\n")
    monkeypatch.chdir(folder)
    return folder


def code_of(tiny: TinyServer, run_id: str) -> Code:
    return next(one.code for one in tiny.records if isinstance(one, SetCode) and one.run_id == run_id)


def test_the_commit_with_its_changes_is_recorded_and_no_secret(
    repository: Path, lab_session: Session, tiny: TinyServer
) -> None:
    with lab.start_run() as run:
        pass
    assert lab_session.background.finish(10)
    assert lab.flush(10)
    code = code_of(tiny, run.id)

    assert code.git_commit is not None
    assert len(code.git_commit) == 40
    assert code.git_branch == "trunk"
    assert code.git_remote == "https://git.example.org/lab.git"
    assert "-lr = 0.1\n+lr = 0.2\n" in (code.git_diff or "")
    assert code.packages["msgspec"]
    assert "sesame" not in json.dumps([str(one) for one in tiny.records])


def test_a_long_diff_is_cut(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "DIFF_LIMIT", 100)
    (repository / "train.py").write_text("x = 1\n" * 1000)
    diff = provenance.slow_code().git_diff
    assert diff is not None
    assert len(diff) < 200
    assert "[cut:" in diff


def test_without_git_or_repository_the_rest_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    code = provenance.slow_code()
    assert (code.git_commit, code.git_diff) == (None, None)
    assert code.packages


@pytest.mark.parametrize(
    ("remote", "kept"),
    [
        ("https://user:pass@host/x.git", "https://host/x.git"),
        ("https://token@host:8443/x.git", "https://host:8443/x.git"),
        ("git@host:group/x.git", "git@host:group/x.git"),
        ("ssh://git@host/x.git", "ssh://host/x.git"),
        ("/srv/git/x.git", "/srv/git/x.git"),
    ],
)
def test_a_remote_keeps_no_credentials(remote: str, kept: str) -> None:
    assert provenance.without_credentials(remote) == kept


def test_the_import_is_light() -> None:
    script = "import time; b = time.process_time(); import mlops_lab as lab; print(time.process_time() - b)"
    took = [
        float(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    assert min(took) < 0.06
