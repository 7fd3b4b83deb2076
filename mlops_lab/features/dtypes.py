"""The types that features have, in the definitions, in SQL and in pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SQL = {
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "uint8": "UTINYINT",
    "uint16": "USMALLINT",
    "uint32": "UINTEGER",
    "uint64": "UBIGINT",
    "float32": "FLOAT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "string": "VARCHAR",
    "bytes": "BLOB",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
"""Names of types, and DuckDB's for them."""

_ALIASES = {
    "int": "int64",
    "float": "float64",
    "double": "float64",
    "boolean": "bool",
    "str": "string",
    "object": "string",
    "datetime": "timestamp",
    "datetime64[us]": "timestamp",
    "datetime64[ns]": "timestamp",
}
_NULLABLE = {
    **{f"int{bits}": f"Int{bits}" for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": f"UInt{bits}" for bits in (8, 16, 32, 64)},
    "bool": "boolean",
}


def checked_dtype(dtype: Any, feature: str) -> str:
    """Return a type by its one name.

    Raises
    ------
    LabError
        When there is no such type.
    """
    given = dtype.__name__ if isinstance(dtype, type) else str(dtype)
    name = _ALIASES.get(given, given)
    name = _ALIASES.get(name.lower(), name.lower()) if name not in SQL else name
    if name not in SQL:
        raise LabError(f"The type of {feature!r} is {given!r}; there are {', '.join(SQL)}.", field=feature)
    return name


def to_series(column: pa.ChunkedArray, dtype: str, index: Any) -> pd.Series[Any]:
    """Return a column of a result for pandas.

    Integers and booleans without a miss keep their plain types; with one they are pandas' nullable types, since a
    float would lose the last digits of a large integer. Floats have NaN for a miss.
    """
    import pandas as pd

    if dtype in _NULLABLE:
        missing = column.is_null().to_numpy(zero_copy_only=False)
        if missing.any():
            filled = column.fill_null(False if dtype == "bool" else 0).to_numpy()
            return pd.Series(pd.array(filled, dtype=_NULLABLE[dtype]), index=index).mask(missing)
    found: pd.Series[Any] = column.to_pandas().set_axis(index)
    return found


def cast_series(values: Any, dtype: str, index: Any, missing: Any) -> pd.Series[Any]:
    """Return what a function computed, of a feature's type, with nulls where `missing` says.

    Raises
    ------
    LabError
        When a value does not fit the type.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    wanted = arrow_type(dtype)
    present = pd.Series(values)
    try:
        array = pa.array(present, from_pandas=True)
        array = array.cast(wanted) if array.type != wanted else array
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise LabError(f"It gave what is no {dtype}: {str(error).splitlines()[0][:200]}") from error
    where = np.flatnonzero(~np.asarray(missing))
    places = np.full(len(missing), -1, dtype="int64")
    places[where] = np.arange(len(where))
    taken = array.take(pa.array(places, mask=places < 0))
    return to_series(pa.chunked_array([taken]), dtype, index)


def arrow_type(dtype: str) -> pa.DataType:
    """Return Arrow's type of a name."""
    import pyarrow as pa

    special = {
        "bool": pa.bool_(),
        "string": pa.string(),
        "bytes": pa.binary(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    return special[dtype] if dtype in special else pa.type_for_alias(dtype)
