"""A question without its values: what a statement is made from, so that one statement serves every such question."""

from __future__ import annotations

from typing import Any

from mlops_lab.storage.schema import HEAD
from mlops_lab.tracking.search.tree import PATTERNS, And, Comparison, Form, Kind, Name, Not, Op, Or, Order, Slot, Tree

KEYED = frozenset({Kind.METRIC, Kind.PARAM, Kind.TAG})


class Lifter:
    """Takes names' keys and values out of trees and orderings; `values` gathers them under the names they bind to.

    `alike` has MLflow's idea of a status, where a stale run still runs.
    """

    def __init__(self, *, alike: bool = False) -> None:
        self.values: dict[str, Any] = {}
        self._keys: dict[str, str] = {}
        self._alike = alike

    def tree(self, tree: Tree) -> Tree:
        """Return the tree's shape."""
        if isinstance(tree, Comparison):
            return self._comparison(tree)
        if isinstance(tree, Not):
            return Not(self.tree(tree.item))
        return type(tree)(tuple(self.tree(item) for item in tree.items))

    def order(self, order: Order) -> Order:
        """Return the shape of one entry of an ordering."""
        return Order(self._name(order.name), order.descending)

    def bind(self, value: Any) -> str:
        """Keep a value; return the name it is bound under."""
        bind = f"v{len(self.values)}"
        self.values[bind] = value
        return bind

    def _name(self, name: Name) -> Name:
        if name.kind not in KEYED:
            return name
        if name.key not in self._keys:
            self._keys[name.key] = self.bind(name.key)
        return Name(name.kind, self._keys[name.key], name.summary, name.numeric)

    def _comparison(self, item: Comparison) -> Tree:
        if item.name.key == "status" and item.name.kind is Kind.ATTRIBUTE:
            item = self._status(item)
        name, op, value = self._name(item.name), item.op, item.value
        if value is None or isinstance(value, Slot):
            return Comparison(name, op, value)
        if isinstance(value, tuple):
            return self._list(name, op, value)
        if isinstance(value, str):
            form = Form.SHORT if len(value) < HEAD and op not in PATTERNS else Form.TEXT
            return Comparison(name, op, Slot(self.bind(value), form))
        if value != value:
            return Comparison(name, op, Slot("", Form.NAN))
        return Comparison(name, op, Slot(self.bind(float(value)), Form.NUMBER))

    def _list(self, name: Name, op: Op, values: tuple[Any, ...]) -> Tree:
        kept = [value for value in values if value == value]
        if isinstance(values[0], str):
            form = Form.SHORTS if all(len(value) < HEAD for value in kept) else Form.TEXTS
            return Comparison(name, op, Slot(self.bind(kept), form))
        rest = Comparison(name, op, Slot(self.bind(kept), Form.NUMBERS))
        if len(kept) == len(values):
            return rest
        if op is Op.IN:
            return Or((Comparison(name, Op.EQ, Slot("", Form.NAN)), rest))
        return And((Comparison(name, Op.NE, Slot("", Form.NAN)), rest))

    def _status(self, item: Comparison) -> Comparison:
        """Take a status in upper case as well, as MLflow spells them."""
        value = item.value
        if isinstance(value, str):
            value = value.lower()
            if self._alike and value == "running" and item.op in (Op.EQ, Op.NE):
                listed = Op.IN if item.op is Op.EQ else Op.NOT_IN
                return Comparison(item.name, listed, ("running", "stale"))
        elif isinstance(value, tuple):
            texts = tuple(str(text).lower() for text in value)
            value = (*texts, "stale") if self._alike and "running" in texts else texts
        return Comparison(item.name, item.op, value)
