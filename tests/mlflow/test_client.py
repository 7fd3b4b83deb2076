"""The stock MLflow client, run in an environment of its own against a real server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.parts.jupyter import LabServer

LIFE = Path(__file__).parent / "life.py"


@pytest.mark.mlflow
def test_a_models_whole_life_with_the_stock_client(lab_server: LabServer, mlflow_python: str) -> None:
    done = subprocess.run(
        [mlflow_python, str(LIFE)],
        env=lab_server.client_env | {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"},
        cwd=lab_server.folder,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])

    assert seen.pop("sklearn") == {
        "status": "FINISHED",
        "C": "1.0",
        "score": True,
        "dataset": "dataset",
        "artifacts": ["estimator.html", "training_confusion_matrix.png"],
    }
    assert seen.pop("xgboost") == [0, 1, 2, 3]
    # log_model copies the run's metrics to the model
    measured = seen["by hand"].pop("model metrics")
    assert (measured["accuracy"], measured["nan"], measured["loss"]) == ("0.9", "nan", "1.0")
    assert seen.pop("by hand") == {
        "metrics": {
            "accuracy": "0.9",
            "async": "49.0",
            "inf": "1.7976931348623157e+308",
            "loss": "0.3333333333333333",
            "nan": "nan",
        },
        "params": {"depth": "3", "name": "größe"},
        "team": "vision",
        "async": 50,
        "input": ["iris"],
        "output": [True],
        "files": ["d.json", "notes"],
        "inner": ["notes/a.txt"],
        "text": "hello",
        "child": True,
    }
    assert seen.pop("loaded") == [0] * 6
    assert seen.pop("registry") == {
        "versions": ["1", "2"],
        "stages": ["Archived", "Production"],
        "old": True,
        "one": ["the first", {"a": "b", "k": "v"}, ["prod"], True],
        "alias": "1",
        "model": ["flowers", {"k": "v"}],
        "search": [2, 1],
        "by run": ["1", "2"],
    }
    assert seen.pop("searches") == [["by hand"], ["by hand", "boosted"], ["by hand"], ["child"]]
    assert seen == {
        "missing alias": "INVALID_PARAMETER_VALUE",
        "missing model": "RESOURCE_DOES_NOT_EXIST",
        "missing run": "RESOURCE_DOES_NOT_EXIST",
        "changed param": "INVALID_PARAMETER_VALUE",
        "or": "INVALID_PARAMETER_VALUE",
        "models left": 0,
        "pages": 2,
        "experiments": ["life"],
        "logged models": ["model"],
        "deleted": ["deleted", 0],
        "with the experiment": "deleted",
        "restored": "active",
    }
