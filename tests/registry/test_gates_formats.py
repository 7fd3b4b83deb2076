"""Only what is on the list gets through: no pickle under any name, compressed, zipped or within an array."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cloudpickle
import joblib
import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from mlops_lab.governance.policy import FormatRule
from mlops_lab.registry.gates.allowed_formats import NPY, ONNX, REFUSED, SAFETENSORS, SKOPS, TEXT, examine
from mlops_lab.storage.artifacts import ArtifactStore
from mlops_lab.storage.database import Database
from mlops_lab.wire.control import GateState
from tests.registry.gating import Bench, skops_bytes


class Harmful:
    def __reduce__(self) -> Any:
        return os.system, ("exit 1",)


def model() -> bytes:
    return skops_bytes(LogisticRegression(max_iter=50).fit(*load_wine(return_X_y=True)))


def joblib_bytes(compress: Any) -> bytes:
    data = io.BytesIO()
    joblib.dump(Harmful(), data, compress=compress)
    return data.getvalue()


def npy(array: Any, **options: Any) -> bytes:
    data = io.BytesIO()
    np.save(data, array, **options)
    return data.getvalue()


def archive(members: dict[str, bytes], base: bytes | None = None) -> bytes:
    data = io.BytesIO(base or b"")
    with zipfile.ZipFile(data, "a" if base else "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return data.getvalue()


OBJECTS = np.array([Harmful(), 1], dtype=object)
PACKINGS = ("zlib", "gzip", "bz2", "lzma", "xz")
UNSAFE: dict[str, Callable[[], bytes]] = {
    **{f"pickle {number}": lambda number=number: pickle.dumps(Harmful(), protocol=number) for number in range(6)},
    "cloudpickle": lambda: cloudpickle.dumps(lambda: 1),
    "joblib": lambda: joblib_bytes(0),
    **{f"joblib {packing}": lambda packing=packing: joblib_bytes((packing, 3)) for packing in PACKINGS},
    "zlib": lambda: zlib.compress(pickle.dumps(Harmful())),
    "gzip": lambda: gzip.compress(pickle.dumps(Harmful())),
    "bz2": lambda: bz2.compress(pickle.dumps(Harmful())),
    "xz": lambda: lzma.compress(pickle.dumps(Harmful())),
    "lzma": lambda: lzma.compress(pickle.dumps(Harmful()), format=lzma.FORMAT_ALONE),
    "lz4": lambda: b"\x04\x22\x4d\x18" + bytes(20),
    "objects": lambda: npy(OBJECTS, allow_pickle=True),
    "array and a pickle": lambda: npy(np.arange(3)) + pickle.dumps(Harmful()),
    "zip": lambda: archive({"data.pkl": pickle.dumps(Harmful())}),
    "skops and a pickle": lambda: archive({"data.pkl": pickle.dumps(Harmful())}, model()),
    "skops and objects": lambda: archive({"1.npy": npy(OBJECTS, allow_pickle=True)}, model()),
    "skops and a zip": lambda: archive({"x.npz": archive({"y.pkl": pickle.dumps(Harmful())})}, model()),
    "pickle before skops": lambda: pickle.dumps(Harmful()) + model(),
    "skops after a comment": lambda: model()[:-2] + b"\x05\x00cos\nx",
    "unknown": lambda: b"\x7fELF" + bytes(range(256)),
    "nothing but zeros": lambda: bytes(100),
    "cut skops": lambda: model()[:-30],
}  # fmt: skip
NAMES = ["model.skops", "model.pkl", "weights.npy", "MLmodel", "README.md", "requirements.txt", "input_example.json"]


@pytest.mark.parametrize("kind", UNSAFE)
def test_what_is_not_on_the_list_is_refused_under_any_name(kind: str, tmp_path: Path) -> None:
    data = UNSAFE[kind]()
    for name in NAMES:
        path = tmp_path / name
        path.write_bytes(data)

        found = examine(path, name)

        assert found.kind == REFUSED, (kind, name)
        assert found.why


def onnx() -> bytes:
    graph = b"\x0a\x01g"
    return b"\x08\x08" + b"\x3a" + bytes([len(graph)]) + graph + b"\x42\x02\x10\x0d"


def safetensors() -> bytes:
    head = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return len(head).to_bytes(8, "little") + head + bytes(4)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("model.skops", model(), SKOPS),
        ("anything", model(), SKOPS),
        ("a.npy", npy(np.arange(4)), NPY),
        ("model.onnx", onnx(), ONNX),
        ("model.onnx", onnx() + b"more", REFUSED),
        ("model.safetensors", safetensors(), SAFETENSORS),
        ("model.safetensors", safetensors() + pickle.dumps(1), REFUSED),
        ("MLmodel", b"flavors:\n  sklearn:\n    serialization_format: skops\n", TEXT),
        ("MLmodel", b"flavors:\n  sklearn:\n    serialization_format: cloudpickle\n", REFUSED),
        ("MLmodel", b"flavors:\n  python_function:\n    loader_module: evil\n", REFUSED),
        ("MLmodel", b"flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: code\n", REFUSED),
        ("requirements.txt", b"scikit-learn==1.9.1\n# why\n\nnumpy>=2; python_version > '3'\n", TEXT),
        ("environment.json", b'{"python": "3.11"}', TEXT),
        ("environment.json", b"not json", REFUSED),
        ("README.md", "# Größe\n".encode(), TEXT),
        ("loader.py", b"import os\n", REFUSED),
        ("empty.bin", b"", REFUSED),
    ],
)
def test_what_a_file_is(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)

    assert examine(tmp_path / name, name).kind == kind


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Bench:
    return Bench(database, ArtifactStore(str(tmp_path / "artifacts")), tmp_path)


def test_safe_format(bench: Bench) -> None:
    beside = {"MLmodel": b"flavors:\n  sklearn: {}\n", "requirements.txt": b"numpy==2.4.6\n"}
    fine = bench.run(bench.version({"model.skops": model()} | beside), "safe_format")
    assert fine.state == GateState.PASSED, fine
    pickled = bench.version({"model.skops": model(), "deep/in/it.json": zlib.compress(pickle.dumps(Harmful()))})
    assert bench.run(pickled, "safe_format").state == GateState.FAILED
    assert bench.run(bench.version(beside), "safe_format").state == GateState.FAILED  # no model
    assert bench.run(bench.version(None), "safe_format").state == GateState.FAILED  # no digests


def test_a_skops_file_of_other_types_is_refused_until_the_policy_trusts_them(bench: Bench) -> None:
    version = bench.version({"model.skops": skops_bytes(FunctionTransformer(os.path.join))})
    refused = bench.run(version, "safe_format")
    assert refused.state == GateState.FAILED
    assert "posixpath.join" in refused.summary
    load = bench.own_gate("    return context.load_model() is not None")
    assert "not trusted" in bench.run(version, load).summary

    bench.formats = FormatRule(trusted_types=["posixpath.join"])

    assert bench.run(version, "safe_format").state == GateState.PASSED
    # the task is made with the policy's formats as they are
    task = bench.task(version, load)
    task.task.formats = {"trusted_types": ["posixpath.join"]}
    from mlops_lab.registry.gates.running import execute

    assert execute(task).state == GateState.PASSED


def test_a_pickle_is_loaded_only_where_the_policy_allows_it(bench: Bench, tmp_path: Path) -> None:
    data = io.BytesIO()
    joblib.dump(LogisticRegression(max_iter=50).fit(*load_wine(return_X_y=True)), data, compress=3)
    version = bench.version({"model.joblib": data.getvalue()})
    load = bench.own_gate("    return hasattr(context.load_model(), 'predict')")
    refused = bench.run(version, load)
    assert refused.state == GateState.ERROR
    assert "does not allow pickles" in refused.summary
    assert bench.run(version, "safe_format").state == GateState.FAILED

    bench.formats = FormatRule(pickle=True)

    assert bench.run(version, "safe_format").state == GateState.PASSED
    assert bench.run(version, load).state == GateState.PASSED
