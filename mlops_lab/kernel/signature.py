"""Signatures of models in MLflow's form, inferred from data."""

from __future__ import annotations

import json
from typing import Any

from mlops_lab.wire.errors import invalid

EXAMPLE_ROWS = 20
"""Rows of an input example that are kept."""

_KINDS = {
    "bool": "boolean",
    "int8": "integer",
    "int16": "integer",
    "int32": "integer",
    "uint8": "integer",
    "uint16": "integer",
    "int64": "long",
    "uint32": "long",
    "float16": "float",
    "float32": "float",
    "float64": "double",
}


def infer(inputs: Any, outputs: Any = None) -> dict[str, Any]:
    """Return the signature of a model that takes `inputs` and answers with `outputs`.

    Raises
    ------
    LabError
        When the data is neither a table nor an array.
    """
    signature = {"inputs": schema_of(inputs)}
    if outputs is not None:
        signature["outputs"] = schema_of(outputs)
    return signature


def schema_of(data: Any) -> list[dict[str, Any]]:
    """Return the columns of a table, or the shape and type of an array; its first axis may be of any length."""
    import numpy as np
    import pandas as pd

    if isinstance(data, pd.Series):
        data = data.to_frame()
    if isinstance(data, pd.DataFrame):
        return [_column(str(name), data.iloc[:, place]) for place, name in enumerate(data.columns)]
    try:
        array = np.asarray(data)
    except (ValueError, TypeError) as error:
        raise invalid(f"No signature can be inferred from {type(data).__name__}.", "input_example") from error
    if array.ndim == 0 or array.dtype == object:
        raise invalid(
            f"No signature can be inferred from {type(data).__name__}; give a table or an array.", "input_example"
        )
    kind = "str" if array.dtype.kind == "U" else array.dtype.name
    return [{"type": "tensor", "tensor-spec": {"dtype": kind, "shape": [-1, *array.shape[1:]]}}]


def _column(name: str, column: Any) -> dict[str, Any]:
    return {"type": _kind(column), "name": name, "required": not bool(column.isna().any())}


def _kind(column: Any) -> str:
    import pandas as pd

    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return _kind(kind.categories.to_series())
    plain = str(getattr(kind, "numpy_dtype", kind)).lower()
    if plain in _KINDS:
        return _KINDS[plain]
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "datetime"
    seen = pd.api.types.infer_dtype(column, skipna=True)
    return {"string": "string", "boolean": "boolean", "bytes": "binary", "integer": "long", "floating": "double"}.get(
        seen, "any"
    )


def given(signature: Any) -> dict[str, Any]:
    """Return a signature that somebody made: a mapping in MLflow's form, or MLflow's own object."""
    found = signature.to_dict() if hasattr(signature, "to_dict") else signature
    if not isinstance(found, dict) or "inputs" not in found:
        raise invalid("A signature is a mapping with inputs (and outputs), or one of MLflow's.", "signature")
    parts = {name: json.loads(part) if isinstance(part, str) else part for name, part in found.items() if part}
    return {name: parts[name] for name in ("inputs", "outputs", "params") if name in parts}


def as_mlmodel(signature: dict[str, Any]) -> dict[str, Any]:
    """Return a signature as a MLmodel file holds it: each part a JSON text."""
    return {
        name: json.dumps(signature[name]) if name in signature else None for name in ("inputs", "outputs", "params")
    }


def example(data: Any) -> tuple[bytes, dict[str, Any]]:
    """Return an input example as JSON, and what MLmodel says of it."""
    import numpy as np
    import pandas as pd

    about: dict[str, Any] = {"artifact_path": "input_example.json"}
    if isinstance(data, pd.Series):
        data = data.to_frame()
    if isinstance(data, pd.DataFrame):
        text = data.head(EXAMPLE_ROWS).to_json(orient="split", index=False, date_format="iso", force_ascii=False)
        return str(text).encode(), about | {"type": "dataframe", "pandas_orient": "split"}
    rows = np.asarray(data)[:EXAMPLE_ROWS].tolist()
    return json.dumps({"inputs": rows}).encode(), about | {"type": "ndarray", "format": "tf-serving"}
