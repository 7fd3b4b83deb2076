"""The files of a scikit-learn model: skops (or a pickle where that is asked for), and what describes them.

They are laid out as MLflow's own scikit-learn models are, so that a stock client can read them too.
"""

from __future__ import annotations

import json
import pickletools
import zipfile
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from mlops_lab.kernel import environment, signature
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.model_types import untrusted

SKOPS = "skops"
PICKLE = "pickle"
MODEL_FILE = {SKOPS: "model.skops", PICKLE: "model.pkl"}


class Files(msgspec.Struct):
    """A model, written to a folder.

    Attributes
    ----------
    untrusted : list of str
        Types in it that only a policy which names them lets anybody load.
    """

    folder: Path
    untrusted: list[str]
    signature: dict[str, Any] | None


def write(
    folder: Path, estimator: Any, model_id: str, *, run_id: str, format: str, input_example: Any, given: Any
) -> Files:
    """Write a model's files to a folder.

    Raises
    ------
    LabError
        When the model cannot be stored in the format, or no signature can be inferred.
    """
    if format not in MODEL_FILE:
        raise invalid(f"A model is stored as {' or '.join(MODEL_FILE)}, not as {format!r}.", "format")
    if not hasattr(estimator, "get_params") or not (hasattr(estimator, "predict") or hasattr(estimator, "transform")):
        raise invalid(
            f"log_model takes scikit-learn's estimators, pipelines and searches, not {type(estimator).__name__}; "
            "log_artifact keeps any other file.",
            "estimator",
        )
    described = _signature(estimator, input_example, given)
    data, modules, foreign, named = _dumped(estimator, format)
    (folder / MODEL_FILE[format]).write_bytes(data)
    locked = environment.lock(
        [*modules, "sklearn", "numpy", *(["skops"] if format == SKOPS else []), *_of(input_example)]
    )
    example_info = None
    if input_example is not None:
        body, example_info = signature.example(input_example)
        (folder / "input_example.json").write_bytes(body)
    _text(folder / "environment.json", json.dumps(locked, indent=2, sort_keys=True))
    _text(folder / "requirements.txt", "".join(f"{name}=={version}\n" for name, version in locked["packages"].items()))
    _environments(folder, locked)
    _mlmodel(folder, model_id, run_id, format, locked, described, example_info, named)
    return Files(folder, untrusted(foreign), described)


def _signature(estimator: Any, input_example: Any, given: Any) -> dict[str, Any] | None:
    if given is not None:
        return signature.given(given)
    if input_example is None:
        return None
    answer = None
    method = next((getattr(estimator, name) for name in ("predict", "transform") if hasattr(estimator, name)), None)
    if method is not None:
        try:
            answer = method(input_example)
        except Exception as error:  # whatever an estimator makes of an example that is not for it
            raise invalid(f"The model refuses the input example: {error}", "input_example") from error
    if answer is not None and hasattr(answer, "toarray"):
        answer = answer.toarray()
    return signature.infer(input_example, answer)


def _dumped(estimator: Any, format: str) -> tuple[bytes, list[str], list[str], list[str]]:
    """Return the stored model, the modules it needs, the types skops does not trust, and all types named."""
    if format == SKOPS:
        import skops.io

        try:
            data = skops.io.dumps(estimator)
            foreign = sorted(skops.io.get_untrusted_types(data=data))
        except Exception as error:  # skops says in many ways that it cannot store a thing
            raise invalid(
                f"The model cannot be stored as skops: {error}. Functions and classes must come from a module that "
                "can be imported; format='pickle' stores anything, and is loaded only where the policy allows it.",
                "estimator",
            ) from error
        if local := [name for name in foreign if "<" in name]:
            raise invalid(
                f"The model cannot be stored as skops: {', '.join(local)} cannot be imported anywhere. "
                "Move it to a module.",
                "estimator",
            )
        return data, list(_modules_in_skops(data)), foreign, foreign
    import pickle

    try:
        data = import_module("cloudpickle").dumps(estimator)
    except ImportError:
        data = pickle.dumps(estimator)
    return data, sorted(_modules_in_pickle(data)), [], []


def _modules_in_skops(data: bytes) -> set[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found: set[str] = set()
        waiting = [json.loads(archive.read("schema.json"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            module = node.get("__module__")
            if isinstance(module, str):
                found.add(module)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def _modules_in_pickle(data: bytes) -> Iterator[str]:
    """Yield the modules that a pickle names; texts that are no modules are sorted out by the lock."""
    for opcode, argument, _ in pickletools.genops(data):
        if isinstance(argument, str) and ("UNICODE" in opcode.name or opcode.name == "GLOBAL"):
            name = argument.split(" ")[0]
            if name.replace(".", "").replace("_", "").isalnum():
                yield name


def _of(data: Any) -> list[str]:
    return ["pandas"] if type(data).__module__.startswith("pandas") else []


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _environments(folder: Path, locked: dict[str, Any]) -> None:
    import yaml

    virtual = {"python": locked["python"], "build_dependencies": ["pip"], "dependencies": ["-r requirements.txt"]}
    _text(folder / "python_env.yaml", yaml.safe_dump(virtual, sort_keys=False))
    pinned = [f"{name}=={version}" for name, version in locked["packages"].items()]
    conda = {
        "channels": ["conda-forge"],
        "dependencies": [f"python={locked['python']}", "pip", {"pip": pinned}],
        "name": "mlops-lab-env",
    }
    _text(folder / "conda.yaml", yaml.safe_dump(conda, sort_keys=False))


def _mlmodel(
    folder: Path,
    model_id: str,
    run_id: str,
    format: str,
    locked: dict[str, Any],
    described: dict[str, Any] | None,
    example_info: dict[str, Any] | None,
    named: list[str],
) -> None:
    import sklearn
    import yaml

    file = MODEL_FILE[format]
    content: dict[str, Any] = {
        "flavors": {
            "python_function": {
                "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
                "loader_module": "mlflow.sklearn",
                "model_path": file,
                "predict_fn": "predict",
                "python_version": locked["python"],
            },
            "sklearn": {
                "code": None,
                "pickled_model": file,
                "serialization_format": SKOPS if format == SKOPS else "cloudpickle",
                "sklearn_version": sklearn.__version__,
                "skops_trusted_types": [name for name in named if not untrusted([name])] or None,
            },
        },
        "model_id": model_id,
        "run_id": run_id,
        "model_uuid": model_id.removeprefix("m-"),
        "model_size_bytes": (folder / file).stat().st_size,
        "utc_time_created": _when(),
    }
    if described is not None:
        content["signature"] = signature.as_mlmodel(described)
    if example_info is not None:
        content["saved_input_example_info"] = example_info
    _text(folder / "MLmodel", yaml.safe_dump(content, allow_unicode=True))


def _when() -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(now_ms() / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
