"""`lab.autolog()`: runs that make themselves, and fits that do not notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn import model_selection
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import mlops_lab as lab
from mlops_lab.kernel.session import Session
from mlops_lab.tracking.records import LogDataset, LogParams, StartRun
from tests.kernel.tiny_server import TinyServer

X, y = load_iris(return_X_y=True)


@pytest.fixture(autouse=True)
def autologging(lab_session: Session) -> Iterator[None]:
    lab.autolog()
    yield
    lab.autolog(False)


def started(tiny: TinyServer) -> list[StartRun]:
    assert lab.flush(10)
    return [record for record in tiny.records if isinstance(record, StartRun)]


def params(tiny: TinyServer, run_id: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for record in tiny.records:
        if isinstance(record, LogParams) and record.run_id == run_id:
            found |= record.values
    return found


def test_a_fit_makes_a_run(tiny: TinyServer) -> None:
    model = LogisticRegression(C=0.5, max_iter=500)
    assert model.fit(X, y) is model

    (run,) = started(tiny)
    assert run.name == "LogisticRegression"
    assert params(tiny, run.run_id)["C"] == "0.5"
    assert tiny.values(run.run_id, "training_accuracy") == [model.score(X, y)]
    assert 0.99 < tiny.values(run.run_id, "training_roc_auc")[0] <= 1
    assert b"LogisticRegression" in tiny.files[run.run_id, "estimator.html"]
    assert tiny.ended()[run.run_id].status == "finished"
    (dataset,) = [record.dataset for record in tiny.records if isinstance(record, LogDataset)]
    assert (dataset.context, dataset.profile) == ("train", '{"num_rows": 150, "num_elements": 600}')


def test_a_pipeline_makes_one_run_for_all_its_steps(tiny: TinyServer) -> None:
    make_pipeline(StandardScaler(), SVC(C=3)).fit(X, y)

    (run,) = started(tiny)
    assert run.name == "Pipeline(SVC)"
    assert params(tiny, run.run_id)["svc__C"] == "3"
    StandardScaler().fit(X)
    assert len(started(tiny)) == 1, "a transformer alone is no training"


@pytest.mark.parametrize("jobs", [None, 2])
def test_a_search_has_a_child_for_each_candidate(tiny: TinyServer, jobs: int | None) -> None:
    search = GridSearchCV(make_pipeline(StandardScaler(), SVC()), {"svc__C": [0.1, 1, 10]}, cv=3, n_jobs=jobs)
    search.fit(X, y)

    runs = started(tiny)
    top = runs[0]
    assert top.name == "GridSearchCV(Pipeline(SVC))"
    assert [run.parent_run_id for run in runs[1:]] == [top.run_id] * 3
    assert [run.name for run in runs[1:]] == ["C=0.1", "C=1.0", "C=10.0"]
    assert tiny.values(top.run_id, "best_cv_score") == [search.best_score_]
    assert params(tiny, top.run_id)["best_svc__C"] == str(search.best_params_["svc__C"])
    scores = [tiny.values(run.run_id, "mean_test_score")[0] for run in runs[1:]]
    assert scores == list(search.cv_results_["mean_test_score"])
    assert tiny.files[top.run_id, "cv_results.csv"].count(b"\n") == 4
    assert set(tiny.ended()) == {run.run_id for run in runs}


def test_threads_of_an_ensemble_make_no_runs_of_their_own(tiny: TinyServer) -> None:
    RandomForestClassifier(8, n_jobs=2).fit(X, y)
    RandomizedSearchCV(DecisionTreeClassifier(), {"max_depth": [1, 2, 3]}, n_iter=2, cv=2).fit(X, y)
    assert [run.name for run in started(tiny) if run.parent_run_id is None] == [
        "RandomForestClassifier",
        "RandomizedSearchCV(DecisionTreeClassifier)",
    ]


def test_cross_validation_is_one_run_with_its_folds(tiny: TinyServer) -> None:
    scores = model_selection.cross_val_score(LogisticRegression(max_iter=500), X, y, cv=4)
    table = model_selection.cross_validate(LinearRegression(), X, y, cv=3, return_train_score=True)

    first, second = started(tiny)
    assert first.name == "cross_val_score(LogisticRegression)"
    assert tiny.values(first.run_id, "test_score") == list(scores)
    assert tiny.values(first.run_id, "mean_test_score") == [scores.mean()]
    assert tiny.values(second.run_id, "train_score") == list(table["train_score"])


def test_within_a_run_the_first_fit_is_that_runs_and_others_are_children(tiny: TinyServer) -> None:
    with lab.start_run("mine", params={"C": "0.25 of something"}) as mine:
        LogisticRegression(C=0.25, max_iter=500).fit(X, y)
        KMeans(3, n_init=1).fit(X)
    runs = started(tiny)
    assert [run.name for run in runs] == ["mine", "KMeans"]
    assert runs[1].parent_run_id == mine.id
    assert params(tiny, mine.id)["C"] == "0.25 of something", "what the user said stands"
    assert tiny.values(mine.id, "training_accuracy")


class Odd(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Fails as it is told, and cannot be scored."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def fit(self, X: Any, y: Any) -> str:  # noqa: N803
        np.random.rand()
        if self.error:
            raise self.error
        return "whatever it returns"

    def predict(self, X: Any) -> Any:  # noqa: N803
        np.random.rand()
        raise RuntimeError("not now")


def test_what_a_fit_returns_raises_and_draws_is_unchanged(tiny: TinyServer) -> None:
    np.random.seed(1)
    assert Odd().fit(X, y) == "whatever it returns"  # type: ignore[no-untyped-call]
    after = np.random.rand()
    error = ValueError("mine")
    with pytest.raises(ValueError, match="mine") as caught:
        Odd(error).fit(X, y)

    assert caught.value is error
    np.random.seed(1)
    np.random.rand()
    assert np.random.rand() == after
    first, second = started(tiny)
    assert tiny.ended()[first.run_id].status == "finished"
    assert (tiny.ended()[second.run_id].status, tiny.ended()[second.run_id].error) == ("failed", "ValueError: mine")


def test_turning_it_off_restores_everything(tiny: TinyServer) -> None:
    lab.autolog(False)
    fits = [LogisticRegression.fit, GridSearchCV.fit, model_selection.cross_validate]
    assert not any(hasattr(fit, "__wrapped__") and "record" in fit.__code__.co_name for fit in fits)

    class Later(Odd):
        def fit(self, X: Any, y: Any) -> str:  # noqa: N803
            return "x"

    LogisticRegression(max_iter=500).fit(X, y)
    Later().fit(X, y)
    assert started(tiny) == []
