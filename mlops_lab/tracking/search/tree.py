"""What a filter means, once read: comparisons joined by and, or, not. Every node can be a cache's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a name in a filter stands for."""

    METRIC = "metric"
    PARAM = "param"
    TAG = "tag"
    ATTRIBUTE = "attribute"
    DATASET = "dataset"


class Op(StrEnum):
    """How a name is held against a value."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    LIKE = "LIKE"
    ILIKE = "ILIKE"
    IN = "IN"
    NOT_IN = "NOT IN"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"


ORDERED = frozenset({Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE})
PATTERNS = frozenset({Op.LIKE, Op.ILIKE})
LISTS = frozenset({Op.IN, Op.NOT_IN})
NULLS = frozenset({Op.IS_NULL, Op.IS_NOT_NULL})


class Form(StrEnum):
    """What a value is, as far as a statement depends on it. A short text is one an index holds whole."""

    TEXT = "text"
    SHORT = "short"
    NUMBER = "number"
    NAN = "nan"
    TEXTS = "texts"
    SHORTS = "shorts"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value in a statement that other values fit as well: the name it is bound under."""

    bind: str
    form: Form


Value = str | float | tuple[str, ...] | tuple[float, ...] | Slot | None


@dataclass(frozen=True, slots=True)
class Name:
    """A thing that can be compared or ordered by.

    `summary` is which number of a metric's series: ``last``, ``min``, ``max`` or ``mean``.
    `numeric` says that only numbers make sense.
    """

    kind: Kind
    key: str
    summary: str = "last"
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition. `column` is where it stands in the text, from 1."""

    name: Name
    op: Op
    value: Value
    column: int = field(default=0, compare=False)

    @property
    def slot(self) -> Slot | None:
        """The place of the value, in a shape."""
        return self.value if isinstance(self.value, Slot) else None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this; a run without the thing compared is among them."""

    item: Tree


Tree = Comparison | And | Or | Not


@dataclass(frozen=True, slots=True)
class Order:
    """One entry of an ordering. What is missing, or NaN, comes last either way."""

    name: Name
    descending: bool = False


def comparisons(tree: Tree | None) -> Iterator[Comparison]:
    """Yield every condition of a tree, left to right."""
    if isinstance(tree, Comparison):
        yield tree
    elif isinstance(tree, Not):
        yield from comparisons(tree.item)
    elif tree is not None:
        for item in tree.items:
            yield from comparisons(item)


def conjuncts(tree: Tree | None) -> tuple[Tree, ...]:
    """Return what must hold at once for the tree to hold."""
    if tree is None:
        return ()
    return tree.items if isinstance(tree, And) else (tree,)
