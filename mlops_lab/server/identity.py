"""Who acts, from Jupyter's identity provider."""

from __future__ import annotations

import getpass
import hmac
import re
from functools import cache
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User

from mlops_lab.wire.actor import Actor

_RANDOM = re.compile(r"[0-9a-f]{32}")


OWNER = User(username="0" * 32, name="Anonymous Owner")
"""Whoever holds the token of a server without users of its own."""


def holds_the_token(handler: Any) -> bool:
    """Tell whether a request carries the server's own token, where that is all there is to identity.

    Jupyter's own answer makes up a name and signs a cookie for each such request, which costs more than
    logging a point. With any other identity provider, a Hub's for one, Jupyter is asked.
    """
    provider = handler.identity_provider
    given = handler.request.headers.get("Authorization", "")
    scheme, _, token = given.partition(" ")
    if type(provider) not in (IdentityProvider, PasswordIdentityProvider) or not provider.token:
        return False
    if scheme.lower() not in ("token", "bearer"):
        return False
    return hmac.compare_digest(token.strip().encode(), provider.token.encode())


def actor_of(user: Any) -> Actor:
    """Return who a Jupyter user is.

    With a token alone Jupyter makes up a new name for each visitor ("Anonymous
    Io"). Whoever holds the token of such a server is its owner, so the account
    that the server runs as is the better name.
    """
    if user is None:
        return Actor()
    if is_made_up(user):
        return Actor(account(), "")
    return Actor(user.username, user.name or user.display_name or "")


def is_made_up(user: Any) -> bool:
    """Tell whether Jupyter invented this user for somebody with nothing but a token."""
    return bool(_RANDOM.fullmatch(user.username)) and str(user.name).startswith("Anonymous ")


@cache
def account() -> str:
    """Return the name of the account that the server runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return ""
