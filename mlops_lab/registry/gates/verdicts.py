"""What a gate returned, made into a verdict; what is malformed or no number is an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from mlops_lab.registry.gates.task import TABLE_ROWS
from mlops_lab.wire.control import Verdict

SUMMARY_LIMIT = 2000
NUMBERS_LIMIT = 500
PLOT_LIMIT = 512 * 1024
_PLOTS = ("data:image/svg+xml", "data:image/png;base64,")


class GateError(Exception):
    """A gate cannot tell: it neither passes nor fails, and blocks."""


def verdict_of(answer: object, params: Mapping[str, Any]) -> Verdict:
    """Make a verdict of what a gate returned.

    Raises
    ------
    GateError
        When it is none of the things a gate may return, or one of its numbers is NaN or infinite.
    """
    if isinstance(answer, Verdict):
        return checked(answer)
    if (type(answer).__name__ in ("bool", "bool_") and not isinstance(answer, int | float)) or isinstance(answer, bool):
        return checked(Verdict(passed=bool(answer)))
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], str):
        return checked(Verdict(passed=_decision(answer[0]), summary=answer[1]))
    if isinstance(answer, Mapping):
        return checked(_by_thresholds(answer, params))
    raise GateError(
        f"The gate returned {type(answer).__name__}; a gate returns a Verdict, a bool, (bool, sentence) or numbers."
    )


def checked(verdict: Verdict) -> Verdict:
    """Return a verdict whose parts are of the types they should be, and whose numbers are numbers."""
    numbers = {str(key): finite(value, str(key)) for key, value in verdict.numbers.items()}
    if len(numbers) > NUMBERS_LIMIT:
        raise GateError(f"A verdict has at most {NUMBERS_LIMIT} numbers, this one has {len(numbers)}.")
    if verdict.plot is not None and (
        not isinstance(verdict.plot, str) or not verdict.plot.startswith(_PLOTS) or len(verdict.plot) > PLOT_LIMIT
    ):
        raise GateError("A verdict's plot is an SVG or PNG as a data URI, at most 512 kB.")
    if not isinstance(verdict.summary, str):
        raise GateError("A verdict's summary is text.")
    return Verdict(
        passed=_decision(verdict.passed),
        summary=verdict.summary[:SUMMARY_LIMIT],
        numbers=numbers,
        table=[{str(key): _cell(cell) for key, cell in row.items()} for row in list(verdict.table)[:TABLE_ROWS]],
        plot=verdict.plot,
    )


def finite(value: object, name: str) -> float:
    """Return a number as a float.

    Raises
    ------
    GateError
        When it is none, NaN or infinite: nothing may be decided by it.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise GateError(f"{name} is {type(value).__name__}, not a number.")
    number = float(value)
    if not math.isfinite(number):
        raise GateError(f"{name} is {number}, so nothing can be decided by it.")
    return number


def _decision(value: object) -> bool:
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise GateError(f"A gate passes or not; {type(value).__name__} is neither.")


def _by_thresholds(answer: Mapping[Any, Any], params: Mapping[str, Any]) -> Verdict:
    numbers = {str(key): finite(value, str(key)) for key, value in answer.items()}
    at_least, at_most = thresholds(params, "at_least"), thresholds(params, "at_most")
    if not at_least and not at_most:
        raise GateError("A gate that returns numbers needs the parameters at_least or at_most to pass or fail by.")
    missing = sorted((at_least.keys() | at_most.keys()) - numbers.keys())
    if missing:
        raise GateError(f"The gate returned no {', '.join(missing)}.")
    wrong = [f"{key} is {numbers[key]:.6g}, at least {least:.6g} is asked" for key, least in at_least.items()
             if numbers[key] < least]  # fmt: skip
    wrong += [f"{key} is {numbers[key]:.6g}, at most {most:.6g} is allowed" for key, most in at_most.items()
              if numbers[key] > most]  # fmt: skip
    fine = ", ".join(f"{key} {numbers[key]:.6g}" for key in sorted(at_least.keys() | at_most.keys()))
    return Verdict(passed=not wrong, summary="; ".join(wrong) or fine, numbers=numbers)


def thresholds(params: Mapping[str, Any], name: str) -> dict[str, float]:
    """Return a parameter that holds a number for each name."""
    given = params.get(name) or {}
    if not isinstance(given, Mapping):
        raise GateError(f"The parameter {name} holds a number for each name.")
    return {str(key): finite(value, f"{name}.{key}") for key, value in given.items()}


def _cell(value: object) -> Any:
    if value is None or isinstance(value, bool | str):
        return value[:SUMMARY_LIMIT] if isinstance(value, str) else value
    if isinstance(value, int):
        return value
    if isinstance(value, Real):
        return float(value) if math.isfinite(float(value)) else None
    return str(value)[:SUMMARY_LIMIT]
