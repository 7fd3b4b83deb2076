"""Keys and values that runs have, for completion while somebody types.

Asked of the newest runs first, whose keys are the ones most likely meant; then of the
indexes, stepping from one distinct key (or value) to the next without reading what
lies between. Neither depends on how many runs there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.schema import HEAD, run_params, run_tags, runs, series
from mlops_lab.tracking.search.compile import head
from mlops_lab.tracking.search.joins import Then
from mlops_lab.tracking.search.scope import Scope, scope_of, within
from mlops_lab.tracking.types import KeyNames, View

NEWEST = 500
"""Runs that are looked into one by one."""
DISTINCT = 1000
"""Distinct keys, or values, that are stepped through at the most."""
_LOOKED_AT = 500
"""Runs of a key or value that are asked whether they are within the experiments."""

_TABLES = {"metrics": series, "params": run_params, "tags": run_tags}


def key_names(conn: Connection, project: str, experiment_ids: Sequence[str] | None, *, like: str = "") -> KeyNames:
    """Return the keys that active runs have, those of most of the newest runs first.

    Parameters
    ----------
    conn : Connection
        The connection.
    project : str
        The project's name.
    experiment_ids : sequence of str, optional
        Only these experiments.
    like : str
        What a key begins with.
    """
    scope = scope_of(conn, project, experiment_ids, View.ACTIVE)
    rids = _newest(conn, scope)
    found = {}
    for name, table in _TABLES.items():
        keys = _most_used(conn, table.c.key, [table.c.rid.in_(rids)], like) if rids else []
        if len(rids) == NEWEST:
            known = set(keys)
            others = [key for key in _distinct(conn, table.c.key, [], like) if key not in known]
            keys += [key for key in others if _within(conn, scope, table, [table.c.key == key])]
        found[name] = keys
    return KeyNames(**found)


def key_values(
    conn: Connection,
    project: str,
    experiment_ids: Sequence[str] | None,
    kind: Literal["params", "tags"],
    key: str,
    *,
    like: str = "",
    limit: int = 50,
) -> list[str]:
    """Return values that active runs have for a param or tag, those of most of the newest runs first.

    A value longer than an index holds is only found among the newest runs.
    """
    scope = scope_of(conn, project, experiment_ids, View.ACTIVE)
    table = _TABLES[kind]
    rids = _newest(conn, scope)
    values = _most_used(conn, table.c.value, [table.c.rid.in_(rids), table.c.key == key], like) if rids else []
    if len(rids) == NEWEST and len(values) < limit:
        known = set(values)
        of_key = table.c.key == key
        for value in _distinct(conn, head(table.c.value), [of_key], like):
            if len(values) == limit:
                break
            if value in known or len(value) == HEAD:
                continue
            if _within(conn, scope, table, [of_key, head(table.c.value) == value]):
                values.append(value)
    return values[:limit]


def _newest(conn: Connection, scope: Scope) -> list[int]:
    if scope.form == "none":
        return []
    inside = within(scope.shape)
    newest = sa.select(runs.c.rid).where(inside).order_by(runs.c.rid.desc()).limit(NEWEST)
    return list(conn.scalars(newest, scope.values))


def _most_used(
    conn: Connection, column: sa.ColumnElement[str], where: Sequence[sa.ColumnElement[bool]], like: str
) -> list[str]:
    used = sa.select(column, sa.func.count()).where(*where, *_begins(conn, column, like)).group_by(column)
    return [text for text, _ in sorted(conn.execute(used).all(), key=lambda row: (-row[1], row[0]))]


def _distinct(
    conn: Connection, column: sa.ColumnElement[str], where: Sequence[sa.ColumnElement[bool]], like: str
) -> list[str]:
    """Step through the distinct texts of an index: the least, the least above that, and so on."""
    begins = _begins(conn, column, like)
    if begins and conn.dialect.name == "postgresql":
        # its order is the database's language's, in which what begins alike need not lie together
        listed = sa.select(column).where(*where, *begins).distinct().order_by(column).limit(DISTINCT)
        return list(conn.scalars(listed))
    least = sa.select(sa.func.min(column)).where(*where, *begins).correlate(None).scalar_subquery()
    steps = sa.select(least.label("step")).cte("steps", recursive=True)
    above = sa.select(sa.func.min(column)).where(*where, *begins, column > steps.c.step).correlate(steps)
    steps = steps.union_all(sa.select(above.scalar_subquery()).where(steps.c.step.is_not(None)))
    return list(conn.scalars(sa.select(steps.c.step).where(steps.c.step.is_not(None)).limit(DISTINCT)))


def _within(conn: Connection, scope: Scope, table: sa.Table, where: Sequence[sa.ColumnElement[bool]]) -> bool:
    """Tell whether some of these rows are of a run within the scope; only the first few hundred are asked."""
    some = sa.select(table.c.rid).where(*where).limit(_LOOKED_AT).subquery()
    inside = within(scope.shape)
    joined = Then(some, runs, some.c.rid == runs.c.rid)
    one = sa.select(runs.c.rid).select_from(joined).where(inside).limit(1)
    return conn.execute(one, scope.values).first() is not None


def _begins(conn: Connection, column: sa.ColumnElement[str], like: str) -> list[Any]:
    if not like:
        return []
    # substr tells cases apart everywhere and has no wildcards to escape
    begins = sa.func.substr(column, 1, len(like)) == like
    if conn.dialect.name == "postgresql":
        return [begins]
    return [begins, column >= like, column < like + "\U0010ffff"]  # a stretch of the index
