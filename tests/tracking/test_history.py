"""Reading a series back, whole and by pages."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_lab.storage.database import Database
from mlops_lab.tracking import history, series
from mlops_lab.wire.errors import LabError
from tests.tracking.test_series import new_run, stored


def paged(database: Database, run_id: str, size: int) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    token = None
    while True:
        one = database.read(
            lambda conn, token=token: history.history_page(conn, run_id, "loss", max_results=size, page_token=token)
        )
        assert len(one.steps) <= size
        found += [(s, t, str(v)) for s, t, v in zip(one.steps, one.times, one.values, strict=True)]
        token = one.next_page_token
        if token is None:
            return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    total=st.integers(1, 4000),
    spread=st.sampled_from([1, 3, 900, 10_000]),
    page=st.sampled_from([1, 7, 500, 1023, 5000]),
    seed=st.integers(0, 9),
)
def test_pages_put_together_are_the_whole(
    sqlite_database: Database, total: int, spread: int, page: int, seed: int
) -> None:
    total = min(total, page * 40)
    run_id, rid = new_run(sqlite_database)
    rng = np.random.default_rng(seed)
    steps, times = rng.integers(0, spread, total), rng.integers(0, 5, total)
    values = rng.choice([0.0, -0.0, 1.0, math.nan, 2.5, math.inf], total)
    half = total // 2
    for part in (slice(0, half), slice(half, total)):
        sqlite_database.write(
            lambda tx, part=part: series.append_points(tx, rid, "loss", steps[part], times[part], values[part])
        )

    found = paged(sqlite_database, run_id, page)

    spelled = {"nan": "NaN", "inf": "Infinity"}
    whole = [(s, t, spelled.get(str(v), str(v))) for s, t, v in stored(sqlite_database, rid, "loss")]
    assert found == whole


@pytest.mark.parametrize("size", [500, 1500, 2500])
def test_no_page_is_the_last_one_where_a_long_chunk_holds_shorter_ones(database: Database, size: int) -> None:
    run_id, rid = new_run(database)
    wide, narrow = np.arange(1024) * 1000 + 1, np.arange(1024)
    for steps in (wide, narrow + 5, narrow + 2000):
        database.write(
            lambda tx, steps=steps: series.append_points(
                tx, rid, "loss", steps, np.zeros(1024, int), steps.astype(float)
            )
        )

    found = paged(database, run_id, size)

    assert found == [(s, t, str(v)) for s, t, v in stored(database, rid, "loss")]
    assert len(found) == 3 * 1024 - 3  # three of the wide one's points are the others' as well


def test_a_page_may_end_between_two_zeros(database: Database) -> None:
    run_id, rid = new_run(database)
    batch = [("loss", 1, 1, value) for value in (0.0, -0.0, math.nan, -math.inf)]
    database.write(lambda tx: series.append_many(tx, rid, batch))

    assert [value for _, _, value in paged(database, run_id, 1)] == ["NaN", "-Infinity", "-0.0", "0.0"]


def test_a_series_that_does_not_exist_is_empty(database: Database) -> None:
    run_id, _ = new_run(database)

    page = database.read(lambda conn: history.history_page(conn, run_id, "none", max_results=10))

    assert (page.steps, page.next_page_token) == ([], None)


@pytest.mark.parametrize("token", ["nonsense", "", "AAAA", "é"])
def test_a_token_of_another_making_is_refused(database: Database, token: str) -> None:
    run_id, rid = new_run(database)
    database.write(lambda tx: series.append_many(tx, rid, [("loss", 1, 1, 1.0)]))
    if token == "":
        assert database.read(
            lambda conn: history.history_page(conn, run_id, "loss", max_results=10, page_token=token)
        ).steps == [1]
        return
    with pytest.raises(LabError) as refused:
        database.read(lambda conn: history.history_page(conn, run_id, "loss", max_results=10, page_token=token))
    assert refused.value.field == "page_token"


def test_an_unknown_run_is_said(database: Database) -> None:
    with pytest.raises(LabError, match="not found"):
        database.read(lambda conn: history.history_page(conn, "f" * 32, "loss", max_results=10))
