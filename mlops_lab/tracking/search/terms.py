"""SQL for single comparisons, the same in meaning on both databases. Every clause is true or false, never NULL."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from mlops_lab.storage.schema import Double
from mlops_lab.tracking.search.tree import LISTS, PATTERNS, Form, Op, Slot

Clause = ColumnElement[bool]

_ORDERED: dict[Op, Callable[[Any, Any], Any]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}

# What a number looks like. SQLite goes by its rules of affinity, which are the same.
_NUMBER = r"^[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$"
_BEYOND = r"[eE][+-]?0*[1-9][0-9]{4}"
"""An exponent that no digits before it, as many as they may be, bring back into a float's range."""
NUMERAL = 6_000
"""Characters that a number may have: a param's longest, which PostgreSQL's numeric holds."""
_ZERO = sa.cast(sa.literal_column("0"), Double)
_LEAST = "2.4703282292062328e-324"
"""Below this a number is nearer to 0 than to the least float. PostgreSQL raises where SQLite says 0."""
_GREATEST = "1.797693134862315807e308"


def compare(column: ColumnElement[Any], op: Op, slot: Slot | None, dialect: str, *, nullable: bool) -> Clause:
    """Hold a column of numbers against a number, or one of texts against a text."""
    if op is Op.IS_NULL:
        return column.is_(None)
    if op is Op.IS_NOT_NULL or slot is None:
        return column.is_not(None)
    if slot.form is Form.NAN:
        return sa.false() if op is not Op.NE else column.is_not(None)
    clause = _against(column, op, slot, dialect)
    return sa.and_(column.is_not(None), clause) if nullable else clause


def _against(column: ColumnElement[Any], op: Op, slot: Slot, dialect: str) -> Clause:
    kind: sa.types.TypeEngine[Any] = Double if slot.form in (Form.NUMBER, Form.NUMBERS) else sa.Text()
    if op in LISTS:
        values = sa.bindparam(slot.bind, type_=kind, expanding=True)
        return column.in_(values) if op is Op.IN else column.not_in(values)
    value: ColumnElement[Any] = sa.bindparam(slot.bind, type_=kind)
    if op in PATTERNS:
        return like(column, value, dialect, fold=op is Op.ILIKE)
    if op not in (Op.EQ, Op.NE) and not slot.form.startswith("number"):
        column = bytewise(column, dialect)
    return _ORDERED[op](column, value)  # type: ignore[no-any-return]


def compare_metric(column: ColumnElement[Any], op: Op, slot: Slot | None, dialect: str) -> Clause:
    """Hold a series' summary against a number. NULL is NaN there: equal to nothing, not even to itself."""
    if slot is None:
        return sa.true()  # the series is there, whatever it says
    if slot.form is Form.NAN:
        return column.is_(None) if op is Op.EQ else column.is_not(None) if op is Op.NE else sa.false()
    clause = _against(column, op, slot, dialect)
    if op in (Op.NE, Op.NOT_IN):
        return sa.or_(column.is_(None), clause)
    return clause


def compare_as_number(column: ColumnElement[Any], op: Op, slot: Slot, dialect: str) -> Clause:
    """Hold a text against numbers; a text that is no number is never a match, nor an error."""
    if dialect == "postgresql":
        number = number_of(column, dialect)
        return sa.func.coalesce(_against(number, op, slot, dialect), sa.false())
    if op in LISTS:
        clause = _against(number_of(column, dialect), op, slot, dialect)
        return sa.and_(_is_number(column), clause)
    value = sa.cast(sa.bindparam(slot.bind, type_=Double), sa.REAL)
    return sa.and_(_ORDERED[op](column, value), _is_number(column))


def number_of(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Return the number a text spells, else NULL."""
    if dialect == "sqlite":
        return sa.case((_is_number(column), sa.cast(column, sa.REAL)))
    # float8 has its limits, at which PostgreSQL raises; numeric has none that exponents of four digits reach
    exact = sa.cast(column, sa.Numeric)
    size = sa.func.abs(exact)
    within = sa.case(
        (size < sa.literal_column(_LEAST), _ZERO),
        (size <= sa.literal_column(_GREATEST), sa.cast(column, Double)),
    )
    vanishes = sa.or_(column.regexp_match("[eE]-"), sa.not_(column.regexp_match("^[^eE]*[1-9]")))
    found = sa.case((sa.not_(column.regexp_match(_BEYOND)), within), (vanishes, _ZERO))
    return sa.case((sa.and_(sa.func.length(column) <= NUMERAL, column.regexp_match(_NUMBER)), found))


def _is_number(column: ColumnElement[Any]) -> Clause:
    # Held against a REAL, a text that is a number becomes one; one that is not stays a text, and is above all numbers
    # (only a CAST itself has that effect: before a minus sign it has not)
    lowest, highest = (sa.cast(sa.literal_column(text), sa.REAL) for text in ("-9e999", "9e999"))
    return sa.and_(column > lowest, column < highest, sa.func.length(column) <= NUMERAL)


def like(column: ColumnElement[Any], pattern: ColumnElement[Any], dialect: str, *, fold: bool) -> Clause:
    """Match a pattern of % and _, in which a backslash is a backslash."""
    if dialect == "postgresql":
        return column.ilike(pattern, escape="") if fold else column.like(pattern, escape="")
    return sa.func.lower(column).like(sa.func.lower(pattern)) if fold else column.like(pattern)


def bytewise(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Order texts by their code points, whatever the database's language is."""
    return sa.collate(column, "C") if dialect == "postgresql" else column
