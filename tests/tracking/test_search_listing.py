"""Search of experiments and logged models, held against what plain Python makes of the same question."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import logged_model_metrics, logged_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import experiments
from mlops_lab.tracking.logged_models import create_logged_model, load_logged_models
from mlops_lab.tracking.search import experiments as experiment_search
from mlops_lab.tracking.search import logged_models as model_search
from mlops_lab.tracking.search.tree import Kind, Name, Order
from mlops_lab.tracking.types import Experiment, LoggedModel, View
from tests.conftest import DATABASES
from tests.parts.matching import Value, matches, ordered, select

NUMBERS = [0.5, -0.5, 0.0, -0.0, 1e-320, -1e-320, 1e300, math.inf, -math.inf, math.nan]
NAMES = ["net", "Net", "größe", "GRÖßE", "a%b", "a_b"]
Point = tuple[str, int, int, float, str | None, str | None]


class Known:
    """A model with its points."""

    def __init__(self, model: LoggedModel, points: list[Point]) -> None:
        self.model = model
        self.points = points


Store = tuple[Database, list[Experiment], list[Known]]


@pytest.fixture(scope="module", params=DATABASES)
def filled(request: pytest.FixtureRequest, new_database_url: Callable[[str], str]) -> Iterator[Store]:
    with Database(new_database_url(request.param)) as database:

        def fill(tx: Tx) -> tuple[list[Experiment], list[Known]]:
            made = []
            for place, name in enumerate(NAMES):
                tx.now = 1000 + place // 2
                tags = {"kind": name} if place % 2 else {}
                made.append(experiments.create_experiment(tx, "default", name, tags=tags))
            known = []
            for place in range(12):
                tx.now = 2000 + place // 3
                model = create_logged_model(
                    tx, "0", name=NAMES[place % 6], params={"p": str(place % 3)}, tags={"t": "x"} if place % 2 else None
                )
                key = tx.conn.scalar(sa.select(logged_models.c.id).where(logged_models.c.model_id == model.model_id))
                dataset = ("train", "d1") if place % 3 == 0 else ("test", "d2") if place % 3 == 1 else (None, None)
                points: list[Point] = [
                    ("auc", 1, 5, 0.25, *dataset),
                    ("auc", 2, 1, NUMBERS[place % 10], *dataset),
                    ("loss", 1, 1, float(place), "train", "d2"),
                ][: 1 + place % 4]
                for name, step, when, value, on, digest in points:
                    (bits,) = struct.unpack("<q", struct.pack("<d", value))
                    row = {"logged_model_id": key, "key": name, "step": step, "time": when, "bits": bits}
                    row |= {"run_id": "r", "dataset_name": on, "dataset_digest": digest}
                    tx.conn.execute(sa.insert(logged_model_metrics), row)
                known.append(Known(load_logged_models(tx.conn, [key])[0], points))
            return made, known[::-1]

        made, known = database.write(fill)
        yield database, made[::-1], known


def of_experiment(one: Experiment, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return one.tags.get(name.key)
    values: dict[str, Value] = {
        "name": one.name, "experiment_id": one.experiment_id,
        "creation_time": one.created_at, "last_update_time": one.updated_at,
    }  # fmt: skip
    return values[name.key]


TEXTS = st.tuples(
    st.sampled_from(["name", "tags.kind"]),
    st.sampled_from(["= 'net'", "!= 'Net'", "LIKE 'n%'", "ILIKE 'N%'", "ILIKE '%Ö%'", "LIKE 'a_b'", "ILIKE 'GRÖßE'"]),
).map(" ".join)
DIRECTIONS = st.sampled_from(["ASC", "DESC"])


@settings(max_examples=60, deadline=None)
@given(
    filter_=st.lists(st.one_of(TEXTS, st.sampled_from(["creation_time > 1000", "tag.kind IS NULL"])), max_size=3),
    order=st.lists(st.tuples(st.sampled_from(["name", "creation_time", "tags.kind"]), DIRECTIONS).map(" ".join)),
)
def test_experiments_are_those_plain_python_finds(filled: Store, filter_: list[str], order: list[str]) -> None:
    database, known, _ = filled
    text = " AND ".join([*filter_, "experiment_id != '0'"])
    order = order[:3]
    wanted = select(known, of_experiment, fields=experiment_search.FIELDS, filter=text, order_by=order)
    found: list[Experiment] = []
    token: str | None = ""
    while token is not None:
        page, token = database.read(
            lambda conn, token=token: experiment_search.find_experiments(
                conn, "default", filter=text, order_by=order, view=View.ACTIVE, max_results=2, page_token=token
            )
        )
        found += page
    assert [one.name for one in found] == [one.name for one in wanted]


def of_model(one: Known, name: Name, *datasets: Any) -> Value:
    if name.kind is Kind.METRIC:
        points = [p for p in one.points if p[0] == name.key and all(on(p, some) for some in datasets)]
        return max(points, key=lambda p: (p[1], p[2]))[3] if points else None
    if name.kind is Kind.PARAM:
        return one.model.params.get(name.key)
    if name.kind is Kind.TAG:
        return one.model.tags.get(name.key)
    return {"name": one.model.name, "creation_timestamp": one.model.created_at}[name.key]


def on(point: Point, datasets: list[tuple[str, str | None]]) -> bool:
    return not datasets or any(point[4] == name and digest in (None, point[5]) for name, digest in datasets)


METRICS = st.tuples(
    st.sampled_from(["metrics.auc", "metrics.loss"]),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.sampled_from(["0", "-0.0", "0.5", "1e-320", "-1e-320", "5", "1e300", "1e999"]),
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(
    filter_=st.lists(
        st.one_of(METRICS, st.sampled_from(["params.p = '1'", "tags.t IS NULL", "name ILIKE 'n%'"])), max_size=3
    ),
    order=st.lists(
        st.tuples(
            st.sampled_from(["metrics.auc", "metrics.loss", "name", "params.p"]), st.booleans(),
            st.sampled_from([(None, None), ("train", None), ("test", "d2")]),
        ).map(lambda given: (given[0], given[1], *given[2])),
        max_size=2,
    ),
    datasets=st.sampled_from([[], [], [("train", None)], [("train", "d2")], [("train", "d1"), ("test", None)]]),
)  # fmt: skip
def test_logged_models_are_those_plain_python_finds(
    filled: Store, filter_: list[str], order: list[Any], datasets: list[tuple[str, str | None]]
) -> None:
    database, _, known = filled
    text = " AND ".join(filter_)
    tree = model_search.grammar.parse(text, fields=model_search.FIELDS, strict=True)
    wanted = [
        one
        for one in known
        if (tree is None or matches(tree, lambda name, one=one: of_model(one, name, datasets)))
        and (not datasets or any(on(point, datasets) for point in one.points))
    ]
    for key, ascending, dataset, digest in reversed(order):
        name = model_search.grammar.parse_order(key, fields=model_search.FIELDS).name
        where = [(dataset, digest)] if dataset else []
        wanted = ordered(
            wanted, [Order(name, not ascending)], lambda one, name, where=where: of_model(one, name, datasets, where)
        )
    found: list[LoggedModel] = []
    token: str | None = ""
    while token is not None:
        page, token = database.read(
            lambda conn, token=token: model_search.find_logged_models(
                conn, ["0"], filter=text, order_by=order, datasets=datasets, max_results=4, page_token=token
            )
        )
        found += page
    assert [one.model_id for one in found] == [one.model.model_id for one in wanted]
