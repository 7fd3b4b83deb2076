"""Scores by scikit-learn's names, of predictions made once: resampling them costs no further prediction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mlops_lab.registry.gates.verdicts import GateError

_METHODS = ("predict", "predict_proba", "decision_function")


class Predictions:
    """What a model predicts for the rows of a dataset, scored on any of them.

    Parameters
    ----------
    model : estimator
        Fitted.
    features, labels
        The dataset.
    """

    def __init__(self, model: Any, features: Any, labels: Any) -> None:
        import numpy as np

        self.labels = np.asarray(labels)
        self._model = model
        self._made: dict[str, Any] = {}
        self._features = features
        self._stand_in = _stand_in(self)

    def of(self, method: str) -> Any:
        """Return what a method of the model says of all rows."""
        import numpy as np

        if method not in self._made:
            self._made[method] = np.asarray(getattr(self._model, method)(self._features))
        return self._made[method]

    def scorer(self, name: str) -> Callable[[Any], float]:
        """Return a function of row indices that scores these rows; NaN where that is undefined.

        Raises
        ------
        GateError
            When scikit-learn has no scorer of this name.
        """
        from sklearn.metrics import get_scorer

        try:
            score = get_scorer(name)
        except (ValueError, KeyError) as error:
            raise GateError(f"scikit-learn has no scorer {name!r}.") from error

        def on(rows: Any) -> float:
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an undefined score is told by its being NaN
                try:
                    return float(score(self._stand_in, rows.reshape(-1, 1), self.labels[rows]))
                except ValueError as error:
                    if len(set(self.labels[rows].tolist())) < 2:
                        return float("nan")
                    raise GateError(f"{name} cannot be computed: {error}") from error

        return on


def _stand_in(predictions: Predictions) -> Any:
    """Return an estimator that answers row indices with what the model predicted for them."""
    from sklearn.base import BaseEstimator
    from sklearn.utils import get_tags

    model = predictions._model

    def answering(method: str) -> Callable[[Any, Any], Any]:
        def answer(self: Any, rows: Any) -> Any:
            return predictions.of(method)[rows[:, 0]]

        answer.__name__ = method  # scikit-learn tells methods by their names
        return answer

    body: dict[str, Any] = {name: answering(name) for name in _METHODS if hasattr(model, name)}
    if hasattr(model, "classes_"):
        body["classes_"] = model.classes_
    body["__sklearn_tags__"] = lambda self: get_tags(model)
    body["__sklearn_is_fitted__"] = lambda self: True
    return type("StandIn", (BaseEstimator,), body)()
