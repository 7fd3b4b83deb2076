"""``mlops-lab audit`` at the store itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mlops_lab.cli import main
from mlops_lab.storage.database import Database
from tests.governance.tampering import alter, drop_guards, write_entries


@pytest.fixture
def where(database: Database) -> list[str]:
    return ["--db-url", database.url.render_as_string(hide_password=False)]


def test_verify_says_that_all_is_well_or_what_is_not(
    database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write_entries(database, 12)

    assert main(["audit", "verify", *where]) == 0
    assert "intact: 12 entries" in capsys.readouterr().out

    drop_guards(database)
    alter(database, 5, actor="mallory")

    assert main(["audit", "verify", *where]) == 1
    said = capsys.readouterr().out
    assert "Entry 5 was altered" in said
    assert "NOT intact" in said

    assert main(["audit", "verify", "--json", *where]) == 1
    assert [one["seq"] for one in json.loads(capsys.readouterr().out)["problems"]] == [5]


def test_checkpoints_in_a_file_and_in_git_are_held_against_the_log(
    database: Database, where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, repository = tmp_path / "checkpoints", tmp_path / "repository"
    subprocess.run(["git", "init", "-q", repository], check=True)
    write_entries(database, 3)

    assert main(["audit", "checkpoint", "--file", str(file), *where]) == 0
    assert main(["audit", "checkpoint", "--git", str(repository), *where]) == 0
    assert json.loads(file.read_text())["seq"] == 3
    assert main(["audit", "verify", "--against", str(file), "--against", str(repository), *where]) == 0

    forged = json.loads(file.read_text()) | {"hash": "f" * 64}
    file.write_text(json.dumps(forged) + "\n")
    capsys.readouterr()

    assert main(["audit", "verify", *where]) == 1
    assert "Entry 3 is not the one that line 1 of" in capsys.readouterr().out


def test_a_log_that_was_tampered_with_gets_no_checkpoint(
    database: Database, where: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_entries(database, 3)
    drop_guards(database)
    alter(database, 2, reason="")
    alter(database, 2, actor="mallory")

    assert main(["audit", "checkpoint", "--file", str(tmp_path / "file"), *where]) == 1
    assert "Entry 2 was altered" in capsys.readouterr().err
    assert not (tmp_path / "file").exists()


def test_list_filters_and_prints_lines_or_json(
    database: Database, where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write_entries(database, 3)
    write_entries(database, 2, project="other", kind="model")

    assert main(["audit", "list", "--project", "other", *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "ada (browser)  model.updated" in lines[0]

    assert main(["audit", "list", "--json", "--limit", "4", *where]) == 0
    assert [json.loads(line)["seq"] for line in capsys.readouterr().out.splitlines()] == [5, 4, 3, 2]

    assert main(["audit", "list", "--since", "2100-01-01", *where]) == 0
    assert capsys.readouterr().out == ""


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--data-dir", str(tmp_path / "nowhere")]) == 1

    assert "There is no store" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
