"""Which params matter: a true influence is found, and none is made up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mlops_lab.storage.database import Database
from mlops_lab.tracking import importance, runs, series
from mlops_lab.tracking.attributes import log_params
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.types import Importance, ImportanceRequest, Summary
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id

Params = dict[str, str]


def ranked(
    database: Database, each: list[Params], metric: Callable[[int], list[float]], summary: Summary = Summary.LAST
) -> dict[str, Importance]:
    """Make a run of each set of params with these points, and return what is said of each param."""
    run_ids = [new_id() for _ in each]

    def fill(tx: object) -> None:
        for place, (run_id, params) in enumerate(zip(run_ids, each, strict=True)):
            runs.create_run(tx, StartRun(run_id=run_id, time=1000))  # type: ignore[arg-type]
            rid = runs.find_rid(tx.conn, run_id)  # type: ignore[attr-defined]
            log_params(tx, rid, params)  # type: ignore[arg-type]
            series.append_many(tx, rid, [("auc", step, 1, value) for step, value in enumerate(metric(place))])  # type: ignore[arg-type]

    database.write(fill)
    request = ImportanceRequest(run_ids=run_ids, metric="auc", summary=summary)
    return {one.param: one for one in database.read(lambda conn: importance.importance(conn, request))}


def drawn(count: int, *names: str, seed: int = 0) -> list[Params]:
    rng = np.random.default_rng(seed)
    return [{name: str(round(rng.normal(), 4)) for name in names} for _ in range(count)]


def test_the_param_behind_a_metric_comes_first_with_nearly_all_of_it(database: Database) -> None:
    each = drawn(40, "lr", "seed", "width")

    found = ranked(database, each, lambda place: [-3 * float(each[place]["lr"])])

    assert next(iter(found)) == "lr"
    assert found["lr"].importance > 0.9
    assert found["lr"].correlation == pytest.approx(-1.0)
    assert sum(one.importance for one in found.values()) == pytest.approx(1.0)


def test_an_influence_that_no_correlation_shows_is_found(sqlite_database: Database) -> None:
    each = drawn(60, "lr", "seed")

    found = ranked(sqlite_database, each, lambda place: [abs(float(each[place]["lr"]))])

    assert found["lr"].importance > 0.9
    assert abs(found["lr"].correlation or 0.0) < 0.4


@pytest.mark.parametrize("count", [4, 5, 12, 100])
def test_nothing_is_made_of_noise(sqlite_database: Database, count: int) -> None:
    noise = np.random.default_rng(99).normal(size=count)

    found = ranked(sqlite_database, drawn(count, "a", "b", "c"), lambda place: [float(noise[place])])

    assert {one.importance for one in found.values()} == {0.0}


def test_texts_and_missing_params_count_as_well(sqlite_database: Database) -> None:
    each: list[Params] = [
        {"model": ("net", "tree", "svm")[i % 3], "seed": str(i)} | ({"warm": "true"} if i % 2 else {})
        for i in range(48)
    ]

    found = ranked(sqlite_database, each, lambda i: [float({"net": 3, "tree": 1, "svm": 7}[each[i]["model"]]) + i % 2])

    assert list(found)[:2] == ["model", "warm"]
    assert found["warm"].importance > 0.01
    assert found["model"].correlation is None
    assert found["warm"].correlation is None


def test_params_of_any_size_are_ranked(sqlite_database: Database) -> None:
    each: list[Params] = [{"lr": f"1e{10 * i - 250}", "same": "x"} for i in range(50)]

    found = ranked(sqlite_database, each, lambda i: [(i - 20) * 1e306])

    assert list(found) == ["lr"]
    assert found["lr"].importance == pytest.approx(1.0)


def test_the_summary_that_is_asked_for_is_what_counts(sqlite_database: Database) -> None:
    each = drawn(40, "lr", "width")

    def points(place: int) -> list[float]:
        return [10 + float(each[place]["lr"]), float(each[place]["width"])]

    assert next(iter(ranked(sqlite_database, each, points, Summary.LAST))) == "width"
    assert next(iter(ranked(sqlite_database, each, points, Summary.MAX))) == "lr"


def test_a_metric_that_is_the_same_everywhere_depends_on_nothing(sqlite_database: Database) -> None:
    found = ranked(sqlite_database, drawn(6, "lr"), lambda _: [0.5])

    assert found["lr"].importance == 0.0


def test_fewer_than_four_finite_values_are_too_few(database: Database) -> None:
    values = [1.0, 2.0, 3.0, float("nan"), float("inf")]
    with pytest.raises(LabError, match="at least 4 runs") as refused:
        ranked(database, drawn(5, "lr"), lambda place: [values[place]])
    assert refused.value.field == "metric"
