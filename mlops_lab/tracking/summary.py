"""The numbers kept beside a series, brought up to date with each append and never counted anew."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlops_lab.tracking.chunks import Columns

Point = tuple[int, int, float]
"""Step, time in UTC ms, value."""


@dataclass(slots=True)
class Tally:
    """What some points amount to. `least`, `greatest` and `mean` leave NaN out, None where nothing is left."""

    last: Point
    first_step: int
    max_step: int
    count: int
    nan_count: int
    least: float | None
    greatest: float | None
    mean: float | None

    def columns(self, prefix: str = "") -> dict[str, Any]:
        """Return this as columns of the table `series`; NULL stands for NaN."""
        named = {
            "last_step": self.last[0],
            "last_time": self.last[1],
            "last_value": _stored(self.last[2]),
            "min_value": self.least,
            "max_value": self.greatest,
            "mean_value": _stored(self.mean),
            "first_step": self.first_step,
            "max_step": self.max_step,
            "total": self.count,
            "nan_count": self.nan_count,
        }
        return {prefix + name: value for name, value in named.items()} if prefix else named


def of_row(row: Any) -> Tally:
    """Return what a row of `series` says."""
    last = math.nan if row.last_value is None else row.last_value
    return Tally(
        last=(row.last_step, row.last_time, last),
        first_step=row.first_step,
        max_step=row.max_step,
        count=row.total,
        nan_count=row.nan_count,
        least=row.min_value,
        greatest=row.max_value,
        mean=row.mean_value,
    )


def of_points(points: Iterable[Point]) -> Tally:
    """Tally a few points."""
    listed = list(points)
    numbers = [value for _, _, value in listed if value == value]
    steps = [step for step, _, _ in listed]
    # a rank each is dear, and only the values of one step and time need one
    top = max([(step, time) for step, time, _ in listed])
    return Tally(
        last=max([point for point in listed if point[:2] == top], key=rank),
        first_step=min(steps),
        max_step=max(steps),
        count=len(listed),
        nan_count=len(listed) - len(numbers),
        least=min(numbers) if numbers else None,
        greatest=max(numbers) if numbers else None,
        mean=_mean(numbers) if numbers else None,
    )


def of_columns(columns: Columns) -> Tally:
    """Tally many points; they stand in order."""
    import numpy as np

    numbers = columns.values[~np.isnan(columns.values)]
    with np.errstate(invalid="ignore"):
        mean = float((numbers / len(numbers)).sum()) if len(numbers) else None
    return Tally(
        last=(int(columns.steps[-1]), int(columns.times[-1]), float(columns.values[-1])),
        first_step=int(columns.steps[0]),
        max_step=int(columns.steps[-1]),
        count=len(columns.values),
        nan_count=len(columns.values) - len(numbers),
        least=float(numbers.min()) if len(numbers) else None,
        greatest=float(numbers.max()) if len(numbers) else None,
        mean=mean,
    )


def merged(one: Tally, other: Tally) -> Tally:
    """Tally the points of both."""
    return Tally(
        last=max(one.last, other.last, key=rank),
        first_step=min(one.first_step, other.first_step),
        max_step=max(one.max_step, other.max_step),
        count=one.count + other.count,
        nan_count=one.nan_count + other.nan_count,
        least=_chosen(min, one.least, other.least),
        greatest=_chosen(max, one.greatest, other.greatest),
        mean=_weighted(one, other),
    )


Rank = tuple[int, int, bool, float, float]


def rank(point: Point) -> Rank:
    """Order points by step, time and value, NaN below every number and -0.0 below 0.0."""
    step, time, value = point
    if value != value:
        return (step, time, False, 0.0, 0.0)
    return (step, time, True, value, math.copysign(1.0, value))


def _mean(numbers: list[float]) -> float | None:
    if all(map(math.isfinite, numbers)):
        return math.fsum(number / len(numbers) for number in numbers)  # a sum of great ones would not fit
    return sum(numbers) / len(numbers)  # infinite, or NaN where both infinities meet


def _weighted(one: Tally, other: Tally) -> float | None:
    ours, theirs = one.count - one.nan_count, other.count - other.nan_count
    if not ours or not theirs:
        return other.mean if not ours else one.mean
    if one.mean is None or other.mean is None:  # both infinities are among them
        return None
    share = theirs / (ours + theirs)
    return one.mean * (1 - share) + other.mean * share


def _chosen(which: Any, one: float | None, other: float | None) -> float | None:
    given = [value for value in (one, other) if value is not None]
    return which(given) if given else None


def _stored(value: float | None) -> float | None:
    return None if value is None or value != value else value
