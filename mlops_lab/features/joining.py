"""The join as of each moment: one specification of it, and the SQL that DuckDB runs.

A row of the spine at ``t`` gets, of the source's rows with its keys and an event timestamp in ``[t - ttl, t]``, the
latest one; of several at that moment the one that was created last. The join itself is DuckDB's ``ASOF``, which neither
knows a window nor breaks ties, so the source is reduced before it to one row for each key and moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mlops_lab.features.dtypes import SQL

KnownAt = Literal["event", "created"]
LOWEST = -(2**63)
"""A created timestamp that is null counts as this."""
NOTHING = '"NULL"'
"""DuckDB's type of a column that holds nulls alone."""
FLOATS = ("FLOAT", "DOUBLE")
ROWS = 2**40
"""More than a source has."""


@dataclass(frozen=True)
class Join:
    """What is joined to a spine from one view.

    Attributes
    ----------
    keys : mapping of str to str
        Join keys: their columns in the source, and in the spine.
    features : mapping of str to str
        The columns that are wanted, and their types.
    ttl : timedelta
        How long a row counts; 0 is for ever.
    timestamp, created : str
        Columns of the source.
    """

    keys: Mapping[str, str]
    features: Mapping[str, str]
    ttl: timedelta
    timestamp: str
    created: str | None
    known_at: KnownAt


def join_sql(
    join: Join, spine: str, source: str, *, spine_types: Mapping[str, str], source_types: Mapping[str, str], unit: str
) -> str:
    """Return SQL that gives pairs of row numbers, ``__mlops_row`` of the spine and ``__mlops_n`` of the source.

    Only keys and moments are read and moved about; the features are fetched afterwards, by number, for the rows that
    were found.

    Parameters
    ----------
    spine, source : str
        What to select from. The spine has its row's number, ``__mlops_row``, and its moment, ``__mlops_at``.
    spine_types, source_types : mapping
        DuckDB's types of their columns.
    unit : {"us", "ns"}
        Of all moments of the join: whole numbers since 1970, UTC.
    """
    keys = [f"__mlops_k{number}" for number in range(len(join.keys))]
    of_source = "".join(
        f"{present(quoted(ours), source_types[ours], spine_types[theirs])} AS {name}, "
        for (ours, theirs), name in zip(join.keys.items(), keys, strict=True)
    )
    of_spine = "".join(
        f", {present(quoted(theirs), spine_types[theirs], source_types[ours])} AS {name}"
        for (ours, theirs), name in zip(join.keys.items(), keys, strict=True)
    )
    event = instant(join.timestamp, source_types[join.timestamp], unit)
    created = instant(join.created, source_types[join.created], unit) if join.created else "NULL::BIGINT"
    usable = [*keys, "__mlops_event", *(["__mlops_created"] if join.known_at == "created" else [])]
    lasts = ticks(join.ttl, unit)
    # hugeint, so that a moment near the end of what a number holds does not fall off it
    within = f"d.__mlops_event >= s.__mlops_at::HUGEINT - {lasts}" if lasts else "TRUE"
    equal = " AND ".join([*(f"s.{name} = d.{name}" for name in keys), "s.__mlops_at >= d.__mlops_seen"])
    return f"""
WITH usable AS (
  SELECT * FROM (
    SELECT {of_source}{event} AS __mlops_event, {created} AS __mlops_created,
      row_number() OVER () - 1 AS __mlops_n
    FROM {source}
  ) WHERE {_all_there(usable)}
), reduced AS (
  {_by_creation(keys) if join.known_at == "created" else _by_event(keys, join.created is not None)}
), asking AS (
  SELECT * FROM (SELECT __mlops_row, __mlops_at{of_spine} FROM {spine}) WHERE {_all_there([*keys, "__mlops_at"])}
)
SELECT s.__mlops_row, d.__mlops_n
FROM asking s ASOF JOIN reduced d ON {equal}
WHERE {within}
"""


