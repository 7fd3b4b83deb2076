"""The one clock: UTC milliseconds since 1970, in the store and on the wire."""

from __future__ import annotations

import time
from datetime import UTC, datetime

Millis = int
"""UTC milliseconds since 1970-01-01."""


def now_ms() -> Millis:
    """Return the present in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def to_datetime(millis: Millis) -> datetime:
    """Turn UTC milliseconds into an aware `datetime`, for the edges only."""
    return datetime.fromtimestamp(millis / 1000, tz=UTC)
