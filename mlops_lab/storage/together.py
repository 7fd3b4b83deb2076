"""Writes that cost hardly more for many callers than for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.actor import Actor

P = TypeVar("P")
T = TypeVar("T")


class ApartError(Exception):
    """Raised where the parts must be written one by one after all, each in its caller's name."""


@dataclass(slots=True, frozen=True)
class Part(Generic[P, T]):
    """One caller's part of a write that is done for several at once where they wait in line together.

    A write like any other: ``database.write(Part(log_points, mine), actor)``.

    Attributes
    ----------
    together : function
        Writes any number of parts and returns a result for each, in their order. When
        it fails for several, whatever the reason, each is written by itself, so that
        one that cannot be written takes no other with it.
    given : Any
        What this caller wants written.
    """

    together: Callable[[Tx, Sequence[P]], Sequence[T]]
    given: P

    def __call__(self, tx: Tx) -> T:
        """Write this part alone."""
        return self.together(tx, [self.given])[0]


def write_at_once(tx: Tx, parts: Sequence[Any]) -> Sequence[Any]:
    """Write parts of one kind at once and return a result for each."""
    results: Sequence[Any] = parts[0].together(tx, [part.given for part in parts])
    return results


def is_alike(one: Any, actor: Actor, other: Any, other_actor: Actor) -> bool:
    """Tell whether two writes are parts of one kind, by the same person with the same rights."""
    if not (isinstance(one, Part) and isinstance(other, Part) and one.together == other.together):
        return False
    return actor is other_actor or _rights(actor) == _rights(other_actor)


def _rights(actor: Actor) -> tuple[Any, ...]:
    return (actor.username, actor.display_name, actor.via, actor.groups, actor.configured, actor.shared)
