"""Changes told between servers that share one PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from mlops_lab.storage import notifications
from mlops_lab.storage.changes import MISSED, Change
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from tests.parts.postgres import Postgres


class Heard(list[Change]):
    """Everything one store's listeners are told."""

    def __init__(self, store: Database) -> None:
        super().__init__()
        store.changes.subscribe(self.extend)

    def wait(self, wanted: int = 1, seconds: float = 10) -> Heard:
        """Wait for a number of changes, then a little longer for more than that."""
        end = time.monotonic() + seconds
        while len(self) < wanted and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.15)
        return self


def tell(store: Database, topic: str, kind: str = "test.said", **data: Any) -> None:
    store.write(lambda tx: tx.publish(topic, kind, data))


@pytest.fixture
def two(postgres: Postgres) -> Iterator[tuple[Database, Database]]:
    url = postgres.migrated_database()
    with Database(url) as one, Database(url) as other:
        heard = Heard(other)
        while not heard:  # both listen
            tell(one, "warm")
            heard.wait(seconds=0.2)
        yield one, other


def test_a_change_is_heard_by_the_other_store_once_and_at_home_once(two: tuple[Database, Database]) -> None:
    one, other = two
    home, away = Heard(one), Heard(other)
    tell(one, "run:é 🎉", run_id="a", value=None)
    assert away.wait() == [Change("run:é 🎉", "test.said", {"run_id": "a", "value": None})]
    assert home == away


def test_a_transaction_that_fails_tells_nothing(two: tuple[Database, Database]) -> None:
    one, other = two
    away = Heard(other)

    def fail(tx: Tx) -> None:
        tx.publish("run:a", "test.said", {})
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        one.write(fail)
    tell(one, "end")
    assert [change.topic for change in away.wait()] == ["end"]


def test_many_points_arrive_as_few_changes_with_the_last_values(two: tuple[Database, Database]) -> None:
    one, other = two
    away = Heard(other)
    for number in range(300):
        tell(one, "run:a", "run.points", run_id="a", keys={f"m{number % 3}": {"last": number}})
    tell(one, "end")
    while not any(change.topic == "end" for change in away):
        away.wait(len(away) + 1, 10)
    points = [change for change in away if change.topic == "run:a"]
    keys: dict[str, Any] = {}
    for change in points:
        keys |= change.data["keys"]
    assert keys == {"m0": {"last": 297}, "m1": {"last": 298}, "m2": {"last": 299}}
    assert len(points) < 100


def test_what_is_too_long_for_one_notification_is_divided_or_said_to_be_missing() -> None:
    keys = {f"{'k' * 200}{number}": {"last": 0.5, "last_step": number, "count": 1} for number in range(1000)}
    long = [
        Change("run:a", "run.points", {"run_id": "a", "keys": keys}),
        Change("notebook:" + "x" * 10_000, "run.created", {}),
        *(Change(f"run:{number}", "run.created", {"run_id": str(number)}) for number in range(500)),
    ]
    packed = list(notifications.payloads("o" * 32, long))
    assert max(len(payload.encode()) for payload in packed) < 8000
    assert len(packed) < 50
    told = [change for payload in packed for change in msgspec.json.decode(payload, type=notifications._Told).changes]
    points = [change.data["keys"] for change in told if change.kind == "run.points"]
    assert {key: value for part in points for key, value in part.items()} == keys
    assert told.count(MISSED) == 1
    assert [change for change in told if change.kind == "run.created"] == long[2:]


def test_a_store_hears_again_after_postgresql_restarted_and_knows_that_it_missed_something(postgres: Postgres) -> None:
    url = postgres.migrated_database()
    with Database(url) as one, Database(url) as other:
        away = Heard(other)
        tell(one, "before")
        postgres.restart("fast")
        while MISSED not in away:
            away.wait(len(away) + 1, 20)
        end = time.monotonic() + 20
        while not any(change.topic == "after" for change in away) and time.monotonic() < end:
            tell(one, "after")  # until both ways are open again, it is told as missed
            away.wait(len(away) + 1, 1)
        assert Change("after", "test.said", {}) in away


def test_stores_of_different_schemas_do_not_hear_each_other(postgres: Postgres) -> None:
    import psycopg

    url = postgres.new_database()
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("CREATE SCHEMA a")
        conn.execute("CREATE SCHEMA b")
    addresses = [f"{url}?options=-csearch_path%3D{schema}" for schema in "ab"]
    with Database(addresses[0]) as one, Database(addresses[1]) as other:
        away = Heard(other)
        tell(one, "run:a")
        assert away.wait(seconds=0.5) == []


def test_closing_is_quick_and_sends_what_waits(postgres: Postgres) -> None:
    url = postgres.migrated_database()
    with Database(url) as other:
        away = Heard(other)
        for _ in range(3):
            one = Database(url)
            tell(one, "last words")
            began = time.monotonic()
            one.close()
            assert time.monotonic() - began < 1
        assert Change("last words", "test.said", {}) in away.wait()
