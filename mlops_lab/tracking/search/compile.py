"""Compiles the shape of a filter of runs to SQL.

A condition can be asked of a run at hand (`Conditions.holds`, a look-up by the run's
key) or answered on its own (`Conditions.postings`, the runs an index lists for it);
`mlops_lab.tracking.search.plan` chooses which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from mlops_lab.storage.schema import HEAD, datasets, run_datasets, run_params, run_tags, runs, series
from mlops_lab.tracking.search.names import COLUMNS
from mlops_lab.tracking.search.terms import (
    Clause,
    bytewise,
    compare,
    compare_as_number,
    compare_metric,
    number_of,
)
from mlops_lab.tracking.search.tree import And, Comparison, Form, Kind, Name, Not, Op, Or, Order, Tree

LABELS = {Kind.PARAM: run_params, Kind.TAG: run_tags}
SUMMARIES = {"last": "last_value", "min": "min_value", "max": "max_value", "mean": "mean_value"}
WALKABLE = frozenset({"last", "min", "max"})
"""Summaries with an index that holds runs in their order."""

_NOT_NULL = frozenset({"run_id", "run_name", "status", "user", "start_time", "note", "artifact_uri"})
_NUMBERS = frozenset({Form.NUMBER, Form.NUMBERS})
_INDEXED = {"run_id": runs.c.run_id, "parent_run_id": runs.c.parent_run_id}


def key_of(name: Name) -> sa.BindParameter[str]:
    """Return the bound parameter of a name's key."""
    return sa.bindparam(name.key, type_=sa.Text())


