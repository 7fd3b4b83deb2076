"""The worst slice against the whole, and gaps between groups that are named.

Parameters: ``dataset``, ``metric`` (a scorer), ``by`` (columns; numeric ones are cut into
quartiles), ``max_gap`` (how much worse than the whole a slice may be), ``min_rows`` (30;
smaller slices are shown and decide nothing), ``fairness`` (a list of ``column``, ``groups``,
``measure``, ``max_gap``; a measure is ``selection_rate``, ``true_positive_rate``,
``false_positive_rate`` with ``positive``, or a scorer).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mlops_lab.registry.gates.context import Context, Table
from mlops_lab.registry.gates.scoring import Predictions
from mlops_lab.registry.gates.verdicts import GateError, finite
from mlops_lab.wire.control import Verdict

RATES = ("selection_rate", "true_positive_rate", "false_positive_rate")
VALUES_LIMIT = 50
"""Values of a column that are slices of their own; more are refused, as nobody could read them."""


def run(context: Context) -> Verdict:
    """Score slices and groups."""
    import numpy as np

    table = context.evaluation()
    predicted = Predictions(context.load_model(), table.features, table.labels)
    columns = context.params.get("by") or []
    rules = context.params.get("fairness") or []
    columns = [columns] if isinstance(columns, str) else list(columns)
    if not columns and not rules:
        raise GateError("The gate needs the parameter 'by' or 'fairness'.")
    rows: list[dict[str, Any]] = []
    numbers: dict[str, float] = {}
    wrong: list[str] = []
    if columns:
        metric = str(context.param("metric"))
        score = predicted.scorer(metric)
        overall = finite(score(np.arange(len(table.frame))), metric)
        rows += _slices(context, table, columns, score, overall)
        numbers["overall"] = overall
        deciding = [row for row in rows if row["decides"]]
        if not deciding:
            raise GateError("No slice has enough rows to decide anything; lower min_rows or freeze more data.")
        worst = min(deciding, key=lambda row: finite(row["score"], f"{metric} of {row['slice']}"))
        numbers["worst"], numbers["gap"] = worst["score"], overall - worst["score"]
        allowed = numbers["max_gap"] = context.number("max_gap", 0.1)
        told = f"{metric} of {worst['slice']} is {worst['score']:.4g}, overall {overall:.4g}"
        if numbers["gap"] > allowed:
            wrong.append(f"{told}: a gap of {numbers['gap']:.4g}, allowed {allowed:.4g}")
    for rule in rules:
        row, problem = _fairness(context, table, predicted, rule)
        rows.append(row)
        numbers[f"gap {row['slice']} {row['measure']}"] = row["gap"]
        if problem:
            wrong.append(problem)
    fine = told if columns else f"{len(rules)} comparisons of groups within what is allowed"
    return Verdict(passed=not wrong, summary="; ".join(wrong) or fine, numbers=numbers, table=rows)


def _slices(context: Context, table: Table, columns: list[str], score: Any, overall: float) -> list[dict[str, Any]]:
    import numpy as np

    least = int(context.number("min_rows", 30))
    rows = []
    for column in columns:
        for label, chosen in _cut(table, column):
            places = np.flatnonzero(chosen)
            found = score(places) if len(places) else float("nan")
            rows.append(
                {
                    "slice": label,
                    "rows": len(places),
                    "score": found,
                    "gap": overall - found,
                    "decides": len(places) >= least,
                }
            )
    return rows


def _cut(table: Table, column: str) -> list[tuple[str, Any]]:
    import pandas as pd

    if column not in table.frame.columns:
        raise GateError(f"The dataset has no column {column!r}.")
    values = table.frame[column]
    if pd.api.types.is_float_dtype(values) or (pd.api.types.is_integer_dtype(values) and values.nunique() > 10):
        values = pd.qcut(values, 4, duplicates="drop")
    if values.nunique() > VALUES_LIMIT:
        raise GateError(f"{column!r} has {values.nunique()} values; slices are made of at most {VALUES_LIMIT}.")
    parts = [(f"{column} = {value}", (values == value).to_numpy()) for value in values.dropna().unique()]
    missing = values.isna().to_numpy()
    return sorted(parts, key=lambda part: part[0]) + ([(f"{column} missing", missing)] if missing.any() else [])


def _fairness(context: Context, table: Table, predicted: Predictions, rule: Any) -> tuple[dict[str, Any], str]:
    import numpy as np

    if not isinstance(rule, Mapping) or "column" not in rule:
        raise GateError("A comparison of groups has a column, and may have groups, measure, positive and max_gap.")
    column, measure = str(rule["column"]), str(rule.get("measure", "selection_rate"))
    if column not in table.frame.columns:
        raise GateError(f"The dataset has no column {column!r}.")
    values = table.frame[column]
    groups = list(rule.get("groups") or sorted(values.dropna().unique().tolist(), key=str))
    if len(groups) < 2:
        raise GateError(f"A gap needs two groups of {column!r}.")
    found: dict[str, float] = {}
    for group in groups:
        places = np.flatnonzero((values == group).to_numpy())
        if not len(places):
            raise GateError(f"The dataset has no row with {column} = {group}.")
        found[str(group)] = finite(_measure(predicted, measure, rule, places), f"{measure} of {column} = {group}")
    gap = max(found.values()) - min(found.values())
    allowed = finite(rule.get("max_gap", 0.1), "fairness.max_gap")
    row = {"slice": column, "measure": measure, "gap": gap, "allowed": allowed} | found
    told = ", ".join(f"{group} {value:.4g}" for group, value in found.items())
    return row, f"{measure} differs by {gap:.4g} between groups of {column} ({told}), allowed {allowed:.4g}" if (
        gap > allowed
    ) else ""


def _measure(predicted: Predictions, measure: str, rule: Mapping[str, Any], places: Any) -> float:
    if measure not in RATES:
        return predicted.scorer(measure)(places)
    positive = rule.get("positive", 1)
    chosen = predicted.of("predict")[places] == positive
    truth = predicted.labels[places] == positive
    if measure == "true_positive_rate":
        chosen = chosen[truth]
    elif measure == "false_positive_rate":
        chosen = chosen[~truth]
    return float(chosen.mean()) if len(chosen) else math.nan
