"""Search of registered models and versions, held against what plain Python makes of the same question."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_lab.registry import models, versions
from mlops_lab.registry.search import IS_PROMPT, MODEL_FIELDS, VERSION_FIELDS, find_models, find_versions
from mlops_lab.registry.types import ModelVersion, RegisteredModel
from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import model_version_tags, model_versions, registered_models
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking.search.tree import Kind, Name
from mlops_lab.wire.errors import LabError
from tests.conftest import DATABASES
from tests.parts.matching import Value, select

NAMES = ["iris", "Iris", "größe", "GRÖSSE", "a%b", "a_b", "it's", "emoji 🎉", "z"]
TAGS: list[dict[str, str]] = [
    {}, {"team": "vision"}, {"team": "Vision", "x": "1"}, {"team": "ÄÖ"}, {IS_PROMPT: "true"}, {"team": ""},
]  # fmt: skip
log = logging.getLogger(__name__)
Store = tuple[Database, list[RegisteredModel], list[ModelVersion]]


@pytest.fixture(scope="module", params=DATABASES)
def filled(request: pytest.FixtureRequest, new_database_url: Callable[[str], str]) -> Iterator[Store]:
    with Database(new_database_url(request.param)) as database:

        def fill(tx: Tx) -> tuple[list[RegisteredModel], list[ModelVersion]]:
            made = 0
            tx.now = 5000
            models.create_model(tx, "elsewhere", "iris")
            versions.create_version(tx, "elsewhere", "iris", source="s3://x")
            for place, name in enumerate(NAMES):
                tx.now = 1000 + place // 2
                models.create_model(tx, "default", name, tags=TAGS[place % len(TAGS)])
                for number in range(1, 1 + place % 4):
                    made += 1
                    tx.now = 2000 + made // 3
                    versions.create_version(
                        tx,
                        "default",
                        name,
                        source=f"s3://{name}/{number}",
                        run_id=f"run{made}" if made % 3 else None,
                        logged_model_id=f"m-{made}" if made % 2 else None,
                        tags=TAGS[made % len(TAGS)],
                    )
            tx.now = 3000
            versions.move_version(tx, "default", "größe", 1, "Production", archive_existing=False)
            keys = tx.conn.scalars(sa.select(registered_models.c.id).where(registered_models.c.created_at < 5000))
            known = models.load_models(tx.conn, list(keys))
            keys = tx.conn.scalars(sa.select(model_versions.c.id).where(model_versions.c.created_at < 5000))
            return known, [one for _, one in versions.load_versions(tx.conn, list(keys))]

        known, numbered = database.write(fill)
        known.sort(key=lambda one: one.name)
        numbered.sort(key=lambda one: (-one.updated_at, one.name, -one.version))
        yield database, known, numbered


def tag(tags: dict[str, str], key: str) -> Value:
    return tags.get(key, "false" if key == IS_PROMPT else None)


def of_model(one: RegisteredModel, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return tag(one.tags, name.key)
    values: dict[str, Value] = {
        "name": one.name, "creation_timestamp": one.created_at, "last_updated_timestamp": one.updated_at,
    }  # fmt: skip
    return values[name.key]


def of_version(one: ModelVersion, name: Name) -> Value:
    if name.kind is Kind.TAG:
        return tag(one.tags, name.key)
    values: dict[str, Value] = {
        "name": one.name, "version": one.version, "run_id": one.run_id, "source": one.source,
        "current_stage": one.stage, "model_id": one.logged_model_id, "user_id": one.username,
        "creation_timestamp": one.created_at, "last_updated_timestamp": one.updated_at,
    }  # fmt: skip
    return values[name.key]


def conditions(texts: list[str], numbers: dict[str, list[int]]) -> st.SearchStrategy[str]:
    """Return filters made of names and values that meet."""
    values = st.sampled_from([*NAMES, "vision", "ÄÖ", "äö", "true", "false", "run1", "m-1", "Production", ""])
    quoted = values.map(lambda text: "'" + text.replace("'", "''") + "'")
    patterns = st.sampled_from(["'%'", "'i%'", "'%r%'", "'a_b'", "'%Ö%'", "'GRÖ%'", "'%S'", "'run_'", "'vision'"])
    labels = st.sampled_from(["tags.team", "tag.x", f"tags.`{IS_PROMPT}`", "tags.none"])
    name = st.sampled_from(texts)
    whole = st.sampled_from(sorted(numbers)).flatmap(
        lambda key: st.tuples(
            st.just(key), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.sampled_from(numbers[key]).map(str)
        )
    )
    compared = st.one_of(
        st.tuples(st.one_of(name, labels), st.sampled_from(["=", "!="]), quoted),
        st.tuples(st.one_of(name, labels), st.sampled_from(["LIKE", "ILIKE"]), patterns),
        st.tuples(labels, st.sampled_from(["IS NULL", "IS NOT NULL"]), st.just("")),
        st.tuples(name, st.sampled_from(["IN", "NOT IN"]), st.lists(quoted, min_size=1, max_size=3).map(_listed)),
        whole,
    )
    return st.lists(compared.map(" ".join), max_size=3).map(" AND ".join)


def _listed(values: list[str]) -> str:
    return f"({', '.join(values)})"


def orders(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.tuples(st.sampled_from(names), st.sampled_from(["ASC", "DESC"])).map(" ".join), max_size=3)


def pages(database: Database, find: Callable[..., Any], size: int, **asked: Any) -> list[Any]:
    found: list[Any] = []
    token = ""
    while True:
        page, token = database.read(
            lambda conn, token=token: find(conn, "default", max_results=size, page_token=token, **asked)
        )
        found += page
        assert len(page) <= size
        if not token:
            return found
        assert len(page) == size


@settings(max_examples=60, deadline=None)
@given(
    filter_=conditions(["name", "attribute.name"], {"creation_timestamp": [1000, 1002], "timestamp": [1001, 2001]}),
    order=orders(["name", "creation_timestamp", "last_updated_timestamp", "tags.team"]),
    size=st.integers(2, 7),
)
def test_models_are_those_plain_python_finds(filled: Store, filter_: str, order: list[str], size: int) -> None:
    database, known, _ = filled
    wanted = select(known, of_model, fields=MODEL_FIELDS, filter=filter_, order_by=order)
    found = pages(database, find_models, size, filter=filter_, order_by=order)
    assert [one.name for one in found] == [one.name for one in wanted]


@settings(max_examples=100, deadline=None)
@given(
    filter_=conditions(
        ["name", "run_id", "source", "current_stage", "model_id", "user_id"],
        {"version": [1, 2], "creation_timestamp": [2000, 2003], "last_updated_timestamp": [2002, 3000]},
    ),
    order=orders(["name", "version", "run_id", "model_id", "creation_timestamp", "tags.team", "current_stage"]),
    size=st.integers(2, 7),
)
def test_versions_are_those_plain_python_finds(filled: Store, filter_: str, order: list[str], size: int) -> None:
    database, _, known = filled
    wanted = select(known, of_version, fields=VERSION_FIELDS, filter=filter_, order_by=order)
    found = pages(database, find_versions, size, filter=filter_, order_by=order)
    assert [(one.name, one.version) for one in found] == [(one.name, one.version) for one in wanted]
    assert all(one in wanted for one in found)  # tags and all


def test_a_token_is_for_its_own_question(filled: Store) -> None:
    database, _, _ = filled

    def ask(**asked: Any) -> tuple[list[Any], str | None]:
        given = {"filter": "", "order_by": [], "max_results": 2, "page_token": ""} | asked
        return database.read(lambda conn: find_versions(conn, "default", **given))

    _, token = ask()
    assert token
    for wrong in ({"page_token": "nonsense"}, {"page_token": token, "filter": "name = 'x'"}):
        with pytest.raises(LabError) as refused:
            ask(**wrong)
        assert refused.value.field == "page_token"


def test_a_version_made_between_two_pages_moves_nothing(database: Database) -> None:
    def make(tx: Tx) -> None:
        versions.create_version(tx, "default", "m", source="s")

    database.write(lambda tx: models.create_model(tx, "default", "m"))
    for _ in range(4):
        database.write(make)
    asked: dict[str, Any] = {"filter": "", "order_by": ["version DESC"], "max_results": 2}
    first, token = database.read(lambda conn: find_versions(conn, "default", page_token="", **asked))
    database.write(make)
    second, _ = database.read(lambda conn: find_versions(conn, "default", page_token=token, **asked))
    assert [one.version for one in (*first, *second)] == [4, 3, 2, 1]


@pytest.mark.parametrize("filter_", ["name = 'x' OR name = 'y'", "version LIKE '1'", "nothing = 'x'", "name = 1"])
def test_what_mlflow_refuses_is_refused(database: Database, filter_: str) -> None:
    with pytest.raises(LabError, match="at column"):
        database.read(
            lambda conn: find_versions(conn, "default", filter=filter_, order_by=[], max_results=10, page_token="")
        )


def test_20000_versions_are_searched_in_milliseconds(database: Database) -> None:
    def fill(tx: Tx) -> None:
        for number in range(20):
            models.create_model(tx, "default", f"m{number}")
        owners = list(tx.conn.scalars(sa.select(registered_models.c.id).order_by(registered_models.c.id)))
        rows = [
            {"registered_model_id": owners[i % 20], "version": i // 20 + 1, "source": f"s{i}", "run_id": f"r{i}"}
            | {"created_at": i, "updated_at": i}
            for i in range(20_000)
        ]
        tx.conn.execute(sa.insert(model_versions), rows)
        keys = list(tx.conn.scalars(sa.select(model_versions.c.id)))
        tags = [{"model_version_id": key, "key": "k", "value": f"v{key % 1000}"} for key in keys]
        tx.conn.execute(sa.insert(model_version_tags), tags)

    database.write(fill)
    for filter_, count in {"": 100, "name = 'm7'": 100, "run_id = 'r77'": 1, "tags.k = 'v5'": 20}.items():
        asked: dict[str, Any] = {"filter": filter_, "order_by": [], "max_results": 100, "page_token": ""}
        took = []
        for _ in range(4):
            began = time.perf_counter()
            found, token = database.read(lambda conn, asked=asked: find_versions(conn, "default", **asked))
            took.append(time.perf_counter() - began)
        log.info("%s, 20,000 versions, %s: %.1f ms", database.dialect, filter_ or "all", 1000 * min(took))
        assert len(found) == count
        assert (token is not None) == (count == 100)
        assert min(took) < 0.15
