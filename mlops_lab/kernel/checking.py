"""What users pass in, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from mlops_lab.wire.errors import LabError, invalid

KEY_LIMIT = 250
"""The server's limit, so that a name it would refuse is refused where it is written."""


def checked_key(key: object, what: str) -> str:
    """Return the name of a metric, param or tag.

    Raises
    ------
    LabError
        When it is not text, empty, too long, holds a control character or climbs like a path.
    """
    if not isinstance(key, str):
        raise invalid(f"The name of a {what} is text, not {type(key).__name__}: {key!r}", f"{what}s")
    if not key.strip():
        raise invalid(f"The name of a {what} must not be empty.", f"{what}s")
    if len(key) > KEY_LIMIT:
        raise invalid(f"The name of a {what} has at most {KEY_LIMIT} characters; {key[:40]!r}… has {len(key)}.", key)
    if any(ord(char) < 32 or ord(char) == 127 for char in key):
        raise invalid(f"The name of the {what} {key[:60]!r} holds a control character.", f"{what}s")
    if key.startswith("/") or ".." in key.split("/"):
        raise invalid(f"The {what} {key[:60]!r} must not begin with '/' or hold '..' between slashes.", f"{what}s")
    return key


def checked_metrics(metrics: object) -> dict[str, float]:
    """Return metrics as floats.

    Raises
    ------
    LabError
        Naming the first metric whose value is not one number.
    """
    if not isinstance(metrics, Mapping):
        raise invalid(f"Metrics are given as {{name: number}}, not as {type(metrics).__name__}.", "metrics")
    return {checked_key(key, "metric"): _number(key, value) for key, value in metrics.items()}


def checked_step(step: object) -> int:
    """Return a step as a whole number.

    Raises
    ------
    LabError
        When it is not a whole number of 64 bits.
    """
    try:
        whole = step.__index__()  # type: ignore[attr-defined]
    except (AttributeError, TypeError) as error:
        raise invalid(f"A step is a whole number, not {step!r}.", "step") from error
    if not -(2**63) <= whole < 2**63:
        raise invalid(f"A step has at most 64 bits; {step!r} has more.", "step")
    return int(whole)


def checked_texts(values: object, what: str) -> dict[str, str]:
    """Return params or tags as text."""
    if not isinstance(values, Mapping):
        raise invalid(f"The {what}s are given as {{name: value}}, not as {type(values).__name__}.", f"{what}s")
    return {checked_key(key, what): str(value) for key, value in values.items()}


def checked_path(path: object) -> str:
    """Return an artifact's path within its run, with forward slashes.

    Raises
    ------
    LabError
        When it is empty, absolute or climbs.
    """
    text = str(path).replace("\\", "/").strip("/") if not str(path).startswith("/") else ""
    if not text or any(part in ("", ".", "..") for part in text.split("/")):
        raise invalid(f"An artifact's path is relative and below its run, not {str(path)[:80]!r}.", "path")
    return text


def _number(key: str, value: object) -> float:
    try:
        if isinstance(value, str | bytes | bytearray):
            raise TypeError("text")
        return float(value)  # type: ignore[arg-type]
    except OverflowError as error:
        raise invalid(f"The metric {key!r} is too large for a number of 64 bits.", key) from error
    except Exception as error:  # a tensor's own complaint, for one
        if isinstance(error, LabError):
            raise
        raise invalid(f"The metric {key!r} must be one number, not {_shown(value)}.", key) from error


def _shown(value: object) -> str:
    shape = getattr(value, "shape", None)
    kind = type(value).__name__
    return f"{kind} of shape {tuple(shape)}" if shape else f"{kind} {str(value)[:40]!r}"
