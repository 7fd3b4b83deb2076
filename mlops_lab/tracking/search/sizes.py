"""How many runs a condition lists, about: enough to choose by, and cheaper than the choice can save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.storage.direct import rows
from mlops_lab.tracking.search.compile import LABELS, Conditions
from mlops_lab.tracking.search.statements import Shape
from mlops_lab.tracking.search.tree import Comparison, Op, Tree

PLACES = 4
"""Places in the order of `rid`, evenly spread, at which an index is looked into…"""
STEPS = 6
"""…and how far it is followed from each."""

_ONE: sa.ColumnElement[int] = sa.literal_column("1")
_LAST: sa.ColumnElement[int] = sa.literal_column(str(STEPS - 1))


def sizes(
    conn: Connection, shape: Shape, numbers: tuple[int, ...], values: Mapping[str, Any], *, newest: int, cap: int
) -> list[int]:
    """Return how many runs each of these conditions lists; what is counted is counted to `cap` at the most.

    A value of a param or tag has its runs in the order of `rid`, so how far apart
    they lie at a few places tells how many there are. SQLite looks up a row for each
    entry of that index, which makes counting them dear. Whatever else has an index is counted.
    """
    bound = {**values, "cap": cap} | {f"from{place}": place * newest // PLACES for place in range(PLACES)}
    answers = iter(rows(conn, _statement(shape, numbers), bound)[0])
    result = []
    for number in numbers:
        if is_sampled(shape.conditions[number]):
            result.append(_spread([next(answers) for _ in range(PLACES)], newest))
        else:
            result.append(next(answers))
    return result


def is_sampled(item: Tree) -> bool:
    """Tell whether an index lists the runs of a condition in the order of `rid`."""
    return isinstance(item, Comparison) and item.op is Op.EQ and item.name.kind in LABELS and _is_text(item)


def _is_text(item: Comparison) -> bool:
    return item.slot is not None and item.slot.form in ("text", "short")


def _spread(reached: Sequence[int | None], newest: int) -> int:
    """Estimate a number of runs from where the last of `STEPS` entries lies, seen from each place."""
    width = newest / PLACES
    size = 0.0
    for place, rid in enumerate(reached):
        begin = place * newest // PLACES
        # fewer entries than steps are left: as if the last were just beyond the end
        end = newest + 1 if rid is None else rid
        size += min(width, STEPS * width / max(end - begin, 1))
    return int(size)


@lru_cache(maxsize=256)
def _statement(shape: Shape, numbers: tuple[int, ...]) -> sa.Select[Any]:
    compiler = Conditions(shape.dialect)
    columns: list[Any] = []
    for number in numbers:
        item = shape.conditions[number]
        if is_sampled(item):
            columns += [_reached(compiler, item, place) for place in range(PLACES)]
        else:
            columns.append(_counted(compiler, item))
    return sa.select(*columns)


def _reached(compiler: Conditions, item: Tree, place: int) -> Any:
    listed = (compiler.postings(item) or [])[0]
    rid = listed.exported_columns["rid"]
    some = listed.where(rid > sa.bindparam(f"from{place}")).order_by(rid)
    return some.limit(_ONE).offset(_LAST).scalar_subquery()


def _counted(compiler: Conditions, item: Tree) -> Any:
    size: Any = sa.literal_column("0")
    for one in compiler.estimate(item) or ():
        some = one.limit(sa.bindparam("cap")).correlate(None).subquery()
        size = size + sa.select(sa.func.count()).select_from(some).scalar_subquery()
    return size
