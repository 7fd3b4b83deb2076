"""Search, held against what plain Python makes of the same question over the same few runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_lab.storage.database import Database
from mlops_lab.tracking import attributes, runs, series
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.search import find_rids, key_names, key_values
from mlops_lab.tracking.types import RunSearch, RunStatus, View
from mlops_lab.wire.errors import LabError
from mlops_lab.wire.ids import new_id
from tests.conftest import DATABASES


@dataclass
class Known:
    """A run as the oracle knows it."""

    rid: int
    name: str
    start: int
    status: str
    params: dict[str, str]
    tags: dict[str, str]
    metrics: dict[str, list[float]]


FACTS: list[tuple[str, dict[str, str], dict[str, str], dict[str, list[float]]]] = [
    ("plain", {"lr": "0.1", "model": "gbm"}, {"team": "vision"}, {"auc": [0.7, 0.9], "loss": [1.0]}),
    ("Plain", {"lr": "0.2", "model": "GBM"}, {"team": "nlp"}, {"auc": [0.9, 0.6]}),
    ("odd %_'\" name", {"lr": "ten", "model": "a%b"}, {}, {"auc": [math.nan]}),
    ("none", {}, {}, {}),
    ("inf", {"lr": "10", "model": "net"}, {"team": "vision", "note": "x"}, {"auc": [math.inf], "loss": [-2.0]}),
    ("low", {"lr": "1e-3"}, {"team": ""}, {"auc": [-1.0, math.nan, 0.2], "loss": [0.0, 5.0]}),
    ("größe", {"model": "größe"}, {"team": "vision"}, {"loss": [math.nan, 3.0]}),
    ("tie", {"lr": "0.1", "model": "gbm"}, {"team": "nlp"}, {"auc": [0.9], "loss": [1.0]}),
]


@pytest.fixture(scope="module", params=DATABASES)
def filled(
    request: pytest.FixtureRequest, new_database_url: Callable[[str], str]
) -> Iterator[tuple[Database, list[Known]]]:
    known = []
    with Database(new_database_url(request.param)) as database:
        for place, (name, params, tags, metrics) in enumerate(FACTS):
            run_id = new_id()
            start = 1000 + place // 2
            record = StartRun(run_id=run_id, time=start, name=name, tags=tags)
            database.write(lambda tx, record=record: runs.create_run(tx, record))
            rid = database.read(lambda conn, run_id=run_id: runs.find_rid(conn, run_id))
            database.write(lambda tx, rid=rid, params=params: attributes.log_params(tx, rid, params))
            points = [(key, step, 1, value) for key, values in metrics.items() for step, value in enumerate(values)]
            database.write(lambda tx, rid=rid, points=points: series.append_many(tx, rid, points))
            status = RunStatus.FINISHED if place % 3 else RunStatus.RUNNING
            database.write(lambda tx, run_id=run_id, status=status: runs.update_run(tx, run_id, status=status))
            known.append(Known(rid, name, start, status.value, params, tags, metrics))
        yield database, known


Term = tuple[str, Callable[[Known], bool]]


def like(value: str | None, pattern: str) -> bool:
    """Match with % at the ends only, which is all the terms below use."""
    if value is None:
        return False
    core = pattern.strip("%")
    if pattern.startswith("%") and pattern.endswith("%"):
        return core in value
    return value.endswith(core) if pattern.startswith("%") else value.startswith(core)


def last(run: Known, key: str) -> float | None:
    values = run.metrics.get(key)
    return values[-1] if values else None


def least(run: Known, key: str) -> float | None:
    numbers = [value for value in run.metrics.get(key, []) if value == value]
    return min(numbers) if numbers else None


def number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def holds(value: float | None, test: Callable[[float], bool]) -> bool:
    return value is not None and value == value and test(value)


TERMS: list[Term] = [
    ("metrics.auc > 0.5", lambda r: holds(last(r, "auc"), lambda v: v > 0.5)),
    ("metrics.auc <= 0.9", lambda r: holds(last(r, "auc"), lambda v: v <= 0.9)),
    ("metrics.loss = 1", lambda r: holds(last(r, "loss"), lambda v: v == 1)),
    ("min(metrics.auc) < 0.7", lambda r: holds(least(r, "auc"), lambda v: v < 0.7)),
    ("params.lr = '0.1'", lambda r: r.params.get("lr") == "0.1"),
    ("params.lr > 0.1", lambda r: holds(number(r.params.get("lr")), lambda v: v > 0.1)),
    ("params.model LIKE '%b%'", lambda r: like(r.params.get("model"), "%b%")),
    ("params.model ILIKE 'gb%'", lambda r: like((r.params.get("model") or "").lower() or None, "gb%")),
    ("params.model IS NULL", lambda r: "model" not in r.params),
    ("params.model IN ('gbm', 'net')", lambda r: r.params.get("model") in ("gbm", "net")),
    ("tags.team = 'vision'", lambda r: r.tags.get("team") == "vision"),
    ("tags.team != 'vision'", lambda r: "team" in r.tags and r.tags["team"] != "vision"),
    ("tags.team IS NOT NULL", lambda r: "team" in r.tags),
    ("status = 'FINISHED'", lambda r: r.status == "finished"),
    ("run_name = 'größe'", lambda r: r.name == "größe"),
    ("start_time >= 1002", lambda r: r.start >= 1002),
]


def trees() -> st.SearchStrategy[Term]:
    def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda p: (f"({p[0][0]} AND {p[1][0]})", lambda r: p[0][1](r) and p[1][1](r))),
            pair.map(lambda p: (f"({p[0][0]} OR {p[1][0]})", lambda r: p[0][1](r) or p[1][1](r))),
            inner.map(lambda t: (f"NOT ({t[0]})", lambda r: not t[1](r))),
        )

    return st.recursive(st.sampled_from(TERMS), grown, max_leaves=6)


Key = Callable[[Known], float | str | None]
ORDERS: dict[str, Key] = {
    "metrics.auc": lambda r: last(r, "auc"),
    "min(metrics.loss)": lambda r: least(r, "loss"),
    "start_time": lambda r: r.start,
}


def in_order(known: list[Known], key: Key, descending: bool) -> list[int]:
    """Sort as promised: missing and NaN last either way, ties by start, then the newest."""

    def there(run: Known) -> bool:
        value = key(run)
        return value is not None and value == value

    tied = sorted(known, key=lambda r: (-r.start, -r.rid))
    present = sorted([r for r in tied if there(r)], key=lambda r: key(r), reverse=descending)  # type: ignore[arg-type,return-value]
    if descending:  # a reversed sort keeps ties as they stood
        present = sorted([r for r in tied if there(r)], key=lambda r: -float(key(r) or 0.0))
    return [r.rid for r in [*present, *(r for r in tied if not there(r))]]


@settings(max_examples=60, deadline=None)
@given(tree=trees())
def test_a_filter_finds_what_plain_python_finds(filled: tuple[Database, list[Known]], tree: Term) -> None:
    database, known = filled
    text, oracle = tree
    search = RunSearch(filter=text, count=True)

    rids, _, total = database.read(lambda conn: find_rids(conn, search))

    expected = {run.rid for run in known if oracle(run)}
    assert set(rids) == expected, text
    assert total == len(expected)


@settings(max_examples=40, deadline=None)
@given(
    order=st.sampled_from(sorted(ORDERS)),
    descending=st.booleans(),
    size=st.integers(1, 4),
    term=st.sampled_from([("", lambda r: True), *TERMS]),
)
def test_pages_put_together_are_the_whole_in_order(
    filled: tuple[Database, list[Known]], order: str, descending: bool, size: int, term: Term
) -> None:
    database, known = filled
    found: list[int] = []
    token = None
    while True:
        search = RunSearch(
            filter=term[0],
            order_by=[f"{order} {'DESC' if descending else 'ASC'}"],
            max_results=size,
            page_token=token,
        )
        rids, token, _ = database.read(lambda conn, search=search: find_rids(conn, search))
        found += rids
        if token is None:
            break
    chosen = [run for run in known if term[1](run)]
    assert found == in_order(chosen, ORDERS[order], descending)


@settings(max_examples=40, deadline=None)
@given(
    order=st.sampled_from(sorted(ORDERS)),
    descending=st.booleans(),
    begin=st.integers(0, 3),
    offset=st.integers(0, 9),
    term=st.sampled_from([("", lambda r: True), *TERMS]),
)
def test_a_jump_lands_where_reading_on_would(
    filled: tuple[Database, list[Known]], order: str, descending: bool, begin: int, offset: int, term: Term
) -> None:
    database, known = filled
    search = RunSearch(filter=term[0], order_by=[f"{order} {'DESC' if descending else 'ASC'}"])
    whole = in_order([run for run in known if term[1](run)], ORDERS[order], descending)
    if begin:
        search.max_results = begin
        _, search.page_token, _ = database.read(lambda conn: find_rids(conn, search))
        begin = begin if search.page_token else 0
    search.max_results, search.offset = 2, offset
    rids, token, _ = database.read(lambda conn: find_rids(conn, search))
    assert rids == whole[begin + offset : begin + offset + 2]
    assert (token is not None) == (begin + offset + 2 < len(whole))


def test_new_runs_do_not_move_what_is_jumped_to_behind_a_token(database: Database) -> None:
    def add(start: int) -> int:
        run_id = new_id()
        database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=start)))
        return database.read(lambda conn: runs.find_rid(conn, run_id))

    old = [add(start) for start in range(6)][::-1]
    _, token, _ = database.read(lambda conn: find_rids(conn, RunSearch(max_results=2)))
    add(100)
    jump = RunSearch(max_results=2, page_token=token, offset=2)
    assert database.read(lambda conn: find_rids(conn, jump))[0] == old[4:]


def test_an_offset_below_zero_is_refused(database: Database) -> None:
    with pytest.raises(LabError) as refused:
        database.read(lambda conn: find_rids(conn, RunSearch(offset=-1)))
    assert refused.value.field == "offset"


def test_new_runs_neither_repeat_nor_skip_old_ones(database: Database) -> None:
    def add(start: int) -> int:
        run_id = new_id()
        database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=start)))
        return database.read(lambda conn: runs.find_rid(conn, run_id))

    old = [add(start) for start in range(6)]
    first, token, _ = database.read(lambda conn: find_rids(conn, RunSearch(max_results=3)))
    add(100)
    second, _, _ = database.read(lambda conn: find_rids(conn, RunSearch(max_results=10, page_token=token)))
    assert [*first, *second] == old[::-1]


def test_a_token_of_another_question_is_refused(filled: tuple[Database, list[Known]]) -> None:
    database, _ = filled
    _, token, _ = database.read(lambda conn: find_rids(conn, RunSearch(max_results=2)))
    assert token is not None
    for bad in (token[:-2], token + "A", "nonsense"):
        with pytest.raises(LabError) as refused:
            database.read(lambda conn, bad=bad: find_rids(conn, RunSearch(max_results=2, page_token=bad)))
        assert refused.value.field == "page_token"


def test_deleted_runs_are_found_only_when_asked_for(database: Database) -> None:
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=1)))
    database.write(lambda tx: runs.delete_runs(tx, [run_id]))
    for view, count in ((View.ACTIVE, 0), (View.DELETED, 1), (View.ALL, 1)):
        rids, _, _ = database.read(lambda conn, view=view: find_rids(conn, RunSearch(view=view)))
        assert len(rids) == count


def test_keys_and_values_for_completion(filled: tuple[Database, list[Known]]) -> None:
    database, _ = filled
    names = database.read(lambda conn: key_names(conn, "default", None))
    assert set(names.metrics) == {"auc", "loss"}
    assert set(names.params) == {"lr", "model"}
    values = database.read(lambda conn: key_values(conn, "default", None, "params", "model", like="g"))
    assert "gbm" in values
    assert "net" not in values
