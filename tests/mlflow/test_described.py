"""Runs in MLflow's JSON: whatever a value holds comes back as it was."""

from __future__ import annotations

import json
import math

import msgspec
import pytest
import sqlalchemy as sa

from mlops_lab.server.mlflow.described import described
from mlops_lab.storage.database import Database
from mlops_lab.tracking import attributes, runs, series
from tests.storage.test_storage import add_run

STRANGE = {
    "quotes": 'a "b" \\ /',
    "lines": "1\n2\t3\r",
    "control": "\x01\x1f\x7f",
    "letters": "ü 💡 \u2028",
    "empty": "",
}


def test_any_text_and_number_comes_back_as_it_was(database: Database) -> None:
    run_id, bare = add_run(database), add_run(database)
    numbers = {"nan": math.nan, "big": math.inf, "small": -math.inf, "exact": 0.1 + 0.2, "zero": -0.0}

    def write(tx: object) -> None:
        rid = runs.find_rid(tx.conn, run_id)  # type: ignore[attr-defined]
        attributes.log_params(tx, rid, STRANGE)  # type: ignore[arg-type]
        attributes.set_tags(tx, rid, dict(STRANGE))  # type: ignore[arg-type]
        series.append_many(tx, rid, [(key, 3, 4, value) for key, value in numbers.items()])  # type: ignore[arg-type]

    database.write(write)

    def read(conn: sa.Connection) -> bytes:
        rids = runs.find_rids(conn, [bare, run_id])
        return msgspec.json.encode(described(conn, [*rids, 10**9]))

    first, second = json.loads(database.read(read))
    assert first["info"]["run_id"] == bare
    assert set(first["data"]) == {"tags"}
    data = second["data"]
    assert {one["key"]: one["value"] for one in data["params"]} == STRANGE
    assert {one["key"]: one["value"] for one in data["tags"]} | STRANGE == {
        one["key"]: one["value"] for one in data["tags"]
    }
    found = {one["key"]: one["value"] for one in data["metrics"]}
    assert found == {
        "nan": "NaN",
        "big": pytest.approx(1.7976931348623157e308),
        "small": pytest.approx(-1.7976931348623157e308),
        "exact": 0.1 + 0.2,
        "zero": 0.0,
    }
    assert {(one["step"], one["timestamp"]) for one in data["metrics"]} == {(3, 4)}
