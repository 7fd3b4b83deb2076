"""Seals: what a version was when it was registered stays, whatever becomes of where it came from."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import pickle
import time
import zipfile
import zlib

import pytest
import sqlalchemy as sa

from mlops_lab.registry import models, seals, tombstones, versions
from mlops_lab.registry.formats import format_of
from mlops_lab.storage.control_schema import model_targets, version_seals
from mlops_lab.storage.database import Database
from mlops_lab.storage.transaction import Tx
from mlops_lab.wire.errors import Code, LabError
from tests.parts.jupyter import LabServer
from tests.parts.web import Web
from tests.registry.models import MLMODEL, put, register, run_with_model, store_of


@pytest.fixture(scope="module")
def web(lab_server: LabServer) -> Web:
    return Web(lab_server)


def test_a_version_is_sealed_with_all_that_it_is(web: Web) -> None:
    files = {
        "MLmodel": MLMODEL.encode(),
        "model.skops": b"PK not really",
        "requirements.txt": b"numpy==2.1.0\nscikit-learn[x]==1.9.1 # why\nloose>=1\n",
        "deep/er/ein Bild.png": b"\x89PNG",
    }
    run_id = run_with_model(web, files)
    made = register(web, "whole", run_id)
    assert made["status"] == "READY"
    with store_of(web) as store:
        seal, digest = store.read(lambda conn: seals.seal_of(conn, "default", "whole", 1))
    assert digest == hashlib.sha256(seals.record_of(seal)).hexdigest()
    assert {file.path: file.sha256 for file in seal.files or []} == {
        path: hashlib.sha256(data).hexdigest() for path, data in files.items()
    }
    assert seal.signature is not None
    assert seal.signature["inputs"] == [{"type": "double", "name": "größe", "required": True}]
    assert seal.environment["packages"] == {"numpy": "2.1.0", "scikit-learn": "1.9.1"}
    assert seal.environment["python"] == "3.11.7"
    assert (seal.params, seal.metrics, seal.run_name) == ({"C": "1.0"}, {"accuracy": 0.9}, "größter Lauf")
    assert (seal.run_id, seal.author) == (run_id, made["user_id"])
    assert "skops" in seal.formats


def test_it_outlives_its_run_and_its_files_stay(web: Web) -> None:
    run_id = run_with_model(web)
    put(web, run_id, "notes/a.txt", b"not part of the model")
    version = register(web, "outlives", run_id)
    root = web.ok("GET", f"/api/runs/{run_id}")["artifact_uri"].removeprefix("mlflow-artifacts:/").strip("/")
    web.ok("POST", "/api/runs/delete", {"run_ids": [run_id]})
    web.ok("POST", "/api/runs/purge", {"run_ids": [run_id]})
    with store_of(web) as store:
        seal, _ = store.read(lambda conn: seals.seal_of(conn, "default", "outlives", 1))
    assert seal.metrics == {"accuracy": 0.9}
    path = "/api/2.0/mlflow-artifacts/artifacts"
    assert web.ask("GET", f"{path}/{root}/model/model.skops").data == b"PK not really"
    assert web.ask("GET", f"{path}/{root}/notes/a.txt").status == 404
    got = web.ok("GET", "/api/2.0/mlflow/model-versions/get-download-uri?name=outlives&version=1")
    assert got["artifact_uri"].endswith(f"{root}/model")
    assert version["version"] == "1"


def test_a_purged_experiment_leaves_the_files_of_versions(web: Web) -> None:
    experiment = web.ok("POST", "/api/experiments", {"project": "default", "name": "to be purged"})["experiment_id"]
    run_id = web.new_run(experiment="to be purged")
    put(web, run_id, "model/model.skops", b"abc")
    put(web, run_id, "other.txt", b"gone")
    register(web, "survivor", run_id)
    web.ok("DELETE", f"/api/experiments/{experiment}")
    web.ok("POST", f"/api/experiments/{experiment}/purge")
    base = f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run_id}/artifacts"
    assert web.ask("GET", f"{base}/model/model.skops").data == b"abc"
    assert web.ask("GET", f"{base}/other.txt").status == 404


def test_sealed_files_are_neither_written_over_nor_deleted(web: Web) -> None:
    run_id = run_with_model(web)
    register(web, "fixed", run_id)
    root = web.ok("GET", f"/api/runs/{run_id}")["artifact_uri"].removeprefix("mlflow-artifacts:/").strip("/")
    base = f"/api/runs/{run_id}/artifacts"
    assert web.ask("PUT", f"{base}/model/model.skops", b"other").status == 409
    assert web.ask("DELETE", f"{base}/model/model.skops").status == 409
    assert web.ask("DELETE", f"{base}/model").status == 409
    proxy = f"/api/2.0/mlflow-artifacts/artifacts/{root}/model/MLmodel"
    refused = web.ask("PUT", proxy, b"other")
    assert (refused.status, refused.json["error_code"]) == (400, "INVALID_STATE")
    assert web.ask("DELETE", proxy).status == 400
    assert web.ask("PUT", f"{base}/model/later.txt", b"new").status == 200
    assert web.ask("GET", f"{base}/model/model.skops").data == b"PK not really"


def test_large_files_are_hashed_after_the_answer(web: Web) -> None:
    large = bytes(1 << 20) * 65
    run_id = web.new_run(experiment="models")
    put(web, run_id, "model/weights.bin", large)
    assert register(web, "large", run_id)["status"] == "PENDING_REGISTRATION"
    until = time.monotonic() + 30
    while time.monotonic() < until:
        got = web.ok("GET", "/api/2.0/mlflow/model-versions/get?name=large&version=1")["model_version"]
        if got["status"] != "PENDING_REGISTRATION":
            break
        time.sleep(0.05)
    assert got["status"] == "READY"
    with store_of(web) as store:
        seal, _ = store.read(lambda conn: seals.seal_of(conn, "default", "large", 1))
    assert [(file.size, file.sha256) for file in seal.files or []] == [(len(large), hashlib.sha256(large).hexdigest())]


def test_a_server_that_starts_seals_what_another_left_pending(own_lab_server: LabServer) -> None:
    web = Web(own_lab_server)
    run_id = run_with_model(web)
    register(web, "left", run_id)
    own_lab_server.stop()
    with store_of(web) as store:

        def unsealed(tx: Tx) -> None:
            tx.conn.execute(sa.delete(version_seals))
            versions.settle(tx, "default", "left", 1, "PENDING_REGISTRATION")

        store.write(unsealed)
    own_lab_server.start()
    until = time.monotonic() + 30
    found = None
    while found is None and time.monotonic() < until:
        with store_of(web) as store:
            found = store.read(lambda conn: seals.find_seal(conn, "default", "left", 1))
        time.sleep(0.2)
    assert found is not None
    assert found[0].metrics == {"accuracy": 0.9}


def test_a_source_elsewhere_has_no_digests(web: Web) -> None:
    web.ok("POST", "/api/2.0/mlflow/registered-models/create", {"name": "elsewhere"})
    body = {"name": "elsewhere", "source": "s3://bucket/model"}
    web.ok("POST", "/api/2.0/mlflow/model-versions/create", body)
    with store_of(web) as store:
        seal, _ = store.read(lambda conn: seals.seal_of(conn, "default", "elsewhere", 1))
    assert seal.files is None


def test_a_deleted_version_leaves_a_tombstone(web: Web) -> None:
    run_id = run_with_model(web)
    register(web, "buried", run_id)
    register(web, "buried", run_id)
    web.ok("DELETE", "/api/2.0/mlflow/model-versions/delete", {"name": "buried", "version": "1"})
    web.ok("DELETE", "/api/2.0/mlflow/registered-models/delete", {"name": "buried"})
    register(web, "buried", run_id)
    web.ok("DELETE", "/api/2.0/mlflow/registered-models/delete", {"name": "buried"})
    with store_of(web) as store:
        left = store.read(lambda conn: tombstones.tombstones_of(conn, "default", "buried"))
    assert sorted(one.version for one in left) == [1, 1, 2]
    assert all(one.remains.seal is not None and one.remains.seal.metrics == {"accuracy": 0.9} for one in left)
    assert all(one.deleted_by for one in left)


def test_a_live_version_and_the_one_before_it_are_not_deleted(database: Database) -> None:
    def fill(tx: Tx) -> None:
        models.create_model(tx, "default", "kept")
        for _ in range(3):
            versions.create_version(tx, "default", "kept", source="s3://x")
        row = {"registered_model_id": models.key_of(tx.conn, "default", "kept"), "target": "production"}
        tx.conn.execute(
            sa.insert(model_targets).values(row | {"live_version": 3, "previous_version": 2, "updated_at": tx.now})
        )

    database.write(fill)
    for number, why in ((3, "live"), (2, "rollback")):
        with pytest.raises(LabError, match=why) as refused:
            database.write(lambda tx, n=number: versions.delete_version(tx, "default", "kept", n))
        assert refused.value.code is Code.CONFLICT
    with pytest.raises(LabError, match="cannot be deleted"):
        database.write(lambda tx: models.delete_model(tx, "default", "kept"))
    database.write(lambda tx: versions.delete_version(tx, "default", "kept", 1, reason="never used"))
    (left,) = database.read(lambda conn: tombstones.tombstones_of(conn, "default"))
    assert (left.version, left.reason, left.remains.seal) == (1, "never used", None)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1+1",)


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


EVIL = pickle.dumps(Evil())


# Named by their file alone: a packed one carries the time of its making, and two test
# processes have to call a test by the same name
DISGUISES = {
    "model.pkl": EVIL,
    "innocent.bin": EVIL,
    "notes.txt": EVIL,
    "old.bin": pickle.dumps(Evil(), protocol=0),
    "old1.bin": pickle.dumps(Evil(), protocol=1),
    "packed.bin": gzip.compress(EVIL),
    "packed.dat": bz2.compress(EVIL),
    "packed.x": lzma.compress(EVIL),
    "packed.zz": zlib.compress(EVIL),
    "twice.bin": gzip.compress(bz2.compress(EVIL)),
    "weights.pt": _zip({"archive/data.pkl": EVIL}),
    "weights.bin": _zip({"a/b": EVIL}),
    "model.skops": _zip({"schema.json": b"{}", "x.pkl": EVIL}),
    "empty.pkl": b"",
}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_pickle_is_one_under_any_name(name: str) -> None:
    assert format_of(name, io.BytesIO(DISGUISES[name])) == "pickle"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("model.skops", _zip({"schema.json": json.dumps({"a": 1}).encode()}), "skops"),
        ("model.onnx", b"\x08\x07", "onnx"),
        ("MLmodel", MLMODEL.encode(), None),
        ("requirements.txt", b"(numpy)\n", None),
        ("input_example.json", b"[1]", None),
        ("LICENSE", b"In no event shall ...", None),
        ("data.bin", b"", None),
    ],
)
def test_what_is_no_pickle_is_not_called_one(name: str, data: bytes, expected: str | None) -> None:
    assert format_of(name, io.BytesIO(data)) == expected
