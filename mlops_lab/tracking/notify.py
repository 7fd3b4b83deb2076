"""What one transaction moved, gathered so that each run is touched and told of once."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from mlops_lab.storage.schema import runs as runs_table
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.types import RunId
from mlops_lab.wire.numbers import to_wire

Last = tuple[float, int, int]
"""A series after an append: its last value, last step and number of points."""


class Moved:
    """The runs that a transaction writes to, with what changed in each.

    Parameters
    ----------
    tx : Tx
        The transaction; `settle` publishes to it.
    """

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._rids: dict[RunId, int] = {}
        self._alive: set[RunId] = set()
        self._points: dict[RunId, dict[str, Last]] = {}
        self._attributes: set[RunId] = set()

    def rid(self, run_id: RunId) -> int:
        """Return the key of a run that may be written to, and note that its process is alive."""
        if run_id not in self._rids:
            self._rids[run_id] = runs.open_rid(self._tx, run_id)
        self._alive.add(run_id)
        return self._rids[run_id]

    def forget(self, run_id: RunId) -> None:
        """Look a run up anew the next time; it has just been made."""
        self._rids.pop(run_id, None)

    def points(self, run_id: RunId, changed: Mapping[str, Last]) -> None:
        """Note points that were added."""
        self._points.setdefault(run_id, {}).update(changed)

    def attributes(self, run_id: RunId) -> None:
        """Note params, tags, datasets or a note that changed."""
        self._attributes.add(run_id)

    def ended(self, run_id: RunId) -> None:
        """Note that nothing more is heard from a run, and rightly."""
        self._alive.discard(run_id)

    def settle(self) -> None:
        """Write the heartbeats and publish what changed."""
        tx = self._tx
        runs.touch(tx, [self._rids[run_id] for run_id in self._alive])
        told = set(self._points) | self._attributes
        if not told:
            return
        table = runs_table
        rows = tx.conn.execute(sa.select(table.c.run_id, table.c.experiment_id).where(table.c.run_id.in_(sorted(told))))
        for run_id, experiment_id in rows:
            about = {"run_id": run_id, "experiment_id": str(experiment_id)}
            topics = (f"run:{run_id}", f"experiment:{experiment_id}")
            if run_id in self._attributes:
                for topic in topics:
                    tx.publish(topic, "run.attributes", about)
            if run_id in self._points:
                keys = {
                    key: {"last": to_wire(last), "last_step": step, "count": count}
                    for key, (last, step, count) in self._points[run_id].items()
                }
                for topic in topics:
                    tx.publish(topic, "run.points", about | {"keys": keys})
