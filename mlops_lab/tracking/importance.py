"""Which params matter for a metric, over some runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Connection

from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.runs import find_rids
from mlops_lab.tracking.types import Importance, ImportanceRequest, MetricSummary, Run, Summary
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.numbers import from_wire

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 4
"""Runs below which nothing can be said."""
MOST = 5000
_REPEATS = 10
_TREES = 64


def importance(conn: Connection, request: ImportanceRequest) -> list[Importance]:
    """Rank the params that differ between runs by how much they tell of a metric.

    A random forest learns the metric from the params; a param's importance is
    how much worse the forest does once that param's values are shuffled among the runs
    (permutation importance: Breiman, "Random Forests", 2001, section 10), as a share of
    the sum. The correlation is Spearman's, for params that are numbers. With a
    handful of runs this is a hint, no finding.

    Raises
    ------
    LabError
        When more than 5,000 runs are named, or fewer than four have the metric.
    """
    if len(request.run_ids) > MOST:
        raise invalid(f"At most {MOST} runs.", "run_ids")
    runs = load_runs(conn, find_rids(conn, request.run_ids), metric_keys=[request.metric], tag_keys=[])
    measured = [(run, value) for run in runs if (value := _value(run, request)) is not None]
    if len(measured) < FEWEST:
        raise invalid(
            f"Importance needs at least {FEWEST} runs with a finite {request.metric!r}; {len(measured)} have one.",
            "metric",
        )
    names = _varying([run.params for run, _ in measured])
    if not names:
        return []
    return _ranked(names, [run.params for run, _ in measured], [value for _, value in measured])


def _value(run: Run, request: ImportanceRequest) -> float | None:
    import math

    summary = run.metrics.get(request.metric)
    if summary is None:
        return None
    chosen = _chosen(summary, request.summary)
    return chosen if chosen is not None and math.isfinite(chosen) else None


def _chosen(summary: MetricSummary, which: Summary) -> float | None:
    # "best" depends on whether more is better, which the caller knows; for ranking either end tells the same
    name = {Summary.BEST: "max"}.get(which, which.value)
    found = getattr(summary, name)
    return None if found is None else from_wire(found)


def _varying(each: Sequence[Mapping[str, str]]) -> list[str]:
    names = sorted({name for params in each for name in params})
    return [name for name in names if len({params.get(name) for params in each}) > 1]


def _ranked(names: list[str], each: Sequence[Mapping[str, str]], values: list[float]) -> list[Importance]:
    import numpy as np
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance

    columns = [_column([params.get(name) for params in each]) for name in names]
    x = np.column_stack([column for column, _ in columns])
    y = np.asarray(values)
    if np.ptp(y) == 0:
        return [Importance(param=name, importance=0.0) for name in names]
    forest = RandomForestRegressor(_TREES, random_state=0, min_samples_leaf=1 if len(y) < 20 else 2).fit(x, y)
    shuffled = permutation_importance(forest, x, y, n_repeats=_REPEATS, random_state=0)
    weights = np.maximum(shuffled.importances_mean, 0.0)
    shares = weights / weights.sum() if weights.sum() > 0 else weights
    found = [
        Importance(param=name, importance=float(share), correlation=_spearman(column, y) if is_number else None)
        for name, share, (column, is_number) in zip(names, shares, columns, strict=True)
    ]
    return sorted(found, key=lambda one: -one.importance)


def _column(values: Sequence[str | None]) -> tuple[NDArray[np.float64], bool]:
    """Return a param as numbers: itself where every value is one, else the place of each text."""
    import numpy as np

    numbers = [_number(value) for value in values]
    if all(number is not None or value is None for number, value in zip(numbers, values, strict=True)):
        known = [number for number in numbers if number is not None]
        missing = min(known) - 1.0  # a value of its own, which a tree can split off
        return np.asarray([missing if number is None else number for number in numbers]), None not in values
    places = {text: place for place, text in enumerate(sorted({str(value) for value in values}))}
    return np.asarray([float(places[str(value)]) for value in values]), False


def _number(value: str | None) -> float | None:
    import math

    if value is None:
        return None
    lowered = value.strip().lower()
    if lowered in ("true", "false"):
        return float(lowered == "true")
    try:
        number = float(lowered)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _spearman(x: Any, y: Any) -> float | None:
    import numpy as np
    from scipy.stats import spearmanr

    if np.ptp(x) == 0:
        return None
    found = float(spearmanr(x, y).statistic)
    return None if found != found else found
