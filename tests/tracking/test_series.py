"""Metric series: whatever is appended comes back, once, in order, with a summary that is true."""

from __future__ import annotations

import math
import struct
import threading

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import chunk_data, points
from mlops_lab.tracking import history, runs, series
from mlops_lab.tracking.chunks import Columns, decode, encode
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import MetricSummary
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id
from mlops_lab.wire.numbers import from_wire

Point = tuple[int, int, float]

POINTS = st.lists(
    st.tuples(
        st.integers(-5, 5) | st.sampled_from([2**62, -(2**62)]),
        st.integers(0, 3),
        st.sampled_from([0.0, -0.0, 1.5, -2.0, math.nan, math.inf, -math.inf, 1e308, 5e-324]),
    ),
    min_size=1,
    max_size=30,
)


def new_run(database: Database) -> tuple[str, int]:
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=1000)))
    return run_id, database.read(lambda conn: runs.find_rid(conn, run_id))


def bits(point: Point) -> tuple[int, int, bytes]:
    value = math.nan if point[2] != point[2] else point[2]
    return point[0], point[1], struct.pack("<d", value)


def rank(point: Point) -> tuple[int, int, bool, float, float]:
    number = point[2] == point[2]
    value = point[2] if number else 0.0
    return point[0], point[1], number, value, math.copysign(1.0, value)


def stored(database: Database, rid: int, key: str) -> list[Point]:
    columns = database.read(lambda conn: history.history_columns(conn, rid, key))
    return list(zip(columns.steps.tolist(), columns.times.tolist(), columns.values.tolist(), strict=True))


def summary(database: Database, rid: int, key: str) -> MetricSummary:
    return database.read(lambda conn: series.metric_summaries(conn, [rid], [key]))[rid][key]


def check(database: Database, rid: int, key: str, given_points: list[Point]) -> None:
    expected = {bits(point): point for point in given_points}
    found = stored(database, rid, key)
    assert sorted(map(bits, found)) == sorted(expected)
    assert [rank(point) for point in found] == sorted(rank(point) for point in expected.values())
    told = summary(database, rid, key)
    numbers = [value for _, _, value in expected.values() if value == value]
    assert told.count == len(expected)
    assert told.nan_count == len(expected) - len(numbers)
    last = max(expected.values(), key=rank)
    assert (told.last_step, told.last_time) == last[:2]
    assert from_wire(told.last) == last[2] or (told.last == "NaN" and last[2] != last[2])
    assert (told.first_step, told.max_step) == (min(p[0] for p in expected.values()), last[0])
    if numbers:
        assert told.min is not None
        assert told.max is not None
        assert from_wire(told.min) == min(numbers)
        assert from_wire(told.max) == max(numbers)
    else:
        assert told.min is None
        assert told.mean is None
    if numbers and all(map(math.isfinite, numbers)) and max(map(abs, numbers)) < 1e300:
        assert told.mean is not None
        assert from_wire(told.mean) == pytest.approx(math.fsum(numbers) / len(numbers))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(POINTS, min_size=1, max_size=4))
def test_what_is_appended_comes_back_once_and_in_order(database: Database, batches: list[list[Point]]) -> None:
    _, rid = new_run(database)
    for place, batch in enumerate(batches):
        database.write(lambda tx, batch=batch: series.append_many(tx, rid, [("loss", *point) for point in batch]))
        check(database, rid, "loss", [point for done in batches[: place + 1] for point in done])


@pytest.mark.parametrize("piece", [1, 700, 5000])
def test_sealing_changes_nothing_that_can_be_seen(database: Database, piece: int) -> None:
    _, rid = new_run(database)
    rng = np.random.default_rng(7)
    total = 1500 if piece == 1 else 5000
    steps = rng.integers(0, 800, total)
    times = rng.integers(0, 4, total)
    values = rng.choice([1.0, 0.0, -0.0, math.nan, -3.5, math.inf], total)
    everything = list(zip(steps.tolist(), times.tolist(), values.tolist(), strict=True))

    def append(tx: object, begin: int) -> None:
        part = slice(begin, begin + piece)
        series.append_points(tx, rid, "loss", steps[part], times[part], values[part])  # type: ignore[arg-type]

    for begin in range(0, total, piece):
        database.write(lambda tx, begin=begin: append(tx, begin))
    check(database, rid, "loss", everything)

    # everything again changes nothing, though most of it lies in chunks by now
    database.write(lambda tx: series.append_points(tx, rid, "loss", steps, times, values))
    check(database, rid, "loss", everything)
    database.write(lambda tx: series.append_many(tx, rid, [("loss", *point) for point in everything[:300]]))
    check(database, rid, "loss", everything)


