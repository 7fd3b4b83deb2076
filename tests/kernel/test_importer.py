"""Another MLflow server's history, copied from a real one."""

from __future__ import annotations

import math
import os
import subprocess
import textwrap
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import mlops_lab as lab
from mlops_lab.kernel.session import Session
from tests.parts.jupyter import LabServer
from tests.parts.ports import free_port

pytestmark = pytest.mark.mlflow

HISTORY = textwrap.dedent("""
    import sys, mlflow, pathlib
    mlflow.set_tracking_uri(sys.argv[1])
    mlflow.set_experiment(sys.argv[2])
    mlflow.set_experiment_tag("team", "vision")
    with mlflow.start_run(run_name="parent") as parent:
        mlflow.log_params({"lr": 0.1, "note": "ünï"})
        mlflow.set_tag("kind", "gbm")
        mlflow.log_metrics({"auc": 0.5}, step=3)
        for step in range(50):
            mlflow.log_metric("loss", float("nan") if step == 7 else 1 / (step + 1), step=step)
        mlflow.log_text("hello", "notes/hello there.txt")
        mlflow.log_text("top", "top.txt")
        with mlflow.start_run(run_name="child", nested=True):
            mlflow.log_metric("auc", 0.7)
    try:
        with mlflow.start_run(run_name="failing"):
            raise RuntimeError
    except RuntimeError:
        pass
    print(parent.info.run_id)
""")
MORE = textwrap.dedent("""
    import sys, mlflow
    mlflow.set_tracking_uri(sys.argv[1])
    mlflow.set_experiment(sys.argv[2])
    with mlflow.start_run(run_id=sys.argv[3]):
        mlflow.log_metric("loss", 0.001, step=50)
        mlflow.log_param("late", 1)
    with mlflow.start_run(run_name="newer"):
        pass
""")


@pytest.fixture(scope="module")
def mlflow_server(mlflow_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stock MLflow server."""
    folder = tmp_path_factory.mktemp("mlflow")
    port = free_port()
    command = [
        mlflow_python, "-m", "mlflow", "server", "--port", str(port), "--workers", "1",
        "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "artifacts"),
    ]  # fmt: skip
    env = os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                urllib.request.urlopen(f"{url}/health", timeout=2).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert process.poll() is None, (folder / "log").read_text()[-3000:]
                assert time.monotonic() < deadline, (folder / "log").read_text()[-3000:]
                time.sleep(0.2)
        yield url
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    import signal

    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def experiment() -> str:
    return f"old things {uuid.uuid4().hex}"


@pytest.fixture
def parent_id(mlflow_server: str, mlflow_python: str, experiment: str) -> str:
    return speak(mlflow_python, HISTORY, mlflow_server, experiment).split()[-1]


def speak(python: str, script: str, *arguments: str) -> str:
    done = subprocess.run([python, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return "\n".join(line for line in done.stdout.splitlines() if line and " " not in line)


def test_histories_are_copied_whole_and_copying_again_adds_what_is_new(
    lab_server: LabServer,
    speak_to: Callable[[str, str], Session],
    mlflow_server: str,
    mlflow_python: str,
    parent_id: str,
    experiment: str,
    tmp_path: Path,
) -> None:
    speak_to(lab_server.url, lab_server.token)
    lab.use("copied")
    done = lab.import_mlflow(mlflow_server)
    assert (done.new_runs, done.refused) == (done.runs, 0)
    assert done.runs >= 3

    parent = lab.get_run(parent_id)
    assert (parent.name, parent.status, parent.params) == ("parent", "finished", {"lr": "0.1", "note": "ünï"})
    assert parent.tags["kind"] == "gbm"
    assert parent.tags["mlflow.source"] == f"{mlflow_server}/{parent_id}"
    loss = parent.history("loss")
    assert list(loss["step"])[:50] == list(range(50))
    assert math.isnan(loss["value"][7])
    assert loss["value"][49] == 1 / 50
    assert parent.download_artifact("notes/hello there.txt", tmp_path).read_text() == "hello"
    child = lab.get_run("child")
    assert child.info().parent_run_id == parent_id
    assert lab.get_run("failing").status == "failed"
    assert lab.get_experiment(experiment).tags["team"] == "vision"
    info = parent.info()
    assert info.end_time is not None
    assert 0 <= info.end_time - info.start_time < 600_000

    again = lab.import_mlflow(mlflow_server)
    assert (again.new_runs, again.points, again.artifacts) == (0, 0, 0)

    before = done.runs
    speak(mlflow_python, MORE, mlflow_server, experiment, parent_id)
    more = lab.import_mlflow(mlflow_server)
    assert (more.runs, more.new_runs, more.refused) == (before + 1, 1, 0)
    assert len(parent.history("loss")) == 51, "none of the points is doubled"
    assert "late" in parent.params
    assert parent.status == "finished"
