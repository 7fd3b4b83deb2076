"""The SDK against a real server, on each database."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mlops_lab as lab
from mlops_lab.kernel.adoption import adopt_leftovers
from mlops_lab.kernel.client import Client
from mlops_lab.kernel.discovery import Server
from mlops_lab.kernel.session import Session
from mlops_lab.wire.errors import LabError
from tests.kernel.test_bad_days import KERNEL, kernel, read_until
from tests.parts.jupyter import LabServer

Speak = Callable[[str, str], Session]


@pytest.fixture
def spoken(lab_server: LabServer, speak_to: Speak) -> Session:
    return speak_to(lab_server.url, lab_server.token)


def test_what_is_logged_can_be_read_back(spoken: Session, tmp_path: Path) -> None:
    lab.use("reading", "first")
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    with lab.start_run("deep trees", params={"depth": 12}, tags={"data": "2013"}, note="# Why") as run:
        for step in range(300):
            run.log({"loss": 0.99**step, "odd": float("nan") if step % 2 else step}, step=step)
        run.log_dataset(frame, "tiny", context="train")
        run.log_table(frame, "errors")
        run.log_image(np.zeros((4, 4, 3)), "images/black.png")
        run.log_dict({"a": [1, 2]}, "conf.json")

    history = run.history("loss")
    assert list(history["value"]) == [0.99**step for step in range(300)]
    assert list(history["step"]) == list(range(300))
    assert str(history["time"].dt.tz) == "UTC"
    assert run.history("odd")["value"].isna().sum() == 150
    again = lab.get_run(run.id[:12])
    assert (again.name, again.status, again.params) == ("deep trees", "finished", {"depth": "12"})
    assert lab.get_run("deep trees").id == run.id
    assert again.info().note == "# Why"
    assert again.datasets()[0].name == "tiny"
    assert {one.path for one in again.artifacts()} == {"errors.csv", "images", "conf.json"}
    folder = again.download_artifact("images", tmp_path)
    assert (folder / "black.png").read_bytes().startswith(b"\x89PNG")
    assert lab.get_experiment("first").run_count == 1
    with pytest.raises(LabError, match="no run"):
        lab.get_run("nobody")


def test_runs_come_as_a_frame(spoken: Session) -> None:
    lab.use("frames", "one")
    for depth in (1, 2, 3):
        with lab.start_run(f"d{depth}", params={"depth": depth}) as run:
            run.log({"auc": depth / 10})
    found = lab.search_runs("metrics.auc > 0.15", order_by=["metrics.auc DESC"])

    assert list(found["name"]) == ["d3", "d2"]
    assert list(found["metrics.auc"]) == [0.3, 0.2]
    assert list(found["params.depth"]) == ["3", "2"]
    assert found["start_time"].dt.tz is not None
    assert len(lab.search_runs(experiment="one", max_results=2)) == 2
    assert list(lab.search_runs("metrics.auc > 5").columns)[:3] == ["run_id", "name", "status"]


def test_a_run_is_resumed_and_forked(spoken: Session) -> None:
    lab.use("forks")
    with lab.start_run("first", params={"lr": 0.1}) as first:
        for step in range(10):
            first.log({"loss": step})
    with lab.start_run(resume=first.id) as resumed:
        assert resumed.name == "first"
        resumed.log({"loss": 99})
        with pytest.raises(LabError, match="already"):
            resumed.log_param("lr", 0.2)
    assert list(first.history("loss")["step"]) == list(range(11)), "steps go on"
    with first.fork(4, "branch") as fork:
        fork.log({"loss": -1}, step=5)
    assert list(fork.history("loss")["value"]) == [0, 1, 2, 3, 4, -1]
    assert fork.info().forked_from is not None
    with lab.start_run(fork="first@2") as by_name:
        pass
    assert len(by_name.history("loss")) == 3


def test_a_refused_param_is_said_once_and_the_run_goes_on(
    spoken: Session, journals: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with lab.start_run(params={"lr": 0.1}) as run:
        pass
    other = lab.get_run(run.id)
    other.log_param("lr", 0.2)
    other.set_tags({"still": "here"})
    assert lab.flush(10)
    assert other.tags["still"] == "here"
    assert other.params == {"lr": "0.1"}
    assert len(list(journals.glob("*.rejected"))) == 1
    assert "refused" in caplog.text


def test_the_machine_is_sampled(spoken: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlops_lab.kernel.attach.SAMPLE_EVERY", 0.2)
    spoken.system_metrics = True
    with lab.start_run() as run:
        time.sleep(1.2)
    keys = set(run.metrics)
    assert {"system/cpu_percent", "system/memory_percent", "system/process_memory_mb"} <= keys


def test_a_big_file_goes_through_in_pieces(spoken: Session, tmp_path: Path) -> None:
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(range(256)) * 200_000)
    with lab.start_run() as run:
        run.log_artifact(big)
        began = time.monotonic()
        run.log({"x": 1})
        assert time.monotonic() - began < 0.1
    assert run.download_artifact("big.bin").read_bytes() == big.read_bytes()


def test_a_killed_server_gets_every_point_once(own_lab_server: LabServer, speak_to: Speak) -> None:
    speak_to(own_lab_server.url, own_lab_server.token)
    done = threading.Event()

    def outage() -> None:
        for _ in range(2):
            time.sleep(0.7)
            own_lab_server.kill()
            own_lab_server.start()
        done.set()

    with lab.start_run("through it all") as run:
        thread = threading.Thread(target=outage)
        thread.start()
        step = 0
        while not done.is_set():
            run.log({"x": step, "y": -step}, step=step)
            step += 1
            time.sleep(0.001)
        thread.join()
    deadline = time.monotonic() + 30
    while not lab.flush(10) and time.monotonic() < deadline:
        time.sleep(0.2)

    assert step > 500
    for key, sign in (("x", 1), ("y", -1)):
        history = run.history(key)
        assert list(history["step"]) == list(range(step))
        assert list(history["value"]) == [float(sign * number) for number in range(step)]
        assert run.info().metrics[key].count == step
    assert run.info().status == "finished"


def test_a_killed_kernels_run_is_complete_and_said_to_be_killed(own_lab_server: LabServer) -> None:
    with kernel(KERNEL, own_lab_server.client_env) as process:
        run_id, last = read_until(process, 1.5)
    client = Client(Server(own_lab_server.url, own_lab_server.token))
    subprocess.run(
        [sys.executable, "-m", "mlops_lab.cli", "sync"], env=own_lab_server.client_env, check=True, capture_output=True
    )
    adopt_leftovers(client, own_lab_server.journal_dir)
    history = lab_history(client, run_id)
    assert history[: last + 1] == [float(step) for step in range(last + 1)]
    assert len(history) <= last + 2
    deadline = time.monotonic() + 30
    while (status := client.get(f"api/runs/{run_id}", dict)["status"]) == "running" and time.monotonic() < deadline:
        time.sleep(0.3)
    assert status == "killed"


def lab_history(client: Client, run_id: str) -> list[float]:
    from mlops_lab.kernel.dataframes import history_frame

    return [float(value) for value in history_frame(client, run_id, "x")["value"]]


def spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_store_is_emptied_quickly_under_a_running_server(lab_server: LabServer, speak_to: Speak) -> None:
    speak_to(lab_server.url, lab_server.token)
    with lab.start_run() as run:
        run.log_text("x", "x.txt")
    lab.flush(10)
    env = lab_server.env
    del env["MLOPS_LAB_DATA_DIR"]  # so that it is found through what the server says of itself
    command = [sys.executable, "-m", "mlops_lab.cli", "admin", "reset", "--yes"]
    took = []
    for _ in range(3):
        began = spent_by_children()
        subprocess.run(command, env=env, check=True)
        took.append(spent_by_children() - began)

    # processor time, which a busy machine does not stretch; on PostgreSQL loading psycopg is most of it
    assert min(took) < (0.3 if lab_server.db_url is None else 0.5)
    assert [(one.experiment_id, one.name) for one in lab.experiments("default")] == [("0", "Default")]
    with pytest.raises(LabError, match="not found"):
        run.info()
    assert subprocess.run([*command[:-1]], env=env, capture_output=True, check=False).returncode == 2
