"""Curves: what is drawn is true to the points, however few buckets there are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import chunk_data
from mlops_lab.tracking import charts, series
from mlops_lab.tracking.types import ChartRequest, Curve
from mlops_lab.wire.errors import LabError
from tests.tracking.test_series import new_run

N = 150_000
"""More points than are read one by one."""


def drawn(database: Database, **request: Any) -> list[Curve]:
    return database.read(lambda conn: charts.chart(conn, ChartRequest(**request))).curves


def long_run(database: Database) -> tuple[str, int]:
    run_id, rid = new_run(database)
    x = np.arange(N)
    values = np.sin(x / 5000)
    values[123] = 50.0
    database.write(lambda tx: series.append_points(tx, rid, "loss", x, 1000 + 10 * x, values))
    return run_id, rid


def test_a_short_series_is_drawn_point_by_point_with_gaps(database: Database) -> None:
    run_id, rid = new_run(database)
    batch = [("loss", i, 1000 + i, v) for i, v in enumerate([1.0, math.nan, math.inf, 2.0])]
    database.write(lambda tx: series.append_many(tx, rid, batch))

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"])

    assert curve.exact
    assert curve.x == [0.0, 1.0, 2.0, 3.0]
    assert curve.last == [1.0, None, "Infinity", 2.0]


def test_a_long_series_keeps_its_extremes_and_its_count(database: Database) -> None:
    run_id, _ = long_run(database)

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"], buckets=50)

    assert not curve.exact
    assert len(curve.x) <= 50
    assert sum(curve.count) == N
    assert max(value for value in curve.max if value is not None) == 50.0
    assert curve.x == sorted(curve.x)
    middle = curve.x[20]
    assert curve.mean[20] == pytest.approx(math.sin(middle / 5000), abs=0.02)


def test_a_long_series_is_drawn_without_reading_its_points(database: Database) -> None:
    run_id, _ = long_run(database)
    database.write(lambda tx: tx.conn.execute(sa.update(chunk_data).values(data=b"unreadable")))

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"])

    assert sum(curve.count) == N


@pytest.mark.parametrize("total", [charts.EXACT, charts.EXACT + 1, 50_000, charts.BUDGET])
def test_a_curve_is_as_fine_as_asked_before_it_is_drawn_from_summaries(sqlite_database: Database, total: int) -> None:
    run_id, rid = new_run(sqlite_database)
    x = np.arange(total)
    sqlite_database.write(lambda tx: series.append_points(tx, rid, "loss", x, x, np.sin(x / 50)))

    (curve,) = drawn(sqlite_database, run_ids=[run_id], keys=["loss"])

    assert len(curve.x) == 1000
    assert sum(curve.count) == total


def test_what_is_drawn_lies_within_what_was_asked_for(database: Database) -> None:
    run_id, _ = long_run(database)

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"], x_min=1000, x_max=N - 900)

    assert not curve.exact
    assert curve.x[0] >= 1000
    assert curve.x[-1] <= N - 900
    assert curve.x == sorted(curve.x)


@pytest.mark.parametrize("total", [3000, N])
def test_a_bucket_with_both_infinities_has_no_mean(sqlite_database: Database, total: int) -> None:
    run_id, rid = new_run(sqlite_database)
    x = np.arange(total)
    values = np.ones(total)
    values[:3] = [math.inf, -math.inf, math.nan]
    sqlite_database.write(lambda tx: series.append_points(tx, rid, "loss", x, x, values))

    (curve,) = drawn(sqlite_database, run_ids=[run_id], keys=["loss"], buckets=100)

    assert (curve.mean[0], curve.min[0], curve.max[0]) == (None, "-Infinity", "Infinity")
    assert curve.mean[1:] == pytest.approx([1.0] * (len(curve.mean) - 1))


def test_zooming_in_reaches_the_points(database: Database) -> None:
    run_id, _ = long_run(database)

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"], x_min=100, x_max=150)

    assert curve.exact
    assert curve.x == [float(x) for x in range(100, 151)]
    assert curve.last[23] == 50.0


@pytest.mark.parametrize(("x", "first"), [("time", 1000.0), ("relative", 0.0)])
def test_over_time(database: Database, x: str, first: float) -> None:
    run_id, _ = long_run(database)  # runs of these tests begin at 1000

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"], x=x, x_min=first, x_max=first + 100)

    assert curve.x == [first + 10 * i for i in range(11)]


def test_over_another_metric(database: Database) -> None:
    run_id, rid = new_run(database)
    batch = [("epoch", i, 1, i / 10) for i in range(5)] + [("loss", i, 1, float(i)) for i in range(1, 7)]
    database.write(lambda tx: series.append_many(tx, rid, batch))

    (curve,) = drawn(database, run_ids=[run_id], keys=["loss"], x="epoch")

    assert curve.x == [0.1, 0.2, 0.3, 0.4]
    assert curve.last == [1.0, 2.0, 3.0, 4.0]


def test_curves_come_in_the_order_asked_and_missing_ones_are_left_out(database: Database) -> None:
    one, rid_one = new_run(database)
    two, rid_two = new_run(database)
    database.write(lambda tx: series.append_many(tx, rid_one, [("a", 1, 1, 1.0), ("b", 1, 1, 1.0)]))
    database.write(lambda tx: series.append_many(tx, rid_two, [("a", 1, 1, 1.0)]))

    found = drawn(database, run_ids=[two, one, "0" * 32], keys=["b", "a"])

    assert [(curve.run_id, curve.key) for curve in found] == [(two, "a"), (one, "b"), (one, "a")]


@pytest.mark.parametrize("buckets", [0, 5001])
def test_too_many_buckets_are_refused(database: Database, buckets: int) -> None:
    with pytest.raises(LabError) as refused:
        drawn(database, run_ids=["0" * 32], keys=["loss"], buckets=buckets)
    assert refused.value.field == "buckets"


def test_a_chart_reads_the_series_of_its_runs_and_not_all_of_that_name(sqlite_database: Database) -> None:
    run_ids = [new_run(sqlite_database)[0] for _ in range(50)]
    plans: list[str] = []

    def explained(conn: sa.Connection) -> None:
        @sa.event.listens_for(conn, "before_cursor_execute")
        def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if "FROM series" in statement:
                plan = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(row[3] for row in plan.fetchall())

        charts.chart(conn, ChartRequest(run_ids=run_ids, keys=["loss"]))

    sqlite_database.read(explained)

    assert any("rid=? AND key=?" in step for step in plans)
