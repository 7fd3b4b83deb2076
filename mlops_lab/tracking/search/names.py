"""Which names a search of runs knows, and what each attribute is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from mlops_lab.storage.schema import runs
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.tree import Kind, Order, Tree

TERMS = 500
"""Conditions of a filter, after those that can be one are joined. SQLite takes expressions 1,000 deep."""
VALUES = 20_000
"""Values of a filter. SQLite takes 32,766 in a statement, PostgreSQL 65,535."""

_SPELLED = {
    Kind.METRIC: ("metric", "metrics"),
    Kind.PARAM: ("parameter", "parameters", "param", "params"),
    Kind.TAG: ("tag", "tags"),
    Kind.ATTRIBUTE: ("attribute", "attributes", "attr", "run"),
    Kind.DATASET: ("dataset", "datasets"),
}

PREFIXES = {word: kind for kind, words in _SPELLED.items() for word in words}

COLUMNS: dict[str, sa.ColumnElement[Any]] = {
    "run_id": runs.c.run_id,
    "run_name": runs.c.name,
    "status": runs.c.status,
    "user": runs.c.username,
    "start_time": runs.c.start_time,
    "end_time": runs.c.end_time,
    "duration": runs.c.end_time - runs.c.start_time,
    "notebook": runs.c.notebook,
    "cell_id": runs.c.cell_id,
    "note": runs.c.note,
    "host": runs.c.host,
    "parent_run_id": runs.c.parent_run_id,
    "forked_from": runs.c.forked_from,
    "artifact_uri": runs.c.artifact_uri,
}

RUN_FIELDS = grammar.Fields(
    prefixes=PREFIXES,
    texts={name: name for name in COLUMNS if name not in ("start_time", "end_time", "duration")}
    | {"name": "run_name", "user_id": "user", "username": "user"}
    | dict.fromkeys(("run name", "Run name", "Run Name"), "run_name"),
    numbers={"start_time": "start_time", "end_time": "end_time", "duration": "duration"}
    | dict.fromkeys(("created", "Created"), "start_time"),
    datasets=("name", "digest", "context"),
)


@lru_cache(maxsize=128)
def filter_of(text: str, strict: bool) -> Tree | None:
    """Read a filter of runs."""
    tree = grammar.parse(text, fields=RUN_FIELDS, strict=strict)
    return None if tree is None else grammar.checked(tree, most=TERMS, values=VALUES)


@lru_cache(maxsize=128)
def orders_of(entries: tuple[str, ...]) -> tuple[Order, ...]:
    """Read an ordering of runs; a name that comes again decides nothing and is left out."""
    grammar.refuse_order(len(entries))
    found: dict[object, Order] = {}
    for entry in entries:
        order = grammar.parse_order(entry, fields=RUN_FIELDS)
        found.setdefault(order.name, order)
    return tuple(found.values())
