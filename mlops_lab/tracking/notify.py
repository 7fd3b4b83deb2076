"""What one transaction moved, gathered so that each run is touched and told of once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import run_entries, runs
from mlops_lab.tracking.types import RunId, RunStatus
from mlops_lab.wire.numbers import to_wire

Last = tuple[float, int, int]
"""A series after an append: its last value, last step and number of points."""


HEARTBEAT_MS = 2000
"""How old a run's last heartbeat may be before hearing of it is written down."""


class Moved:
    """The runs that a transaction writes to, with what changed in each.

    Parameters
    ----------
    tx : Tx
        The transaction; `settle` publishes to it.
    """

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._runs: dict[RunId, runs.Opened] = {}
        self._alive: set[RunId] = set()
        self._points: dict[RunId, dict[str, Last]] = {}
        self._attributes: set[RunId] = set()
        self._ended: set[RunId] = set()
        self._late: dict[RunId, set[str]] = {}

    def rid(self, run_id: RunId) -> int:
        """Return the key of a run that may be written to, and note that its process is alive."""
        if run_id not in self._runs:
            self._open(run_id, runs.open_run(self._tx, run_id))
        self._alive.add(run_id)
        return self._runs[run_id].rid

    def rids(self, run_ids: Sequence[RunId]) -> dict[RunId, int]:
        """Return the keys of runs, as `rid` does that of one."""
        new = [run_id for run_id in dict.fromkeys(run_ids) if run_id not in self._runs]
        if len(new) > 1:
            for run_id, opened in runs.open_runs(self._tx, new).items():
                self._open(run_id, opened)
        return {run_id: self.rid(run_id) for run_id in run_ids}

    def _open(self, run_id: RunId, opened: runs.Opened) -> None:
        self._runs[run_id] = opened
        if opened.ended:
            self._ended.add(run_id)

    def forget(self, run_id: RunId) -> None:
        """Look a run up anew the next time; it has just been made."""
        self._runs.pop(run_id, None)
        self._ended.discard(run_id)

    def points(self, run_id: RunId, changed: Mapping[str, Last]) -> None:
        """Note points that were added."""
        self._points.setdefault(run_id, {}).update(changed)
        self._note(run_id, "points")

    def attributes(self, run_id: RunId) -> None:
        """Note params, tags, datasets or a note that changed."""
        self._attributes.add(run_id)
        self._note(run_id, "attributes")

    def code(self, run_id: RunId) -> None:
        """Note what a run ran on."""
        self._note(run_id, "code")

    def is_over(self, run_id: RunId) -> bool:
        """Tell whether a run that was looked up had ended."""
        return run_id in self._ended

    def ended(self, run_id: RunId) -> None:
        """Note that nothing more is heard from a run, and rightly."""
        self._alive.discard(run_id)
        self._ended.add(run_id)

    def settle(self) -> None:
        """Write the heartbeats and publish what changed."""
        tx = self._tx
        alive = [self._runs[run_id] for run_id in self._alive if self._is_news(run_id)]
        self._record(alive)
        runs.touch(tx, [opened.rid for opened in alive])
        for run_id in sorted(set(self._points) | self._attributes):
            experiment_id = self._runs[run_id].experiment_id
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

    def _note(self, run_id: RunId, what: str) -> None:
        if run_id in self._ended:
            self._late.setdefault(run_id, set()).add(what)

    def _record(self, alive: Sequence[runs.Opened]) -> None:
        """Enter into the audit log what runs may not do unseen: to change after their end, to come back."""
        for run_id, what in sorted(self._late.items()):
            told = dict.fromkeys(what, True)
            run_entries.amended(self._tx, self._runs[run_id].rid, **told)
        for before in run_entries.states(self._tx.conn, [opened.rid for opened in alive if opened.stale], lock=True):
            after = before.changed(status=RunStatus.RUNNING.value)
            run_entries.changed(self._tx, "run.resumed", before, after, reason="It was heard of again.")

    def _is_news(self, run_id: RunId) -> bool:
        """Tell whether hearing of a run is worth a write: a moment ago is as good as now."""
        opened = self._runs[run_id]
        return opened.stale or abs(self._tx.now - opened.heard_at) >= HEARTBEAT_MS