def _by_event(keys: Sequence[str], created: bool) -> str:
    """Return SQL for one row a key and moment: the one created last, then the one that stands last."""
    number = "max(__mlops_n)"
    if created:  # both in one number, as a maximum of numbers takes a fraction of one of structs
        packed = f"max(coalesce(__mlops_created, {LOWEST})::HUGEINT * {ROWS} + __mlops_n)"
        number = f"((({packed} % {ROWS}) + {ROWS}) % {ROWS})::BIGINT"
    by = "".join(f"{key}, " for key in keys)
    return (
        f"SELECT {by}__mlops_event, __mlops_event AS __mlops_seen, {number} AS __mlops_n "
        f"FROM usable GROUP BY {by}__mlops_event"
    )


def _by_creation(keys: Sequence[str]) -> str:
    """Return SQL for the row that counts from each moment on at which one became known.

    A row is there from the moment that is both past its event and past its creation; from then on the best row is the
    latest event so far, in whichever order they became known.
    """
    by = "".join(f"{key}, " for key in keys)
    best = "struct_pack(e := __mlops_event, c := __mlops_created, n := __mlops_n)"
    seen = "greatest(__mlops_event, __mlops_created)"
    over = f"OVER (PARTITION BY {by or '1, '}".rstrip(", ") + f" ORDER BY {seen})"
    return (
        f"SELECT {by}__mlops_seen, __mlops_best.e AS __mlops_event, __mlops_best.n AS __mlops_n FROM ("
        f"SELECT DISTINCT ON ({by}__mlops_seen) {by}{seen} AS __mlops_seen, max({best}) {over} AS __mlops_best "
        f"FROM usable)"
    )


def _all_there(names: Sequence[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in names)


def instant(column: str, kind: str, unit: str) -> str:
    """Return SQL for a stamp as a whole number of `unit` since 1970, UTC; null for null and for the infinities."""
    if kind == NOTHING or not is_stamp(kind):
        return "NULL::BIGINT"  # there is no value in it, or it would have been refused
    name = quoted(column)
    finite = "" if kind == "DATE" or kind.endswith("_NS") else f"CASE WHEN isfinite({name}) THEN "
    end = " END" if finite else ""
    if kind.endswith("_NS"):
        return f"{finite}epoch_ns({name}){end}"
    micros = f"epoch_us({name})"
    if unit == "us":
        return f"{finite}{micros}{end}"
    bound = (2**63 - 1) // 1000  # beyond it there are no nanoseconds; what is compared stays as late, or as early
    return f"{finite}least(greatest({micros}, -{bound}), {bound}) * 1000{end}"


def value(column: str, kind: str, dtype: str) -> str:
    """Return SQL for a feature's value of its type; a stamp with a zone is an instant, kept in UTC."""
    if dtype == "timestamp" and kind == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({column}))"
    if dtype == "timestamp" and kind == "TIMESTAMPTZ_NS":
        return f"make_timestamp(epoch_ns({column}) // 1000)"
    return f"CAST({column} AS {SQL[dtype]})"


def ticks(span: timedelta, unit: str) -> int:
    """Return a span in whole units."""
    micros = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    return micros if unit == "us" else micros * 1000


def present(column: str, kind: str, other: str) -> str:
    """Return SQL for a key that is compared with one of another type.

    A float that is no number is no key, and one that is compared with a whole number is made whole itself, as a float
    does not tell large ones apart. A column or a side without any value has no type to compare by.
    """
    if NOTHING in (kind, other) or family(kind) != family(other):
        return "NULL::BIGINT"
    if kind not in FLOATS:
        return column
    if other in FLOATS or other.startswith("DECIMAL"):
        return f"CASE WHEN NOT isnan({column}) THEN {column} END"
    return f"CASE WHEN isfinite({column}) AND {column} = trunc({column}) THEN TRY_CAST({column} AS HUGEINT) END"


def quoted(name: str) -> str:
    """Return a column's name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def is_stamp(kind: str) -> bool:
    """Tell whether a column of this type of DuckDB can be a moment; one of nulls alone has no type."""
    return kind.startswith("TIMESTAMP") or kind in ("DATE", NOTHING)


def family(kind: str) -> str:
    """Return which types of DuckDB can be compared as keys with one."""
    families: Sequence[tuple[str, tuple[str, ...]]] = (
        ("number", ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U", "FLOAT", "DOUBLE", "DECIMAL")),
        ("text", ("VARCHAR", "ENUM")),
        ("time", ("TIMESTAMP", "DATE")),
    )
    if kind in ("UUID", "UNION"):
        return kind
    return next((name for name, starts in families if kind.startswith(starts)), kind)
