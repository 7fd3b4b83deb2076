"""Who acts, through what, and what configuration says they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Via(StrEnum):
    """What an action came through."""

    BROWSER = "browser"
    """A person, as the server's identity provider names them."""
    TOKEN = "token"
    """A person's own token: the command line, scripts."""
    KERNEL = "kernel"
    """A notebook's code, which holds no right of a person beyond asking."""
    SERVER = "server"
    """The server itself: background work, migrations, tests of capabilities."""


@dataclass(slots=True, frozen=True)
class Actor:
    """Who is acting, as the server's identity provider names them.

    Attributes
    ----------
    username, display_name : str
        The person; empty for the server itself.
    via : Via
        What the action came through.
    groups : tuple of str
        Of the person, as the identity provider names them.
    configured : mapping
        Roles by project that configuration gives this person; ``*`` is every project.
    request_id : str
        Of the request, for the audit log.
    shared : bool
        Whether several people use this server, so that a second one can be asked.
    """

    username: str = ""
    display_name: str = ""
    via: Via = Via.SERVER
    groups: tuple[str, ...] = ()
    configured: Mapping[str, str] = field(default_factory=lambda: {"*": "admin"})
    request_id: str = ""
    shared: bool = False


NOBODY = Actor()
"""The server itself."""
