"""Models from code, against a real server: logged, registered, loaded, refused where they are not what they were."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

import mlops_lab as lab
from mlops_lab.kernel.models import load
from mlops_lab.kernel.session import Session
from mlops_lab.kernel.signature import schema_of
from mlops_lab.storage.control_schema import policies
from mlops_lab.storage.transaction import Tx
from mlops_lab.storage.upsert import insert_missing
from mlops_lab.tracking.projects import ensure_project
from mlops_lab.wire.errors import Code, LabError
from mlops_lab.wire.loading import Loading
from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.registry.models import store_of

Speak = Callable[[str, str], Session]

X = pd.DataFrame({
    "größe": np.linspace(0, 1, 40), "n": range(40), "kind": pd.array(["a", "b"] * 20, dtype="str"),
    "day": pd.date_range("2013-01-01", periods=40),
})  # fmt: skip
Y = np.arange(40) % 3


@pytest.fixture
def spoken(lab_server: LabServer, speak_to: Speak, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Session:
    session = speak_to(lab_server.url, lab_server.token)
    monkeypatch.setenv("MLOPS_LAB_MODEL_CACHE", str(tmp_path / "cache"))
    return session


def pipeline() -> Any:
    columns = ColumnTransformer([("num", StandardScaler(), ["größe", "n"]), ("cat", OneHotEncoder(), ["kind"])])
    return make_pipeline(columns, LogisticRegression())


def place(server: LabServer, root: str, name: str) -> Path:
    return server.data_dir / "artifacts" / root / name


def test_a_pipeline_from_cell_to_name(spoken: Session, lab_server: LabServer) -> None:
    fitted = pipeline().fit(X, Y)
    with lab.start_run("sealed") as run:
        run.log_dataset(X, "flights", context="train")
        run.log({"accuracy": fitted.score(X, Y)})
        logged = lab.log_model(fitted, input_example=X, register_as="delays")
    assert logged.version is not None
    assert (logged.version.name, logged.version.version, logged.version.status) == ("delays", 1, "READY")
    assert set(logged.files) >= {"model.skops", "MLmodel", "environment.json", "requirements.txt", "input_example.json"}

    web = Web(lab_server)
    detail = web.ok("GET", "/api/models/delays/versions/1")
    seal = detail["seal"]
    assert [(one["name"], one["type"]) for one in seal["signature"]["inputs"]] == [
        ("größe", "double"), ("n", "long"), ("kind", "string"), ("day", "datetime"),
    ]  # fmt: skip
    assert seal["signature"]["outputs"][0]["tensor-spec"] == {"dtype": "int64", "shape": [-1]}
    assert seal["environment"]["packages"]["scikit-learn"] == __import__("sklearn").__version__
    assert {"numpy", "scipy", "skops", "pandas"} <= set(seal["environment"]["packages"])
    assert seal["environment"]["python"].startswith("3.")
    assert {one["path"]: one["sha256"] for one in seal["files"]} == logged.files
    assert seal["datasets"][0]["name"] == "flights"
    assert seal["profile"]["dataset"] == "flights"
    assert (seal["formats"], seal["logged_model_id"], seal["run_id"]) == (["skops"], logged.model_id, run.id)
    assert [one["model_id"] for one in web.ok("GET", f"/api/runs/{run.id}/models")["models"]] == [logged.model_id]

    graph = lab.lineage("delays", 1)
    led = [(node.kind, node.label) for node in graph.before("version:delays/1")]
    assert led[0] == ("run", "sealed")
    assert ("dataset", "flights") in led
    assert "dataset flights -> run sealed (train)" in str(graph)
    (event,) = lab.openlineage("delays", 1)
    assert event["inputs"][0]["name"] == "datasets/flights"

    body = {"name": "delays", "alias": "prod", "version": "1"}
    alias = web.ask("POST", "/api/2.0/mlflow/registered-models/alias", body)
    assert alias.status == 200, alias.data
    for uri in (
        logged,
        logged.uri,
        logged.model_id,
        f"models:/{logged.model_id}",
        "models:/delays/1",
        "models:/delays@prod",
    ):
        assert (lab.load_model(uri).predict(X) == fitted.predict(X)).all()


@pytest.mark.parametrize(
    "estimator",
    [
        RandomForestClassifier(5, random_state=0),
        HistGradientBoostingClassifier(max_iter=5, categorical_features=None),
        GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2),
    ],
    ids=lambda one: type(one).__name__,
)
def test_estimators_and_searches_come_back(spoken: Session, estimator: Any) -> None:
    fitted = estimator.fit(X[["größe", "n"]].to_numpy(), Y)
    with lab.start_run() as run:
        logged = run.log_model(fitted, "deep/model", input_example=X[["größe", "n"]].to_numpy())
    assert logged.signature is not None
    assert logged.signature["inputs"] == [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]
    back = lab.load_model(f"runs:/{run.id}/deep/model")
    assert (back.predict(X[["größe", "n"]].to_numpy()) == fitted.predict(X[["größe", "n"]].to_numpy())).all()


def test_a_model_without_a_run_makes_one(spoken: Session) -> None:
    logged = lab.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]))
    assert lab.get_run(logged.run_id).status == "finished"
    assert logged.signature is None


def test_a_second_model_of_a_run_does_not_replace_the_first(spoken: Session) -> None:
    with lab.start_run() as run:
        first = run.log_model(LogisticRegression(C=1.0).fit([[0.0], [1.0]], [0, 1]))
        second = run.log_model(LogisticRegression(C=2.0).fit([[0.0], [1.0]], [0, 1]))
    assert (first.uri[-6:], second.uri[-8:]) == ("/model", "/model-2")
    assert [lab.load_model(one).C for one in (first, second)] == [1.0, 2.0]


def test_a_tampered_artifact_is_not_loaded(spoken: Session, lab_server: LabServer) -> None:
    logged = lab.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), register_as="tampered")
    found = Web(lab_server).ok("GET", "/api/loading?uri=models:/tampered/1")
    file = place(lab_server, found["root"], "model.skops")
    good = file.read_bytes()
    file.write_bytes(good[:-1] + b"x")
    with pytest.raises(LabError, match=r"model\.skops .* digest differs") as refused:
        lab.load_model("models:/tampered/1")
    assert refused.value.code is Code.CONFLICT
    with pytest.raises(LabError, match="not the one that was logged"):
        lab.register_model(logged.uri, "tampered")
    file.write_bytes(good)
    assert lab.load_model("models:/tampered/1").C == 1.0
    file.unlink()  # it is in the cache by now, under its digest
    assert lab.load_model("models:/tampered/1").C == 1.0


def test_a_spoilt_cache_is_fetched_again(spoken: Session, tmp_path: Path) -> None:
    logged = lab.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]))
    folder = lab.download_model(logged)
    (folder / "model.skops").write_bytes(b"spoilt")
    assert lab.load_model(logged).C == 1.0


def allow(server: LabServer) -> None:
    """Write a policy that allows pickles and names a type, for a project of its own."""
    text = "targets: {production: {}}\nformats: {pickle: true, trusted_types: [subprocess.getoutput]}\n"

    def write(tx: Tx) -> None:
        row = {
            "project_id": ensure_project(tx, "open-minded"),
            "version": 1,
            "text": text,
            "digest": "d",
            "created_at": 1,
        }
        insert_missing(tx.conn, policies, [row])

    with store_of(Web(server)) as store:
        store.write(write)


def test_a_pickle_is_loaded_only_where_the_policy_allows(spoken: Session, lab_server: LabServer) -> None:
    allow(lab_server)
    logged = lab.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), format="pickle")
    with pytest.raises(LabError, match="policy does not allow pickles") as refused:
        lab.load_model(logged)
    assert refused.value.code is Code.FORBIDDEN
    allowed = spoken.client.get("api/loading", Loading, uri=logged.uri, project="open-minded")
    assert allowed.pickle
    assert load(spoken.client, allowed).C == 1.0


def test_types_that_nobody_trusts_are_named_and_refused(spoken: Session, lab_server: LabServer) -> None:
    allow(lab_server)
    odd = make_pipeline(FunctionTransformer(subprocess.getoutput), LogisticRegression())
    with pytest.warns(UserWarning, match="subprocess.getoutput"):
        logged = lab.log_model(odd)
    with pytest.raises(LabError, match=r"not trusted: subprocess\.getoutput") as refused:
        lab.load_model(logged)
    assert refused.value.code is Code.FORBIDDEN
    named = spoken.client.get("api/loading", Loading, uri=logged.uri, project="open-minded")
    assert len(load(spoken.client, named).steps) == 2


def test_what_is_no_model_is_refused(spoken: Session) -> None:
    with pytest.raises(LabError, match="log_artifact keeps"):
        lab.log_model(object())
    with pytest.raises(LabError, match="refuses the input example"):
        lab.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), input_example=X)
    with pytest.raises(LabError, match="cannot be stored as skops"):
        lab.log_model(make_pipeline(FunctionTransformer(lambda x: x)).fit([[1.0]]))
    with pytest.raises(LabError, match="no model's address"):
        lab.load_model("somewhere")
    with pytest.raises(LabError, match="not found"):
        lab.load_model("models:/nobody/1")
    with lab.start_run() as run:
        run.log_text("hello", "model/a.txt")
    with pytest.raises(LabError, match="no digests"):
        lab.load_model(f"runs:/{run.id}/model")


def test_a_model_logged_while_the_server_is_away_arrives(
    own_lab_server: LabServer, speak_to: Speak, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MLOPS_LAB_MODEL_CACHE", str(tmp_path / "cache"))
    speak_to(own_lab_server.url, own_lab_server.token)
    own_lab_server.stop()
    monkeypatch.setattr("mlops_lab.kernel.models.FLUSH", 0.5)
    with lab.start_run("offline") as run, pytest.raises(LabError, match="is kept and will be logged"):
        run.log_model(LogisticRegression(C=3.0).fit([[0.0], [1.0]], [0, 1]), register_as="later")
    own_lab_server.start()
    assert lab.flush(60)
    assert lab.register_model(f"runs:/{run.id}/model", "later").version == 1
    assert lab.load_model("models:/later/1").C == 3.0


@pytest.mark.mlflow
def test_a_stock_client_loads_it(spoken: Session, lab_server: LabServer, mlflow_python: str) -> None:
    fitted = HistGradientBoostingClassifier(max_iter=5, categorical_features=None).fit(X[["größe", "n"]], Y)
    logged = lab.log_model(fitted, input_example=X[["größe", "n"]], register_as="stock")
    code = """
