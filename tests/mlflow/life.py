"""A model's whole life with the stock MLflow client; prints what it saw as JSON. Run where mlflow is installed."""

# ruff: noqa: T201
from __future__ import annotations

import json
import math
import warnings

import mlflow
import xgboost
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
X, y = load_iris(return_X_y=True, as_frame=True)
client = MlflowClient()
seen: dict[str, object] = {}

mlflow.set_experiment("life")
mlflow.sklearn.autolog(log_models=False)
with mlflow.start_run(run_name="auto") as run:
    LogisticRegression(max_iter=200).fit(X, y)
auto = client.get_run(run.info.run_id)
seen["sklearn"] = {
    "status": auto.info.status,
    "C": auto.data.params["C"],
    "score": auto.data.metrics["training_accuracy_score"] > 0.9,
    "dataset": auto.inputs.dataset_inputs[0].dataset.name,
    "artifacts": sorted(one.path for one in client.list_artifacts(run.info.run_id)),
}
mlflow.sklearn.autolog(disable=True)
mlflow.xgboost.autolog(log_models=False)
with mlflow.start_run(run_name="boosted") as run:
    xgboost.train({"max_depth": 2}, xgboost.DMatrix(X, y), 4, evals=[(xgboost.DMatrix(X, y), "train")])
history = client.get_metric_history(run.info.run_id, "train-rmse")
seen["xgboost"] = [point.step for point in history]
mlflow.xgboost.autolog(disable=True)

with mlflow.start_run(run_name="by hand", description="by hand") as run:
    run_id = run.info.run_id
    for step in range(3):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"nan": math.nan, "inf": math.inf})
    for step in range(50):
        mlflow.log_metric("async", float(step), step=step, synchronous=False)
    mlflow.flush_async_logging()
    mlflow.log_params({"depth": 3, "name": "größe"})
    mlflow.set_tag("team", "vision")
    mlflow.log_input(mlflow.data.from_pandas(X, name="iris"), context="training")
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "d.json")
    with mlflow.start_run(nested=True, run_name="child") as child:
        mlflow.log_metric("m", 1.0)
    # pickled, and without an inferred environment: what that takes is MLflow's own time
    model = mlflow.sklearn.log_model(
        LogisticRegression(max_iter=200).fit(X, y), name="model", pip_requirements=["scikit-learn"]
    )
    mlflow.log_metric("accuracy", 0.9, model_id=model.model_id)
found = client.get_run(run_id)
seen["by hand"] = {
    "metrics": {key: str(value) for key, value in sorted(found.data.metrics.items())},
    "params": found.data.params,
    "team": found.data.tags["team"],
    "async": len(client.get_metric_history(run_id, "async")),
    "input": [one.dataset.name for one in found.inputs.dataset_inputs],
    "output": [one.model_id == model.model_id for one in found.outputs.model_outputs],
    "files": sorted(one.path for one in client.list_artifacts(run_id)),
    "inner": [one.path for one in client.list_artifacts(run_id, "notes")],
    "text": mlflow.artifacts.load_text(f"{found.info.artifact_uri}/notes/a.txt"),
    "child": client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == run_id,
    "model metrics": {one.key: str(one.value) for one in client.get_logged_model(model.model_id).metrics},
}

version = mlflow.register_model(model.model_uri, "iris", tags={"a": "b"})
again = mlflow.register_model(f"runs:/{run_id}/model", "iris")
client.set_registered_model_alias("iris", "prod", 1)
addresses = [
    "models:/iris/1", "models:/iris/2", "models:/iris@prod", "models:/iris/latest", model.model_uri,
    f"runs:/{run_id}/model",
]  # fmt: skip
seen["loaded"] = [int(mlflow.sklearn.load_model(one).predict(X[:1])[0]) for one in addresses]
client.transition_model_version_stage("iris", 1, "Production")
client.transition_model_version_stage("iris", 2, "Production", archive_existing_versions=True)
client.update_model_version("iris", 1, "the first")
client.set_model_version_tag("iris", "1", "k", "v")
client.set_registered_model_tag("iris", "k", "v")
client.update_registered_model("iris", "flowers")
one = client.get_model_version("iris", "1")
seen["registry"] = {
    "versions": [version.version, again.version],
    "stages": [one.current_stage, client.get_model_version("iris", "2").current_stage],
    "old": mlflow.sklearn.load_model("models:/iris/Production") is not None,
    "one": [one.description, one.tags, list(one.aliases), one.run_id == run_id],
    "alias": client.get_model_version_by_alias("iris", "prod").version,
    "model": [client.get_registered_model("iris").description, client.get_registered_model("iris").tags],
    "search": [
        len(client.search_model_versions("name = 'iris'")),
        len(client.search_registered_models("name LIKE 'i%'")),
    ],
    "by run": [one.version for one in client.search_model_versions(f"run_id = '{run_id}'")],
}
for name, call in {
    "missing alias": lambda: client.get_model_version_by_alias("iris", "none"),
    "missing model": lambda: client.get_registered_model("none"),
    "missing run": lambda: client.get_run("0" * 32),
    "changed param": lambda: client.log_param(run_id, "depth", "4"),
    "or": lambda: client.search_runs([found.info.experiment_id], "metrics.a > 1 OR metrics.b > 1"),
}.items():
    try:
        call()
    except MlflowException as error:
        seen[name] = error.error_code
client.rename_registered_model("iris", "flower")
client.delete_registered_model_alias("flower", "prod")
client.delete_model_version("flower", "1")
client.delete_registered_model("flower")
seen["models left"] = len(client.search_registered_models())

ids = [found.info.experiment_id]
seen["searches"] = [
    [one.info.run_name for one in client.search_runs(ids, filter_, order_by=order)]
    for filter_, order in [
        ("metrics.loss < 1 AND params.depth = '3'", []),
        ("attributes.run_name LIKE 'b%'", ["attributes.run_name DESC"]),
        ("tags.team = 'vision' and attributes.status = 'FINISHED'", ["metrics.loss ASC"]),
        ("params.depth IS NULL and attributes.run_name = 'child'", []),
    ]
]
pages, token = 0, None
while True:
    page = client.search_runs(ids, max_results=2, page_token=token)
    pages, token = pages + 1, page.token
    if not token:
        break
seen["pages"] = pages
seen["experiments"] = [one.name for one in client.search_experiments(filter_string="name LIKE 'li%'")]
seen["logged models"] = [one.name for one in client.search_logged_models(ids, "name = 'model'")]
client.delete_run(run_id)
seen["deleted"] = [client.get_run(run_id).info.lifecycle_stage, len(client.search_runs(ids, "tags.team = 'vision'"))]
client.restore_run(run_id)
client.delete_experiment(ids[0])
seen["with the experiment"] = client.get_run(run_id).info.lifecycle_stage
client.restore_experiment(ids[0])
seen["restored"] = client.get_run(run_id).info.lifecycle_stage
print(json.dumps(seen))
