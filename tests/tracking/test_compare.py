"""Runs held against each other: what differs comes first, and code is lined up cell by cell."""

from __future__ import annotations

from typing import Any

import pytest

from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import compare, runs, series
from mlops_lab.tracking.attributes import log_params
from mlops_lab.tracking.contents import digest_of
from mlops_lab.tracking.datasets import log_dataset
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import Cell, Code, CompareRequest, Comparison, Dataset
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id

Rows = list[tuple[str, list[str | None], bool]]


def made(
    database: Database,
    params: dict[str, str] | None = None,
    metrics: dict[str, float] | None = None,
    datasets: tuple[Dataset, ...] = (),
    **start: Any,
) -> str:
    run_id = new_id()

    def fill(tx: Tx) -> None:
        runs.create_run(tx, StartRun(run_id=run_id, time=1000, **start))
        rid = runs.find_rid(tx.conn, run_id)
        log_params(tx, rid, params or {})
        series.append_many(tx, rid, [(key, 1, 1, value) for key, value in (metrics or {}).items()])
        for dataset in datasets:
            log_dataset(tx, rid, dataset)

    database.write(fill)
    return run_id


def held(database: Database, run_ids: list[str], **given: Any) -> Comparison:
    return database.read(lambda conn: compare.compare(conn, CompareRequest(run_ids=run_ids, **given)))


def rows(differences: list[Any]) -> Rows:
    return [(row.name, row.values, row.differs) for row in differences]


def cells(*sources: tuple[str, str]) -> Code:
    """Code of executed cells, each an id and a source."""
    return Code(cells=[Cell(digest=digest_of(source), cell_id=name, source=source) for name, source in sources])


def test_what_differs_stands_before_what_is_equal(database: Database) -> None:
    one = made(database, {"a": "same", "lr": "0.1", "only": "here"}, tags={"team": "red"})
    two = made(database, {"a": "same", "lr": "0.2"}, tags={"team": "red"})

    told = held(database, [one, two])

    assert told.baseline == one
    assert [run.run_id for run in told.runs] == [one, two]
    assert rows(told.params) == [
        ("lr", ["0.1", "0.2"], True),
        ("only", ["here", None], True),
        ("a", ["same", "same"], False),
    ]
    assert ("team", ["red", "red"], False) in rows(told.tags)
    assert not [row for row in told.tags if row.name.startswith("mlflow.")]


def test_metrics_differ_by_their_last_value_and_nan_equals_nan(database: Database) -> None:
    nan = float("nan")
    one = made(database, metrics={"auc": 0.9, "bad": nan, "loss": 1.0, "system/cpu": 5.0})
    two = made(database, metrics={"auc": 0.9, "bad": nan, "loss": 2.0, "system/cpu": 6.0})
    three = made(database)

    two_of_them = held(database, [one, two]).metrics
    all_of_them = held(database, [one, two, three]).metrics

    assert [(row.name, row.differs) for row in two_of_them] == [
        ("loss", True),
        ("system/cpu", True),
        ("auc", False),
        ("bad", False),
    ]
    loss = next(row for row in all_of_them if row.name == "loss")
    assert [None if value is None else value.last for value in loss.values] == [1.0, 2.0, None]
    assert all(row.differs for row in all_of_them)


def test_packages_data_and_environment(database: Database) -> None:
    old = Dataset(name="flights", digest="d1", context="train")
    new = Dataset(name="flights", digest="d2", context="train")
    one = made(
        database, datasets=(old,), code=Code(packages={"numpy": "2.0", "pip": "1"}, python="3.11.7", host="here")
    )
    two = made(
        database, datasets=(new,), code=Code(packages={"numpy": "2.1", "pip": "1"}, python="3.11.7", host="there")
    )

    told = held(database, [one, two])

    assert rows(told.packages) == [("numpy", ["2.0", "2.1"], True), ("pip", ["1", "1"], False)]
    assert rows(told.datasets) == [("flights (train)", ["d1", "d2"], True)]
    environment = {row.name: (row.values, row.differs) for row in told.environment}
    assert environment["host"] == (["here", "there"], True)
    assert environment["python"] == (["3.11.7", "3.11.7"], False)


def test_a_baseline_that_is_not_among_the_runs_joins_them_in_front(database: Database) -> None:
    one, two, base = made(database, {"lr": "1"}), made(database, {"lr": "2"}), made(database, {"lr": "3"})

    told = held(database, [one, two], baseline=base, code=True)

    assert told.baseline == base
    assert rows(told.params) == [("lr", ["3", "1", "2"], True)]
    assert [one.run_id for one in told.code] == [one, two]


def test_cells_are_lined_up(database: Database) -> None:
    before = cells(("c1", "import numpy"), ("c2", "lr = 0.1"), ("c3", "gone()"), ("c4", "fit()"))
    after = cells(("c1", "import numpy"), ("c2", "lr = 0.2"), ("c9", "new()"), ("c4", "fit()"))
    one, two = made(database, code=before), made(database, code=after)

    (code,) = held(database, [one, two], code=True).code

    assert not code.same
    assert [(cell.kind, cell.before, cell.after) for cell in code.cells] == [
        ("same", "import numpy", "import numpy"),
        ("changed", "lr = 0.1", "lr = 0.2"),
        ("added", None, "new()"),
        ("removed", "gone()", None),
        ("same", "fit()", "fit()"),
    ]


def test_equal_code_is_called_the_same_and_another_commit_is_not(database: Database) -> None:
    code = cells(("c1", "fit()"))
    one, two = made(database, code=code), made(database, code=code)
    a = made(database, code=Code(git_commit="a" * 40, git_diff="-old\n+new\n"))
    b = made(database, code=Code(git_commit="b" * 40))

    (equal,) = held(database, [one, two], code=True).code
    (other,) = held(database, [a, b], code=True).code

    assert equal.same
    assert not other.same
    assert other.commit == f"{'a' * 10} → {'b' * 10}"
    assert other.commit_diff is not None
    assert "--old" in other.commit_diff  # a line of the baseline's diff that the run does not have


@pytest.mark.parametrize("given", [[], ["twice", "twice"], ["0" * 32]])
def test_runs_that_cannot_be_compared_are_refused(database: Database, given: list[str]) -> None:
    with pytest.raises(LabError) as refused:
        held(database, given)
    assert refused.value.field in ("run_ids", "run_id")


def test_no_more_than_can_be_compared(sqlite_database: Database) -> None:
    with pytest.raises(LabError) as many:
        held(sqlite_database, [new_id() for _ in range(compare.RUNS + 1)])
    with pytest.raises(LabError) as much:
        held(sqlite_database, [new_id() for _ in range(compare.CODE_RUNS + 1)], code=True)

    assert (many.value.field, much.value.field) == ("run_ids", "code")
