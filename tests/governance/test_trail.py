"""Reading the audit log: filters, pages, and who may see what."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from mlops_lab.governance import audit
from mlops_lab.governance.trail import AuditQuery, find_entries, statement_of
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import LabError

DONE = [
    # who, action, kind, object, project, when
    ("ada", "version.created", "version", "churn/1", "shop", 1000),
    ("ada", "version.created", "version", "churn/2", "shop", 2000),
    ("bob", "alias.set", "alias", "churn@production", "shop", 3000),
    ("bob", "model.created", "model", "churn_two", "shop", 4000),
    ("ada", "run.deleted", "run", "churn", "lab", 5000),
    ("", "run.updated", "run", "abc", "lab", 6000),
    ("ada", "versions_all.done", "job", "x", "", 7000),
]


@pytest.fixture
def log(database: Database) -> Database:
    for who, action, kind, name, project, when in DONE:

        def write(
            tx: Tx, action: str = action, kind: str = kind, name: str = name, project: str = project, when: int = when
        ) -> None:
            tx.now = when
            audit.record(tx, action, kind=kind, object=name, project=project)

        database.write(write, Actor(who, via=Via.TOKEN))
    return database


def seqs(log: Database, reader: Actor | None = None, **query: object) -> list[int]:
    asked = AuditQuery(**query)  # type: ignore[arg-type]
    return [one.seq for one in log.read(lambda conn: find_entries(conn, asked), reader).entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [7, 6, 5, 4, 3, 2, 1]),
        ({"project": "shop"}, [4, 3, 2, 1]),
        ({"project": "shop", "actor": "ada"}, [2, 1]),
        ({"kind": "version"}, [2, 1]),
        ({"object": "churn"}, [5, 3, 2, 1]),
        ({"object": "churn", "project": "shop"}, [3, 2, 1]),
        ({"object": "churn/1"}, [1]),
        ({"object": "chur%"}, []),
        ({"action": "version.created"}, [2, 1]),
        ({"action": "version"}, [2, 1]),
        ({"action": "version.*"}, [2, 1]),
        ({"action": "run"}, [6, 5]),
        ({"since": 3000, "until": 5000}, [4, 3]),
        ({"actor": "nobody"}, []),
    ],
)
def test_filters(log: Database, query: dict[str, object], expected: list[int]) -> None:
    assert seqs(log, **query) == expected


def test_pages_go_on_where_they_ended_while_others_write(log: Database) -> None:
    first = log.read(lambda conn: find_entries(conn, AuditQuery(max_results=3)))
    log.write(lambda tx: audit.record(tx, "run.updated", kind="run", object="new"))
    second = log.read(lambda conn: find_entries(conn, AuditQuery(max_results=3, page_token=first.next_page_token)))
    third = log.read(lambda conn: find_entries(conn, AuditQuery(max_results=3, page_token=second.next_page_token)))

    assert [one.seq for one in [*first.entries, *second.entries, *third.entries]] == [7, 6, 5, 4, 3, 2, 1]
    assert third.next_page_token is None


@pytest.mark.parametrize("wrong", [{"max_results": 0}, {"max_results": 1001}, {"page_token": "x"}])
def test_what_cannot_be_asked(log: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(LabError):
        seqs(log, **wrong)


def test_a_reader_sees_the_projects_they_have_a_role_in(log: Database) -> None:
    guest = Actor("guest", configured={"shop": "viewer"})

    assert seqs(log, guest, project="shop") == [4, 3, 2, 1]
    with pytest.raises(LabError, match="no role"):
        seqs(log, guest, project="lab")
    with pytest.raises(LabError, match="Name a project"):
        seqs(log, guest)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"project": "shop"}, "ix_audit_log_project_seq"),
        ({"actor": "ada"}, "ix_audit_log_actor_seq"),
        ({"kind": "run", "object": "churn"}, "ix_audit_log_kind_object_seq"),
    ],
)
def test_filters_use_their_index(sqlite_database: Database, query: dict[str, str], index: str) -> None:
    asked = statement_of(AuditQuery(**query)).compile(compile_kwargs={"literal_binds": True})  # type: ignore[arg-type]

    plan = sqlite_database.read(lambda conn: conn.execute(sa.text(f"EXPLAIN QUERY PLAN {asked}")).all())

    assert any(index in row.detail for row in plan), plan
