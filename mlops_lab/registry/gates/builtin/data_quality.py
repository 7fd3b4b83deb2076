"""The frozen data itself: missing cells, ranges, duplicate rows, and rows that were trained on.

Parameters: ``dataset``; ``train`` (the frozen training data, for leakage); ``max_missing``
(part of a column's cells, 0.05, or a number for each column); ``ranges`` (column: [least,
most]); ``max_duplicates`` (part of the rows, 0.01); ``max_leakage`` (part of the rows, 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlops_lab.registry.gates.context import Context, Table
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Verdict

Row = dict[str, Any]


def run(context: Context) -> Verdict:
    """Check one frozen dataset, and that none of it was trained on."""
    table = context.evaluation()
    rows = [*_missing(context, table), *_ranges(context, table), _duplicates(context, table), *_leakage(context, table)]
    wrong = [row for row in rows if not row["passed"]]
    summary = "; ".join(f"{row['check']} {row['column'] or 'rows'}: {row['found']:.4g}, allowed {row['allowed']:.4g}"
                        for row in wrong[:10])  # fmt: skip
    checks = {row["check"] for row in rows}
    if not wrong:
        summary = f"{len(table.frame):,} rows pass: {', '.join(sorted(checks))}"
        if "leakage" not in checks:
            summary += " (leakage was not looked at: name the frozen training data as `train`)"
    numbers = {check: max(float(row["found"]) for row in rows if row["check"] == check) for check in checks}
    return Verdict(passed=not wrong, summary=summary, numbers=numbers, table=rows)


def _row(check: str, column: str | None, found: float, allowed: float) -> Row:
    return {"check": check, "column": column, "found": found, "allowed": allowed, "passed": found <= allowed}


def _missing(context: Context, table: Table) -> list[Row]:
    given = context.params.get("max_missing", 0.05)
    by_column: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    default = 0.05 if isinstance(given, Mapping) else finite(given, "max_missing")
    unknown = sorted(set(by_column) - set(table.frame.columns))
    if unknown:
        raise GateError(f"The dataset has no column {', '.join(unknown)}.")
    return [
        _row("missing", str(column), float(part), finite(by_column.get(column, default), f"max_missing.{column}"))
        for column, part in table.frame.isna().mean().items()
    ]


def _ranges(context: Context, table: Table) -> list[Row]:
    rows = []
    for column, bounds in dict(context.params.get("ranges") or {}).items():
        if column not in table.frame.columns:
            raise GateError(f"The dataset has no column {column!r}.")
        if not isinstance(bounds, list) or len(bounds) != 2:
            raise GateError(f"The range of {column!r} is [least, most].")
        least, most = (finite(bound, f"ranges.{column}") for bound in bounds)
        values = table.frame[column].dropna()
        rows.append(
            _row(
                "out of range", column, float(((values < least) | (values > most)).mean()) if len(values) else 0.0, 0.0
            )
        )
    return rows


def _duplicates(context: Context, table: Table) -> Row:
    return _row("duplicates", None, float(table.frame.duplicated().mean()), context.number("max_duplicates", 0.01))


def _leakage(context: Context, table: Table) -> list[Row]:
    """Look for rows that were trained on: in the frozen training data, and by digest in what the seal names."""
    import pandas as pd

    allowed = context.number("max_leakage", 0.0)
    trained = [one for one in context.seal.datasets if (one.context or "").lower().startswith("train")]
    if table.table_digest is not None and any(one.digest == table.table_digest for one in trained):
        return [_row("leakage", None, 1.0, allowed)]
    if not context.params.get("train"):
        return []
    train = context.dataset(str(context.params["train"]))
    shared = [column for column in table.features.columns if column in train.frame.columns]
    if not shared:
        raise GateError("The training data shares no column with the evaluation data.")
    ours, theirs = table.frame[shared], train.frame[shared]
    theirs = theirs.astype(ours.dtypes.to_dict(), errors="ignore")  # an integer column with gaps is one of floats
    known = set(pd.util.hash_pandas_object(theirs, index=False).tolist())
    found = pd.util.hash_pandas_object(ours, index=False).isin(known)
    return [_row("leakage", None, float(found.mean()), allowed)]
