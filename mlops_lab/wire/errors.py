"""The one error that operations raise for a mistake of whoever called them.

An operation says what went wrong in the caller's words and names the field at
fault; the server turns it into one JSON shape, the MLflow protocol into
MLflow's, the kernel side back into this exception.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Code(StrEnum):
    """What kind of mistake it was. The HTTP status follows from it."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    ALREADY_EXISTS = "already_exists"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


HTTP_STATUS: dict[Code, int] = {
    Code.INVALID: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.ALREADY_EXISTS: 409,
    Code.CONFLICT: 409,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED: 501,
    Code.UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}


class LabError(Exception):
    """A mistake the caller can mend.

    Parameters
    ----------
    message : str
        One or two plain sentences. Never holds a secret.
    code : Code
        The kind of mistake.
    field : str, optional
        The name of the argument, JSON field or column at fault.
    """

    def __init__(self, message: str, code: Code = Code.INVALID, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return self.message


def invalid(message: str, field: str | None = None) -> LabError:
    """Make the error for bad input."""
    return LabError(message, Code.INVALID, field)


def not_found(message: str, field: str | None = None) -> LabError:
    """Make the error for a thing that is not there."""
    return LabError(message, Code.NOT_FOUND, field)


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """The JSON of every error of the native API."""

    code: Code
    message: str
    field: str | None = None
    request_id: str | None = None
