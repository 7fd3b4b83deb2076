"""The statements of a search, one for each shape of question and way of answering it; made once, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from mlops_lab.storage.schema import runs
from mlops_lab.tracking.search.compile import SUMMARIES, Conditions, Ordering, SortKey, after
from mlops_lab.tracking.search.joins import Then
from mlops_lab.tracking.search.scope import within
from mlops_lab.tracking.search.terms import Clause, compare_metric
from mlops_lab.tracking.search.tree import Comparison, Order, Tree
from mlops_lab.tracking.types import View


class Way(StrEnum):
    """How to find a page.

    `SCAN` leaves it to the database; `NEWEST` walks the index of an experiment's runs by
    their start and asks each run the rest; `DRIVE` begins with the runs that one condition lists and sorts;
    `WALK` goes through a metric's index in its order and asks each run the rest.
    """

    SCAN = "scan"
    NEWEST = "newest"
    DRIVE = "drive"
    WALK = "walk"


class Segment(StrEnum):
    """Which runs of an ordering by a metric: those that have it, those that have not, both."""

    BOTH = "both"
    PRESENT = "present"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A question without its values. The conditions must hold all at once.

    `shape_of` makes it: questions that are alike have the same one, which caches know by its identity.
    """

    dialect: str
    conditions: tuple[Tree, ...]
    orders: tuple[Order, ...]
    strict: bool
    scope: tuple[View, str, bool]


@lru_cache(maxsize=512)
def shape_of(
    dialect: str,
    conditions: tuple[Tree, ...],
    orders: tuple[Order, ...],
    strict: bool,
    scope: tuple[View, str, bool],
) -> Shape:
    """Return the one shape of these."""
    return Shape(dialect, conditions, orders, strict, scope)


@dataclass(frozen=True, slots=True)
class Plan:
    """A way, and for `DRIVE` the number of the condition to begin with."""

    way: Way
    driver: int = -1


@lru_cache(maxsize=512)
def page(
    shape: Shape, plan: Plan, segment: Segment, missing: tuple[bool, ...] | None, *, jump: bool = False
) -> sa.Select[Any]:
    """Return the select of a page: what its rows are ordered by, the run's key last.

    `missing` tells which values of the place to go on behind are NULL; None is the
    first page. The values are bound as ``a0``…, the number of rows as ``most``, and with
    `jump` the number of rows to pass over as ``skip``.
    """
    conditions = Conditions(shape.dialect, stepwise=plan.way is not Way.SCAN)
    ordering = Ordering(shape.orders, conditions, strict=shape.strict)
    keys = list(ordering.keys)
    first = keys[0]
    source, where = _begin(shape, plan, ordering, conditions, segment)
    where.append(within(shape.scope))
    if segment is Segment.PRESENT:
        where.append(first.column.is_not(None))
        keys[0] = SortKey(first.column, first.descending, False)
    elif segment is Segment.MISSING:
        where.append(first.column.is_(None))
    if missing is not None:
        where.append(after(keys, missing))
    select = sa.select(*(key.column.label(f"o{number}") for number, key in enumerate(keys)))
    sorted_by = keys[1:] if segment is Segment.MISSING else keys
    select = select.select_from(source).where(*where).order_by(*map(_direction, sorted_by))
    select = select.limit(sa.bindparam("most"))
    return select.offset(sa.bindparam("skip")) if jump else select


@lru_cache(maxsize=256)
def total(shape: Shape, plan: Plan) -> sa.Select[Any]:
    """Return the select of how many runs there are in all."""
    conditions = Conditions(shape.dialect, stepwise=plan.way is Way.DRIVE)
    source, where = _begin(shape, plan, None, conditions, Segment.BOTH)
    return sa.select(sa.func.count()).select_from(source).where(within(shape.scope), *where)


def _begin(
    shape: Shape, plan: Plan, ordering: Ordering | None, conditions: Conditions, segment: Segment
) -> tuple[sa.FromClause, list[Clause]]:
    """Return what to select from, in the order to go through it, and what must hold."""
    where = []
    joins = [] if ordering is None else list(ordering.joins)
    source: sa.FromClause = runs
    for number, item in enumerate(shape.conditions):
        if number == plan.driver:
            source, clause = _driven(item, conditions)
            where.extend(clause)
        elif ordering is not None and segment is Segment.PRESENT and _is_walked(item, shape.orders[0]):
            where.append(_walked(item, ordering, shape.dialect))
        else:
            where.append(conditions.holds(item))
    if segment is Segment.PRESENT:
        table, on = joins.pop(0)
        source = Then(table, runs, on) if plan.way is Way.WALK else Then(source, table, on)
    for table, on in joins:
        source = source.outerjoin(table, on)
    return source, where


def _driven(item: Tree, conditions: Conditions) -> tuple[sa.FromClause, list[Clause]]:
    lists = conditions.postings(item) or []
    found: Any = lists[0].correlate(None) if len(lists) == 1 else sa.union(*lists)
    if conditions.dialect == "postgresql":
        # as an array it is computed once, before everything else
        return runs, [runs.c.rid == sa.any_(sa.func.array(found.scalar_subquery()))]
    listed = found.subquery("listed")
    return Then(listed, runs, listed.c.rid == runs.c.rid), []


def _is_walked(item: Tree, order: Order) -> bool:
    return isinstance(item, Comparison) and item.name == order.name and item.slot is not None


def _walked(item: Tree, ordering: Ordering, dialect: str) -> Clause:
    """Return a condition on the metric ordered by as one of its own row, which bounds a walk."""
    assert isinstance(item, Comparison)
    column = ordering.joins[0][0].c[SUMMARIES[item.name.summary]]
    return compare_metric(column, item.op, item.slot, dialect)


def _direction(key: SortKey) -> Any:
    if not key.nullable:
        return key.column.desc() if key.descending else key.column.asc()
    return key.column.desc().nulls_last() if key.descending else key.column.asc().nulls_last()
