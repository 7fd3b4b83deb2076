"""What must not lose or double a point: killed kernels, servers that go and come, full disks, torn files."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import mlops_lab as lab
from mlops_lab.kernel.adoption import adopt_leftovers
from mlops_lab.kernel.client import Client
from mlops_lab.kernel.journal import Journal
from mlops_lab.kernel.session import Session
from mlops_lab.wire.errors import LabError
from tests.kernel.tiny_server import TinyServer


def test_a_server_that_comes_back_gets_everything_once(lab_session: Session, tiny: TinyServer) -> None:
    with lab.start_run() as run:
        for step in range(300):
            run.log({"x": step, "y": -step}, step=step)
            if step == 100:
                assert lab.flush(10)
                tiny.stop()
            if step == 150:
                assert not lab.flush(0.5), "the server is away"
            if step == 200:
                tiny.start()
            time.sleep(0.001)
        run.log_text("kept meanwhile", "note.txt")
    assert lab.flush(10)

    assert tiny.values(run.id, "x") == [float(step) for step in range(300)]
    assert tiny.values(run.id, "y") == [-float(step) for step in range(300)]
    assert tiny.files[run.id, "note.txt"] == b"kept meanwhile"
    assert run.id in tiny.ended()


def test_an_answer_that_never_comes_doubles_nothing(lab_session: Session, tiny: TinyServer) -> None:
    with lab.start_run() as run:
        lab.flush(10)
        tiny.swallow_answers = 3
        for step in range(100):
            run.log({"x": step}, step=step)
            time.sleep(0.005)
    deadline = time.monotonic() + 10
    while not lab.flush(5) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert tiny.values(run.id, "x") == [float(step) for step in range(100)]
    assert tiny.swallow_answers == 0


def test_a_slow_upload_holds_up_no_points(lab_session: Session, tiny: TinyServer) -> None:
    tiny.upload_seconds = 1.5
    with lab.start_run() as run:
        run.log_text("slow", "slow.txt")
        run.log({"x": 1.0})
        deadline = time.monotonic() + 1
        while not tiny.values(run.id, "x") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert tiny.values(run.id, "x") == [1.0]
        assert tiny.files == {}
    assert lab.flush(10)
    assert tiny.files == {(run.id, "slow.txt"): b"slow"}


def test_a_run_begins_logs_and_ends_without_any_server(
    speak_to: Callable[[str, str], Session], journals: Path, tiny: TinyServer
) -> None:
    tiny.stop()
    session = speak_to(tiny.server.url, tiny.server.token)
    with lab.start_run("offline", params={"a": 1}) as run:
        run.log({"x": 1.0})
        run.log_text("written offline", "note.txt")
    session.background.finish(10)  # what it notes of packages and code is in the journal too
    session.shipper.stop(5)
    session.journal.abandon()
    tiny.start()

    done = adopt_leftovers(Client(tiny.server), journals)

    assert done.journals == 1
    assert tiny.values(run.id, "x") == [1.0]
    assert tiny.files == {(run.id, "note.txt"): b"written offline"}
    assert run.id in tiny.ended()
    assert list(journals.iterdir()) == []


def test_what_the_server_refuses_is_kept_aside_and_blocks_nothing(
    lab_session: Session, tiny: TinyServer, journals: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tiny.refuse_param = "bad"
    with lab.start_run() as run:
        run.log_params({"bad": 1})
        run.log_params({"good": 1})
    assert lab.flush(10)

    (kept,) = journals.glob("*.rejected")
    assert "no such param, please" in kept.read_text()
    assert run.id in tiny.ended()
    assert "refused" in caplog.text


KERNEL = """
import sys, time
import mlops_lab as lab
lab.use(system_metrics=False)
run = lab.start_run("doomed")
print(run.id, flush=True)
step = 0
while True:
    run.log({"x": step, "y": 2 * step}, step=step)
    if step == 50:
        run.log_text("a file", "file.txt")
    print(step, flush=True)   # said only once log() has returned
    step += 1
