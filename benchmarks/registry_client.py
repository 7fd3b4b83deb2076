"""What the stock MLflow client does with the registry, timed. Run where mlflow is installed; prints JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from mlflow import MlflowClient

client = MlflowClient()
MLMODEL = """\
artifact_path: model
flavors:
  python_function: {loader_module: mlflow.sklearn, model_path: model.skops, python_version: 3.11.7}
model_size_bytes: 2000
"""


def timed(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    versions, rounds = json.loads(sys.argv[1])
    run_id = client.create_run("0").info.run_id
    client.log_text(run_id, MLMODEL, "model/MLmodel")
    client.log_text(run_id, "x" * 2000, "model/model.skops")
    source = client.get_run(run_id).info.artifact_uri + "/model"
    for name in ("churn", "late"):
        client.create_registered_model(name, tags={"team": "a"})

    def create() -> None:
        client.create_model_version("churn", source, run_id, tags={"seed": "1"}, await_creation_for=0)

    create()
    found = {"create version": statistics.median(timed(create) for _ in range(versions))}
    found["set alias"] = statistics.median(
        timed(lambda number=number: client.set_registered_model_alias("churn", f"best-{number % 3}", str(number + 1)))
        for number in range(rounds)
    )
    found["get by alias"] = statistics.median(
        timed(lambda: client.get_model_version_by_alias("churn", "best-1")) for _ in range(rounds)
    )
    assert len(client.search_model_versions("name = 'churn'", max_results=50)) == 50
    found["search versions"] = statistics.median(
        timed(lambda: client.search_model_versions("name = 'churn'", max_results=50)) for _ in range(rounds)
    )
    print(json.dumps(found))


main()
