"""Filters held against values in memory: what searches in SQL are compared with."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.tree import And, Comparison, Name, Not, Op, Or, Order, Tree

T = TypeVar("T")
Value = str | float | None
Lookup = Callable[[T, Name], Value]

TERMS = 10_000

_COMPARE: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
    Op.IN: lambda value, listed: value in listed,
    Op.NOT_IN: lambda value, listed: value not in listed,
}


def select(
    items: Sequence[T],
    lookup: Lookup[T],
    *,
    fields: grammar.Fields,
    filter: str,
    order_by: Sequence[str],
    strict: bool = True,
) -> list[T]:
    """Return the items that a filter lets through, in order; without an order they stay as they come.

    Raises
    ------
    LabError
        When the filter or the order cannot be read.
    """
    tree = grammar.parse(filter, fields=fields, strict=strict)
    if tree is not None:
        tree = grammar.checked(tree, most=TERMS, values=TERMS)
        items = [item for item in items if matches(tree, lambda name, item=item: lookup(item, name))]  # type: ignore[misc]
    grammar.refuse_order(len(order_by))
    return ordered(list(items), [grammar.parse_order(entry, fields=fields) for entry in order_by], lookup)


def matches(tree: Tree, lookup: Callable[[Name], Value]) -> bool:
    """Tell whether a filter lets something through."""
    if isinstance(tree, And):
        return all(matches(item, lookup) for item in tree.items)
    if isinstance(tree, Or):
        return any(matches(item, lookup) for item in tree.items)
    if isinstance(tree, Not):
        return not matches(tree.item, lookup)
    return _holds(tree, lookup(tree.name))


def _holds(one: Comparison, value: Value) -> bool:
    if one.op in (Op.IS_NULL, Op.IS_NOT_NULL):
        return (value is None) == (one.op is Op.IS_NULL)
    if value is None:
        return False
    if one.op in (Op.LIKE, Op.ILIKE):
        return _pattern(str(one.value), one.op is Op.ILIKE).fullmatch(str(value)) is not None
    wanted: Any = one.value
    if isinstance(wanted, float) and isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return False
    return _COMPARE[one.op](value, wanted)


@lru_cache(maxsize=256)
def _pattern(like: str, fold: bool) -> re.Pattern[str]:
    parts = {"%": ".*", "_": "."}
    source = "".join(parts.get(char, re.escape(char)) for char in like)
    return re.compile(source, re.DOTALL | (re.IGNORECASE if fold else 0))


def ordered(items: list[T], orders: Sequence[Order], lookup: Lookup[T]) -> list[T]:
    """Sort by several names, the first one first; what is missing comes last either way."""
    for order in reversed(orders):
        keyed = [(lookup(item, order.name), item) for item in items]
        there: list[tuple[Any, T]] = [pair for pair in keyed if _known(pair[0])]
        there.sort(key=operator.itemgetter(0), reverse=order.descending)
        items = [item for _, item in there] + [item for value, item in keyed if not _known(value)]
    return items


def _known(value: Value) -> bool:
    return value is not None and value == value