def head(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what the index on values holds of one; spelled as in the index, constants and all."""
    return sa.func.substr(column, sa.literal_column("1"), sa.literal_column(str(HEAD)))


@dataclass(frozen=True, slots=True)
class Conditions:
    """Compiles for one dialect.

    `stepwise` keeps PostgreSQL to asking runs one at a time, in the order they come, by
    questions it cannot turn into joins.
    """

    dialect: str
    stepwise: bool = False

    def holds(self, tree: Tree) -> Clause:
        """Return what is true of the row of `runs` when the tree holds."""
        if isinstance(tree, And):
            return sa.and_(*map(self.holds, tree.items))
        if isinstance(tree, Or):
            return sa.or_(*map(self.holds, tree.items))
        if isinstance(tree, Not):
            return sa.not_(self.holds(tree.item).self_group())
        name, op = tree.name, tree.op
        if name.kind is Kind.ATTRIBUTE:
            column = COLUMNS[name.key]
            return compare(column, op, tree.slot, self.dialect, nullable=name.key not in _NOT_NULL)
        there = Comparison(name, Op.IS_NOT_NULL, None) if op is Op.IS_NULL else tree
        found = self._rows(there, by_value=False)
        probe = found.where(_owner(name) == runs.c.rid).correlate(runs)
        if self.stepwise and self.dialect == "postgresql":
            one = probe.with_only_columns(sa.literal_column("1")).limit(sa.literal_column("1")).scalar_subquery()
            return one.is_(None) if op is Op.IS_NULL else one.is_not(None)
        exists = probe.with_only_columns(sa.literal_column("1")).exists()
        return ~exists if op is Op.IS_NULL else exists

    def postings(self, tree: Tree) -> list[sa.Select[Any]] | None:
        """Return selects of `rid` whose union is where the tree holds, or more; None where no index lists them."""
        if isinstance(tree, Or):
            parts = [self.postings(item) for item in tree.items]
            if any(part is None for part in parts):
                return None
            return [select for part in parts for select in part or ()]
        if isinstance(tree, (And, Not)):
            return None
        name, op = tree.name, tree.op
        if op is Op.IS_NULL:
            return None
        if name.kind is Kind.ATTRIBUTE:
            if name.key not in _INDEXED or op not in (Op.EQ, Op.IN):
                return None
            own = runs.alias("own")
            clause = compare(own.c[name.key], op, tree.slot, self.dialect, nullable=False)
            return [sa.select(own.c.rid).where(clause)]
        return [self._rows(tree, by_value=True)]

    def estimate(self, tree: Tree) -> list[sa.Select[Any]] | None:
        """Return selects that have as many rows as `postings`, or more, and are counted within an index."""
        if isinstance(tree, Comparison) and tree.name.kind in LABELS and not _exact(tree):
            table = LABELS[tree.name.kind]
            return [sa.select(table.c.rid).where(table.c.key == key_of(tree.name))]
        if isinstance(tree, Or):
            parts = [self.estimate(item) for item in tree.items]
            if any(part is None for part in parts):
                return None
            return [select for part in parts for select in part or ()]
        return self.postings(tree)

    def _rows(self, item: Comparison, *, by_value: bool) -> sa.Select[Any]:
        """Select the runs that have the thing compared, compared so; `by_value` asks the index on values."""
        name, op, slot = item.name, item.op, item.slot
        if name.kind is Kind.METRIC:
            column = series.c[SUMMARIES[name.summary]]
            return sa.select(series.c.rid).where(
                series.c.key == key_of(name), compare_metric(column, op, slot, self.dialect)
            )
        if name.kind is Kind.DATASET:
            column = run_datasets.c.context if name.key == "context" else datasets.c[name.key]
            clause = compare(column, op, slot, self.dialect, nullable=name.key == "context")
            found = sa.select(run_datasets.c.rid)
            if name.key != "context":
                found = found.join(datasets, datasets.c.id == run_datasets.c.dataset_id)
            found = found.where(clause)
            return found.distinct() if by_value else found
        table = LABELS[name.kind]
        found = sa.select(table.c.rid).where(table.c.key == key_of(name))
        if slot is None:
            return found
        if slot.form in _NUMBERS:
            return found.where(compare_as_number(table.c.value, op, slot, self.dialect))
        if by_value and _exact(item):
            found = found.where(self._head_matches(table, item))
            if slot.form in (Form.SHORT, Form.SHORTS):
                return found
        return found.where(compare(table.c.value, op, slot, self.dialect, nullable=False))

    def _head_matches(self, table: sa.Table, item: Comparison) -> Clause:
        slot = item.slot
        assert slot is not None  # a comparison with a value
        if item.op is Op.IN:
            values = sa.bindparam(slot.bind + "_head", type_=sa.Text(), expanding=True)
            return head(table.c.value).in_(values)
        return head(table.c.value) == sa.bindparam(slot.bind + "_head", type_=sa.Text())


def heads(values: dict[str, Any]) -> dict[str, Any]:
    """Return bound values along with the heads of the texts among them."""
    found = dict(values)
    for bind, value in values.items():
        if isinstance(value, str):
            found[bind + "_head"] = value[:HEAD]
        elif isinstance(value, list) and value and isinstance(value[0], str):
            found[bind + "_head"] = [text[:HEAD] for text in value]
    return found


def _exact(item: Comparison) -> bool:
    """Tell whether the index on values finds what the comparison asks for."""
    return item.op in (Op.EQ, Op.IN) and item.slot is not None and item.slot.form not in _NUMBERS


def _owner(name: Name) -> ColumnElement[int]:
    if name.kind is Kind.METRIC:
        return series.c.rid
    return run_datasets.c.rid if name.kind is Kind.DATASET else LABELS[name.kind].c.rid


@dataclass(frozen=True, slots=True)
class SortKey:
    """An expression that rows are ordered by."""

    column: ColumnElement[Any]
    descending: bool
    nullable: bool


class Ordering:
    """What an ordering joins to `runs`, and the expressions it comes to.

    Params and tags go by number where they spell one, ahead of those that do not,
    then by text; as text alone where `strict`.
    """

    def __init__(self, orders: tuple[Order, ...], conditions: Conditions, *, strict: bool) -> None:
        self.joins: list[tuple[sa.FromClause, Clause]] = []
        self.keys: list[SortKey] = []
        self._conditions = conditions
        self._strict = strict
        for number, order in enumerate(orders):
            self._add(order, number)
        self.keys.append(SortKey(runs.c.start_time, True, False))
        self.keys.append(SortKey(runs.c.rid, True, False))

    def _add(self, order: Order, number: int) -> None:
        name, descending, dialect = order.name, order.descending, self._conditions.dialect
        if name.kind is Kind.METRIC:
            found = self._join(series, name, number)
            self.keys.append(SortKey(found.c[SUMMARIES[name.summary]], descending, True))
        elif name.kind in LABELS:
            value = self._join(LABELS[name.kind], name, number).c.value
            if not self._strict:
                self.keys.append(SortKey(number_of(value, dialect), descending, True))
            self.keys.append(SortKey(bytewise(value, dialect), descending, True))
        elif name.kind is Kind.DATASET:
            self.keys.append(SortKey(_first_dataset(name, dialect), descending, True))
        else:
            column = COLUMNS[name.key]
            column = column if name.numeric else bytewise(column, dialect)
            self.keys.append(SortKey(column, descending, name.key not in _NOT_NULL))

    def _join(self, table: sa.Table, name: Name, number: int) -> sa.FromClause:
        found = table.alias(f"by{number}")
        self.joins.append((found, sa.and_(found.c.rid == runs.c.rid, found.c.key == key_of(name))))
        return found


def _first_dataset(name: Name, dialect: str) -> ColumnElement[Any]:
    column = run_datasets.c.context if name.key == "context" else datasets.c[name.key]
    least = sa.select(sa.func.min(bytewise(column, dialect))).select_from(
        run_datasets.join(datasets, datasets.c.id == run_datasets.c.dataset_id)
    )
    return least.where(run_datasets.c.rid == runs.c.rid).correlate(runs).scalar_subquery()


def after(keys: list[SortKey], missing: tuple[bool, ...]) -> Clause:
    """Return what is true of rows behind the one whose keys are bound as ``a0``, ``a1`` and so on.

    `missing` tells which of those are NULL; NULLs are last.
    """
    clause: Clause = sa.false()
    for number in reversed(range(len(keys))):
        key = keys[number]
        if missing[number]:
            clause = sa.and_(key.column.is_(None), clause)
            continue
        value = sa.bindparam(f"a{number}", type_=key.column.type)
        behind = key.column < value if key.descending else key.column > value
        if key.nullable:
            behind = sa.or_(behind, key.column.is_(None))
        clause = sa.or_(behind, sa.and_(key.column == value, clause))
    return clause
