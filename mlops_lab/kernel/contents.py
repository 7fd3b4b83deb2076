"""Figures, tables and images as the bytes of a file."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import Any

from mlops_lab.wire.errors import invalid


def figure_bytes(figure: Any, path: str) -> bytes:
    """Return a figure in the form that the path's ending names.

    Raises
    ------
    LabError
        When it is no figure that we know, or cannot be had in that form.
    """
    ending = PurePosixPath(path).suffix.lower()
    if hasattr(figure, "get_figure") and not hasattr(figure, "savefig"):
        figure = figure.get_figure()  # Matplotlib's axes, and what seaborn returns
    if hasattr(figure, "savefig"):
        out = io.BytesIO()
        try:
            figure.savefig(out, format=ending.lstrip(".") or "png", bbox_inches="tight")
        except ValueError as error:
            raise invalid(f"Matplotlib cannot write {path!r}: {error}", "path") from error
        return out.getvalue()
    if hasattr(figure, "to_html") and hasattr(figure, "to_json"):  # Plotly, Altair
        if ending == ".html":
            return str(figure.to_html()).encode("utf-8")
        if ending == ".json":
            return str(figure.to_json()).encode("utf-8")
        if hasattr(figure, "to_image"):
            return bytes(figure.to_image(format=ending.lstrip(".")))
        raise invalid(f"{path!r} must end in .html or .json for such a figure.", "path")
    raise invalid(f"{type(figure).__name__} is no figure of Matplotlib, Plotly or Altair.", "figure")


def table_path(path: str) -> str:
    """Return the path with an ending that says what the file holds."""
    return path if PurePosixPath(path).suffix in (".csv", ".json", ".parquet") else f"{path}.csv"


def table_bytes(table: Any, path: str) -> bytes:
    """Return a table in the form that the path's ending names."""
    import pandas as pd

    if hasattr(table, "to_pandas"):
        table = table.to_pandas()
    try:
        frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    except (ValueError, TypeError) as error:
        raise invalid(f"{type(table).__name__} does not make a table: {error}", "table") from error
    ending = PurePosixPath(path).suffix
    named = any(name is not None for name in frame.index.names)
    if ending == ".parquet":
        out = io.BytesIO()
        frame.to_parquet(out)
        return out.getvalue()
    if ending == ".json":
        return frame.to_json(orient="split", index=named, date_format="iso").encode("utf-8")
    return frame.to_csv(index=named).encode("utf-8")


def image_bytes(image: Any, path: str) -> bytes:
    """Return an image in the form that the path's ending names."""
    from PIL import Image

    if not isinstance(image, Image.Image):
        image = Image.fromarray(_pixels(image))
    out = io.BytesIO()
    kind = Image.registered_extensions().get(PurePosixPath(path).suffix.lower(), "PNG")
    try:
        image.save(out, format=kind)
    except (OSError, ValueError) as error:
        raise invalid(f"The image cannot be written as {path!r}: {error}", "path") from error
    return out.getvalue()


def json_bytes(content: Any) -> bytes:
    """Return JSON, indented; what JSON does not know is written as text."""
    import json

    try:
        return json.dumps(content, indent=2, ensure_ascii=False, default=_plain).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise invalid(f"This cannot be written as JSON: {error}", "content") from error


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _pixels(image: Any) -> Any:
    import numpy as np

    array = np.asarray(image.detach().cpu() if hasattr(image, "detach") else image)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)):
        raise invalid(f"An image is (height, width), or that with 3 or 4 colours, not {array.shape}.", "image")
    if array.dtype == np.uint8:
        return array
    if array.dtype == bool:
        return array.astype(np.uint8) * 255
    if array.dtype.kind == "f" and array.size and np.nanmax(array) <= 1:
        array = array * 255
    return np.clip(np.nan_to_num(array), 0, 255).astype(np.uint8)
