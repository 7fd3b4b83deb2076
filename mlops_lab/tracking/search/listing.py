"""Search of small things (experiments, models, their versions) by MLflow's grammar, in SQL, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from mlops_lab.storage import direct
from mlops_lab.storage.schema import HEAD
from mlops_lab.tracking.search import grammar
from mlops_lab.tracking.search.compile import SortKey, after
from mlops_lab.tracking.search.names import TERMS, VALUES
from mlops_lab.tracking.search.pages import place_of, token_of
from mlops_lab.tracking.search.terms import Clause, bytewise, compare
from mlops_lab.tracking.search.tree import (
    PATTERNS,
    And,
    Comparison,
    Form,
    Kind,
    Name,
    Not,
    Op,
    Or,
    Order,
    Slot,
    Tree,
)

MetricClause = Callable[[Name, Op, list[float]], Clause]
"""Makes a clause of a condition; ``!=`` of several values comes as ``NOT IN``."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What is searched: tables, and what the names of a filter are in them.

    Parameters
    ----------
    source : FromClause
        The tables, joined one to one.
    key : ColumnElement
        What tells rows apart and labels hang on.
    fields : Fields
        The names.
    columns : mapping
        Attributes' columns.
    optional : set of str
        Those that may be NULL.
    labels : mapping
        Key-value tables with the column that refers to `key`.
    defaults : mapping
        What a tag says that is not there.
    order : tuple of (ColumnElement, bool)
        The order where none is asked, or among equals, and whether it descends; `key` decides last.
    """

    source: sa.FromClause
    key: ColumnElement[int]
    fields: grammar.Fields
    columns: Mapping[str, ColumnElement[Any]]
    optional: frozenset[str] = frozenset()
    labels: Mapping[Kind, tuple[sa.Table, str]]
    defaults: Mapping[str, str] = field(default_factory=dict)
    order: tuple[tuple[ColumnElement[Any], bool], ...]

    def order_of(self, text: str) -> Order:
        """Read one entry of an ordering."""
        return grammar.parse_order(text, fields=self.fields)


class Question:
    """One search of a listing, put together piece by piece, then asked.

    Parameters
    ----------
    dialect : str
        Of the database that is asked.
    listing : Listing
        What is searched.
    metrics : callable, optional
        Makes a clause of a condition on a metric, where there are metrics.
    kept : bool
        Whether this is kept, to be asked again: building its statement costs more than running it.
    """

    def __init__(
        self, dialect: str, listing: Listing, metrics: MetricClause | None = None, *, kept: bool = False
    ) -> None:
        self._kept = kept
        self._listing = listing
        self._metrics = metrics
        self._dialect = dialect
        self._where: list[Clause] = []
        self._keys: list[SortKey] = []
        self._values: dict[str, Any] = {}
        self._selects: dict[tuple[bool, ...] | None, sa.Select[Any]] = {}

    def where(self, *clauses: Clause) -> None:
        """Keep to what these are true of."""
        self._where.extend(clauses)

    def filter(self, text: str) -> None:
        """Keep to what a filter lets through.

        Raises
        ------
        LabError
            When the filter cannot be read, or is too large for a database.
        """
        tree = grammar.parse(text, fields=self._listing.fields, strict=True)
        if tree is not None:
            self._where.append(self._holds(grammar.checked(tree, most=TERMS, values=VALUES)))

    def order_by(self, entries: Sequence[str]) -> None:
        """Order by names; what is missing comes last either way."""
        grammar.refuse_order(len(entries))
        for entry in entries:
            self.order_by_name(self._listing.order_of(entry))

    def order_by_name(self, order: Order) -> None:
        """Order by a name, after what was given before."""
        self.order_by_column(self._value(order.name), order.descending, text=not order.name.numeric)

    def order_by_column(self, column: ColumnElement[Any], descending: bool, *, text: bool = False) -> None:
        """Order by an expression, after what was given before."""
        self._keys.append(SortKey(bytewise(column, self._dialect) if text else column, descending, True))

    def page(
        self,
        conn: Connection,
        question: Any,
        max_results: int,
        page_token: str,
        values: Mapping[str, Any] | None = None,
    ) -> tuple[list[int], str | None]:
        """Return the keys of a page's rows, and the next page's token.

        `question` is all that makes this search another one than the next; `values` are what
        the clauses given to `where` have bound by name.

        Raises
        ------
        LabError
            When the token is not one that this question gave.
        """
        bound = {**self._values, **(values or {}), "most": max_results + 1}
        missing = None
        if page_token:
            place = place_of(page_token, question, len(self._keys) + len(self._listing.order) + 1)
            missing = tuple(value is None for value in place)
            bound |= {f"a{number}": value for number, value in enumerate(place) if value is not None}
        if missing not in self._selects:
            self._selects[missing] = self._select(missing)
        select = self._selects[missing]
        found = direct.rows(conn, select, bound) if self._kept else list(map(tuple, conn.execute(select, bound)))
        more = len(found) > max_results
        found = found[:max_results]
        return [row[-1] for row in found], token_of(found[-1], question) if more else None

    def _select(self, missing: tuple[bool, ...] | None) -> sa.Select[Any]:
        listing, keys = self._listing, list(self._keys)
        for column, descending in listing.order:
            text = isinstance(column.type, sa.Text)
            keys.append(SortKey(bytewise(column, self._dialect) if text else column, descending, False))
        keys.append(SortKey(listing.key, True, False))
        select = sa.select(*(key.column.label(f"o{number}") for number, key in enumerate(keys)))
        select = select.select_from(listing.source).where(*self._where).limit(sa.bindparam("most"))
        if missing is not None:
            select = select.where(after(keys, missing))
        return select.order_by(*map(_direction, keys))

    def _holds(self, tree: Tree) -> Clause:
        if isinstance(tree, And):
            return sa.and_(*map(self._holds, tree.items))
        if isinstance(tree, Or):
            return sa.or_(*map(self._holds, tree.items))
        if isinstance(tree, Not):
            return sa.not_(self._holds(tree.item).self_group())
        return self._compared(tree)

    def _compared(self, item: Comparison) -> Clause:
        listing, name, op = self._listing, item.name, item.op
        if name.kind is Kind.METRIC:
            assert self._metrics is not None  # a listing without metrics has no prefix for them
            values = item.value if isinstance(item.value, tuple) else (item.value,)
            return self._metrics(name, op, [value for value in values if isinstance(value, float)])
        slot = self._slot(item)
        if name.kind is Kind.ATTRIBUTE:
            optional = name.key in listing.optional
            return compare(listing.columns[name.key], op, slot, self._dialect, nullable=optional)
        if name.key in listing.defaults:
            return compare(self._value(name), op, slot, self._dialect, nullable=False)
        table, found = self._labels(name)
        if op is Op.IS_NULL:
            return ~found.exists()
        return found.where(compare(table.c.value, op, slot, self._dialect, nullable=False)).exists()

    def _labels(self, name: Name) -> tuple[sa.Table, sa.Select[Any]]:
        table, owner = self._listing.labels[name.kind]
        found = sa.select(table.c.value).where(
            table.c[owner] == self._listing.key, table.c.key == sa.literal(name.key, sa.Text())
        )
        return table, found.correlate_except(table)

    def _value(self, name: Name) -> ColumnElement[Any]:
        if name.kind is Kind.ATTRIBUTE:
            return self._listing.columns[name.key]
        value = self._labels(name)[1].scalar_subquery()
        default = self._listing.defaults.get(name.key)
        return value if default is None else sa.func.coalesce(value, sa.literal(default, sa.Text()))

    def _slot(self, item: Comparison) -> Slot | None:
        value = item.value
        if value is None or isinstance(value, Slot):
            return value
        bind = f"v{len(self._values)}"
        self._values[bind] = list(value) if isinstance(value, tuple) else value
        if isinstance(value, tuple):
            return Slot(bind, Form.TEXTS if isinstance(value[0], str) else Form.NUMBERS)
        if isinstance(value, str):
            return Slot(bind, Form.SHORT if len(value) < HEAD and item.op not in PATTERNS else Form.TEXT)
        return Slot(bind, Form.NUMBER)


def _direction(key: SortKey) -> Any:
    found = key.column.desc() if key.descending else key.column.asc()
    return found.nulls_last() if key.nullable else found
