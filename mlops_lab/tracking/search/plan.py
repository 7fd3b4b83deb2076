"""Chooses the join order of a search from counts of postings.

Say a condition lists `m` of about `n` runs, and `k` are wanted. Beginning with the
condition costs `m` look-ups; walking an index in the order wanted until `k` runs are
found costs about `k · n / m`. They are even at `m = √(k · n)`, so nothing needs to be
counted further than that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from mlops_lab.tracking.search.compile import WALKABLE, Conditions
from mlops_lab.tracking.search.sizes import sizes
from mlops_lab.tracking.search.statements import Plan, Shape, Way
from mlops_lab.tracking.search.tree import Kind

_COUNTED = 8
"""Conditions that are counted, of those that could be begun with."""
_LEAST = 64


def choose(conn: Connection, shape: Shape, values: Mapping[str, Any], *, newest: int, wanted: int) -> Plan:
    """Choose how to find the first `wanted` runs of an ordering among about `newest`."""
    in_order = _in_order(shape)
    drivers = _drivers(shape)
    if not drivers:
        return Plan(in_order or Way.SCAN)
    even = math.isqrt(wanted * newest) + _LEAST
    size, driver = _smallest(conn, shape, values, drivers, newest, even)
    if in_order is not None and size >= even:
        return Plan(in_order)
    return Plan(Way.DRIVE, driver)


def choose_for_count(conn: Connection, shape: Shape, values: Mapping[str, Any], *, newest: int) -> Plan:
    """Choose how to count every run; with nothing listing less than a tenth of them, look at all."""
    drivers = _drivers(shape)
    if not drivers:
        return Plan(Way.SCAN)
    many = newest // 10 + _LEAST
    size, driver = _smallest(conn, shape, values, drivers, newest, many)
    return Plan(Way.DRIVE, driver) if size < many else Plan(Way.SCAN)


def _in_order(shape: Shape) -> Way | None:
    """Return the way that meets runs in the order wanted, where an index has them so."""
    if not shape.orders:
        return Way.NEWEST if shape.scope[1] == "one" else None
    first = shape.orders[0].name
    if first.kind is Kind.METRIC and first.summary in WALKABLE:
        return Way.WALK
    by_start = first.key == "start_time" and first.kind is Kind.ATTRIBUTE
    return Way.NEWEST if by_start and shape.scope[1] == "one" else None


@lru_cache(maxsize=512)
def _drivers(shape: Shape) -> tuple[int, ...]:
    compiler = Conditions(shape.dialect)
    found = [number for number, item in enumerate(shape.conditions) if compiler.postings(item) is not None]
    return tuple(found[:_COUNTED])


def _smallest(
    conn: Connection, shape: Shape, values: Mapping[str, Any], drivers: tuple[int, ...], newest: int, cap: int
) -> tuple[int, int]:
    return min(zip(sizes(conn, shape, drivers, values, newest=newest, cap=cap), drivers, strict=True))
