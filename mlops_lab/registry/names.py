"""What models and aliases may be called."""

from __future__ import annotations

import re

from mlops_lab.wire.errors import invalid

NAME_LIMIT = 256
ALIAS_LIMIT = 255

_ALIAS = re.compile(r"[\w-]+")
_VERSION = re.compile(r"v\d+", re.IGNORECASE)


def check_model_name(name: str, field: str = "name") -> None:
    """Refuse a name that an address ``models:/NAME/VERSION`` could not hold.

    Raises
    ------
    LabError
        When it is empty, too long, or holds a slash, a colon or a control character.
    """
    if not name or not name.strip():
        raise invalid("Missing value for required parameter 'name'. Registered model name cannot be empty.", field)
    if len(name) > NAME_LIMIT:
        raise invalid(f"Registered model name has at most {NAME_LIMIT} characters.", field)
    if "/" in name or ":" in name or any(ord(char) < 32 for char in name) or name in (".", ".."):
        raise invalid("Registered model name cannot hold '/', ':' or control characters.", field)


def check_alias(alias: str) -> None:
    """Refuse an alias that reads as a version.

    Raises
    ------
    LabError
        When it is empty, too long, holds anything but letters, digits, ``_`` and
        ``-``, or is ``latest`` or ``v`` with a number, which are reserved.
    """
    if not alias or len(alias) > ALIAS_LIMIT or not _ALIAS.fullmatch(alias):
        raise invalid(
            f"An alias is letters, digits, '_' and '-', at most {ALIAS_LIMIT} characters.",
            "alias",
        )
    if alias.lower() == "latest":
        raise invalid("'latest' alias name (case insensitive) is reserved.", "alias")
    if _VERSION.fullmatch(alias):
        raise invalid(f"Version alias name '{alias}' is reserved.", "alias")
