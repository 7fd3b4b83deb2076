"""Loading a model in a gate's process, from files that were held to the seal's digests on their way in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlops_lab.registry.gates.allowed_formats import NPY, ONNX, SKOPS, TEXT, examine
from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.wire.model_types import untrusted

PICKLES = (".pkl", ".pickle", ".joblib", ".cloudpickle", ".dill")


def load_from(folder: Path, *, trusted: Sequence[str], pickle_allowed: bool) -> Any:
    """Load the one model of a folder.

    Raises
    ------
    GateError
        When there is none, or more than one, or it is of a format or holds a type that is not allowed.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    kinds = {path: examine(path, path.relative_to(folder).as_posix()).kind for path in files}
    models = [path for path in files if kinds[path] in (SKOPS, ONNX)]
    if not models:
        models = [path for path in files if path.suffix in PICKLES and kinds[path] not in (TEXT, NPY)]
    if len(models) != 1:
        names = ", ".join(path.name for path in models) or "none"
        raise GateError(f"A version has one model file that can be loaded; this one has {names}.")
    path = models[0]
    if kinds[path] == SKOPS:
        return _skops(path, trusted)
    if kinds[path] == ONNX:
        raise GateError("ONNX models are not loaded by gates; write one of the project's own that runs them.")
    if not pickle_allowed:
        raise GateError(f"{path.name} is a pickle, and the policy does not allow pickles (formats.pickle).")
    import joblib

    return joblib.load(path)  # allowed by the policy, and only in this process


def _skops(path: Path, trusted: Sequence[str]) -> Any:
    import skops.io

    held = skops.io.get_untrusted_types(file=path)
    refused = untrusted(held, trusted)
    if refused:
        raise GateError(f"{path.name} holds types that are not trusted: {', '.join(refused[:10])}.")
    return skops.io.load(path, trusted=held)
