"""Params and tags of a run, and the rules for their names."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import run_params, run_tags, runs
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing, upsert
from mlops_lab.tracking import run_entries
from mlops_lab.wire.errors import invalid

KEY_LIMIT = 250
RUN_NAME_LIMIT = 500

RUN_NAME = "mlflow.runName"
NOTE = "mlflow.note.content"
PARENT = "mlflow.parentRunId"
USER = "mlflow.user"
"""Tags that MLflow's clients know; what they hold is a column of the run, kept in step here."""


def check_key(key: str, field: str) -> None:
    """Refuse a name that nobody could type, read or store.

    Raises
    ------
    LabError
        When the name is empty, longer than 250 characters, holds a control
        character, or reads as a path that climbs.
    """
    if not key or not key.strip():
        raise invalid("A name must not be empty.", field)
    if len(key) > KEY_LIMIT:
        raise invalid(f"A name has at most {KEY_LIMIT} characters; {key[:40]!r}… has {len(key)}.", field)
    if any(ord(char) < 32 or ord(char) == 127 for char in key):
        raise invalid(f"The name {key[:60]!r} holds a control character.", field)
    if key.startswith("/") or ".." in key.split("/"):
        raise invalid(f"The name {key[:60]!r} must not begin with '/' or hold '..' between slashes.", field)


def log_params(tx: Tx, rid: int, values: Mapping[str, str]) -> None:
    """Add params to a run. The same value again is accepted, another is not.

    Raises
    ------
    LabError
        When a param stands already with another value; nothing is written then.
    """
    if not values:
        return
    for key, value in values.items():
        check_key(key, "params")
        _check_value(value, key)
    _refuse_changed(tx.conn, rid, values)
    insert_missing(tx.conn, run_params, [{"rid": rid, "key": key, "value": value} for key, value in values.items()])
    if tx.conn.dialect.name == "postgresql":
        _refuse_changed(tx.conn, rid, values)  # another transaction may have been first


def set_tags(tx: Tx, rid: int, values: Mapping[str, str | None]) -> None:
    """Set tags of a run; None takes one away (one that is not there is no error).

    Tags are not in the audit log while a run goes on, but its name, which one of them holds, is.
    """
    if not values.get(RUN_NAME):
        put_tags(tx, rid, values)
        return
    (before,) = run_entries.states(tx.conn, [rid], lock=True)
    put_tags(tx, rid, values)
    after = before.changed(name=str(values[RUN_NAME])[:RUN_NAME_LIMIT])
    if after.name != before.name:
        run_entries.changed(tx, "run.renamed", before, after)


def put_tags(tx: Tx, rid: int, values: Mapping[str, str | None]) -> None:
    """Set tags of a run as `set_tags` does, for one who enters the change into the audit log themselves."""
    for key, value in values.items():
        check_key(key, "tags")
        if value is not None:
            _check_value(value, key)
    rows = [{"rid": rid, "key": key, "value": value} for key, value in values.items() if value is not None]
    upsert(tx.conn, run_tags, rows, keys=["rid", "key"], update=["value"])
    gone = [key for key, value in values.items() if value is None]
    if gone:
        tx.conn.execute(sa.delete(run_tags).where(run_tags.c.rid == rid, run_tags.c.key.in_(gone)))
    _keep_in_step(tx, rid, values)


def _keep_in_step(tx: Tx, rid: int, values: Mapping[str, str | None]) -> None:
    columns: dict[str, str | None] = {}
    if values.get(RUN_NAME):
        columns["name"] = str(values[RUN_NAME])[:RUN_NAME_LIMIT]
    if NOTE in values:
        columns["note"] = values[NOTE] or ""
    if PARENT in values:
        columns["parent_run_id"] = values[PARENT]
    if columns:
        tx.conn.execute(sa.update(runs).where(runs.c.rid == rid).values(columns))


def _refuse_changed(conn: Connection, rid: int, values: Mapping[str, str]) -> None:
    query = sa.select(run_params.c.key, run_params.c.value).where(
        run_params.c.rid == rid, run_params.c.key.in_(list(values))
    )
    for key, old in conn.execute(query):
        if old != values[key]:
            raise invalid(
                f"Params never change: {key!r} is {_short(old)} already and cannot become {_short(values[key])}.",
                f"params.{key}",
            )


def _check_value(value: str, key: str) -> None:
    if "\x00" in value:
        raise invalid(f"The value of {key[:60]!r} holds a NUL character.", key)


def _short(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:60] + "…")
