"""Writes of several callers done at once: nobody can tell, but for the time it takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mlops_lab.storage import direct
from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import experiments, projects
from mlops_lab.storage.together import ApartError, Part
from mlops_lab.storage.transaction import Actor, Tx

ADA, BEN = Actor("ada"), Actor("ben")


class Names:
    """A write of parts that makes a project each, and notes how many came at once and in whose name."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.actors: set[str] = set()

    def write(self, tx: Tx, names: Sequence[str]) -> list[str]:
        """Make a project for each name."""
        self.sizes.append(len(names))
        if len(names) > 1 and "apart" in names:
            raise ApartError
        for name in names:
            if name == "bad":
                raise ValueError("mine")
            row = {"name": name, "created_at": tx.now, "created_by": tx.actor.username}
            tx.conn.execute(sa.insert(projects).values(row))
            tx.publish("projects", "made", {"name": name})
        return [name.upper() for name in names]


class Held:
    """Holds every writer of a store until it is let go, so that what comes meanwhile waits in line together."""

    def __init__(self, database: Database) -> None:
        self._go = threading.Event()
        count = 1 if database.dialect == "sqlite" else 4
        started = threading.Semaphore(0)

        def wait(tx: Tx) -> None:
            started.release()
            self._go.wait(30)

        self._held = [database.submit(wait) for _ in range(count)]
        for _ in self._held:
            assert started.acquire(timeout=30)

    def let_go(self) -> None:
        self._go.set()


def made(database: Database) -> dict[str, str]:
    query = sa.select(projects.c.name, projects.c.created_by).where(projects.c.name != "default")
    return database.read(lambda conn: {row.name: row.created_by for row in conn.execute(query)})


def test_parts_that_wait_in_line_are_written_at_once(database: Database) -> None:
    names, told = Names(), []
    database.changes.subscribe(lambda changes: told.extend(one.data["name"] for one in changes))
    held = Held(database)
    waiting = [database.submit(Part(names.write, f"p{number}"), ADA) for number in range(50)]
    held.let_go()

    assert [one.result(30) for one in waiting] == [f"P{number}" for number in range(50)]
    assert sum(names.sizes) == 50
    assert max(names.sizes) > 10
    assert made(database) == {f"p{number}": "ada" for number in range(50)}
    assert sorted(told) == sorted(f"p{number}" for number in range(50))


def test_a_part_that_fails_takes_no_other_with_it(database: Database) -> None:
    names = Names()
    held = Held(database)
    waiting = {name: database.submit(Part(names.write, name), ADA) for name in ("a", "bad", "b", "c")}
    held.let_go()

    with pytest.raises(ValueError, match="mine"):
        waiting.pop("bad").result(30)
    assert [one.result(30) for one in waiting.values()] == ["A", "B", "C"]
    assert set(made(database)) == {"a", "b", "c"}


def test_each_part_is_written_in_the_name_of_who_asked(database: Database) -> None:
    names = Names()
    held = Held(database)
    people = [ADA, ADA, BEN, replace(ADA, configured={"*": "viewer"}), replace(ADA, request_id="7")]
    waiting = [database.submit(Part(names.write, f"p{number}"), actor) for number, actor in enumerate(people)]
    held.let_go()

    for one in waiting:
        one.result(30)
    assert made(database) == {"p0": "ada", "p1": "ada", "p2": "ben", "p3": "ada", "p4": "ada"}
    assert max(names.sizes) == 2


def test_parts_that_ask_for_it_are_written_apart(database: Database) -> None:
    names = Names()
    held = Held(database)
    waiting = [database.submit(Part(names.write, name), ADA) for name in ("a", "apart", "b")]
    held.let_go()

    assert [one.result(30) for one in waiting] == ["A", "APART", "B"]
    assert sorted(names.sizes) == [1, 1, 1, 3]


def test_one_who_no_longer_waits_is_no_trouble(database: Database) -> None:
    names = Names()
    held = Held(database)

    async def ask() -> None:
        tasks = [asyncio.create_task(database.awrite(Part(names.write, name), ADA)) for name in ("a", "b")]
        await asyncio.sleep(0)
        tasks[0].cancel()
        held.let_go()
        assert await tasks[1] == "B"
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]

    asyncio.run(ask())
    assert set(made(database)) <= {"a", "b"}


def test_kept_statements_answer_and_fail_as_others_do(database: Database) -> None:
    named = sa.select(projects.c.name).where(direct.among(projects.c.name, "wanted")).order_by(projects.c.name)
    numbered = sa.select(projects.c.name).where(direct.among(projects.c.id, "wanted"))
    renamed = (
        sa.update(projects).where(projects.c.name == sa.bindparam("old")).values(description=sa.bindparam("new_text"))
    )
    columns = ("name", "created_at", "created_by")

    def write(tx: Tx) -> None:
        direct.insert(tx.conn, projects, columns, [("a 'b'", 1, "ada"), ("ü", 2, "ben")])
        direct.run(tx.conn, renamed, [{"old": "ü", "new_text": "x"}, {"old": "a 'b'", "new_text": "y"}])

    database.write(write)

    def read(conn: sa.Connection) -> None:
        assert direct.rows(conn, named, {"wanted": ["ü", "a 'b'", "?"]}) == [("a 'b'",), ("ü",)]
        assert direct.rows(conn, named, {"wanted": []}) == []
        ids = list(conn.scalars(sa.select(projects.c.id)))
        assert len(direct.rows(conn, numbered, {"wanted": ids})) == len(ids) == 3
        texts = dict(conn.execute(sa.select(projects.c.name, projects.c.description)).all())
        assert (texts["ü"], texts["a 'b'"]) == ("x", "y")

    database.read(read)
    with pytest.raises(IntegrityError):
        database.write(lambda tx: direct.insert(tx.conn, projects, columns, [("ü", 3, "")]))
    nobody = {"the_id": 99, "the_name": "e", "at": 1}
    lost = sa.insert(experiments).values(
        project_id=sa.bindparam("the_id"),
        name=sa.bindparam("the_name"),
        created_at=sa.bindparam("at"),
        updated_at=sa.bindparam("at"),
    )
    with pytest.raises(IntegrityError):
        database.write(lambda tx: direct.run(tx.conn, lost, [nobody]))
