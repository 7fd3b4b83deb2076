"""The paired bootstrap: how sure a difference between two models on the same rows is.

Rows are drawn with replacement, the same rows for both models, and the difference of their
scores is taken each time; the interval lies between the percentiles of these differences
(B. Efron and R. J. Tibshirani, *An Introduction to the Bootstrap*, Chapman & Hall, 1993,
chapter 13).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from mlops_lab.registry.gates.verdicts import GateError, finite

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNDEFINED_LIMIT = 0.05
"""Part of the draws that may have no score: an ROC curve of rows that are all of one class."""


class Interval(msgspec.Struct, frozen=True):
    """A difference (challenger minus champion) with the bounds of its confidence interval."""

    difference: float
    lower: float
    upper: float
    draws: int
    differences: list[float] = []


def paired(
    challenger: Callable[[NDArray[np.int64]], float],
    champion: Callable[[NDArray[np.int64]], float],
    rows: int,
    *,
    draws: int,
    confidence: float,
    seed: int,
) -> Interval:
    """Return the percentile interval of the difference of two scores.

    Parameters
    ----------
    challenger, champion : callable
        Return the score on the rows of these indices; the greater the better.
    rows : int
        How many rows there are.
    draws : int
        How often rows are drawn.
    confidence : float
        Such as 0.95: what the interval covers.
    seed : int
        Of the draws.

    Raises
    ------
    GateError
        When a score is NaN on all rows, or on more of the draws than may be.
    """
    import numpy as np

    if not 0 < confidence < 1 or draws < 1 or rows < 1:
        raise GateError("A bootstrap needs rows, at least one draw, and a confidence between 0 and 1.")
    everything = np.arange(rows)
    whole = finite(challenger(everything), "the challenger's score") - finite(champion(everything), "the champion's")
    generator = np.random.default_rng(seed)
    found = np.empty(draws)
    for place in range(draws):
        drawn = generator.integers(0, rows, rows)
        found[place] = challenger(drawn) - champion(drawn)
    fine = found[np.isfinite(found)]
    if draws - len(fine) > UNDEFINED_LIMIT * draws:
        raise GateError(f"The score is undefined on {draws - len(fine)} of {draws} draws: the dataset is too small.")
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(fine, [tail, 1 - tail])
    return Interval(float(whole), float(lower), float(upper), len(fine), [float(value) for value in fine])
