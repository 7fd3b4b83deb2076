"""Runs: begin, resume, fork, change, end; soft delete, restore, purge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from mlops_lab.governance import holds
from mlops_lab.governance.roles import Role, may_everywhere, require
from mlops_lab.storage import direct
from mlops_lab.storage.schema import DEFAULT_EXPERIMENT, experiments, run_params, run_tags, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import run_entries, series
from mlops_lab.tracking.access import require_runs
from mlops_lab.tracking.attributes import NOTE, PARENT, RUN_NAME, RUN_NAME_LIMIT, USER, log_params, put_tags, set_tags
from mlops_lab.tracking.code import add_cells, save_code
from mlops_lab.tracking.experiments import Home, ensure_home, home_of, project_of
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.names import run_name
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.run_entries import ENDED, RunState
from mlops_lab.tracking.run_news import tell_run, tell_states
from mlops_lab.tracking.types import Run, RunStatus
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import Code, LabError, invalid, not_found
from mlops_lab.wire.ids import is_id


def create_run(tx: Tx, record: StartRun, *, experiment_id: str | None = None) -> Run:
    """Begin a run, go on with one (`resume`) or leave one at a step (`fork_of`, `fork_step`).

    Parameters
    ----------
    tx : Tx
        The transaction.
    record : StartRun
        What the run is; `project` and `experiment` are made where they are missing.
    experiment_id : str, optional
        The experiment, in place of the record's.

    Raises
    ------
    LabError
        When the role is missing, the id is malformed or taken, the experiment or the resumed run is
        deleted, or the run to resume or fork does not exist.
    """
    if not is_id(record.run_id):
        raise invalid("A run's id is 32 hexadecimal digits.", "run_id")
    if record.resume:
        return _resume(tx, record)
    if tx.conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == record.run_id)).first():
        raise LabError(f"There is already a run {record.run_id}.", Code.ALREADY_EXISTS, "run_id")
    source = _to_fork(tx, record)
    home = _home(tx, record, experiment_id, source)
    require(tx, home.project, Role.CONTRIBUTOR, to="log a run")
    rid = _insert(tx, record, home)
    if source is not None:
        _copy(tx, source.rid, rid, record.fork_step)
    _describe(tx, rid, record)
    (run,) = load_runs(tx.conn, [rid])
    run_entries.created(tx, run)
    tell_run(tx, run, "run.created")
    return run


def get_run(conn: Connection, run_id: str) -> Run:
    """Return one run, deleted or not, with everything that hangs on it but its code and points."""
    return load_runs(conn, [find_rid(conn, run_id)])[0]


def find_rid(conn: Connection, run_id: str) -> int:
    """Return the key within the store of a run's id.

    Raises
    ------
    LabError
        When there is no such run.
    """
    found = direct.rows(conn, _RID, {"wanted": run_id})
    if not found:
        raise _missing(run_id)
    rid = int(found[0][0])
    require_runs(conn, [rid])
    return rid


def find_rids(conn: Connection, run_ids: Sequence[str]) -> list[int]:
    """Return the keys of these runs, in order; a run that is not there is an error."""
    found: dict[str, int] = {}
    for begin in range(0, len(run_ids), 5000):
        part = list(run_ids[begin : begin + 5000])
        found.update(conn.execute(sa.select(runs.c.run_id, runs.c.rid).where(runs.c.run_id.in_(part))).all())
    for run_id in run_ids:
        if run_id not in found:
            raise _missing(run_id)
    require_runs(conn, list(found.values()))
    return [found[run_id] for run_id in run_ids]


def open_rid(tx: Tx, run_id: str) -> int:
    """Return the key of a run that may be written to.

    Raises
    ------
    LabError
        When there is no such run, it is deleted, or the role is missing.
    """
    return open_run(tx, run_id).rid


@dataclass(slots=True, frozen=True)
class Opened:
    """A run that may be written to; `heard_at` is when its process was last heard of, UTC ms."""

    rid: int
    experiment_id: int
    stale: bool
    ended: bool
    heard_at: Millis


def open_run(tx: Tx, run_id: str) -> Opened:
    """Return a run that may be written to; see `open_rid`."""
    return _opened(tx, run_id, direct.rows(tx.conn, _OPEN, {"wanted": run_id}))


def open_runs(tx: Tx, run_ids: Sequence[str]) -> dict[str, Opened]:
    """Return runs that may be written to, by their ids; see `open_rid`."""
    found = {row[0]: row for row in direct.rows(tx.conn, _OPEN_ALL, {"wanted": run_ids})}
    return {run_id: _opened(tx, run_id, [found[run_id]] if run_id in found else []) for run_id in run_ids}


def _opened(tx: Tx, run_id: str, found: Sequence[tuple[Any, ...]]) -> Opened:
    if not found:
        raise _missing(run_id)
    _, rid, deleted_at, experiment_id, status, heartbeat_at = found[0]
    if deleted_at is not None:
        raise invalid(f"The run {run_id} must be in the 'active' state; it is deleted.", "run_id")
    if not may_everywhere(tx.actor, Role.CONTRIBUTOR):
        require(tx, project_of(tx.conn, experiment_id), Role.CONTRIBUTOR, to="log to a run")
    return Opened(rid, experiment_id, status == RunStatus.STALE.value, status in ENDED, heartbeat_at or 0)


_RID = sa.select(runs.c.rid).where(runs.c.run_id == sa.bindparam("wanted"))
_STATE = sa.select(
    runs.c.run_id, runs.c.rid, runs.c.deleted_at, runs.c.experiment_id, runs.c.status, runs.c.heartbeat_at
)
_OPEN = _STATE.where(runs.c.run_id == sa.bindparam("wanted"))
_OPEN_ALL = _STATE.where(direct.among(runs.c.run_id, "wanted"))


def update_run(
    tx: Tx,
    run_id: str,
    *,
    name: str | None = None,
    status: RunStatus | None = None,
    end_time: int | None = None,
    note: str | None = None,
    error: str | None = None,
) -> Run:
    """Change a run; None leaves a field as it is.

    A state that ends the run sets `end_time` to now where it is not given; going
    back to `running` clears it.
    """
    opened = open_run(tx, run_id)
    rid = opened.rid
    (before,) = run_entries.states(tx.conn, [rid], lock=True)
    tags: dict[str, str | None] = {}
    if name is not None:
        tags[RUN_NAME] = _checked_name(name)
    if note is not None:
        tags[NOTE] = note or None
        if opened.ended:
            run_entries.amended(tx, rid, note=True)
    if tags:
        put_tags(tx, rid, tags)
    columns: dict[str, Any] = {}
    if status is not None:
        columns["status"] = status.value
        columns["end_time"] = end_time if status is not RunStatus.RUNNING else None
        if status in ENDED and end_time is None:
            columns["end_time"] = tx.now
    elif end_time is not None:
        columns["end_time"] = end_time
    if error is not None:
        columns["error"] = error
    if columns:
        tx.conn.execute(sa.update(runs).where(runs.c.rid == rid).values(columns))
    (run,) = load_runs(tx.conn, [rid])
    run_entries.updated(tx, before, run)
    tell_run(tx, run, "run.updated")
    return run


def annotate(tx: Tx, run_id: str, *, params: Mapping[str, str], tags: Mapping[str, str | None]) -> None:
    """Add params and set tags of a run, which may have ended: that is an entry of its own then."""
    opened = open_run(tx, run_id)
    log_params(tx, opened.rid, params)
    set_tags(tx, opened.rid, tags)
    if opened.ended and (params or tags):
        run_entries.amended(tx, opened.rid, params=sorted(params), tags=sorted(tags))


def touch(tx: Tx, rids: Iterable[int]) -> None:
    """Note that the processes behind these runs are alive; a stale run runs again."""
    direct.run(tx.conn, _TOUCH, [{"wanted": rid, "now": tx.now} for rid in sorted(rids)])


_TOUCH = (
    sa.update(runs)
    .where(runs.c.rid == sa.bindparam("wanted"))
    .values(
        heartbeat_at=sa.bindparam("now"),
        status=sa.case((runs.c.status == RunStatus.STALE.value, RunStatus.RUNNING.value), else_=runs.c.status),
    )
)


def delete_runs(tx: Tx, run_ids: Sequence[str]) -> None:
    """Hide runs; `restore_runs` brings them back. Deleting twice is no error."""
    found = _to_change(tx, run_ids, Role.CONTRIBUTOR, to="delete a run")
    for part in _parts([one.rid for one in found]):
        tx.conn.execute(
            sa.update(runs).where(runs.c.rid.in_(part), runs.c.deleted_at.is_(None)).values(deleted_at=tx.now)
        )
    run_entries.gone(tx, "run.deleted", [one for one in found if one.deleted_at is None])
    tell_states(tx, found, "run.deleted")


def restore_runs(tx: Tx, run_ids: Sequence[str]) -> None:
    """Bring deleted runs back."""
    found = _to_change(tx, run_ids, Role.CONTRIBUTOR, to="restore a run")
    for part in _parts([one.rid for one in found]):
        tx.conn.execute(sa.update(runs).where(runs.c.rid.in_(part)).values(deleted_at=None))
    run_entries.returned(tx, [one for one in found if one.deleted_at is not None])
    tell_states(tx, found, "run.restored")


def purge_runs(tx: Tx, run_ids: Sequence[str]) -> None:
    """Remove deleted runs for good. Their artifacts are the caller's to remove.

    Raises
    ------
    LabError
        When one of them is not deleted, or under a legal hold; none is removed then.
    """
    found = _to_change(tx, run_ids, Role.ADMIN, to="purge a run")
    for project in {one.project for one in found}:
        holds.refuse_held(tx, "run", [one.run_id for one in found if one.project == project], project)
    alive = next((one for one in found if one.deleted_at is None), None)
    if alive is not None:
        raise invalid(f"Only deleted runs can be purged; {alive.run_id} is not.", "run_ids")
    run_entries.gone(tx, "run.purged", found)
    tell_states(tx, found, "run.purged")
    for part in _parts([one.rid for one in found]):
        tx.conn.execute(sa.delete(runs).where(runs.c.rid.in_(part)))


def _to_change(tx: Tx, run_ids: Sequence[str], role: Role, *, to: str) -> list[RunState]:
    """Return runs that whoever acts may change."""
    found = run_entries.states(tx.conn, find_rids(tx.conn, run_ids), lock=True)
    run_entries.require_all(tx, found, role, to=to)
    return found


def _resume(tx: Tx, record: StartRun) -> Run:
    rid = open_rid(tx, record.run_id)
    (before,) = run_entries.states(tx.conn, [rid], lock=True)
    columns: dict[str, Any] = {
        "status": RunStatus.RUNNING.value,
        "end_time": None,
        "error": None,
        "heartbeat_at": tx.now,
    }
    tx.conn.execute(sa.update(runs).where(runs.c.rid == rid).values(columns | _origin(record)))
    _describe(tx, rid, record)
    (run,) = load_runs(tx.conn, [rid])
    run_entries.updated(tx, before, run)
    tell_run(tx, run, "run.updated")
    return run


def _to_fork(tx: Tx, record: StartRun) -> Row[Any, Any] | None:
    if record.fork_of is None:
        return None
    source = tx.conn.execute(sa.select(runs.c.rid, runs.c.experiment_id).where(runs.c.run_id == record.fork_of)).first()
    if source is None:
        raise not_found(f"There is no run {record.fork_of[:60]!r} to fork.", "fork_of")
    if not may_everywhere(tx.actor, Role.VIEWER):
        require(tx, project_of(tx.conn, source.experiment_id), Role.VIEWER, to="fork a run")
    return source


def _home(tx: Tx, record: StartRun, experiment_id: str | None, source: Row[Any, Any] | None) -> Home:
    """Find where the run belongs: where it was told to, else beside what it forks, else in the default experiment."""
    if experiment_id is None and record.experiment is None and source is not None:
        experiment_id = str(source.experiment_id)
    if experiment_id is None:
        return ensure_home(tx, record.project, record.experiment or DEFAULT_EXPERIMENT)
    home = home_of(tx.conn, experiment_id)
    if home.deleted_at is not None:
        raise invalid(f"The experiment {experiment_id} must be in the 'active' state; it is deleted.", "experiment_id")
    return home


def _insert(tx: Tx, record: StartRun, home: Home) -> int:
    username = record.username or record.tags.get(USER) or tx.actor.username
    values = {
        "run_id": record.run_id,
        "experiment_id": home.id,
        "name": _checked_name(record.name or record.tags.get(RUN_NAME) or run_name()),
        "status": RunStatus.RUNNING.value,
        "username": username,
        "display_name": tx.actor.display_name if username == tx.actor.username else "",
        "start_time": record.time,
        "heartbeat_at": None if record.code is None else tx.now,
        "parent_run_id": record.parent_run_id or record.tags.get(PARENT),
        "forked_from": record.fork_of,
        "forked_step": record.fork_step,
        "artifact_uri": f"{home.artifact_location.rstrip('/')}/{record.run_id}/artifacts",
        "note": record.note or record.tags.get(NOTE) or "",
    } | _origin(record)
    rid = tx.conn.execute(sa.insert(runs).values(values).returning(runs.c.rid)).scalar_one()
    tx.conn.execute(_EXPERIMENT_CHANGED, {"wanted": values["experiment_id"], "now": tx.now})
    return int(rid)


_EXPERIMENT_CHANGED = (
    sa.update(experiments).where(experiments.c.id == sa.bindparam("wanted")).values(updated_at=sa.bindparam("now"))
)


def _origin(record: StartRun) -> dict[str, Any]:
    code = record.code
    if code is None:
        return {}
    counts = [cell.execution_count for cell in code.cells if cell.cell_id == code.cell_id]
    return {
        "notebook": code.notebook,
        "cell_id": code.cell_id,
        "execution_count": counts[-1] if counts else None,
        "kernel_id": code.kernel_id,
        "host": code.host,
        "pid": code.pid,
    }


def _describe(tx: Tx, rid: int, record: StartRun) -> None:
    tags: dict[str, str | None] = {**record.tags}
    if not record.resume:
        name, user, parent = tx.conn.execute(
            sa.select(runs.c.name, runs.c.username, runs.c.parent_run_id).where(runs.c.rid == rid)
        ).one()
        tags |= {RUN_NAME: name} | ({USER: user} if user else {}) | ({PARENT: parent} if parent else {})
        if record.note:
            tags[NOTE] = record.note
    if tags:
        put_tags(tx, rid, tags)
    if record.code is not None:
        save_code(tx, rid, record.code)
        add_cells(tx, rid, record.code.cells)


def _copy(tx: Tx, source: int, rid: int, step: int | None) -> None:
    """Give a fork its original's params, own tags and points up to the step."""
    for table in (run_params, run_tags):
        copied = sa.select(sa.literal(rid), table.c.key, table.c.value).where(table.c.rid == source)
        if table is run_tags:
            copied = copied.where(sa.func.substr(table.c.key, 1, 7) != "mlflow.")
        tx.conn.execute(sa.insert(table).from_select(["rid", "key", "value"], copied))
    series.copy_series(tx, source, rid, step)


def _checked_name(name: str) -> str:
    if len(name) > RUN_NAME_LIMIT:
        raise invalid(f"A run's name has at most {RUN_NAME_LIMIT} characters, this one {len(name)}.", "name")
    if not name.strip() or "\x00" in name:
        raise invalid("A run's name must not be empty, nor hold a NUL character.", "name")
    return name


def _parts(rids: Sequence[int]) -> Iterable[list[int]]:
    for begin in range(0, len(rids), 5000):
        yield list(rids[begin : begin + 5000])


def _missing(run_id: str) -> LabError:
    return not_found(f"Run with id={run_id[:60]} not found", "run_id")
