"""Finds runs: a page at a time, in any order, counted if asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from mlops_lab.storage.direct import rows
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.search.compile import heads
from mlops_lab.tracking.search.names import filter_of, orders_of
from mlops_lab.tracking.search.pages import Place, place_of, token_of
from mlops_lab.tracking.search.plan import choose, choose_for_count
from mlops_lab.tracking.search.scope import Scope, scope_of
from mlops_lab.tracking.search.shape import Lifter
from mlops_lab.tracking.search.statements import Plan, Segment, Shape, Way, page, shape_of, total
from mlops_lab.tracking.search.tree import Kind, Order, Tree, conjuncts
from mlops_lab.tracking.types import RunPage, RunSearch, View
from mlops_lab.wire.errors import invalid

MOST = 50_000
"""Runs of one page."""
FARTHEST = 10_000_000
"""Runs to pass over."""


def find_runs(conn: Connection, search: RunSearch, *, strict: bool = False) -> RunPage:
    """Return the runs that a question asks for.

    Parameters
    ----------
    conn : Connection
        The connection.
    search : RunSearch
        The question. Ties in its ordering go to the run that started last.
    strict : bool
        Read it by MLflow's rules: conditions joined by AND alone, params as texts.

    Raises
    ------
    LabError
        When the filter or the ordering cannot be read, the page token is not this
        question's, or there is no such project.
    """
    rids, token, count = find_rids(conn, search, strict=strict)
    runs = load_runs(
        conn,
        rids,
        metric_keys=search.metric_keys,
        param_keys=search.param_keys,
        tag_keys=search.tag_keys,
        sparkline_keys=search.sparkline_keys,
    )
    return RunPage(runs=runs, next_page_token=token, total=count)


def find_rids(conn: Connection, search: RunSearch, *, strict: bool = False) -> tuple[list[int], str | None, int | None]:
    """Return the keys of the runs of a page, the next page's token, and how many there are where that was asked."""
    if not 1 <= search.max_results <= MOST:
        raise invalid(f"max_results is from 1 to {MOST:,}, not {search.max_results}.", "max_results")
    if not 0 <= search.offset <= FARTHEST:
        raise invalid(f"offset is from 0 to {FARTHEST:,}, not {search.offset}.", "offset")
    order_by = tuple(search.order_by)
    _read(search.filter, order_by, strict)  # a mistake in it is told before one in the project's name
    scope = scope_of(conn, search.project, search.experiment_ids, search.view)
    shape, values = _shaped(conn.dialect.name, search.filter, order_by, strict, scope.shape)
    found = _Search(conn, shape, values | scope.values, scope)
    places, more = found.page(search)
    token = token_of(places[-1], _question(search, strict)) if more else None
    return [place[-1] for place in places], token, found.total() if search.count else None


_Read = tuple[tuple[Tree, ...], tuple[Order, ...], dict[str, Any]]


@lru_cache(maxsize=128)
def _read(text: str, order_by: tuple[str, ...], strict: bool) -> _Read:
    """Return a filter's conditions and an ordering, without their values, and these."""
    lifter = Lifter(alike=strict)
    conditions = tuple(lifter.tree(item) for item in conjuncts(filter_of(text, strict)))
    orders = tuple(lifter.order(order) for order in orders_of(order_by))
    return conditions, orders, heads(lifter.values)


@lru_cache(maxsize=128)
def _shaped(
    dialect: str, text: str, order_by: tuple[str, ...], strict: bool, scope: tuple[View, str, bool]
) -> tuple[Shape, dict[str, Any]]:
    conditions, orders, values = _read(text, order_by, strict)
    return shape_of(dialect, conditions, orders, strict, scope), values


def _question(search: RunSearch, strict: bool) -> Any:
    ids = None if search.experiment_ids is None else sorted(search.experiment_ids)
    return search.project, ids, search.filter, search.order_by, search.view.value, strict


class _Search:
    """One question, being answered."""

    def __init__(self, conn: Connection, shape: Shape, values: dict[str, Any], scope: Scope) -> None:
        self._conn = conn
        self._shape = shape
        self._values = values
        self._scope = scope

    def page(self, search: RunSearch) -> tuple[Sequence[Place], bool]:
        """Return what the rows of the page are ordered by, and whether there are more."""
        wanted = search.max_results + 1
        place = None
        if search.page_token:
            length = _length(self._shape)
            place = place_of(search.page_token, _question(search, self._shape.strict), length)
        if self._scope.form == "none":
            return [], False
        found: list[Place] = []
        skip = search.offset
        plan = choose(self._conn, self._shape, self._values, newest=self._scope.newest, wanted=skip + wanted)
        if not _in_segments(self._shape, plan):
            found = self._rows(plan, Segment.BOTH, place, wanted, skip)
            return found[: search.max_results], len(found) == wanted
        if place is None or place[0] is not None:
            found = self._rows(plan, Segment.PRESENT, place, wanted, skip)
            if skip and not found:
                skip -= len(self._rows(plan, Segment.PRESENT, place, skip, 0))
            else:
                skip = 0
            place = None
        if len(found) < wanted:
            rest = Plan(Way.SCAN) if plan.way is Way.WALK else plan
            found += self._rows(rest, Segment.MISSING, place, wanted - len(found), skip)
        return found[: search.max_results], len(found) == wanted

    def _rows(self, plan: Plan, segment: Segment, place: Place | None, most: int, skip: int) -> list[Place]:
        missing = None if place is None else tuple(value is None for value in place)
        values = {**self._values, "most": most, "skip": skip}
        if place is not None:
            values |= {f"a{number}": value for number, value in enumerate(place) if value is not None}
        statement = page(self._shape, plan, segment, missing, jump=skip > 0)
        return list(rows(self._conn, statement, values))

    def total(self) -> int:
        """Return how many runs there are on all pages."""
        if self._scope.form == "none":
            return 0
        plan = choose_for_count(self._conn, self._shape, self._values, newest=self._scope.newest)
        return int(rows(self._conn, total(self._shape, plan), self._values)[0][0])


def _in_segments(shape: Shape, plan: Plan) -> bool:
    """Tell whether runs that have the metric ordered by are asked for first, and those that have not only then."""
    return plan.way is not Way.SCAN and bool(shape.orders) and shape.orders[0].name.kind is Kind.METRIC


def _length(shape: Shape) -> int:
    """Return how many values place a row in the ordering."""
    twice = 0 if shape.strict else sum(order.name.kind in (Kind.PARAM, Kind.TAG) for order in shape.orders)
    return len(shape.orders) + twice + 2
