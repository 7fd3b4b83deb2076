"""`run.log` and its kin: what is accepted, what is refused, what arrives."""

from __future__ import annotations

import math
import multiprocessing
import threading
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import mlops_lab as lab
from mlops_lab.kernel.session import Session
from mlops_lab.tracking.records import LogParams, SetTags, StartRun
from mlops_lab.tracking.types import RunStatus
from mlops_lab.wire.errors import LabError
from tests.kernel.tiny_server import TinyServer


def test_a_run_arrives_with_all_that_was_logged(lab_session: Session, tiny: TinyServer) -> None:
    with lab.start_run("first", params={"depth": 12}, tags={"data": "2013"}) as run:
        for step in range(100):
            run.log({"loss": 0.9**step, "lr": 0.1}, step=step)
        run.log_text("what I saw", "notes.md")
    assert lab.flush(10)

    assert tiny.values(run.id, "loss") == [0.9**step for step in range(100)]
    assert [step for step, _, _ in tiny.points[run.id, "lr"]] == list(range(100))
    (start,) = [record for record in tiny.records if isinstance(record, StartRun)]
    assert (start.name, start.tags) == ("first", {"data": "2013"})
    assert LogParams(run_id=run.id, values={"depth": "12"}) in tiny.records
    assert tiny.ended()[run.id].status is RunStatus.FINISHED
    assert tiny.files == {(run.id, "notes.md"): b"what I saw"}


def test_numbers_of_all_kinds_are_taken(lab_session: Session, tiny: TinyServer) -> None:
    with lab.start_run() as run:
        values = [
            1,
            True,
            2.5,
            np.float32(0.5),
            np.int64(7),
            np.array(3.0),
            Decimal("1.5"),
            math.nan,
            math.inf,
            10**300,
        ]
        for value in values:
            run.log({"x": value})
        run.log({"x": 1.0}, step=np.int32(-5))
    lab.flush(10)

    got = tiny.values(run.id, "x")
    assert np.array_equal(got, [*map(float, values), 1.0], equal_nan=True)
    assert [step for step, _, _ in tiny.points[run.id, "x"]] == [*range(10), -5]


@pytest.mark.parametrize(
    ("metrics", "step", "named"),
    [
        ({"good": 1.0, "bad": "0.5"}, 1, "'bad'"),
        ({"good": 1.0, "bad": None}, 1, "'bad'"),
        ({"good": 1.0, "bad": [1, 2]}, 1, "'bad'"),
        ({"bad": np.zeros((2, 3))}, 1, r"'bad'.*\(2, 3\)"),
        ({"bad": 10**400}, 1, "'bad'"),
        ({"bad": 1j}, 1, "'bad'"),
        ({"": 1.0}, 1, "empty"),
        ({7: 1.0}, 1, "text"),
        ({"a/../b": 1.0}, 1, r"\.\."),
        ({"x" * 251: 1.0}, 1, "250"),
        ([1.0], 1, "name: number"),
        ({"good": 1.0}, 1.5, "whole number"),
        ({"good": 1.0}, "3", "whole number"),
        ({"good": 1.0}, 2**63, "64 bits"),
    ],
)
@pytest.mark.parametrize("warm", [True, False])
def test_a_bad_value_is_named_and_nothing_of_its_call_is_logged(
    lab_session: Session, tiny: TinyServer, metrics: object, step: object, named: str, warm: bool
) -> None:
    with lab.start_run() as run:
        if warm and isinstance(metrics, dict) and all(isinstance(key, str) and 0 < len(key) < 99 for key in metrics):
            run.log(dict.fromkeys([key for key in metrics if ".." not in key], 0.0), step=0)
        with pytest.raises(LabError, match=named):
            run.log(metrics, step=step)  # type: ignore[arg-type]
    lab.flush(10)

    assert all(values == [0.0] for key in ("good", "bad") if (values := tiny.values(run.id, key)))


def test_a_param_does_not_change(lab_session: Session) -> None:
    with lab.start_run(params={"lr": 0.1}) as run:
        run.log_params({"lr": 0.1})
        with pytest.raises(LabError, match=r"'lr' is '0\.1' already"):
            run.log_param("lr", 0.2)


def test_an_exception_marks_the_run_failed_and_passes_through(lab_session: Session, tiny: TinyServer) -> None:
    with pytest.raises(ZeroDivisionError), lab.start_run() as run:
        _ = 1 / 0
    lab.flush(10)

    end = tiny.ended()[run.id]
    assert (end.status, end.error) == (RunStatus.FAILED, "ZeroDivisionError: division by zero")
    with pytest.raises(LabError, match="has ended"):
        run.log({"x": 1})


def test_runs_within_runs_are_children(lab_session: Session, tiny: TinyServer) -> None:
    with lab.start_run("outer") as outer:
        with lab.start_run("inner") as inner:
            lab.log({"x": 1})
        lab.set_tags({"t": 1})
        assert lab.active_run() is outer
    lab.flush(10)

    starts = {record.run_id: record for record in tiny.records if isinstance(record, StartRun)}
    assert starts[inner.id].parent_run_id == outer.id
    assert starts[outer.id].parent_run_id is None
    assert tiny.values(inner.id, "x") == [1.0]
    assert SetTags(run_id=outer.id, values={"t": "1"}) in tiny.records
    assert lab.active_run() is None
    with pytest.raises(LabError, match="No run is active"):
        lab.log({"x": 1})


