"""One line a measurement: ours, the reference's from the same run, their ratio and what was promised."""

from __future__ import annotations

import operator

TIMES = ("ns", "us", "ms", "s")
_COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


def report(name: str, ours: float, reference: float, unit: str, promise: str) -> bool:
    """Print a measurement and return whether the promise holds.

    Parameters
    ----------
    name : str
        What was measured, and against what.
    ours, reference : float
        The figures.
    unit : str
        Of both; ``ns``, ``us``, ``ms`` and ``s`` are times, where less is better.
    promise : str
        Such as ``<= 2`` (ours is at most twice the reference), or with an ``x`` how many
        times better ours is: ``>= 8x``.
    """
    sign, _, number = promise.partition(" ")
    times_better = number.endswith("x")
    if times_better and unit in TIMES:
        ratio = reference / ours if ours else float("inf")
    else:
        ratio = ours / reference if reference else float("inf")
    held = bool(_COMPARE[sign](ratio, _number(number.rstrip("x"))))
    shown = f"{ratio:.3g}{'x' if times_better else ''}"
    figures = f"ours {_figure(ours):>10} {unit:<8} reference {_figure(reference):>10} {unit:<8}"
    print(f"{name:<58} {figures} ratio {shown:>8}  promised {promise:<8} {'held' if held else 'MISSED'}", flush=True)
    return held


def limit(name: str, ours: float, unit: str, most: float) -> bool:
    """Print a measurement that is promised as such, and return whether it is at most `most`."""
    held = ours <= most
    told = f"ours {_figure(ours):>10} {unit:<8} promised <= {_figure(most)} {unit}"
    print(f"{name:<58} {told} {'held' if held else 'MISSED'}", flush=True)
    return held


def _number(text: str) -> float:
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)


def _figure(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
