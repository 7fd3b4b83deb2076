"""The planner's statements go through the indexes they were made for, on both databases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import run_params, runs, series
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.search import find, find_rids
from mlops_lab.tracking.types import RunSearch
from mlops_lab.wire.ids import new_id
from tests.conftest import DATABASES

RUNS = 20_000
BY_VALUE = "ix_run_params_value"
BY_METRIC = "ix_series_key_last_value_rid"
NEWEST = "ix_runs_experiment_id_start_time_rid"


@pytest.fixture(scope="module", params=DATABASES)
def filled(request: pytest.FixtureRequest, new_database_url: Callable[[str], str]) -> Iterator[Database]:
    rng = random.Random(3)

    def fill(tx: Tx) -> None:
        rids = range(1, RUNS + 1)
        about = {"experiment_id": 0, "name": "r", "status": "finished"}
        tx.conn.execute(sa.insert(runs), [about | {"rid": i, "run_id": new_id(), "start_time": i} for i in rids])
        shares = {"tenth": 10, "thousandth": 1000}
        values = [{"rid": i, "key": k, "value": f"v{rng.randrange(n)}"} for i in rids for k, n in shares.items()]
        values += [{"rid": i, "key": f"p{k}", "value": str(rng.randrange(50))} for i in rids for k in range(4)]
        tx.conn.execute(sa.insert(run_params), values)
        point = {"last_step": 0, "last_time": 0, "first_step": 0, "max_step": 0, "total": 1}
        tx.conn.execute(
            sa.insert(series),
            [point | {"rid": i, "key": f"m{k}", "last_value": rng.random()} for i in rids for k in range(3)],
        )

    with Database(new_database_url(request.param)) as database:
        database.write(fill)
        database.write(lambda tx: tx.conn.execute(sa.text("ANALYZE")))
        yield database


def explained(conn: Connection, statement: sa.Select[Any], values: Mapping[str, Any]) -> str:
    """Return how the database goes about a statement."""
    compiled: Any = statement.compile(dialect=conn.dialect)
    bound = compiled.construct_params(dict(values))
    if conn.dialect.name == "sqlite":
        listed = tuple(bound[name] for name in compiled.positiontup)
        return "\n".join(row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", listed))
    return "\n".join(row[0] for row in conn.exec_driver_sql(f"EXPLAIN {compiled}", bound))


@pytest.mark.parametrize(
    ("filter_", "order", "index", "others"),
    [
        ("params.thousandth = 'v1'", ["metrics.m0 DESC"], BY_VALUE, BY_METRIC),
        ("params.tenth = 'v1'", ["metrics.m0 DESC"], BY_METRIC, BY_VALUE),
        ("params.tenth = 'v1'", ["metrics.m0"], BY_METRIC, BY_VALUE),
        ("params.thousandth = 'v1'", [], BY_VALUE, NEWEST),
        ("params.tenth = 'v1'", [], NEWEST, BY_VALUE),
        ("params.thousandth = 'v1' AND params.tenth = 'v1'", ["metrics.m0 DESC"], BY_VALUE, BY_METRIC),
        ("", ["metrics.m0 DESC"], BY_METRIC, BY_VALUE),
        ("metrics.m1 > 0.999", ["metrics.m0 DESC"], BY_METRIC, BY_VALUE),
    ],
)
def test_a_page_begins_with_the_index_that_finds_it_soonest(
    filled: Database, monkeypatch: pytest.MonkeyPatch, filter_: str, order: list[str], index: str, others: str
) -> None:
    plans: list[str] = []
    asked = find.rows

    def rows(conn: Connection, statement: sa.Select[Any], values: Mapping[str, Any]) -> Any:
        plans.append(explained(conn, statement, values))
        return asked(conn, statement, values)

    monkeypatch.setattr(find, "rows", rows)
    search = RunSearch(filter=filter_, order_by=order, max_results=50, experiment_ids=["0"])
    filled.read(lambda conn: find_rids(conn, search))
    assert index in plans[0], plans[0]
    assert others not in plans[0], plans[0]
    assert "Seq Scan" not in plans[0], plans[0]
