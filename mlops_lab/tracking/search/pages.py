"""Page tokens: where a page ended, opaque to whoever holds it, and good for its own question only."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

import msgspec

from mlops_lab.wire.errors import LabError, invalid

_CHECK = 8
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[int | float | str | None]).decode

Place = tuple[Any, ...]
"""What the last row of a page was ordered by: numbers, texts and None. The run's key is at the end."""


def token_of(place: Place, question: Any) -> str:
    """Return the token of the page behind `place`."""
    data = _encode(place)
    return base64.urlsafe_b64encode(_check(data, question) + data).decode().rstrip("=")


def place_of(token: str, question: Any, length: int) -> Place:
    """Return the place a token stands for.

    Raises
    ------
    LabError
        When the token is not one of ours, or another question's.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        data = raw[_CHECK:]
        place = tuple(_decode(data))
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _wrong() from None
    if raw[:_CHECK] != _check(data, question) or len(place) != length or token_of(place, question) != token:
        raise _wrong()
    return place


def _check(data: bytes, question: Any) -> bytes:
    return hashlib.blake2b(data, key=hashlib.sha256(_encode(question)).digest(), digest_size=_CHECK).digest()


def _wrong() -> LabError:
    return invalid("The page token is not one this search gave.", "page_token")
