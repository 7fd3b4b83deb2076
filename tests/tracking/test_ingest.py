"""Journals: each record is applied exactly once, whatever is sent again, and a refused one stops no other."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from mlops_lab.storage.changes import Change
from mlops_lab.storage.database import Database
from mlops_lab.tracking import code, history, ingest, runs
from mlops_lab.tracking.contents import digest_of
from mlops_lab.tracking.records import (
    AnyRecord,
    Batch,
    Beat,
    EndRun,
    LogCells,
    LogParams,
    LogPoints,
    Receipt,
    SetCode,
    SetNote,
    SetTags,
    StartRun,
)
from mlops_lab.tracking.types import Cell, Code, RunStatus
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id


def points(run_id: str, key: str, steps: list[int], values: list[float]) -> LogPoints:
    columns = np.array(steps, "<i8"), np.array(steps, "<i8"), np.array(values, "<f8")
    return LogPoints(
        run_id=run_id, key=key, steps=columns[0].tobytes(), times=columns[1].tobytes(), values=columns[2].tobytes()
    )


def ship(database: Database, journal: str, first: int, *records: AnyRecord) -> Receipt:
    seqs = list(range(first, first + len(records)))
    batch = Batch(journal=journal, seqs=seqs, records=list(records))
    return database.write(lambda tx: ingest.apply(tx, batch))


def count(database: Database, run_id: str) -> int:
    run = database.read(lambda conn: runs.get_run(conn, run_id))
    return run.metrics["loss"].count if "loss" in run.metrics else 0


def test_a_batch_that_is_sent_again_changes_nothing(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    batch = (
        StartRun(run_id=run_id, time=5, name="n"),
        points(run_id, "loss", [1, 2, 3], [0.3, 0.2, 0.1]),
        LogParams(run_id=run_id, values={"lr": "0.1"}),
    )

    first = ship(database, journal, 1, *batch)
    again = ship(database, journal, 1, *batch, EndRun(run_id=run_id, status=RunStatus.FINISHED, time=9))

    assert (first.applied_seq, first.rejected) == (3, [])
    assert (again.applied_seq, again.rejected) == (4, [])
    assert count(database, run_id) == 3
    ended = database.read(lambda conn: runs.get_run(conn, run_id))
    assert (ended.status, ended.end_time, ended.params) == (RunStatus.FINISHED, 9, {"lr": "0.1"})
    assert database.read(lambda conn: ingest.cursor(conn, journal)).applied_seq == 4
    assert database.read(lambda conn: ingest.cursor(conn, new_id())).applied_seq == 0


def test_a_refused_record_is_reported_and_stops_no_other(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    receipt = ship(
        database,
        journal,
        1,
        StartRun(run_id=run_id, time=5),
        LogParams(run_id=run_id, values={"lr": "0.1"}),
        LogParams(run_id=run_id, values={"depth": "3", "lr": "0.2"}),
        points("f" * 32, "loss", [1], [1.0]),
        points(run_id, "loss", [1], [1.0]),
    )

    assert [(one.seq, one.error.field) for one in receipt.rejected] == [(3, "params.lr"), (4, "run_id")]
    run = database.read(lambda conn: runs.get_run(conn, run_id))
    assert run.params == {"lr": "0.1"}
    assert count(database, run_id) == 1


@pytest.mark.parametrize(("journal", "seqs"), [("nonsense", [1]), ("0" * 32, [2, 1]), ("0" * 32, []), ("0" * 32, [0])])
def test_a_malformed_batch_is_refused_whole(database: Database, journal: str, seqs: list[int]) -> None:
    batch = Batch(journal=journal, seqs=seqs, records=[Beat(run_id="0" * 32, time=1)] * max(len(seqs), 1))
    with pytest.raises(LabError):
        database.write(lambda tx: ingest.apply(tx, batch))


def test_columns_of_unequal_length_are_refused(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    bad = LogPoints(run_id=run_id, key="loss", steps=b"\0" * 8, times=b"\0" * 8, values=b"\0" * 16)
    odd = LogPoints(run_id=run_id, key="loss", steps=b"\0" * 7, times=b"\0" * 7, values=b"\0" * 7)
    receipt = ship(database, journal, 1, StartRun(run_id=run_id, time=5), bad, odd)
    assert [one.seq for one in receipt.rejected] == [2, 3]


def test_a_clock_that_jumps_back_keeps_every_point(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    times = [1_000_000, 5, 999, -3]
    record = LogPoints(
        run_id=run_id,
        key="loss",
        steps=struct.pack("<4q", 1, 2, 3, 4),
        times=struct.pack("<4q", *times),
        values=struct.pack("<4d", 1, 2, 3, 4),
    )
    ship(database, journal, 1, StartRun(run_id=run_id, time=1_000_000), record)

    rid = database.read(lambda conn: runs.find_rid(conn, run_id))
    columns = database.read(lambda conn: history.history_columns(conn, rid, "loss"))
    assert columns.times.tolist() == times


def test_code_that_comes_later_adds_to_what_is_known(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    cell = Cell(digest=digest_of("x = 1"), cell_id="c1", source="x = 1")
    ship(
        database,
        journal,
        1,
        StartRun(run_id=run_id, time=5, code=Code(notebook="a.ipynb", cell_id="c1", host="h", pid=3)),
        SetCode(run_id=run_id, code=Code(git_commit="f" * 40, packages={"numpy": "2"})),
        LogCells(run_id=run_id, cells=[cell]),
    )
    found = database.read(lambda conn: code.get_code(conn, run_id))
    assert (found.notebook, found.git_commit, found.packages) == ("a.ipynb", "f" * 40, {"numpy": "2"})
    assert found.cells == [cell]


def test_a_run_is_told_of_once_a_batch(database: Database) -> None:
    journal, run_id = new_id(), new_id()
    ship(database, journal, 1, StartRun(run_id=run_id, time=5))
    heard: list[Change] = []
    database.changes.subscribe(heard.extend)
    ship(
        database,
        journal,
        2,
        points(run_id, "loss", [1, 2], [0.5, 0.25]),
        points(run_id, "auc", [1], [0.9]),
        SetTags(run_id=run_id, values={"a": "b"}),
        SetNote(run_id=run_id, text="hm"),
    )

    mine = [change for change in heard if change.topic == f"run:{run_id}"]
    assert sorted(change.kind for change in mine) == ["run.attributes", "run.points"]
    (moved,) = [change for change in mine if change.kind == "run.points"]
    assert moved.data["keys"]["loss"] == {"last": 0.25, "last_step": 2, "count": 2}
