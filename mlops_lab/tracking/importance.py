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

    Floats = NDArray[np.float64]

FEWEST = 4
"""Runs below which nothing can be said."""
MOST = 5000
_TREES = 100
_SAMPLE = 1000
"""Runs that a tree learns from at the most."""
_UNSEEN = 500
"""Runs that a tree is asked about at the most."""
_CHANCE = 0.05


def importance(conn: Connection, request: ImportanceRequest) -> list[Importance]:
    """Rank the params that differ between runs by how much they tell of a metric.

    A random forest learns the metric from the params; a param's importance is how much
    worse its trees do on runs they have not seen once that param's values are shuffled
    among those (permutation importance out of bag: Breiman, "Random Forests", 2001,
    section 10), as a share of the sum. Where the forest tells nothing of unseen runs that
    chance would not, every importance is 0: with a handful of runs that is the usual answer.
    The correlation is Spearman's, for params that are numbers.

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

    columns = [_column([params.get(name) for params in each]) for name in names]
    y = np.asarray(values)
    if np.ptp(y) == 0:
        return [Importance(param=name, importance=0.0) for name in names]
    weights = _weights(np.column_stack([column for column, _ in columns]), y)
    found = [
        Importance(param=name, importance=float(weight), correlation=_spearman(column, y) if is_number else None)
        for name, weight, (column, is_number) in zip(names, weights, columns, strict=True)
    ]
    return sorted(found, key=lambda one: -one.importance)


def _weights(x: NDArray[np.float32], y: Floats) -> Floats:
    """Return each column's share in what a forest can tell of runs its trees have not seen; zeros if that is nothing.

    Each tree learns from a part of the runs and is asked about others, as they are and
    with one column shuffled among them; the answers of all trees about a run are averaged.
    """
    import numpy as np
    from sklearn.ensemble import RandomForestRegressor

    count, width = x.shape
    y = y / np.abs(y).max()  # squares of great numbers would not fit
    y = (y - y.mean()) / y.std()
    forest = RandomForestRegressor(
        _TREES, random_state=0, min_samples_leaf=1 if count < 20 else 2, max_samples=min(count, _SAMPLE)
    ).fit(x, y)
    random = np.random.default_rng(0)
    asked = np.zeros(count)
    plain, shuffled = np.zeros(count), np.zeros((width, count))
    for tree, seen in zip(forest.estimators_, forest.estimators_samples_, strict=True):
        unseen = np.setdiff1d(np.arange(count), seen)
        if len(unseen) > _UNSEEN:
            unseen = random.choice(unseen, _UNSEEN, replace=False)
        if len(unseen) < 2:  # one alone cannot be shuffled
            continue
        answers = tree.predict(x[unseen], check_input=False)
        asked[unseen] += 1
        plain[unseen] += answers
        shuffled[:, unseen] += answers  # a column that the tree does not look at changes nothing
        for column in np.unique(tree.tree_.feature[tree.tree_.feature >= 0]):
            moved = x[unseen]
            moved[:, column] = random.permutation(moved[:, column])
            shuffled[column, unseen] += tree.predict(moved, check_input=False) - answers
    known = asked > 0
    told, truth = plain[known] / asked[known], y[known]
    if not _tells(told, truth):
        return np.zeros(width)
    worse = np.mean((shuffled[:, known] / asked[known] - truth) ** 2, axis=1) - np.mean((told - truth) ** 2)
    shares: Floats = np.maximum(worse, 0.0)
    return shares / shares.sum() if shares.sum() > 0 else shares


def _tells(told: Floats, truth: Floats) -> bool:
    """Say whether answers beat guessing the mean of the other runs, and by more than chance does one time in twenty."""
    import numpy as np
    from scipy.stats import pearsonr

    count = len(truth)
    if count < FEWEST or np.ptp(told) == 0:
        return False
    guessing = np.var(truth) * (count / (count - 1)) ** 2
    return bool(
        np.mean((told - truth) ** 2) < guessing and pearsonr(told, truth, alternative="greater").pvalue < _CHANCE
    )


def _column(values: Sequence[str | None]) -> tuple[NDArray[np.float32], bool]:
    """Return each value's place in their order (trees look at nothing else), and whether all of them are numbers.

    They are in order as numbers where every value is one, else as texts; a missing one comes first.
    """
    import numpy as np

    known = [value for value in values if value is not None]
    numbers = [number for value in known if (number := _number(value)) is not None]
    are_numbers = len(numbers) == len(known)
    _, order = np.unique(np.asarray(numbers if are_numbers else known, object), return_inverse=True)
    there = np.asarray([value is not None for value in values])
    places = np.zeros(len(values), np.float32)
    places[there] = order + 1
    return places, are_numbers and bool(there.all())


def _number(value: str) -> float | None:
    import math

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
