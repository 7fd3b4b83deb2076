"""How well an estimator does on what it was fitted to."""

from __future__ import annotations

from typing import Any

ROWS = 100_000
"""Of more rows than this, so many spread evenly are scored."""


def training_scores(estimator: Any, features: Any, target: Any) -> dict[str, float]:
    """Return scores whose names begin with ``training_``; none where there is no target."""
    from sklearn.base import is_classifier, is_regressor
    from sklearn.utils import _safe_indexing, indexable

    if target is None or not hasattr(estimator, "predict"):
        return {}
    features, target = indexable(features, target)
    count = features.shape[0] if hasattr(features, "shape") else len(features)
    if count > ROWS:
        chosen = list(range(0, count, -(-count // ROWS)))
        features, target = _safe_indexing(features, chosen), _safe_indexing(target, chosen)
    predicted = estimator.predict(features)
    scores: dict[str, float] = {}
    if is_classifier(estimator):
        scores = _of_classes(estimator, features, target, predicted)
    elif is_regressor(estimator):
        scores = _of_numbers(target, predicted)
    elif hasattr(estimator, "score"):
        scores = {"score": float(estimator.score(features, target))}
    return {f"training_{key}": value for key, value in scores.items()}


def _of_classes(estimator: Any, features: Any, target: Any, predicted: Any) -> dict[str, float]:
    from sklearn import metrics

    scores = {"accuracy": float(metrics.accuracy_score(target, predicted))}
    if getattr(predicted, "ndim", 1) > 1:
        return scores
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        target, predicted, average="weighted", zero_division=0
    )
    scores |= {"precision": float(precision), "recall": float(recall), "f1": float(f1)}
    if hasattr(estimator, "predict_proba"):
        shares = estimator.predict_proba(features)
        scores["log_loss"] = float(metrics.log_loss(target, shares, labels=estimator.classes_))
        two = shares.shape[1] == 2
        scores["roc_auc"] = float(metrics.roc_auc_score(target, shares[:, 1] if two else shares, multi_class="ovr"))
    return scores


def _of_numbers(target: Any, predicted: Any) -> dict[str, float]:
    from sklearn import metrics

    squared = float(metrics.mean_squared_error(target, predicted))
    return {
        "mse": squared,
        "rmse": squared**0.5,
        "mae": float(metrics.mean_absolute_error(target, predicted)),
        "r2": float(metrics.r2_score(target, predicted)),
    }