def test_a_long_series_costs_nine_bytes_a_point_and_leaves_few_rows(database: Database) -> None:
    _, rid = new_run(database)
    rng = np.random.default_rng(0)
    n = 50_000
    times = 1_700_000_000_000 + np.cumsum(rng.integers(1, 20, n))
    database.write(lambda tx: series.append_points(tx, rid, "loss", np.arange(n), times, rng.normal(size=n)))

    size, rows = database.read(
        lambda conn: (
            conn.execute(sa.select(sa.func.sum(sa.func.length(chunk_data.c.data)))).scalar_one(),
            conn.execute(sa.select(sa.func.count()).select_from(points)).scalar_one(),
        )
    )
    assert size / n <= 9.1
    assert rows < 1024


def test_ties_go_to_the_later_time_then_the_greater_value(database: Database) -> None:
    _, rid = new_run(database)
    batch = [("loss", 5, 9, 1.0), ("loss", 3, 9, 2.0), ("loss", 5, 9, 0.5)]

    changed = database.write(lambda tx: series.append_many(tx, rid, batch))

    assert changed == {"loss": (1.0, 5, 3)}


def test_either_zero_and_any_nan_is_one_point_each_however_often_it_comes(database: Database) -> None:
    _, rid = new_run(database)
    nans = np.array([0x7FF8000000000000, 0x7FF8000000000001, -1] * 200, np.int64).view(np.float64)
    values = np.concatenate([np.tile([0.0, -0.0], 1500), nans])
    nought = np.zeros(len(values), np.int64)

    for _ in range(2):
        database.write(lambda tx: series.append_points(tx, rid, "loss", nought, nought, values))

    check(database, rid, "loss", [(0, 0, 0.0), (0, 0, -0.0), (0, 0, math.nan)])


def test_points_sent_again_are_found_in_the_rows_and_chunks_of_many_series(database: Database) -> None:
    _, rid = new_run(database)
    keys = [f"m{number}" for number in range(12)]
    sent: dict[str, list[Point]] = {}
    for number, key in enumerate(keys):
        steps = np.arange(100 * number, 100 * number + 700 + 150 * number)  # the later ones have chunks
        sent[key] = [(int(step), 5, float(step)) for step in steps]
        values = steps.astype(float)
        database.write(
            lambda tx, key=key, steps=steps, values=values: series.append_points(
                tx, rid, key, steps, np.full(len(steps), 5), values
            )
        )

    again = [(key, *point) for key in keys for point in (*sent[key][:3], *sent[key][-3:])]
    fresh = [(key, sent[key][0][0], 6, 0.5) for key in keys]
    database.write(lambda tx: series.append_many(tx, rid, again + fresh))

    for key, *point in fresh:
        check(database, rid, key, [*sent[key], tuple(point)])  # type: ignore[list-item]


