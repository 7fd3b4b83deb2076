"""What a run notes of the data it read: a digest, the columns and the size."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from mlops_lab.tracking.types import Dataset
from mlops_lab.wire.errors import invalid

ROWS_TO_HASH = 100_000
"""A longer table is told by this many rows spread over it, its length and its columns."""


def describe(data: Any, name: str | None, *, context: str | None = None, source: str | None = None) -> Dataset:
    """Describe a table, an array, or a file.

    Raises
    ------
    LabError
        When it is none of these.
    """
    if isinstance(data, str | os.PathLike):
        digest, schema, profile = _of_file(Path(data))
        name, source = name or Path(data).name, source or str(data)
    else:
        digest, schema, profile = _of_table(data)
    return Dataset(
        name=name or "dataset",
        digest=digest,
        source_type="local" if source else "code",
        source=source or "",
        schema=json.dumps(schema) if schema else None,
        profile=json.dumps(profile),
        context=context,
    )


def _of_file(path: Path) -> tuple[str, Any, Any]:
    if not path.is_file():
        raise invalid(f"There is no file {str(path)!r}; for other sources give the data and `source=`.", "data")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest[:16], None, {"num_bytes": path.stat().st_size}


def _of_table(data: Any) -> tuple[str, Any, Any]:
    import pandas as pd

    if hasattr(data, "to_pandas"):
        data = data.to_pandas()
    elif not isinstance(data, pd.DataFrame | pd.Series):
        try:
            import numpy as np

            array = np.asarray(data)
            data = pd.DataFrame(array.reshape(len(array), -1) if array.ndim > 2 else array)
        except (TypeError, ValueError) as error:
            raise invalid(f"{type(data).__name__} is neither a table, an array nor a file.", "data") from error
    frame = data.to_frame() if isinstance(data, pd.Series) else data
    step = max(1, -(-len(frame) // ROWS_TO_HASH))
    told = hashlib.sha256(f"{frame.shape} {[(str(name), str(kind)) for name, kind in frame.dtypes.items()]}".encode())
    try:
        rows = pd.util.hash_pandas_object(frame.iloc[::step], index=False)
    except TypeError:  # cells that hold lists and the like
        rows = pd.util.hash_pandas_object(frame.iloc[::step].astype(str), index=False)
    told.update(rows.to_numpy().tobytes())
    columns = [
        {"type": _column_type(str(kind)), "name": str(name), "required": True} for name, kind in frame.dtypes.items()
    ]
    profile = {"num_rows": len(frame), "num_elements": int(frame.size)}
    return told.hexdigest()[:16], {"mlflow_colspec": columns}, profile


def _column_type(kind: str) -> str:
    if kind.startswith(("int64", "uint", "Int64")):
        return "long"
    if kind.startswith(("int", "Int")):
        return "integer"
    if kind.startswith(("float64", "Float64")):
        return "double"
    if kind.startswith("float"):
        return "float"
    if kind.startswith("bool"):
        return "boolean"
    return "datetime" if kind.startswith("datetime") else "string"
