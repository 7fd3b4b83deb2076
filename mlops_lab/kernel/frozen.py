"""Freezing evaluation data, so that gates compare models on the same rows for ever."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from mlops_lab.kernel.client import quoted
from mlops_lab.kernel.datasets import describe
from mlops_lab.kernel.session import session
from mlops_lab.wire.errors import invalid

if TYPE_CHECKING:
    import pandas as pd


class FrozenInfo(msgspec.Struct, kw_only=True):
    """A frozen dataset: `digest` is the SHA-256 of its Parquet file."""

    name: str
    project: str
    digest: str
    target: str | None = None
    rows: int


def freeze_dataset(
    data: pd.DataFrame, name: str, *, target: str | None = None, project: str | None = None
) -> FrozenInfo:
    """Freeze a table under a name; the same rows frozen again are the same dataset.

    Parameters
    ----------
    data : DataFrame
        The rows, with the column to predict. The index is left out.
    name : str
        What gates call it. Other rows under the same name are what they use from then on.
    target : str, optional
        The column to predict.
    project : str, optional
        The project, in place of the one in use.

    Raises
    ------
    LabError
        When it cannot be written as Parquet, or has no such column.
    """
    import pyarrow

    given: Any = data
    frame = given.to_pandas() if hasattr(given, "to_pandas") else given
    if not hasattr(frame, "to_parquet"):
        raise invalid(f"A DataFrame is frozen, not {type(data).__name__}.", "data")
    query = {"project": project or session().project, "table_digest": describe(frame, name).digest}
    if target is not None:
        query["target"] = target
    with tempfile.TemporaryDirectory(prefix="mlops-lab-") as folder:
        path = Path(folder) / "data.parquet"
        try:
            frame.to_parquet(path, index=False)
        except (pyarrow.ArrowException, ValueError, TypeError) as error:
            raise invalid(f"The table cannot be written as Parquet: {error}", "data") from error
        address = f"api/frozen-datasets/{quoted(name).replace('/', '%2F')}"
        with path.open("rb") as file:
            session().client.upload(f"{address}?{urlencode(query)}", file, path.stat().st_size)
    return session().client.get(address, FrozenInfo, project=query["project"])
