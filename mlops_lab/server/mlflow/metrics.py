"""MLflow's metric histories. Long ones are encoded in pieces, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.rules import results_of, wire_value
from mlops_lab.tracking import history, runs
from mlops_lab.wire.errors import invalid

if TYPE_CHECKING:
    from mlops_lab.tracking.chunks import Columns

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/metrics"
PAGE = 25_000
BULK_RUNS = 100
BULK_POINTS = 25_000
INTERVAL_POINTS = 2500
PIECE = 20_000


class _Point(msgspec.Struct):
    key: str
    value: float | str
    timestamp: int
    step: int


class _RunPoint(msgspec.Struct):
    key: str
    value: float | str
    timestamp: int
    step: int
    run_id: str


@endpoints.add("GET", f"{P}/get-history", query=m.History, answer=Json)
async def get_history(call: Call) -> Raw:
    """Return the points of a series: a page where a page is asked for, else all of them."""
    query: m.History = call.query
    run_id = query.run
    most = None if query.max_results is None and not query.page_token else results_of(query.max_results, PAGE)

    def read(conn: Connection) -> Raw:
        rid = runs.find_rid(conn, run_id)
        if most is None:
            columns, token = history.history_columns(conn, rid, query.metric_key), None
        else:
            columns, token = history.history_columns_page(conn, rid, query.metric_key, most, query.page_token or None)
        parts = [b'{"metrics":[', *_encoded(query.metric_key, columns), b"]"] if len(columns) else [b"{"]
        if token:
            parts += [b',"next_page_token":', msgspec.json.encode(token)]
        return Raw(b"".join([*parts, b"}"]))

    return await call.read(read)


def _encoded(key: str, columns: Columns) -> Iterator[bytes]:
    """Encode points as the inside of a JSON array."""
    import numpy as np

    for begin in range(0, len(columns), PIECE):
        part = columns.take(slice(begin, begin + PIECE))
        values: list[Any] = part.values.tolist()
        if not np.isfinite(part.values).all():
            values = [wire_value(value) for value in values]
        listed = [
            _Point(key, value, time, step)
            for value, time, step in zip(values, part.times.tolist(), part.steps.tolist(), strict=True)
        ]
        yield (b"," if begin else b"") + msgspec.json.encode(listed)[1:-1]


@endpoints.add("GET", f"{P}/get-history-bulk", query=m.BulkHistory, answer=Json)
async def get_history_bulk(call: Call) -> Raw:
    """Return the points of one metric of several runs."""
    query: m.BulkHistory = call.query
    ids = _asked(query)
    most = results_of(query.max_results, BULK_POINTS, BULK_POINTS)

    def read(conn: Connection) -> Raw:
        found: list[_RunPoint] = []
        for run_id in sorted(ids):
            columns = history.history_columns(conn, runs.find_rid(conn, run_id), query.metric_key)
            found += _points(query.metric_key, run_id, columns)
        return Raw(msgspec.json.encode({"metrics": found[:most]} if found else {}))

    return await call.read(read)


@endpoints.add("GET", f"{P}/get-history-bulk-interval", query=m.BulkHistory, answer=Json)
async def get_history_bulk_interval(call: Call) -> Raw:
    """Return evenly chosen points of one metric of several runs, their first and last ones among them."""
    query: m.BulkHistory = call.query
    ids = _asked(query)
    most = results_of(query.max_results, INTERVAL_POINTS, INTERVAL_POINTS)
    if (query.start_step is None) != (query.end_step is None):
        raise invalid("If either start_step or end_step is given, both must be.", "start_step")
    if query.start_step is not None and query.end_step is not None and query.start_step > query.end_step:
        raise invalid("end_step must not be below start_step.", "end_step")

    def read(conn: Connection) -> Raw:
        import numpy as np

        each = {}
        for run_id in ids:
            columns = history.history_columns(conn, runs.find_rid(conn, run_id), query.metric_key)
            if query.start_step is not None and query.end_step is not None:
                columns = columns.take((columns.steps >= query.start_step) & (columns.steps <= query.end_step))
            each[run_id] = columns
        steps = np.unique(np.concatenate([columns.steps for columns in each.values()]))
        if len(steps) > most:
            chosen = steps[np.linspace(0, len(steps) - 1, most).round().astype(int)]
            ends = [end for columns in each.values() if len(columns) for end in (columns.steps[0], columns.steps[-1])]
            steps = np.unique(np.concatenate([chosen, np.asarray(ends, np.int64)]))
        found: list[_RunPoint] = []
        for run_id, columns in each.items():
            found += _points(query.metric_key, run_id, columns.take(np.isin(columns.steps, steps)))
        return Raw(msgspec.json.encode({"metrics": found} if found else {}))

    return await call.read(read)


def _asked(query: m.BulkHistory) -> list[str]:
    ids = list(dict.fromkeys(query.run_ids or query.run_id))
    if not ids:
        raise invalid("GetMetricHistoryBulk request must specify at least one run_id.", "run_ids")
    if len(ids) > BULK_RUNS:
        raise invalid(f"At most {BULK_RUNS} runs at once, not {len(ids)}.", "run_ids")
    return ids


def _points(key: str, run_id: str, columns: Columns) -> list[_RunPoint]:
    rows = zip(columns.values.tolist(), columns.times.tolist(), columns.steps.tolist(), strict=True)
    return [_RunPoint(key, wire_value(value), time, step, run_id) for value, time, step in rows]
