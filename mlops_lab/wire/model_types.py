"""Which types a skops file may hold: scikit-learn's own parts, and what a policy names.

skops itself trusts scikit-learn's estimators and most of NumPy's and SciPy's types. Left over
are the parts that hold what some estimators learned, and the type of an array's elements. They
are named here one by one, never by a prefix: packages of good name also hold functions that run
what they are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PARTS = re.compile(
    r"sklearn\.(?:tree\._tree\.Tree"
    r"|ensemble\._hist_gradient_boosting\.predictor\.TreePredictor"
    r"|ensemble\._hist_gradient_boosting\.binning\._BinMapper"
    r"|neighbors\._(?:kd_tree\.KDTree|ball_tree\.BallTree)(?:32|64)?"
    r"|metrics\._dist_metrics\.(?:Euclidean|Manhattan|Minkowski|Chebyshev|Hamming|Haversine|SEuclidean)Distance(?:32|64)?"
    r"|_loss\._loss\.Cy(?:HalfSquaredError|AbsoluteError|PinballLoss|HuberLoss|HalfPoissonLoss|HalfGammaLoss"
    r"|HalfTweedieLoss|HalfTweedieLossIdentity|HalfBinomialLoss|HalfMultinomialLoss|ExponentialLoss)"
    r"|_loss\.loss\.(?:HalfSquaredError|AbsoluteError|PinballLoss|HuberLoss|HalfPoissonLoss|HalfGammaLoss"
    r"|HalfTweedieLoss|HalfTweedieLossIdentity|HalfBinomialLoss|HalfMultinomialLoss|ExponentialLoss)"
    r"|model_selection\._split\.(?:KFold|StratifiedKFold|GroupKFold|StratifiedGroupKFold|TimeSeriesSplit|ShuffleSplit"
    r"|StratifiedShuffleSplit|GroupShuffleSplit|RepeatedKFold|RepeatedStratifiedKFold|LeaveOneOut|LeavePOut"
    r"|LeaveOneGroupOut|LeavePGroupsOut|PredefinedSplit|_CVIterableWrapper)"
    r"|calibration\._(?:CalibratedClassifier|SigmoidCalibration)|utils\._bunch\.Bunch"
    r"|metrics\._scorer\.(?:_PassthroughScorer|_Scorer|_MultimetricScorer)"
    r"|metrics\._(?:classification|regression|ranking)\.[a-z0-9_]+_(?:score|error|loss|deviance)"
    r"|_loss\.link\.(?:IdentityLink|LogLink|LogitLink|HalfLogitLink|MultinomialLogit|Interval))"
    r"|numpy\.dtype"
)


def untrusted(types: Iterable[str], trusted: Iterable[str] = ()) -> list[str]:
    """Return those of `types` (what skops does not trust) that are neither scikit-learn's parts nor in `trusted`."""
    named = set(trusted)
    return sorted({name for name in types if name not in named and not _PARTS.fullmatch(name)})
