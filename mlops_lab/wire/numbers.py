"""Floating-point numbers on the wire: JSON has no NaN and no infinity, metrics do."""

from __future__ import annotations

import math
from typing import Literal

Number = float | Literal["NaN", "Infinity", "-Infinity"]
"""A float in JSON: a number, or one of the three names JSON has no number for."""


def to_wire(value: float) -> Number:
    """Return `value`, or its name where JSON has no number for it."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def from_wire(value: Number) -> float:
    """Return the float that `to_wire` was given."""
    return float(value)
