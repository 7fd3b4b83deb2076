"""scikit-learn followed: which calls make a run."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from sklearn import model_selection
from sklearn.base import BaseEstimator
from sklearn.model_selection import _validation

from mlops_lab.kernel.autolog.patching import Nesting, Patches
from mlops_lab.kernel.autolog.recording import Recording

_nesting = Nesting()


def patch() -> Patches:
    """Wrap `fit` of all estimators, those known and those still to be imported, and the cross-validations."""
    patches = Patches()
    for known in _subclasses(BaseEstimator):
        _patch_fit(patches, known)
    _patch_future(patches)
    for name, prepare in (("cross_validate", _all_scores), ("cross_val_score", _one_score)):
        original = getattr(_validation, name)
        wrapped = _wrap_validation(original, prepare)
        for module in (_validation, model_selection, sys.modules.get("__main__")):
            # a notebook that imported the function by name holds it in __main__
            if module is not None and vars(module).get(name) is original:
                patches.replace(module, name, wrapped)
    return patches


def _subclasses(of: type) -> Iterator[type]:
    seen: set[type] = set()
    waiting: list[type] = [of]
    while waiting:
        below: list[type] = waiting.pop().__subclasses__()
        for one in below:
            if one not in seen:
                seen.add(one)
                waiting.append(one)
                yield one


def _patch_fit(patches: Patches, estimator: type) -> None:
    fit = vars(estimator).get("fit")
    if isinstance(fit, FunctionType):
        patches.replace(estimator, "fit", _wrap_fit(fit))


def _patch_future(patches: Patches) -> None:
    known = BaseEstimator.__init_subclass__.__func__

    def init_subclass(cls: Any, /, **options: Any) -> None:
        known(cls, **options)
        _patch_fit(patches, cls)

    patches.replace(BaseEstimator, "__init_subclass__", classmethod(init_subclass))


def _wrap_fit(fit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fit)
    def fit_and_record(self: Any, *args: Any, **options: Any) -> Any:
        with _nesting.entered() as outermost:
            if not outermost or (not hasattr(self, "predict") and not hasattr(self, "fit_predict")):
                return fit(self, *args, **options)
            recording = Recording.of_fit(self)
            try:
                fitted = fit(self, *args, **options)
            except BaseException as error:
                recording.failed(error)
                raise
            given = _given(fit, (self, *args), options)
            recording.fitted(self, given.get("X"), given.get("y", given.get("Y")))
            return fitted

    return fit_and_record


def _wrap_validation(validate: Callable[..., Any], scores_of: Callable[[Any], dict[str, Any]]) -> Callable[..., Any]:
    @functools.wraps(validate)
    def validate_and_record(*args: Any, **options: Any) -> Any:
        with _nesting.entered() as outermost:
            if not outermost:
                return validate(*args, **options)
            given = _given(validate, args, options)
            recording = Recording.of_validation(validate.__name__, given.get("estimator"))
            try:
                scores = validate(*args, **options)
            except BaseException as error:
                recording.failed(error)
                raise
            recording.validated(scores_of(scores), given.get("X"))
            return scores

    return validate_and_record


def _given(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments by name."""
    try:
        return dict(inspect.signature(function).bind(*args, **options).arguments)
    except TypeError:
        return {}


def _all_scores(scores: Any) -> dict[str, Any]:
    return {key: values for key, values in scores.items() if key.startswith(("test_", "train_", "fit_time"))}


def _one_score(scores: Any) -> dict[str, Any]:
    return {"test_score": scores}