def test_threads_log_to_the_cells_run_and_have_runs_of_their_own(lab_session: Session, tiny: TinyServer) -> None:
    children = []

    def work(number: int) -> None:
        lab.log({"from_thread": number})
        with lab.start_run(f"child {number}") as child:
            children.append(child)
            time.sleep(0.05)
            for _ in range(50):
                lab.log({"x": number})

    with lab.start_run() as outer:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lab.flush(10)

    assert sorted(tiny.values(outer.id, "from_thread")) == [0, 1, 2, 3]
    for child in children:
        assert child.parent_id == outer.id
        assert tiny.values(child.id, "x") == [float(child.name.split()[1])] * 50


def test_threads_never_write_over_each_other(
    lab_session: Session, tiny: TinyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlops_lab.kernel.journal.FIRST_SIZE", 1 << 16)
    monkeypatch.setattr("mlops_lab.kernel.journal.GROWTH", 1 << 16)
    monkeypatch.setattr("mlops_lab.kernel.journal.PART_SIZE", 1 << 18)  # several parts, several growths
    import sys

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with lab.start_run() as run:

            def work(number: int) -> None:
                for step in range(4000):
                    run.log({f"m{number}": step, "shared": number}, step=step)

            threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert lab.flush(20)

    for number in range(4):
        assert tiny.values(run.id, f"m{number}") == [float(step) for step in range(4000)]
    assert len(tiny.points[run.id, "shared"]) == 16000
    assert len(lab_session.journal.parts) == 1, "parts that have arrived are deleted"


def test_a_forked_process_keeps_a_journal_of_its_own(lab_session: Session, tiny: TinyServer) -> None:
    context = multiprocessing.get_context("fork")

    def work(number: int) -> None:
        for step in range(100):
            lab.log({f"worker{number}": step}, step=step)

    with lab.start_run() as run:
        run.log({"loss": 1.0}, step=0)
        workers = [context.Process(target=work, args=(number,)) for number in range(2)]
        for worker in workers:
            worker.start()
        run.log({"loss": 0.5}, step=1)
        for worker in workers:
            worker.join()
    lab.flush(10)

    assert tiny.values(run.id, "loss") == [1.0, 0.5]
    for number in range(2):
        assert tiny.values(run.id, f"worker{number}") == [float(step) for step in range(100)]
    assert len(tiny.ended()) == 1


def test_a_clock_that_jumps_back_keeps_the_order_of_a_run(
    lab_session: Session, tiny: TinyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"now": 1_700_000_000.0}
    monkeypatch.setattr("mlops_lab.kernel.run.time", lambda: clock["now"])
    monkeypatch.setattr("mlops_lab.kernel.run.now_ms", lambda: int(clock["now"] * 1000))
    with lab.start_run() as run:
        for second in range(3):
            run.log({"x": second})
            clock["now"] += 1
        clock["now"] -= 3600
        for second in range(3):
            run.log({"x": second})
            clock["now"] += 1
    lab.flush(10)

    times = [when for _, when, _ in tiny.points[run.id, "x"]]
    assert times == sorted(times)
    assert times[-1] - times[0] == 4000
    assert tiny.ended()[run.id].time >= times[-1]


def test_files_are_kept_as_they_were(lab_session: Session, tiny: TinyServer, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "deep").mkdir(parents=True)
    (folder / "model.json").write_text("v1")
    (folder / "deep" / "ünï 🙂.txt").write_text("x")
    with lab.start_run() as run:
        run.log_artifact(folder / "model.json")
        (folder / "model.json").write_text("v2")
        run.log_artifact(folder / "model.json", "again")
        run.log_artifacts(folder, "all")
        (folder / "model.json").unlink()
        with pytest.raises(LabError, match="no file"):
            run.log_artifact(folder / "model.json")
        with pytest.raises(LabError, match="below its run"):
            run.log_text("x", "../escape")
    lab.flush(10)

    assert {path: data for (_, path), data in tiny.files.items()} == {
        "model.json": b"v1",
        "again/model.json": b"v2",
        "all/model.json": b"v2",
        "all/deep/ünï 🙂.txt": b"x",
    }


def test_starting_a_run_is_quick(lab_session: Session) -> None:
    lab.start_run().end()
    took = []
    for _ in range(20):
        began = time.perf_counter()
        run = lab.start_run()
        took.append(time.perf_counter() - began)
        run.end()
    assert sorted(took)[10] < 0.02


def test_nothing_waits_at_the_end_of_the_process(lab_session: Session, journals: Path) -> None:
    with lab.start_run() as run:
        run.log({"x": 1})
    assert lab_session.shipper.stop(5)

    assert list(journals.iterdir()) == []