import json, sys, mlflow, pandas as pd
x = pd.DataFrame(json.loads(sys.argv[2]))
found = mlflow.pyfunc.load_model("models:/stock/1")
print(json.dumps([
    mlflow.sklearn.load_model("models:/stock/1").predict(x).tolist(),
    found.predict(x).tolist(),
    mlflow.sklearn.load_model(sys.argv[1]).predict(x).tolist(),
    [one.name for one in found.metadata.signature.inputs.inputs],
]))
"""
    given = X[["größe", "n"]].head(5)
    done = subprocess.run(
        [mlflow_python, "-c", code, logged.uri, json.dumps(given.to_dict(orient="list"))],
        env=lab_server.client_env
        | {"MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "true", "MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"},  # noqa: E501
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    expected = fitted.predict(given).tolist()
    assert json.loads(done.stdout.splitlines()[-1]) == [expected, expected, expected, ["größe", "n"]]


def test_signatures_of_many_kinds_of_columns() -> None:
    frame = pd.DataFrame({
        "i8": np.array([1], "int8"), "u32": np.array([1], "uint32"), "f32": np.array([1], "float32"), "b": [True],
        "s": ["x"], "c": pd.Categorical(["x"]), "nullable": pd.array([None], "Int64"), "t": [pd.Timestamp(0)],
    })  # fmt: skip
    assert {one["name"]: (one["type"], one["required"]) for one in schema_of(frame)} == {
        "i8": ("integer", True), "u32": ("long", True), "f32": ("float", True), "b": ("boolean", True),
        "s": ("string", True), "c": ("string", True), "nullable": ("long", False), "t": ("datetime", True),
    }  # fmt: skip
    assert schema_of(np.zeros((3, 4, 5), "float32")) == [
        {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4, 5]}}
    ]
    with pytest.raises(LabError, match="No signature"):
        schema_of(object())
