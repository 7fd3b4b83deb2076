"""Move models under control: one is promoted to production, a weaker one is refused, an auditor gets the file.

Run by ``make demo`` after the training. The models are judged on flights of October to December, frozen so that
every later version meets the very same rows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from headless import NAMES, NUMBERS, load
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import mlops_lab as lab

HERE = Path(__file__).resolve().parent
MODEL = "late-arrivals"


def main() -> None:
    """Train two models and ask for both."""
    lab.use(experiment="late arrivals")
    train, test = load()
    frozen = lab.freeze_dataset(test.sample(4_000, random_state=0), "last-quarter", target="late")
    print(f"Frozen for every comparison: {frozen.rows:,} flights, SHA-256 {frozen.digest[:12]}…")
    command("policy", "write", str(HERE / "policy.yaml"), "--comment", "what production takes")

    carriers = (OneHotEncoder(handle_unknown="ignore", sparse_output=False), NAMES)
    strong = make_pipeline(
        make_column_transformer(carriers, ("passthrough", NUMBERS)),
        HistGradientBoostingClassifier(max_iter=60, random_state=0),
    )
    weak = make_pipeline(make_column_transformer(carriers, (SimpleImputer(), ["month"])), LogisticRegression())
    best = register("boosting, for production", strong, train, test)
    guess = register("a quick guess", weak, train, test)
    promote(best, "boosting")
    promote(guess, "a quick guess")

    print(repr(lab.plan_promotion(guess, "production")))
    live: Any = lab.load_model(f"models:/{MODEL}@production")
    share = live.predict_proba(test.drop(columns="late").head(1))[0, 1]
    print(f"models:/{MODEL}@production says of the first flight of October: late with {share:.0%}")
    command(
        "export", "technical-file", f"{MODEL}/{best.version}", "--output", f"{MODEL}-{best.version}-technical-file.zip"
    )


def register(name: str, model: Any, train: pd.DataFrame, test: pd.DataFrame) -> Any:
    """Train a model as a run and make a version of it."""
    known, unseen = train.drop(columns="late"), test.drop(columns="late")
    with lab.start_run(name, tags={"data": "2013"}) as run:
        run.log_dataset(train, "flights", context="train")
        run.log_dataset(test, "flights", context="test")
        model.fit(known, train["late"])
        run.log({"auc": roc_auc_score(test["late"], model.predict_proba(unseen)[:, 1])})
        logged = lab.log_model(model, input_example=known.head(5), run=run)
    return lab.register_model(logged, MODEL)


def promote(version: Any, name: str) -> None:
    """Ask for a version to become live, first for staging."""
    print(repr(lab.promote(version, "staging")))
    asked = lab.promote(version, "production", note=f"{name}, trained on January to September")
    print(repr(asked))
    for gate in asked.gates:
        print(f"    {gate.gate:<12} {gate.state:<7} {gate.summary}")


def command(*words: str) -> None:
    """Run ``mlops-lab``."""
    subprocess.run([sys.executable, "-m", "mlops_lab.cli", *words], check=True, env=os.environ)


if __name__ == "__main__":
    main()