"""


@contextmanager
def kernel(script: str, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def beside(tiny: TinyServer, journals: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MLOPS_LAB_", "JPY_"))}
    return kept | {
        "MLOPS_LAB_URL": tiny.server.url,
        "MLOPS_LAB_TOKEN": tiny.server.token,
        "MLOPS_LAB_JOURNAL_DIR": str(journals),
    }


def read_until(process: subprocess.Popen[str], seconds: float) -> tuple[str, int]:
    """Read what a kernel says for a while, kill it, and return its run and the last step it vouched for."""
    assert process.stdout is not None
    run_id = process.stdout.readline().strip()
    deadline = time.monotonic() + seconds
    last = -1
    while time.monotonic() < deadline:
        last = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    for line in process.stdout.read().splitlines():
        if line.isdigit():
            last = int(line)
    process.wait()
    return run_id, last


@pytest.mark.parametrize("away", [False, True])
def test_a_killed_kernel_loses_no_point(tiny: TinyServer, journals: Path, away: bool) -> None:
    if away:
        tiny.stop()
    with kernel(KERNEL, beside(tiny, journals)) as process:
        run_id, last = read_until(process, 1.5)
    if away:
        tiny.start()
    before = len(tiny.values(run_id, "x"))
    adopt_leftovers(Client(tiny.server), journals)

    got = tiny.values(run_id, "x")
    assert last > 100
    assert got[: last + 1] == [float(step) for step in range(last + 1)]
    assert len(got) <= last + 2, "the last call may have been cut short, nothing is doubled"
    assert tiny.values(run_id, "y") == [2 * value for value in got]
    assert tiny.files[run_id, "file.txt"] == b"a file"
    assert (before == 0) == away
    assert list(journals.iterdir()) == []


def test_a_living_kernels_journal_is_left_alone(tiny: TinyServer, journals: Path) -> None:
    tiny.stop()
    with kernel(KERNEL, beside(tiny, journals)) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        tiny.start()
        tiny_again = TinyServer().start()  # nobody ships to this one
        try:
            done = adopt_leftovers(Client(tiny_again.server), journals, whichever=True)
        finally:
            tiny_again.stop()
        assert (done.journals, done.left) == (0, 1)


def test_a_journal_for_a_server_elsewhere_waits_for_it(tiny: TinyServer, journals: Path) -> None:
    journal = Journal(lambda: journals, lambda: ("https://lab.example.org/mlops-lab", "default"))
    journal.points("0" * 32, 0, 1.0, {"x": 1.0})
    journal.abandon()

    assert adopt_leftovers(Client(tiny.server), journals).left == 1
    assert adopt_leftovers(Client(tiny.server), journals, whichever=True).journals == 1


def test_a_journal_for_another_living_server_of_this_machine_is_left_to_it(
    tiny: TinyServer, journals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    other = {"url": "http://localhost:8899/", "token": "t", "pid": os.getpid()}
    (tmp_path / f"jpserver-{os.getpid()}.json").write_text(json.dumps(other))
    for port in (8899, 8877):  # the second is gone
        journal = Journal(lambda: journals, lambda port=port: (f"http://127.0.0.1:{port}/mlops-lab", "default"))
        journal.points("0" * 32, 0, 1.0, {"x": float(port)})
        journal.abandon()

    done = adopt_leftovers(Client(tiny.server), journals)
    assert (done.journals, done.left) == (1, 1)
    assert tiny.values("0" * 32, "x") == [8877.0]


def test_a_torn_end_is_left_out(tiny: TinyServer, journals: Path) -> None:
    journal = Journal(lambda: journals, lambda: (None, "default"))
    for step in range(10):
        journal.points("0" * 32, step, 1.0, {"x": float(step)})
    end = journal.end()
    assert end is not None
    journal.abandon()
    (path,) = journals.glob("*.journal")
    with path.open("r+b") as file:  # the process died within its last write
        file.seek(end[1] - 4)
        file.write(bytes(4))

    adopt_leftovers(Client(tiny.server), journals)
    assert tiny.values("0" * 32, "x") == [float(step) for step in range(9)]


def test_adopting_again_after_a_crash_in_between_doubles_nothing(
    tiny: TinyServer, journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlops_lab.kernel.delivery.WAIT_FOR_RUN", 0)
    journal = Journal(lambda: journals, lambda: (None, "default"))
    for step in range(1000):
        journal.points("0" * 32, step, 1.0, {"x": float(step), "y": 0.0})
    journal.abandon()
    monkeypatch.setattr("mlops_lab.kernel.reading.WINDOW", 8192)
    calls = {"left": 3}
    post = Client.post_packed

    def failing(self: Client, *args: object, **more: object) -> object:
        calls["left"] -= 1
        answer = post(self, *args, **more)  # type: ignore[arg-type]
        if calls["left"] == 0:
            raise LabError("gone", lab_unavailable())
        return answer

    monkeypatch.setattr(Client, "post_packed", failing)
    with pytest.raises(LabError, match="gone"):
        adopt_leftovers(Client(tiny.server), journals)
    assert 0 < len(tiny.values("0" * 32, "x")) < 1000

    adopt_leftovers(Client(tiny.server), journals)
    assert tiny.values("0" * 32, "x") == [float(step) for step in range(1000)]
    assert list(journals.iterdir()) == []


def lab_unavailable() -> object:
    from mlops_lab.wire.errors import Code

    return Code.UNAVAILABLE


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small disk needs root: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_the_call_and_keeps_what_was_logged(
    speak_to: Callable[[str, str], Session], small_disk: Path, monkeypatch: pytest.MonkeyPatch, tiny: TinyServer
) -> None:
    tiny.stop()
    session = speak_to(tiny.server.url, tiny.server.token)
    monkeypatch.setenv("MLOPS_LAB_JOURNAL_DIR", str(small_disk))
    run = lab.start_run()
    logged = itertools.count()
    with pytest.raises(LabError, match="No space left"):
        log_until_refused(run, logged)
    step = next(logged) - 1
    with pytest.raises(LabError, match="No space left"):
        run.log_text("x" * 5_000_000, "big.txt")
    assert step > 10_000
    run.end()
    tiny.start()
    assert lab.flush(20)

    assert tiny.values(run.id, "x") == [float(number) for number in range(step)]
    assert run.id in tiny.ended()
    session.close()


def log_until_refused(run: lab.Run, steps: Iterator[int]) -> None:
    for step in steps:
        run.log({"x": step}, step=step)


def test_a_script_that_ends_with_an_open_run_ends_it(tiny: TinyServer, journals: Path) -> None:
    script = textwrap.dedent("""
        import mlops_lab as lab
        run = lab.start_run("open")
        print(run.id)
        lab.log({"x": 1})
        if %r:
            raise RuntimeError("boom")
    """)
    for fails, status in ((False, "finished"), (True, "failed")):
        command = [sys.executable, "-c", script % fails]
        done = subprocess.run(command, env=beside(tiny, journals), capture_output=True, text=True, check=False)
        run_id = done.stdout.split()[0]
        assert tiny.ended()[run_id].status == status
        assert tiny.values(run_id, "x") == [1.0]
    assert list(journals.iterdir()) == []
