"""The digest of a run's series: the same for the same points, another for others, held to the audit log."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from mlops_lab.cli import main
from mlops_lab.storage.database import Database
from mlops_lab.storage.schema import chunk_data, points
from mlops_lab.storage.schema import runs as run_rows
from mlops_lab.storage.schema import series as series_rows
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.series_check import SeriesCheck, check_series
from mlops_lab.tracking.series_digest import series_digest
from mlops_lab.tracking.types import RunStatus
from mlops_lab.wire.actor import Actor
from mlops_lab.wire.errors import LabError
from tests.governance.working import ADA, log, of_run, started


def test_the_digest_is_the_same_however_the_series_are_named_or_how_often_it_is_asked(database: Database) -> None:
    first, second = started(database), started(database)
    for run_id in (first, second):
        for key in ("b", "A", "é", "a/b", "Z") if run_id == first else ("Z", "é", "a/b", "b", "A"):
            log(database, run_id, key, 5)

    def read(conn: Any) -> list[str]:
        return [series_digest(conn, runs.find_rid(conn, run_id)).digest for run_id in (first, second, first)]

    one, other, again = database.read(read)
    assert one == other == again


def test_points_that_somebody_altered_are_found_run_by_run(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = [started(database, name=name) for name in ("untouched", "late", "altered", "short", "goes on")]
    for run_id in ended:
        log(database, run_id, "loss", 1500)
    for run_id in ended[:4]:
        database.write(lambda tx, run_id=run_id: runs.update_run(tx, run_id, status=RunStatus.FINISHED), ADA)
    log(database, ended[1], "loss", 5, first=2000)
    log(database, ended[4], "loss", 5, first=2000)
    assert database.read(check_series) == SeriesCheck(runs=4)

    def alter(tx: Tx) -> None:
        of = {one: tx.conn.scalar(series_of(one)) for one in ended[2:4]}
        tx.conn.execute(
            sa.update(points).where(points.c.series_id == of[ended[2]], points.c.step == 1400).values(bits=1)
        )
        tx.conn.execute(sa.delete(chunk_data).where(chunk_data.c.series_id == of[ended[3]]))

    database.write(alter)
    found = database.read(lambda conn: check_series(conn, "churn"))
    assert [(one.name, one.project) for one in found.altered] == [("altered", "churn"), ("short", "churn")]
    assert found.altered[0].seq == next(one.seq for one in of_run(database, ended[2]) if one.action == "run.ended")
    with pytest.raises(LabError, match="no role in project"):
        database.read(check_series, Actor("eve", configured={"elsewhere": "admin"}))

    assert main(["audit", "runs", "--db-url", database_url]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "4 ended runs, 2 altered"
    assert f"{ended[2]} altered: its points are not those of entry {found.altered[0].seq}" in lines


def series_of(run_id: str) -> sa.Select[tuple[int]]:
    """Select the key of a run's only series."""
    return sa.select(series_rows.c.id).join(run_rows).where(run_rows.c.run_id == run_id)
