"""Reads filters and orderings: MLflow's grammar, widened.

    filter      = or
    or          = and { OR and }
    and         = not { AND not }
    not         = { NOT } ( "(" or ")" | comparison )
    comparison  = name operator value | name [NOT] IN "(" value, … ")" | name IS [NOT] NULL
    name        = prefix "." key | attribute | summary "(" name ")"

A key or attribute with spaces goes in double quotes or backticks. Strict reading is
MLflow's: AND alone joins conditions, and text attributes have only text's operators.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlops_lab.tracking.search.tokens import Sort, Token, at, tokens
from mlops_lab.tracking.search.tree import (
    LISTS,
    NULLS,
    ORDERED,
    PATTERNS,
    And,
    Comparison,
    Kind,
    Name,
    Not,
    Op,
    Or,
    Order,
    Tree,
    Value,
    comparisons,
)
from mlops_lab.wire.errors import LabError, invalid

DEEPEST = 50
"""Parentheses within parentheses."""
PATTERN_LIMIT = 10_000
"""Characters of a LIKE pattern; SQLite gives up at 50,000 bytes."""

_SUMMARIES = ("last", "min", "max", "mean")
_NOT_FINITE = {"NAN": math.nan, "INF": math.inf, "INFINITY": math.inf}
_SPELLED = {"==": Op.EQ, "<>": Op.NE}
_STRICT_LABELS = PATTERNS | NULLS | {Op.EQ, Op.NE}
_STRICT_TEXTS = PATTERNS | LISTS | {Op.EQ, Op.NE}


@dataclass(frozen=True, eq=False)
class Fields:
    """Which names a search knows.

    Parameters
    ----------
    prefixes : mapping
        What may stand before a dot, with what it means.
    texts, numbers : mapping
        Attributes as they may be spelled, with the name they go by.
    datasets : tuple of str
        Keys that a dataset's prefix takes.
    """

    prefixes: Mapping[str, Kind]
    texts: Mapping[str, str]
    numbers: Mapping[str, str]
    datasets: tuple[str, ...] = ()
    spellings: str = field(init=False)

    def __post_init__(self) -> None:
        kinds = sorted({kind.value + "s.KEY" for kind in self.prefixes.values() if kind is not Kind.ATTRIBUTE})
        names = sorted({*self.texts.values(), *self.numbers.values()})
        object.__setattr__(self, "spellings", ", ".join([*kinds, *names]))


def parse(text: str, *, fields: Fields, strict: bool = False) -> Tree | None:
    """Read a filter; an empty one is None.

    Raises
    ------
    LabError
        With the column where reading stopped.
    """
    reader = _Reader(tokens(text), fields, strict, "filter")
    if reader.next.sort is Sort.END:
        return None
    tree = reader.alternatives(0)
    reader.expect_end("AND" if strict else "AND or OR")
    return tree


def parse_order(text: str, *, fields: Fields) -> Order:
    """Read one entry of an ordering: a name, then ASC or DESC if need be."""
    reader = _Reader(tokens(text, "order_by"), fields, False, "order_by")
    name = reader.name()
    descending = reader.take_word("DESC")
    if not descending:
        reader.take_word("ASC")
    reader.expect_end("ASC or DESC")
    return Order(name, descending)


class _Reader:
    """The tokens, and how far they are read."""

    def __init__(self, found: list[Token], fields: Fields, strict: bool, source: str) -> None:
        self._tokens = found
        self._position = 0
        self._fields = fields
        self._strict = strict
        self._source = source

    @property
    def next(self) -> Token:
        return self._tokens[self._position]

    def take(self) -> Token:
        token = self.next
        if token.sort is not Sort.END:
            self._position += 1
        return token

    def take_word(self, word: str) -> bool:
        found = self.next.word == word
        if found:
            self.take()
        return found

    def take_mark(self, mark: str) -> bool:
        found = self.next.sort is Sort.MARK and self.next.text == mark
        if found:
            self.take()
        return found

    def expect_end(self, wanted: str) -> None:
        token = self.next
        if self._strict and token.word == "OR":
            raise self.wrong("OR is not part of MLflow's filters; join conditions with AND", token)
        if token.sort is not Sort.END:
            raise self.wrong(f"Expected {wanted} or the end, found {_shown(token)}", token)

    def wrong(self, message: str, token: Token) -> LabError:
        return at(message, token.column, self._source)

    def alternatives(self, depth: int) -> Tree:
        items = [self._conjunction(depth)]
        while not self._strict and self.take_word("OR"):
            items.append(self._conjunction(depth))
        return items[0] if len(items) == 1 else Or(tuple(items))

    def _conjunction(self, depth: int) -> Tree:
        items: list[Tree] = []
        while True:
            item = self._operand(depth)
            items.extend(item.items if isinstance(item, And) else (item,))
            if not self.take_word("AND"):
                return items[0] if len(items) == 1 else And(tuple(items))

    def _operand(self, depth: int) -> Tree:
        token = self.next
        if self._strict and (token.word == "NOT" or (token.sort is Sort.MARK and token.text == "(")):
            raise self.wrong(f"{token.text} is not part of MLflow's filters", token)
        negated = False
        while self.take_word("NOT"):
            negated = not negated
        token = self.next
        if self.take_mark("("):
            if depth == DEEPEST:
                raise self.wrong(f"More than {DEEPEST} parentheses are open", token)
            item = self.alternatives(depth + 1)
            if not self.take_mark(")"):
                raise self.wrong(f"Expected ')' or AND or OR, found {_shown(self.next)}", self.next)
        else:
            item = self._comparison()
        return Not(item) if negated else item

    def _comparison(self) -> Comparison:
        token = self.next
        name = self.name()
        op, value = self._condition(name)
        return Comparison(name, op, value, token.column)

    def name(self) -> Name:
        token = self.take()
        if token.sort is Sort.DOTTED:
            return self._dotted(token)
        if token.sort not in (Sort.WORD, Sort.QUOTED, Sort.TICKED):
            raise self.wrong(f"Expected a name such as metrics.auc, found {_shown(token)}", token)
        if token.text.lower() in _SUMMARIES and self.take_mark("("):
            inner = self.take()
            name = self._dotted(inner) if inner.sort is Sort.DOTTED else None
            if name is None or name.kind is not Kind.METRIC:
                raise self.wrong(f"{token.text}() takes a metric, not {_shown(inner)}", inner)
            if not self.take_mark(")"):
                raise self.wrong(f"Expected ')', found {_shown(self.next)}", self.next)
            return Name(Kind.METRIC, name.key, token.text.lower(), True)
        return self._attribute(token, token.text)

    def _dotted(self, token: Token) -> Name:
        kind = self._fields.prefixes.get(token.text)
        if kind is None:
            raise self.wrong(f"There is no {token.text[:60]!r} to search; there are {self._fields.spellings}", token)
        if kind is Kind.ATTRIBUTE:
            return self._attribute(token, token.key)
        if not token.key:
            raise self.wrong("The name after the dot is empty", token)
        if kind is Kind.DATASET and token.key not in self._fields.datasets:
            raise self.wrong(f"A dataset has {', '.join(self._fields.datasets)}, not {token.key[:60]!r}", token)
        return Name(kind, token.key, numeric=kind is Kind.METRIC)

    def _attribute(self, token: Token, key: str) -> Name:
        if key in self._fields.numbers:
            return Name(Kind.ATTRIBUTE, self._fields.numbers[key], numeric=True)
        if key in self._fields.texts:
            return Name(Kind.ATTRIBUTE, self._fields.texts[key])
        raise self.wrong(f"There is no {key[:60]!r} to search; there are {self._fields.spellings}", token)

    def _condition(self, name: Name) -> tuple[Op, Value]:
        token = self.take()
        if token.sort is Sort.OPERATOR:
            if self._strict and token.text in _SPELLED:
                raise self.wrong(f"MLflow's filters have no {token.text}", token)
            op = _SPELLED.get(token.text) or Op(token.text)
            return self._allowed(op, name, token), self._value(name, op)
        negated = token.word == "NOT"
        word = self.take().word if negated else token.word
        if word == "IS" and not negated:
            negated = self.take_word("NOT")
            if not self.take_word("NULL"):
                raise self.wrong(f"Expected NULL, found {_shown(self.next)}", self.next)
            return self._allowed(Op.IS_NOT_NULL if negated else Op.IS_NULL, name, token), None
        if word == "IN":
            op = self._allowed(Op.NOT_IN if negated else Op.IN, name, token)
            return op, self._values(name, op)
        if word in ("LIKE", "ILIKE") and not negated:
            op = self._allowed(Op(word), name, token)
            return op, self._value(name, op)
        raise self.wrong(f"Expected an operator such as = or LIKE, found {_shown(token)}", token)

    def _allowed(self, op: Op, name: Name, token: Token) -> Op:
        if name.numeric and op in PATTERNS:
            raise self.wrong(f"{op} is for text, and {_spelled(name)} is a number", token)
        if self._strict:
            if name.numeric:
                allowed = ORDERED
            else:
                allowed = _STRICT_LABELS if name.kind in (Kind.PARAM, Kind.TAG) else _STRICT_TEXTS
            if op not in allowed:
                raise self.wrong(f"MLflow's filters have no {op} for {_spelled(name)}", token)
        return op

    def _value(self, name: Name, op: Op) -> str | float:
        token = self.take()
        if self._strict and token.word in ("NAN", "INF"):
            raise self.wrong(f"Expected a number, found {_shown(token)}", token)
        number = _number(token)
        if number is not None:
            if number != number and name.kind is not Kind.METRIC:
                raise self.wrong("Only a metric can be NaN", token)
            if name.numeric or (name.kind in (Kind.PARAM, Kind.TAG) and op in ORDERED | LISTS and not self._strict):
                return number
            raise self.wrong(f"{_spelled(name)} is text; put what it is held against in quotes", token)
        if token.sort not in (Sort.STRING, Sort.QUOTED):
            wanted = "a number" if name.numeric else "text in quotes"
            raise self.wrong(f"Expected {wanted}, found {_shown(token)}", token)
        if name.numeric:
            raise self.wrong(f"{_spelled(name)} is a number; what it is held against has no quotes", token)
        if op in PATTERNS and len(token.text) > PATTERN_LIMIT:
            raise self.wrong(f"A pattern has at most {PATTERN_LIMIT:,} characters", token)
        return token.text

    def _values(self, name: Name, op: Op) -> tuple[str, ...] | tuple[float, ...]:
        token = self.next
        if not self.take_mark("("):
            raise self.wrong(f"Expected '(' and a list, found {_shown(token)}", token)
        found = [self._value(name, op)]
        while self.take_mark(","):
            found.append(self._value(name, op))
        if not self.take_mark(")"):
            raise self.wrong(f"Expected ',' or ')', found {_shown(self.next)}", self.next)
        texts = tuple(value for value in found if isinstance(value, str))
        numbers = tuple(value for value in found if not isinstance(value, str))
        if texts and numbers:
            raise self.wrong("A list holds either texts or numbers", token)
        return texts or numbers


def _number(token: Token) -> float | None:
    if token.sort is Sort.NUMBER:
        return float(token.text)
    if token.sort is Sort.WORD:
        number = _NOT_FINITE.get(token.word.lstrip("+-"))
        return number if number is None or token.text[0] != "-" else -number
    return None


def _spelled(name: Name) -> str:
    return name.key[:60] if name.kind is Kind.ATTRIBUTE else f"{name.kind}s.{name.key[:60]}"


def _shown(token: Token) -> str:
    if token.sort is Sort.END:
        return "the end"
    text = f"{token.text}.{token.key}" if token.sort is Sort.DOTTED else token.text
    return repr(text if len(text) <= 40 else text[:40] + "…")


def checked(tree: Tree, *, most: int, values: int) -> Tree:
    """Join what can be one condition, then refuse a filter too large for a database.

    ``a = 1 OR a = 2`` becomes ``a IN (1, 2)``, and ``a != 1 AND a != 2`` becomes
    ``a NOT IN (1, 2)``, so a long list of either costs one condition.

    Raises
    ------
    LabError
        When more than `most` conditions or `values` values remain.
    """
    joined = _joined(tree)
    held = 0
    for count, item in enumerate(comparisons(joined), 1):
        held += len(item.value) if isinstance(item.value, tuple) else 1
        if count > most:
            raise at(f"A filter has at most {most:,} conditions, and one more begins", item.column)
        if held > values:
            raise at(f"A filter has at most {values:,} values, and more begin", item.column)
    return joined


def _joined(tree: Tree) -> Tree:
    if isinstance(tree, Comparison):
        return tree
    if isinstance(tree, Not):
        return Not(_joined(tree.item))
    single, many = (Op.EQ, Op.IN) if isinstance(tree, Or) else (Op.NE, Op.NOT_IN)
    # a place for each name and type of value; what it is held against gathers there
    places: dict[object, int] = {}
    gathered: dict[int, list[Comparison]] = {}
    items: list[Tree] = []
    for item in map(_joined, tree.items):
        if isinstance(item, Comparison) and item.op in (single, many):
            first = item.value[0] if isinstance(item.value, tuple) else item.value
            place = places.setdefault((item.name, isinstance(first, str)), len(items))
            gathered.setdefault(place, []).append(item)
            if place < len(items):
                continue
        items.append(item)
    for place, same in gathered.items():
        if len(same) > 1:
            values = [v for item in same for v in (item.value if isinstance(item.value, tuple) else (item.value,))]
            items[place] = Comparison(same[0].name, many, tuple(dict.fromkeys(values)), same[0].column)  # type: ignore[arg-type]
    return items[0] if len(items) == 1 else type(tree)(tuple(items))


def refuse_order(count: int, most: int = 10) -> None:
    """Refuse an ordering by more things than `most`."""
    if count > most:
        raise invalid(f"At most {most} names can be ordered by, these are {count}.", "order_by")
