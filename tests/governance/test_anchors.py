"""Checkpoints outside of the database: in a file, as a git tag, time-stamped; and what they give away."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from mlops_lab.governance import anchors
from mlops_lab.governance.anchors import Anchor, AnchorKind
from mlops_lab.governance.chain import Verification
from mlops_lab.storage.control_schema import audit_anchors
from mlops_lab.storage.database import Database
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import Code, LabError
from tests.governance.tampering import ADA, drop_guards, end_at, remove, rewrite, told, write_entries
from tests.parts.authority import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    if shutil.which("openssl") is None:
        pytest.skip("An authority for tests takes openssl.")
    running = Authority(tmp_path_factory.mktemp("authority"))
    yield running
    running.close()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


def taken(database: Database, kind: AnchorKind, place: object, actor: Actor = ADA) -> Anchor:
    checkpoint = database.read(lambda conn: anchors.take(conn, by=actor.username))
    receipt = anchors.put(checkpoint, kind, str(place))
    return database.write(lambda tx: anchors.keep(tx, checkpoint, kind, str(place), receipt), actor)


def verified(database: Database, *against: Path, authority: Path | None = None) -> Verification:
    return database.read(lambda conn: anchors.verify(conn, against=against, authority=authority))


def forget(database: Database) -> None:
    """Take the database's own list of checkpoints away, as somebody who covers their tracks would."""
    database.write(lambda tx: tx.conn.execute(sa.delete(audit_anchors)))


def test_checkpoints_are_kept_listed_and_entered_into_the_log(database: Database, tmp_path: Path) -> None:
    write_entries(database, 5)
    first = taken(database, AnchorKind.FILE, tmp_path / "checkpoints")
    write_entries(database, 5)
    second = taken(database, AnchorKind.FILE, tmp_path / "checkpoints")

    assert (first.seq, second.seq) == (5, 11)
    assert [one.seq for one in database.read(anchors.list_anchors)] == [11, 5]
    assert [one.seq for one in anchors.read_place(tmp_path / "checkpoints")] == [5, 11]
    found = verified(database)
    assert found.intact
    assert (found.entries, found.checkpoints) == (12, 4)  # each as the database and as the file has it


def test_a_file_gives_away_a_log_that_was_written_anew(database: Database, tmp_path: Path) -> None:
    write_entries(database, 20)
    taken(database, AnchorKind.FILE, tmp_path / "checkpoints")
    drop_guards(database)

    remove(database, 21, 21)  # which tells of the checkpoint
    end_at(database, 20)
    rewrite(database, 5, onwards=True, actor="somebody else")
    forget(database)

    assert verified(database).intact
    found = verified(database, tmp_path / "checkpoints")
    assert told(found) == [(20, "rewritten")]
    assert str(tmp_path / "checkpoints") in found.problems[0].message


def test_a_git_tag_gives_away_a_tail_that_was_cut_off(database: Database, repository: Path) -> None:
    write_entries(database, 20)
    taken(database, AnchorKind.GIT, repository)
    tags = subprocess.run(["git", "-C", repository, "tag"], check=True, capture_output=True, text=True).stdout
    assert tags.startswith("mlops-lab-audit/20-")
    assert verified(database).checkpoints == 2
    drop_guards(database)

    remove(database, 15, 21)
    end_at(database, 14)
    forget(database)

    assert verified(database).intact
    assert told(verified(database, repository)) == [(15, "removed")]


def test_a_time_stamp_holds_what_an_authority_signed(database: Database, authority: Authority, tmp_path: Path) -> None:
    write_entries(database, 3)
    anchor = taken(database, AnchorKind.RFC3161, authority.url)

    assert verified(database, authority=authority.certificates).intact

    # anybody can check the receipt with openssl, and nothing of ours
    receipt = database.read(lambda conn: anchors.receipt_of(conn, anchor.anchor_id))
    (tmp_path / "receipt.tsr").write_bytes(receipt)
    (tmp_path / "line").write_text(anchors.line_of(anchor.checkpoint()))
    subprocess.run(
        ["openssl", "ts", "-verify", "-data", "line", "-in", "receipt.tsr", "-CAfile", authority.certificates],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip


def test_a_time_stamp_of_something_else_or_by_somebody_else_is_told(
    database: Database, authority: Authority, tmp_path: Path
) -> None:
    write_entries(database, 3)
    taken(database, AnchorKind.RFC3161, authority.url)
    stranger = tmp_path / "stranger.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key", "-out", stranger,
         "-subj", "/CN=somebody"], check=True, capture_output=True,
    )  # fmt: skip

    by_another = verified(database, authority=stranger)
    database.write(lambda tx: tx.conn.execute(sa.update(audit_anchors).values(created_at=7)))
    of_another = verified(database)
    database.write(lambda tx: tx.conn.execute(sa.update(audit_anchors).values(receipt=None)))
    without = verified(database)

    assert "signed by nobody" in by_another.problems[0].message
    assert "not a time-stamp of it" in of_another.problems[0].message
    assert not without.intact


@pytest.mark.parametrize("broken", ["other", "garbage"])
def test_an_authority_that_answers_wrongly_gives_no_checkpoint(
    sqlite_database: Database, authority: Authority, broken: str
) -> None:
    write_entries(sqlite_database, 3)
    authority.broken = broken
    try:
        with pytest.raises(LabError) as caught:
            taken(sqlite_database, AnchorKind.RFC3161, authority.url)
    finally:
        authority.broken = ""

    assert caught.value.code is Code.UNAVAILABLE
    assert sqlite_database.read(anchors.list_anchors) == []


def test_a_checkpoint_that_was_taken_off_the_list_or_changed_is_told(database: Database, tmp_path: Path) -> None:
    write_entries(database, 3)
    taken(database, AnchorKind.FILE, tmp_path / "one")
    database.write(lambda tx: tx.conn.execute(sa.update(audit_anchors).values(place=str(tmp_path / "other"))))
    assert told(verified(database)) == [(4, "altered")]

    forget(database)

    assert told(verified(database)) == [(4, "removed")]


def test_a_file_of_something_else_is_left_alone(sqlite_database: Database, tmp_path: Path) -> None:
    write_entries(sqlite_database, 1)
    other = tmp_path / ".bashrc"
    other.write_text("alias ls=ls\n")

    for place, wrong in ((other, "no checkpoint"), ("relative", "whole path"), (tmp_path / "no" / "x", "written")):
        with pytest.raises(LabError, match=wrong):
            taken(sqlite_database, AnchorKind.FILE, place)
    with pytest.raises(LabError, match="git says"):
        taken(sqlite_database, AnchorKind.GIT, tmp_path)
    with pytest.raises(LabError, match="http"):
        taken(sqlite_database, AnchorKind.RFC3161, "file:///etc/passwd")

    assert other.read_text() == "alias ls=ls\n"


def test_only_an_admin_in_person_takes_one_and_of_something(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="empty"):
        taken(sqlite_database, AnchorKind.FILE, tmp_path / "file")
    write_entries(sqlite_database, 1)

    for actor in (Actor("bob", configured={"*": "approver"}), Actor("ada", via=Via.KERNEL, configured={"*": "admin"})):
        with pytest.raises(LabError) as caught:
            taken(sqlite_database, AnchorKind.FILE, tmp_path / "file", actor)
        assert caught.value.code is Code.FORBIDDEN
