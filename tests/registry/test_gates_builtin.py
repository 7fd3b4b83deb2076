"""The built-in gates on real scikit-learn models and real data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlops_lab.registry.gates.bootstrap import paired
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.database import Database
from mlops_lab.wire.control import GateState, SealedCode, SealedDataset
from tests.registry.gating import NAME, Bench, skops_bytes, wine


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Bench:
    return Bench(sqlite_database, ArtifactStore(str(tmp_path / "artifacts")), tmp_path)


@pytest.fixture
def stored(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, ArtifactStore(str(tmp_path / "artifacts")), tmp_path)


def fitted(model: Any, *, columns: int = 13) -> bytes:
    frame = wine().iloc[::2]
    features = frame.drop(columns=["target"])
    features.iloc[:, columns:] = 0.0
    return skops_bytes(model.fit(features, frame["target"]))


@pytest.fixture(scope="module")
def good() -> bytes:
    return fitted(make_pipeline(StandardScaler(), LogisticRegression()))


@pytest.fixture(scope="module")
def bad() -> bytes:
    return fitted(make_pipeline(StandardScaler(), LogisticRegression(C=1e-4)), columns=1)


@pytest.mark.parametrize(
    ("metrics", "params", "state"),
    [
        ({"auc": 0.9}, {"metric": "auc", "at_least": 0.8}, GateState.PASSED),
        ({"auc": 0.7}, {"metric": "auc", "at_least": 0.8}, GateState.FAILED),
        ({"loss": 0.7}, {"metric": "loss", "at_most": 0.5}, GateState.FAILED),
        ({"auc": "NaN"}, {"metric": "auc", "at_least": 0.8}, GateState.ERROR),
        ({}, {"metric": "auc", "at_least": 0.8}, GateState.ERROR),
        ({"auc": 0.9}, {"metric": "auc"}, GateState.ERROR),
        ({"auc": 0.9}, {"metric": "auc", "at_least": "much"}, GateState.ERROR),
    ],
)
def test_metric(bench: Bench, metrics: dict[str, Any], params: dict[str, Any], state: GateState) -> None:
    assert bench.run(bench.version({"m": b"x"}, metrics=metrics), "metric", params).state == state


def test_champion(bench: Bench, good: bytes, bad: bytes) -> None:
    better, worse = bench.version({"model.skops": good}), bench.version({"model.skops": bad})
    bench.freeze(wine().iloc[1::2], "holdout")
    params = {"dataset": "holdout", "metric": "accuracy", "draws": 150}

    first = bench.run(worse, "champion", params)
    assert first.state == GateState.PASSED
    assert "Nothing is live" in first.summary

    bench.make_live(better)
    lost, same, again = bench.run_all("champion", [(worse, params), (better, params), (worse, params)])
    assert lost.state == GateState.FAILED, lost
    assert "accuracy below champion" in lost.summary
    assert same.state == GateState.PASSED  # no worse than itself
    assert again.verdict == lost.verdict  # the draws are the same

    bench.make_live(worse)
    ranked, unknown = params | {"metric": "roc_auc_ovr"}, params | {"metric": "no_such"}
    won, error = bench.run_all("champion", [(better, ranked), (better, unknown)])
    assert won.state == GateState.PASSED, won
    assert won.verdict is not None
    assert won.verdict.numbers["lower"] > 0
    assert (won.verdict.plot or "").startswith("data:image/svg+xml")
    assert error.state == GateState.ERROR


def test_what_is_live_is_what_a_version_is_compared_with(stored: Bench) -> None:
    one, other = stored.version({"m": b"x"}), stored.version({"m": b"y"})
    stored.freeze(wine(), "holdout")
    params = {"dataset": "holdout", "metric": "accuracy"}

    digests = [stored.plan(other, "champion", params).inputs_digest]
    for live in (one, other, one):
        stored.make_live(live)
        digests.append(stored.plan(other, "champion", params).inputs_digest)

    assert len(set(digests)) == 3
    assert digests[1] == digests[3]


def test_the_interval_of_two_rows_is_what_is_worked_out_by_hand() -> None:
    """Of rows whose differences are 0 and 1, draws have the means 0, 1/2 and 1 with chances 1/4, 1/2 and 1/4."""
    differences = np.array([0.0, 1.0])

    def of(confidence: float) -> tuple[float, float, float]:
        found = paired(
            lambda rows: float(differences[rows].mean()), lambda rows: 0.0, 2, draws=4000, confidence=confidence, seed=1
        )
        return found.lower, found.difference, found.upper

    assert of(0.9) == (0.0, 0.5, 1.0)
    assert of(0.4) == (0.5, 0.5, 0.5)  # between the quantiles 0.3 and 0.7, both within the middle half


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-10, 10), min_size=2, max_size=30),
    st.floats(-5, 5),
    st.floats(0.5, 0.99),
    st.integers(0, 2**32 - 1),
)
def test_the_interval_behaves_as_one(values: list[float], shift: float, confidence: float, seed: int) -> None:
    first = np.array(values)

    def interval(challenger: np.ndarray[Any, Any], champion: np.ndarray[Any, Any]) -> Any:
        return paired(
            lambda rows: float(challenger[rows].mean()), lambda rows: float(champion[rows].mean()), len(first),
            draws=100, confidence=confidence, seed=seed,
        )  # fmt: skip

    same = interval(first, first)
    assert (same.lower, same.upper) == (0, 0)  # paired: a model is no better than itself
    shifted = interval(first + shift, first)
    assert shifted.lower == pytest.approx(shift)
    assert shifted.upper == pytest.approx(shift)
    there, back = interval(first, first[::-1]), interval(first[::-1], first)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower))
    assert first.min() - first.max() - 1e-9 <= there.lower <= there.upper <= first.max() - first.min() + 1e-9


def test_a_score_that_is_undefined_too_often_is_an_error() -> None:
    def score(rows: Any) -> float:
        return float("nan") if len(set(rows.tolist())) == 1 else 1.0

    with pytest.raises(GateError, match="undefined"):
        paired(score, score, 2, draws=200, confidence=0.95, seed=1)


def test_data_quality(stored: Bench) -> None:
    version = stored.version({"m": b"x"}, datasets=[SealedDataset(name="train", digest="abc", context="training")])
    frame = wine()
    stored.freeze(frame.iloc[100:], "holdout")
    stored.freeze(frame.iloc[:100], "train")
    stored.freeze(pd.concat([frame.iloc[90:], frame.iloc[:2]]), "leaking")
    dirty = frame.copy()
    dirty.loc[:50, "alcohol"] = np.nan
    dirty.loc[60, "hue"] = -5.0
    stored.freeze(pd.concat([dirty, dirty.iloc[:30]]), "dirty")
    stored.freeze(frame.head(50), "training set", table_digest="abc")

    fine, wrong, leaking, trained, error = stored.run_all(
        "data_quality",
        [
            (version, {"dataset": "holdout", "train": "train", "ranges": {"hue": [0, 5]}}),
            (version, {"dataset": "dirty", "ranges": {"hue": [0, 5]}}),
            (version, {"dataset": "leaking", "train": "train", "max_duplicates": 1}),
            (version, {"dataset": "training set"}),
            (version, {"dataset": "holdout", "ranges": {"x": [0, 1]}}),
        ],
    )
    assert fine.state == GateState.PASSED, fine
    assert wrong.state == GateState.FAILED
    assert all(word in wrong.summary for word in ("missing alcohol", "out of range hue", "duplicates rows"))
    assert leaking.state == GateState.FAILED
    assert "leakage" in leaking.summary
    assert "leakage" in trained.summary
    assert trained.state == GateState.FAILED
    assert error.state == GateState.ERROR


def test_slices_and_fairness(bench: Bench, good: bytes) -> None:
    version = bench.version({"model.skops": good})
    frame = wine().iloc[1::2].reset_index(drop=True)
    frame["region"] = np.where(frame.index % 2, "north", "south")
    swapped = frame.copy()
    south = swapped["region"] == "south"
    swapped.loc[south, "target"] = (swapped.loc[south, "target"] + 1) % 3
    model_columns = fitted_on_region()
    version = bench.version({"model.skops": model_columns})
    bench.freeze(frame, "fair")
    bench.freeze(swapped, "unfair")
    params = {"metric": "accuracy", "by": ["region", "alcohol"], "max_gap": 0.2, "min_rows": 10}

    fairness = [{"column": "region", "measure": "true_positive_rate", "positive": 1, "max_gap": 0.2}]
    nobody = [fairness[0] | {"groups": ["north", "west"]}]
    fine, wrong, fair, unfair, error = bench.run_all(
        "slices",
        [
            (version, params | {"dataset": "fair"}),
            (version, params | {"dataset": "unfair"}),
            (version, {"dataset": "fair", "fairness": fairness}),
            (version, {"dataset": "unfair", "fairness": fairness}),
            (version, {"dataset": "fair", "fairness": nobody}),
        ],
    )
    assert fine.state == GateState.PASSED, fine
    assert wrong.state == GateState.FAILED
    assert "region = south" in wrong.summary
    assert fair.state == GateState.PASSED
    assert unfair.state == GateState.FAILED
    assert "true_positive_rate differs" in unfair.summary
    assert error.state == GateState.ERROR


def fitted_on_region() -> bytes:
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder

    frame = wine().iloc[::2].reset_index(drop=True)
    frame["region"] = np.where(frame.index % 2, "north", "south")
    pre = make_column_transformer((OneHotEncoder(), ["region"]), remainder=StandardScaler())
    model = make_pipeline(pre, LogisticRegression())
    return skops_bytes(model.fit(frame.drop(columns=["target"]), frame["target"]))


NEW = {"name": "c", "type": "long"}
BEFORE: dict[str, Any] = {"inputs": [{"name": "a", "type": "double", "required": True}, {"name": "b", "type": "long"}],
          "outputs": [{"name": "p", "type": "double"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("signature", "state", "said"),
    [
        (BEFORE, GateState.PASSED, "the same"),
        (BEFORE | {"inputs": [*BEFORE["inputs"], NEW]}, GateState.FAILED, "new required input c"),
        (BEFORE | {"inputs": [*BEFORE["inputs"], NEW | {"required": False}]}, GateState.PASSED, ""),
        (BEFORE | {"inputs": BEFORE["inputs"][:1]}, GateState.PASSED, "1 changes"),
        (BEFORE | {"inputs": [BEFORE["inputs"][0], {"name": "b", "type": "string"}]}, GateState.FAILED, "b is string"),
        (BEFORE | {"inputs": [BEFORE["inputs"][0], {"name": "b", "type": "double"}]}, GateState.PASSED, ""),
        (BEFORE | {"outputs": []}, GateState.FAILED, "output p is gone"),
        (None, GateState.ERROR, "without a signature"),
    ],
)  # fmt: skip
def test_signature(bench: Bench, signature: Any, state: GateState, said: str) -> None:
    live = bench.version({"m": b"x"}, signature=BEFORE)
    version = bench.version({"m": b"x"}, signature=signature)
    bench.make_live(live)

    outcome = bench.run(version, "signature")

    assert outcome.state == state, outcome
    assert said in outcome.summary


def test_latency(bench: Bench, good: bytes) -> None:
    version = bench.version({"model.skops": good})
    bench.freeze(wine(), "holdout")
    params = {"dataset": "holdout", "requests": 30}

    fine = bench.run(version, "latency", params | {"max_p95_ms": 5000, "max_memory_mb": 2000})
    assert fine.state == GateState.PASSED, fine
    assert fine.verdict is not None
    assert 0 < fine.verdict.numbers["p50_ms"] <= fine.verdict.numbers["p95_ms"]
    assert bench.run(version, "latency", params | {"max_p50_ms": 0.0001}).state == GateState.FAILED
    assert bench.run(version, "latency", params).state == GateState.ERROR


def test_environment(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from importlib.metadata import version

    here = {
        "packages": {"msgspec": version("msgspec")},
        "python": sys.version.split()[0],
    }
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nobody answers there
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", "")

    same = bench.run(bench.version({"m": b"x"}, environment=here), "environment", time_limit=120)
    assert same.state == GateState.PASSED, same
    assert "compared with what is installed here" in same.summary
    other = bench.version({"m": b"x"}, environment=here | {"packages": {"msgspec": "0.0.1"}})
    assert bench.run(other, "environment", time_limit=120).state == GateState.FAILED
    option = bench.version({"m": b"x"}, environment=here | {"packages": {"--index-url": "http://x"}})
    assert bench.run(option, "environment").state == GateState.ERROR
    assert bench.run(bench.version({"m": b"x"}), "environment").state == GateState.ERROR


def test_reproducibility(bench: Bench) -> None:
    code = (
        "from sklearn.datasets import load_wine\nfrom sklearn.linear_model import RidgeClassifier\n"
        "import mlops_lab as lab\nx, y = load_wine(return_X_y=True, as_frame=True)\n"
        "with lab.start_run():\n"
        "    lab.log_dataset(x, 'wine')\n"
        "    lab.log({'accuracy': RidgeClassifier().fit(x, y).score(x, y)})\n"
    )
    from sklearn.datasets import load_wine
    from sklearn.linear_model import RidgeClassifier

    from mlops_lab.kernel.datasets import describe

    x, y = load_wine(return_X_y=True, as_frame=True)
    accuracy = float(RidgeClassifier().fit(x, y).score(x, y))
    sealed = {
        "code": SealedCode(cell_source=code, notebook="train.ipynb"),
        "metrics": {"accuracy": accuracy},
        "datasets": [SealedDataset(name="wine", digest=describe(x, "wine").digest)],
    }
    params = {"metric": "accuracy", "tolerance": 0.001}

    differing = (
        {},
        {"metrics": {"accuracy": accuracy - 0.1}},
        {"datasets": [SealedDataset(name="wine", digest="other")]},
        {"code": SealedCode(cell_source="raise ValueError('gone')")},
    )
    versions = [bench.version({"m": b"x"}, **sealed | one) for one in differing]
    same, claimed, moved, broken = bench.run_all(
        "reproducibility", [(version, params) for version in versions], time_limit=120
    )
    assert same.state == GateState.PASSED, same
    assert claimed.state == GateState.FAILED
    assert moved.state == GateState.FAILED
    assert "the data is not what was sealed: wine" in moved.summary
    assert broken.state == GateState.ERROR
    assert "ValueError: gone" in broken.summary
    assert bench.run(bench.version({"m": b"x"}), "reproducibility", params).state == GateState.ERROR


@pytest.mark.parametrize("model", [RandomForestClassifier(5), LinearRegression()])
def test_a_gate_loads_scikit_learns_own_parts(bench: Bench, model: Any) -> None:
    version = bench.version({"model.skops": fitted(model)})

    outcome = bench.run(version, bench.own_gate("    return hasattr(context.load_model(), 'predict')"))

    assert outcome.state == GateState.PASSED, outcome


def test_model_card(stored: Bench) -> None:
    from mlops_lab.registry.card_fields import FIELDS
    from mlops_lab.registry.cards import write_card

    version = stored.version(
        {"m": b"x"}, metrics={"auc": 0.9}, datasets=[SealedDataset(name="d", digest="1", context="training")]
    )
    empty = stored.run(version, "model_card")
    assert empty.state == GateState.FAILED, empty
    assert "Purpose" in empty.summary
    before = stored.plan(version, "model_card").inputs_digest

    parts = {field.key: "high: said in full" for field in FIELDS}
    stored.database.write(lambda tx: write_card(tx, "default", NAME, parts))

    assert stored.plan(version, "model_card").inputs_digest != before
    complete = stored.run(version, "model_card")
    assert complete.state == GateState.PASSED, complete
