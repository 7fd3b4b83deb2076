"""Runs the join on DuckDB, which neither reads a file whole nor needs a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlops_lab.features.definitions import FeatureView
from mlops_lab.features.joining import NOTHING, Join, KnownAt, family, instant, is_stamp, join_sql, quoted, value
from mlops_lab.features.sources import Source, to_arrow, with_moments
from mlops_lab.wire.errors import LabError

if TYPE_CHECKING:
    import pyarrow as pa

SPINE = "__mlops_spine"
READERS = {"parquet": "read_parquet", "csv": "read_csv"}


class Duck:
    """One join's connection; it holds a spine, and gives a view's features for it."""

    def __init__(self, spine: pa.Table, at: str) -> None:
        import duckdb

        self._db = duckdb.connect(":memory:")
        self._at = at
        self._rows = spine.num_rows
        self._db.register("__mlops_given", spine)
        self._spine_types = self._types("__mlops_given")
        if at not in self._spine_types:
            known = ", ".join(self._spine_types)
            raise LabError(f"The spine has no column {at!r}; it has {known}.", field=at)
        if spine.num_rows and not (is_stamp(self._spine_types[at]) or self._is_empty("__mlops_given", at)):
            raise LabError(f"The spine's column {at!r} holds {self._spine_types[at]}, no moments.", field=at)

    def close(self) -> None:
        """Let go of everything."""
        self._db.close()

    def join(self, view: FeatureView, features: list[str], known_at: KnownAt) -> pa.Table:
        """Return the features of a view for each row of the spine, in its order: ``f0``, ``f1`` and so on.

        Raises
        ------
        LabError
            When a column is missing or its type does not fit; it names the column.
        """
        import duckdb
        import numpy as np
        import pyarrow as pa

        try:
            source = self._source(view.source)
            types = self._types(source)
            self._check(view, features, source, types, known_at)
            stamps = [types[name] for name in view.source.columns()] + [self._spine_types[self._at]]
            unit = "ns" if any(kind.endswith("_NS") for kind in stamps) else "us"
            self._number_spine(unit)
            wanted = {feature: view.schema[feature] for feature in features}
            spec = Join(view.keys, wanted, view.ttl, view.source.timestamp, view.source.created_timestamp, known_at)
            pairs = join_sql(spec, SPINE, source, spine_types=self._spine_types, source_types=types, unit=unit)
            found = self._db.sql(pairs).fetchnumpy()
            columns = ", ".join(
                f"{value(quoted(feature), types[feature], dtype)} AS f{number}"
                for number, (feature, dtype) in enumerate(wanted.items())
            )
            rows = self._db.sql(f"SELECT {columns} FROM {source}").to_arrow_table().combine_chunks()
            places = np.full(self._rows, -1, dtype="int64")
            places[found["__mlops_row"]] = found["__mlops_n"]
            return rows.take(pa.array(places, mask=places < 0))
        except duckdb.Error as error:
            reason = str(error).splitlines()[0][:300]
            raise LabError(f"The view {view.name!r} could not be joined: {reason}", field=view.name) from error

    def _source(self, source: Source) -> str:
        if source.kind in READERS:
            path = source.place.replace("'", "''")
            return f"{READERS[source.kind]}('{path}')"
        table = source.table if source.kind == "frame" else _queried(source)
        self._db.register("__mlops_source", table)
        return "__mlops_source"

    def _types(self, relation: str) -> dict[str, str]:
        return {row[0]: str(row[1]) for row in self._db.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}

    def _is_empty(self, relation: str, column: str) -> bool:
        some = f"SELECT 1 FROM {relation} WHERE {quoted(column)} IS NOT NULL LIMIT 1"
        return not self._db.execute(some).fetchall()

    def _check(
        self, view: FeatureView, features: list[str], source: str, types: dict[str, str], known_at: KnownAt
    ) -> None:
        for column in [*view.keys, *features, *view.source.columns()]:
            if column not in types:
                known = ", ".join(types)
                raise LabError(f"The source of {view.name!r} has no column {column!r}; it has {known}.", field=column)
        for column in view.source.columns():
            if not is_stamp(types[column]) and not self._is_empty(source, column):
                raise LabError(f"{column!r} of {view.name!r} holds {types[column]}, no moments.", field=column)
        if known_at == "created" and view.source.created_timestamp is None:
            raise LabError(
                f"The source of {view.name!r} has no created timestamp, so what was known when cannot be told.",
                field="known_at",
            )
        for key, name in view.keys.items():
            if name not in self._spine_types:
                raise LabError(f"The spine has no column {name!r}, a key of the view {view.name!r}.", field=name)
            ours, theirs = types[key], self._spine_types[name]
            fits = family(ours) == family(theirs) or NOTHING in (ours, theirs)
            if not fits and not self._is_empty("__mlops_given", name) and not self._is_empty(source, key):
                raise LabError(f"{name!r} of the spine holds {theirs}, the view {view.name!r} has {ours}.", field=name)

    def _number_spine(self, unit: str) -> None:
        kind = self._spine_types[self._at]
        moment = instant(self._at, kind, unit) if is_stamp(kind) else "NULL::BIGINT"
        self._db.execute(
            f"CREATE OR REPLACE TEMP VIEW {SPINE} AS SELECT *, row_number() OVER () - 1 AS __mlops_row, "
            f"{moment} AS __mlops_at FROM __mlops_given"
        )


def _queried(source: Source) -> pa.Table:
    """Run a query through SQLAlchemy."""
    import pandas as pd
    import sqlalchemy as sa

    engine = sa.create_engine(source.table.url)
    try:
        with engine.connect() as conn:
            frame = pd.read_sql_query(sa.text(source.place), conn)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0][:200]
        raise LabError(f"The source's query failed: {reason}", field="source") from None
    finally:
        engine.dispose()
    table = to_arrow(frame, "source")
    for column in source.columns():  # SQLite keeps moments as text
        table = with_moments(table, column, "source")
    return table


def read_frame(path: str) -> Any:
    """Return a Parquet or CSV file as a pandas frame."""
    import pandas as pd

    return pd.read_csv(path) if path.endswith((".csv", ".csv.gz")) else pd.read_parquet(path)
