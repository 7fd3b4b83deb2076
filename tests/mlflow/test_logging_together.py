"""What several clients log at the same moment is written at once, and nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from mlops_lab.server.mlflow.logging import Logged, log_parts
from mlops_lab.storage.control_schema import audit_log
from mlops_lab.storage.database import Database
from mlops_lab.storage.together import Part
from mlops_lab.tracking import runs
from mlops_lab.tracking.types import RunStatus
from mlops_lab.wire.errors import LabError
from tests.storage.test_storage import add_run
from tests.storage.test_together import ADA, Held


def test_a_mistake_is_told_to_who_made_it_and_a_late_point_has_its_own_request(database: Database) -> None:
    fresh, ended = add_run(database), add_run(database)
    database.write(lambda tx: runs.update_run(tx, ended, status=RunStatus.FINISHED))
    parts = {
        "1": Logged(fresh, [("loss", 1, 1, 0.5)], {"lr": "1"}, {"team": "a"}),
        "2": Logged("0" * 32, [("loss", 1, 1, 0.5)]),
        "3": Logged(fresh, [("loss", 2, 1, 0.25), ("auc", 1, 1, 1.0)]),
        "4": Logged(fresh, [], {"lr": "2"}),
        "5": Logged(ended, [("loss", 1, 1, 0.125)]),
    }
    held = Held(database)
    waiting = {
        name: database.submit(Part(log_parts, part), replace(ADA, request_id=name)) for name, part in parts.items()
    }
    held.let_go()

    failed = {name for name, one in waiting.items() if isinstance(one.exception(30), LabError)}
    assert failed == {"2", "4"}
    run, late = (database.read(lambda conn, one=one: runs.get_run(conn, one)) for one in (fresh, ended))
    assert (run.params, run.tags["team"]) == ({"lr": "1"}, "a")
    assert {key: (one.last, one.count) for key, one in run.metrics.items()} == {"loss": (0.25, 2), "auc": (1.0, 1)}
    assert late.metrics["loss"].last == 0.125
    asked = sa.select(audit_log.c.action, audit_log.c.request_id).where(audit_log.c.request_id != "")
    assert database.read(lambda conn: list(map(tuple, conn.execute(asked)))) == [("run.amended", "5")]
