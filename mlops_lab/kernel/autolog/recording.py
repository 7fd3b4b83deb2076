"""What is written of a fit, a search or a cross-validation."""

from __future__ import annotations

import functools
import logging
import warnings
from collections.abc import Callable
from typing import Any

from mlops_lab.kernel.autolog.scores import training_scores
from mlops_lab.kernel.run import Run, told
from mlops_lab.kernel.session import session
from mlops_lab.tracking.types import RunStatus

CANDIDATES = 500
"""Candidates of a search that become child runs, the best ones first."""
VALUE_LIMIT = 500
"""Characters of a param's value."""

_log = logging.getLogger("mlops_lab")
_used: set[str] = set()  # runs of the user that a fit went to already


def _quietly(step: Callable[..., None]) -> Callable[..., None]:
    """Keep a step of ours from changing what the user sees: no exception, no warning, no draw of random numbers."""

    @functools.wraps(step)
    def quiet(self: Recording, *args: Any) -> None:
        import numpy as np

        state = np.random.get_state()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                step(self, *args)
        except Exception as error:  # whatever it is, the user's fit has gone well
            _log.warning("Autologging could not record everything: %s", told(error))
        finally:
            np.random.set_state(state)

    return quiet


class Recording:
    """One outermost call, recorded to the active run or to one of its own."""

    def __init__(self, name: str) -> None:
        self._run: Run | None = None
        self._own = True
        self._begin(name)

    @classmethod
    def of_fit(cls, estimator: Any) -> Recording:
        """Begin to record a fit."""
        recording = cls(_called(estimator))
        recording._params(estimator)
        return recording

    @classmethod
    def of_validation(cls, what: str, estimator: Any) -> Recording:
        """Begin to record a cross-validation."""
        recording = cls(f"{what}({_called(estimator)})")
        recording._params(estimator)
        return recording

    @_quietly
    def failed(self, error: BaseException) -> None:
        """Record that the call raised."""
        if self._run is not None and self._own:
            status = RunStatus.KILLED if isinstance(error, KeyboardInterrupt) else RunStatus.FAILED
            self._run.end(status, told(error))

    def fitted(self, estimator: Any, features: Any, target: Any) -> None:
        """Record a fit that went well."""
        self._dataset(features)
        self._scores(estimator, features, target)
        self._picture(estimator)
        if hasattr(estimator, "cv_results_"):
            self._search(estimator)
        self._end()

    def validated(self, scores: dict[str, Any], features: Any) -> None:
        """Record the scores of a cross-validation, fold by fold and in the mean."""
        self._dataset(features)
        self._folds(scores)
        self._end()

    @_quietly
    def _begin(self, name: str) -> None:
        from mlops_lab.kernel.api import begin

        current = session()
        active = current.active_run()
        if active is not None and active.id not in _used:
            _used.add(active.id)
            self._run, self._own = active, False
            return
        self._run = begin(current, name, tags={"autolog": "sklearn"})
        _used.add(self._run.id)

    @_quietly
    def _end(self) -> None:
        if self._run is not None and self._own:
            self._run.end()

    @_quietly
    def _params(self, estimator: Any) -> None:
        if self._run is not None:
            self._run.log_new_params({"estimator_class": type(estimator).__name__} | _params_of(estimator))

    @_quietly
    def _dataset(self, features: Any) -> None:
        if self._run is not None and features is not None:
            self._run.log_dataset(features, "X", context="train")

    @_quietly
    def _scores(self, estimator: Any, features: Any, target: Any) -> None:
        if self._run is not None and features is not None:
            scores = training_scores(estimator, features, target)
            if scores:
                self._run.log(scores, step=0)

    @_quietly
    def _picture(self, estimator: Any) -> None:
        from sklearn.utils import estimator_html_repr

        if self._run is not None:
            self._run.log_text(estimator_html_repr(estimator), "estimator.html")

    @_quietly
    def _folds(self, scores: dict[str, Any]) -> None:
        import numpy as np

        if self._run is None:
            return
        for key, values in scores.items():
            numbers = np.asarray(values, dtype=float)
            for fold, number in enumerate(numbers):
                self._run.log({key: number}, step=fold)
            self._run.log({f"mean_{key}": numbers.mean(), f"std_{key}": numbers.std()}, step=0)

    @_quietly
    def _search(self, search: Any) -> None:
        import pandas as pd

        if self._run is None:
            return
        table = pd.DataFrame(search.cv_results_)
        self._run.log_table(table, "cv_results.csv")
        if hasattr(search, "best_params_"):
            best = {f"best_{key}": value for key, value in search.best_params_.items()}
            self._run.log_new_params(_texts(best))
        if hasattr(search, "best_score_"):
            self._run.log({"best_cv_score": search.best_score_}, step=0)
        ranks = [column for column in table.columns if column.startswith("rank_test_")]
        if len(table) > CANDIDATES and ranks:
            _log.info("Of %d candidates the best %d become runs; all are in cv_results.csv", len(table), CANDIDATES)
            table = table.sort_values(ranks[0])
        for row in table.head(CANDIDATES).to_dict("records"):
            self._candidate(row)

    def _candidate(self, row: dict[Any, Any]) -> None:
        from mlops_lab.kernel.api import begin

        params = {key.removeprefix("param_"): value for key, value in row.items() if key.startswith("param_")}
        named = {key: value for key, value in params.items() if value == value}  # not of this candidate's grid: NaN
        child = begin(
            session(),
            ", ".join(f"{key.rpartition('__')[2]}={value}" for key, value in named.items())[:200] or None,
            params=_texts(named),
            tags={"autolog": "sklearn"},
            light=True,
            parent=self._run,
        )
        numbers = {key: value for key, value in row.items() if key.startswith(("mean_", "std_", "rank_"))}
        child.log({key: float(value) for key, value in numbers.items()}, step=0)
        child.end()


def _called(estimator: Any) -> str:
    """Return a short name, such as ``GridSearchCV(Pipeline(SVC))``."""
    name = type(estimator).__name__
    if steps := getattr(estimator, "steps", None):
        return f"{name}({_called(steps[-1][1])})"
    given = estimator.get_params(deep=False) if hasattr(estimator, "get_params") else {}
    inner = given.get("estimator")
    return f"{name}({_called(inner)})" if hasattr(inner, "get_params") else name


def _params_of(estimator: Any) -> dict[str, str]:
    if not hasattr(estimator, "get_params"):
        return {}
    return _texts(estimator.get_params(deep=True))


def _texts(params: dict[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in params.items()}


def _text(value: Any) -> str:
    if hasattr(value, "get_params") and not isinstance(value, type):
        return type(value).__name__
    text = str(value)
    return text if len(text) <= VALUE_LIMIT else text[: VALUE_LIMIT - 1] + "…"
