"""Whatever is done to the audit log's table is found, and the entry is named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from mlops_lab.governance import audit, chain
from mlops_lab.governance.chain import Verification
from mlops_lab.governance.checkpoint import Checkpoint
from mlops_lab.storage.control_schema import audit_head, audit_log
from mlops_lab.storage.database import Database
from tests.governance.tampering import (
    alter,
    drop_guards,
    end_at,
    remove,
    rewrite,
    swap,
    told,
    verified,
    write_entries,
)


def test_an_empty_log_and_one_that_nobody_touched_are_intact(database: Database) -> None:
    assert verified(database).intact

    write_entries(database, 30)
    write_entries(database, 12, project="other")

    found = verified(database)
    assert found.intact
    assert (found.entries, found.seq, found.problems) == (42, 42, [])
    assert found.hash == database.read(lambda conn: conn.execute(sa.select(audit_head.c.hash)).scalar())


def test_the_database_itself_refuses_to_change_or_delete_an_entry(database: Database) -> None:
    write_entries(database, 3)

    for change in (lambda: alter(database, 2, reason="nothing"), lambda: remove(database, 2, 2)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            change()

    assert verified(database).intact


@pytest.mark.parametrize(
    "column", ["time", "actor", "via", "action", "object", "project", "before", "after", "reason", "request_id",
               "details", "previous", "hash", "actor_name", "kind"],
)  # fmt: skip
def test_an_entry_altered_in_any_column_is_named(sqlite_database: Database, column: str) -> None:
    write_entries(sqlite_database, 9)
    drop_guards(sqlite_database)

    alter(sqlite_database, 5, **{column: 7 if column == "time" else "other"})

    assert told(verified(sqlite_database)) == [(5, "altered")]


TRICKS: dict[str, tuple[Callable[[Database], None], list[tuple[int, str]]]] = {
    "altered": (lambda db: alter(db, 5, reason="because"), [(5, "altered")]),
    "the first altered": (lambda db: alter(db, 1, actor="grace"), [(1, "altered")]),
    "the last altered": (lambda db: alter(db, 20, actor="grace"), [(20, "altered")]),
    "two altered": (lambda db: (alter(db, 5, actor="a"), alter(db, 6, actor="a")), [(5, "altered"), (6, "altered")]),
    "one removed": (lambda db: remove(db, 7, 7), [(7, "removed")]),
    "several removed": (lambda db: remove(db, 7, 9), [(7, "removed")]),
    "the first removed": (lambda db: remove(db, 1, 1), [(1, "removed")]),
    "the tail cut off": (lambda db: remove(db, 18, 20), [(18, "removed")]),
    "all removed": (lambda db: remove(db, 1, 20), [(1, "removed")]),
    "swapped": (lambda db: swap(db, 4, 5), [(4, "moved"), (5, "moved")]),
    "swapped far apart": (lambda db: swap(db, 2, 19), [(2, "moved"), (19, "moved")]),
    "moved into a gap": (lambda db: (remove(db, 4, 4), alter(db, 9, seq=4)), [(4, "moved"), (9, "removed")]),
    "altered with a fitting hash": (lambda db: rewrite(db, 5, reason="because"), [(5, "rewritten")]),
    "the first with a fitting hash": (lambda db: rewrite(db, 1, reason="because"), [(1, "rewritten")]),
    "the last with a fitting hash": (lambda db: rewrite(db, 20, reason="because"), [(20, "rewritten")]),
    "the end moved back": (lambda db: end_at(db, 18), [(19, "added"), (20, "added")]),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tampering_is_found_and_named(database: Database, trick: str) -> None:
    do, expected = TRICKS[trick]
    write_entries(database, 20)
    drop_guards(database)

    do(database)

    found = verified(database)
    assert not found.intact
    assert told(found) == expected
    assert all(str(seq) in one.message for one, (seq, _) in zip(found.problems, expected, strict=True))


def test_an_entry_added_behind_the_end_is_found(database: Database) -> None:
    write_entries(database, 5)

    def forge(tx):  # type: ignore[no-untyped-def]
        last = tx.conn.execute(sa.select(audit_log).where(audit_log.c.seq == 5)).one()
        entry = audit.Entry(**(dict(last._mapping) | {"seq": 6, "previous": last.hash, "actor": "mallory"}))
        entry.hash = audit.hash_of(entry)
        columns = {name: getattr(entry, name) for name in last._mapping}
        tx.conn.execute(sa.insert(audit_log).values(columns | {"hash": entry.hash}))

    database.write(forge)

    assert told(verified(database)) == [(6, "added")]


def test_a_log_without_its_end_is_found(database: Database) -> None:
    write_entries(database, 3)

    database.write(lambda tx: tx.conn.execute(sa.delete(audit_head)))

    assert told(verified(database)) == [(3, "end")]


def test_what_was_written_anew_with_all_that_follows_is_told_by_a_checkpoint(database: Database) -> None:
    write_entries(database, 20)
    before = verified(database)
    checkpoint = Checkpoint(seq=before.seq, hash=before.hash, time=1, origin="a note on paper")
    write_entries(database, 3)
    drop_guards(database)
    assert database.read(lambda conn: chain.verify(conn, [checkpoint])).checkpoints == 1

    rewrite(database, 5, onwards=True, actor="somebody else")

    assert verified(database).intact  # from within nothing shows
    found = database.read(lambda conn: chain.verify(conn, [checkpoint]))
    assert told(found) == [(20, "rewritten")]
    assert "a note on paper" in found.problems[0].message


def test_a_tail_cut_off_with_its_end_is_told_by_a_checkpoint(database: Database) -> None:
    write_entries(database, 20)
    before = verified(database)
    drop_guards(database)

    remove(database, 15, 20)
    end_at(database, 14)

    assert verified(database).intact
    found = database.read(lambda conn: chain.verify(conn, [Checkpoint(seq=20, hash=before.hash, time=1)]))
    assert told(found) == [(15, "removed")]


def test_it_goes_through_a_log_of_many_pages_and_says_how_far_it_is(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_entries(sqlite_database, 50)
    monkeypatch.setattr(chain, "_ALL", chain._ALL.limit(7))
    steps: list[tuple[int, int]] = []

    found = sqlite_database.read(lambda conn: chain.verify(conn, progress=lambda done, of: steps.append((done, of))))

    assert found.intact
    assert found.entries == 50
    assert steps[0] == (7, 50)
    assert steps[-1] == (50, 50)


def test_a_part_of_the_log_is_verified_by_itself(database: Database) -> None:
    write_entries(database, 20)
    drop_guards(database)
    alter(database, 15, actor="mallory")

    assert told(database.read(lambda conn: chain.verify(conn, through=20))) == [(15, "altered")]
    found = database.read(lambda conn: chain.verify(conn, through=14))
    assert (found.intact, found.entries, found.seq) == (True, 14, 14)
    assert told(database.read(lambda conn: chain.verify(conn, through=22))) == [(15, "altered"), (21, "removed")]


def test_it_is_intact_whenever_it_is_verified_while_others_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "_ALL", chain._ALL.limit(5))
    seen: list[Verification] = []
    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write_entries, database, 3) for _ in range(40)]
        while not all(one.done() for one in writing):
            seen.append(verified(database))
        for one in writing:
            one.result()

    assert all(one.intact for one in seen), [one.problems for one in seen]
    assert verified(database).entries == 120
