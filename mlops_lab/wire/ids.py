"""Ids that sort by time of birth.

Runs, logged models and events have ids of 32 lower-case hexadecimal digits: a
UUIDv7 (RFC 9562, section 5.7) without its dashes. Sorting ids as text sorts
them by the millisecond in which they were made, and ids made by one process
never go back, even when its clock does.
"""

from __future__ import annotations

import os
import re
import threading

from mlops_lab.wire.clock import now_ms

_ID = re.compile(r"[0-9a-f]{32}")
_lock = threading.Lock()
_last_ms = 0
_last_count = 0


def new_id() -> str:
    """Return a fresh id of 32 hexadecimal digits.

    Returns
    -------
    str
        A UUIDv7 without dashes: 48 bits of UTC milliseconds, a 12-bit counter
        within the millisecond, 62 random bits.
    """
    global _last_ms, _last_count
    with _lock:
        millis = now_ms()
        if millis > _last_ms:
            _last_ms, _last_count = millis, 0
        elif _last_count < 0xFFF:
            _last_count += 1
        else:
            _last_ms, _last_count = _last_ms + 1, 0
        high = (_last_ms << 16) | 0x7000 | _last_count
    low = (int.from_bytes(os.urandom(8), "big") & (2**62 - 1)) | (0b10 << 62)
    return f"{(high << 64) | low:032x}"


def is_id(text: str) -> bool:
    """Tell whether `text` has the form of an id made by `new_id` (or by any UUID)."""
    return _ID.fullmatch(text) is not None
