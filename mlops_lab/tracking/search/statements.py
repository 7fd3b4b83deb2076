"""The statements of a search, one for each shape of question and way of answering it; made once, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from mlops_lab.storage.schema import runs
from mlops_lab.tracking.search.compile import SUMMARIES, Conditions, Ordering, SortKey, after
from mlops_lab.tracking.search.scope import within
from mlops_lab.tracking.search.terms import Clause, compare_metric
from mlops_lab.tracking.search.tree import Comparison, Order, Tree
from mlops_lab.tracking.types import View


class Way(StrEnum):
    """How to find a page.

    `SCAN` leaves it to the database, which for the newest runs of one experiment walks
    their index; `DRIVE` begins with the runs that one condition lists and sorts;
    `WALK` goes through a metric's index in its order and asks each run the rest.
    """

    SCAN = "scan"
    DRIVE = "drive"
    WALK = "walk"


class Segment(StrEnum):
    """Which runs of an ordering by a metric: those that have it, those that have not, both."""

    BOTH = "both"
    PRESENT = "present"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Shape:
    """A question without its values. The conditions must hold all at once."""

    dialect: str
    conditions: tuple[Tree, ...]
    orders: tuple[Order, ...]
    strict: bool
    scope: tuple[View, str, bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """A way, and for `DRIVE` the number of the condition to begin with."""

    way: Way
    driver: int = -1


@lru_cache(maxsize=512)
def page(shape: Shape, plan: Plan, segment: Segment, missing: tuple[bool, ...] | None) -> sa.Select[Any]:
    """Return the select of a page: what its rows are ordered by, the run's key last.

    `missing` tells which values of the place to go on behind are NULL; None is the
    first page. The values are bound as ``a0``…, the number of rows as ``most``.
    """
    conditions = Conditions(shape.dialect, stepwise=plan.way is not Way.SCAN)
    ordering = Ordering(shape.orders, conditions, strict=shape.strict)
    keys = list(ordering.keys)
    first = keys[0]
    where = [within(shape.scope, conditions), *_conditions(shape, plan, ordering, conditions)]
    if segment is Segment.PRESENT:
        where.append(first.column.is_not(None))
        keys[0] = SortKey(first.column, first.descending, False)
    elif segment is Segment.MISSING:
        where.append(first.column.is_(None))
    if missing is not None:
        where.append(after(keys, missing))
    select = sa.select(*(key.column.label(f"o{number}") for number, key in enumerate(keys)))
    select = select.select_from(_sources(ordering, walk=plan.way is Way.WALK)).where(*where)
    sorted_by = keys[1:] if segment is Segment.MISSING else keys
    return select.order_by(*map(_direction, sorted_by)).limit(sa.bindparam("most"))


@lru_cache(maxsize=256)
def total(shape: Shape, plan: Plan) -> sa.Select[Any]:
    """Return the select of how many runs there are in all."""
    conditions = Conditions(shape.dialect, stepwise=plan.way is Way.DRIVE)
    where = [within(shape.scope, conditions), *_conditions(shape, plan, None, conditions)]
    return sa.select(sa.func.count()).select_from(runs).where(*where)


@lru_cache(maxsize=256)
def sizes(dialect: str, conditions: tuple[Tree, ...]) -> sa.Select[Any]:
    """Return the select of how many runs each condition lists, none counted beyond ``cap`` a list."""
    compiler = Conditions(dialect)
    counts = []
    for item in conditions:
        lists = compiler.estimate(item) or []
        counted = [
            sa.select(sa.func.count())
            .select_from(one.limit(sa.bindparam("cap")).correlate(None).subquery())
            .scalar_subquery()
            for one in lists
        ]
        size: Any = counted[0]
        for more in counted[1:]:
            size = size + more
        counts.append(size)
    return sa.select(*counts)


def _sources(ordering: Ordering, *, walk: bool) -> sa.FromClause:
    joins = ordering.joins
    source: sa.FromClause = runs
    if walk:
        table, clause = joins[0]
        source, joins = table.join(runs, clause), joins[1:]
    for table, clause in joins:
        source = source.outerjoin(table, clause)
    return source


def _conditions(shape: Shape, plan: Plan, ordering: Ordering | None, conditions: Conditions) -> list[Clause]:
    found = []
    for number, item in enumerate(shape.conditions):
        if number == plan.driver:
            found.append(_driven(item, conditions))
        elif plan.way is Way.WALK and ordering is not None and _is_walked(item, shape.orders[0]):
            found.append(_walked(item, ordering, shape.dialect))
        else:
            found.append(conditions.holds(item))
    return found


def _is_walked(item: Tree, order: Order) -> bool:
    return isinstance(item, Comparison) and item.name == order.name and item.slot is not None


def _walked(item: Tree, ordering: Ordering, dialect: str) -> Clause:
    """Bound the walk itself: a condition on the metric that is walked."""
    assert isinstance(item, Comparison)
    column = ordering.joins[0][0].c[SUMMARIES[item.name.summary]]
    return compare_metric(column, item.op, item.slot, dialect)


def _driven(item: Tree, conditions: Conditions) -> Clause:
    lists = conditions.postings(item) or []
    found: Any = lists[0].correlate(None) if len(lists) == 1 else sa.union(*lists)
    if conditions.dialect == "postgresql":
        # as an array it is computed once, before everything else
        return runs.c.rid == sa.any_(sa.func.array(found.scalar_subquery()))
    return runs.c.rid.in_(found)


def _direction(key: SortKey) -> Any:
    if not key.nullable:
        return key.column.desc() if key.descending else key.column.asc()
    return key.column.desc().nulls_last() if key.descending else key.column.asc().nulls_last()
