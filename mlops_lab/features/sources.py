"""Where the rows of a feature view are: files, a frame, or a query."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["parquet", "csv", "frame", "sql"]


@dataclass(frozen=True)
class Source:
    """Rows with an event timestamp; make one by `parquet`, `csv`, `frame` or `sql`.

    Attributes
    ----------
    timestamp : str
        The column that says when a row was so. Naive stamps are UTC, aware ones are instants.
    created_timestamp : str, optional
        The column that says when a row became known.
    """

    kind: Kind
    place: str
    timestamp: str
    created_timestamp: str | None = None
    table: Any = field(default=None, compare=False, repr=False)

    @classmethod
    def parquet(cls, path: str, *, timestamp: str, created_timestamp: str | None = None) -> Source:
        """Take the rows of Parquet files: a path, or a pattern such as ``data/*.parquet``."""
        return cls("parquet", str(path), timestamp, created_timestamp)

    @classmethod
    def csv(cls, path: str, *, timestamp: str, created_timestamp: str | None = None) -> Source:
        """Take the rows of CSV files with a header: a path or a pattern."""
        return cls("csv", str(path), timestamp, created_timestamp)

    @classmethod
    def frame(cls, frame: Any, *, timestamp: str, created_timestamp: str | None = None) -> Source:
        """Take the rows of a pandas, polars or Arrow frame as they are now; later changes of the frame do not count."""
        table = to_arrow(frame, "frame")
        for column in filter(None, (timestamp, created_timestamp)):
            table = with_moments(table, column, "frame")
        kept, digest = snapshot(table)
        return cls("frame", digest, timestamp, created_timestamp, kept)

    @classmethod
    def sql(cls, query: str, url: str, *, timestamp: str, created_timestamp: str | None = None) -> Source:
        """Take the rows of a query, read through SQLAlchemy when they are needed.

        The address may hold a password, which is in no repr and in no version.

        Raises
        ------
        LabError
            When the address is none.
        """
        return cls("sql", query, timestamp, created_timestamp, Address(url))

    def describe(self) -> dict[str, Any]:
        """Return what a version of a view remembers of its source."""
        return {
            "kind": self.kind,
            "place": self.place,
            "timestamp": self.timestamp,
            "created_timestamp": self.created_timestamp,
            "database": self.table.place if isinstance(self.table, Address) else None,
        }

    def columns(self) -> list[str]:
        """Return the columns that every source needs."""
        return [self.timestamp, *([self.created_timestamp] if self.created_timestamp else [])]


class Address:
    """A database's address, which may hold a password.

    Attributes
    ----------
    url : str
        As it was given.
    place : str
        Which database it is, without who asks and how.
    """

    def __init__(self, url: str) -> None:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        self.url = url
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise LabError("The url is no address that SQLAlchemy knows.", field="url") from None
        port = f":{parsed.port}" if parsed.port else ""
        self.place = f"{parsed.get_backend_name()}://{parsed.host or ''}{port}/{parsed.database or ''}"

    def __repr__(self) -> str:
        return "<address>"


def to_arrow(frame: Any, name: str) -> pa.Table:
    """Return a pandas, polars or Arrow frame as an Arrow table; a path is not one.

    Raises
    ------
    LabError
        When it is no frame, or has a column twice.
    """
    import pyarrow as pa

    if isinstance(frame, pa.Table):
        table = frame
    elif type(frame).__module__.partition(".")[0] == "pandas" and hasattr(frame, "columns"):
        table = _from_pandas(frame, name)
    elif hasattr(frame, "__arrow_c_stream__"):
        table = pa.table(frame)
    else:
        raise LabError(f"A {type(frame).__name__} is no frame of pandas, polars or Arrow.", field=name)
    twice = sorted({column for column in table.column_names if table.column_names.count(column) > 1})
    if twice:
        raise LabError(f"The {name} has the columns {', '.join(twice)} more than once.", field=name)
    return table


def _from_pandas(frame: Any, name: str) -> pa.Table:
    import pandas as pd
    import pyarrow as pa

    plain = frame.reset_index(drop=True)
    plain.columns = [str(column) for column in plain.columns]
    if not plain.columns.is_unique:
        raise LabError(f"The {name} has columns of the same name.", field=name)
    for column in plain.columns:
        if plain[column].dtype == object and pd.api.types.infer_dtype(plain[column], skipna=True) in (
            "datetime",
            "datetime64",
        ):
            plain[column] = pd.to_datetime(plain[column], utc=True)  # stamps of several zones: naive ones are UTC
    try:
        return pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise LabError(f"The {name} cannot be read: {error}", field=name) from error


def with_moments(table: pa.Table, column: str, name: str) -> pa.Table:
    """Let moments that are written as text be moments.

    Raises
    ------
    LabError
        When a text is none.
    """
    import pandas as pd
    import pyarrow as pa

    if column not in table.column_names:
        return table
    given = table.column(column)
    if not (pa.types.is_string(given.type) or pa.types.is_large_string(given.type)):
        return table
    try:
        moments = pd.to_datetime(given.to_pandas(), utc=True, format="ISO8601")
    except ValueError as error:
        raise LabError(f"The {name}'s column {column!r} holds what is no moment: {error}", field=column) from error
    return table.set_column(table.column_names.index(column), column, pa.array(moments))


def snapshot(table: pa.Table) -> tuple[pa.Table, str]:
    """Return a copy of a table that shares no memory with it, and a digest of its types and rows."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    stream = sink.getvalue()
    with pa.ipc.open_stream(stream) as reader:
        return reader.read_all(), f"sha256:{hashlib.sha256(stream).hexdigest()}"
