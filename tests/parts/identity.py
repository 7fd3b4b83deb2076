"""A server for several people: an identity provider with a token a person, for clients and browsers alike.

Used by a real server through ``--ServerApp.identity_provider_class=tests.parts.identity.People``. A browser
logs in with ``?token=alice-token`` and keeps a signed cookie, as with Jupyter's own token.
"""

from __future__ import annotations

import hmac
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User

PEOPLE = ("ada", "ben", "cleo", "vic", "root")
GROUPS = {"cleo": ("reviewers",)}


def token_of(name: str) -> str:
    """What a person logs in with."""
    return f"{name}-token-of-the-tests"


class Person(User):
    """A user who knows their groups."""

    groups: tuple[str, ...] = ()


class People(IdentityProvider):
    """Knows a few people by their tokens; there is no token of the server itself."""

    def _token_default(self) -> str:
        return ""

    @property
    def auth_enabled(self) -> bool:
        return True

    def get_user_token(self, handler: Any) -> User | None:  # type: ignore[override]
        given = self.get_token(handler) or ""
        for name in PEOPLE:
            if hmac.compare_digest(given.encode(), token_of(name).encode()):
                user = Person(username=name, name=name.title(), display_name=name.title())
                user.groups = GROUPS.get(name, ())
                return user
        return None

    def user_from_cookie(self, cookie_value: str) -> User | None:
        user = super().user_from_cookie(cookie_value)
        if user is None:
            return None
        known = Person(username=user.username, name=user.name, display_name=user.display_name)
        known.groups = GROUPS.get(user.username, ())
        return known