def test_many_series_at_once(database: Database) -> None:
    _, rid = new_run(database)
    batch = [(f"m{i % 250}", i // 250, 5, float(i)) for i in range(1000)]
    database.write(lambda tx: series.append_many(tx, rid, batch[:500]))
    database.write(lambda tx: series.append_many(tx, rid, batch))

    found = database.read(lambda conn: series.metric_summaries(conn, [rid]))[rid]

    assert len(found) == 250
    assert {one.count for one in found.values()} == {4}
    assert found["m7"].last == 757.0


def test_points_of_many_runs_at_once_are_each_their_own(database: Database) -> None:
    rids = [new_run(database)[1] for _ in range(6)]
    sent: dict[tuple[int, str], list[Point]] = {}
    for round_number in range(3):
        batches = {}
        for place, rid in enumerate(rids):
            # runs with one series, with the same ones, and with others
            keys = ["loss"] if place < 3 else ["loss", f"auc{place % 2}"]
            batches[rid] = [(key, step, round_number, place / 4) for key in keys for step in (round_number, 0)]
            for key, *point in batches[rid]:
                sent.setdefault((rid, key), []).append(tuple(point))  # type: ignore[arg-type]
        changed = database.write(lambda tx, batches=batches: series.append_runs(tx, batches))
        assert {(rid, key) for rid, keys in changed.items() for key in keys} == set(sent)
        assert changed[rids[3]]["loss"] == (0.75, round_number, len(set(sent[rids[3], "loss"])))

    for (rid, key), listed in sent.items():
        check(database, rid, key, listed)
    assert database.write(lambda tx: series.append_runs(tx, {rids[0]: [], rids[1]: []})) == {rids[0]: {}, rids[1]: {}}


@pytest.mark.parametrize("step", [2**63, -(2**63) - 1])
def test_a_step_that_does_not_fit_is_named_and_loses_nothing(database: Database, step: int) -> None:
    _, rid = new_run(database)
    with pytest.raises(LabError, match="64 bits") as refused:
        database.write(lambda tx: series.append_many(tx, rid, [("ok", 1, 1, 1.0), ("loss", step, 1, 1.0)]))

    assert refused.value.field == "metrics.loss"
    assert database.read(lambda conn: series.metric_summaries(conn, [rid])) == {}


def test_two_writers_of_one_series_lose_nothing(database: Database) -> None:
    _, rid = new_run(database)

    def write(offset: int) -> None:
        for i in range(60):
            database.write(lambda tx, i=i: series.append_many(tx, rid, [("loss", 2 * i + offset, 1, float(i))]))

    threads = [threading.Thread(target=write, args=(offset,)) for offset in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [step for step, _, _ in stored(database, rid, "loss")] == list(range(120))
    assert summary(database, rid, "loss").count == 120


def test_a_fork_has_the_points_up_to_its_step(database: Database) -> None:
    run_id, rid = new_run(database)
    database.write(
        lambda tx: series.append_points(tx, rid, "loss", np.arange(3000), np.full(3000, 5), np.linspace(1, 0, 3000))
    )
    fork = new_id()
    made = database.write(lambda tx: runs.create_run(tx, StartRun(run_id=fork, time=1, fork_of=run_id, fork_step=1999)))

    assert made.metrics["loss"].count == 2000
    assert made.metrics["loss"].max_step == 1999
    assert made.forked_from is not None
    assert (made.forked_from.run_id, made.forked_from.step) == (run_id, 1999)


ANY_INT = st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(ANY_INT | st.integers(0, 9), ANY_INT, st.floats(width=64)), min_size=1, max_size=60))
def test_a_chunk_gives_back_every_bit(rows: list[Point]) -> None:
    steps, times, values = (np.array(column) for column in zip(*rows, strict=True))
    columns = Columns(steps.astype(np.int64), times.astype(np.int64), values.astype(np.float64))

    again = decode(encode(columns))

    assert again.steps.tolist() == columns.steps.tolist()
    assert again.times.tolist() == columns.times.tolist()
    assert again.values.view(np.int64).tolist() == columns.values.view(np.int64).tolist()


def test_sparklines_are_short_and_end_with_the_last_value(database: Database) -> None:
    _, rid = new_run(database)
    database.write(
        lambda tx: series.append_points(
            tx, rid, "long", np.arange(9000), np.full(9000, 5), np.arange(9000, dtype=float)
        )
    )
    database.write(lambda tx: series.append_many(tx, rid, [("short", i, 1, float(i)) for i in range(5)]))

    lines = database.read(lambda conn: series.sparklines(conn, [rid], ["long", "short", "none"]))[rid]

    assert lines["short"] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert 20 <= len(lines["long"]) <= 42
    assert lines["long"] == sorted(lines["long"])
    assert lines["long"][-1] == 8999.0


def test_a_sparkline_ends_with_the_last_value_where_all_points_are_sealed(database: Database) -> None:
    _, rid = new_run(database)
    x = np.arange(4096)
    database.write(lambda tx: series.append_points(tx, rid, "loss", x, x, x.astype(float)))

    assert database.read(lambda conn: series.sparklines(conn, [rid], ["loss"]))[rid]["loss"][-1] == 4095.0
