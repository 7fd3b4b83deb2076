"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Actor:
    """Who is acting, as the server's identity provider names them."""

    username: str = ""
    display_name: str = ""


NOBODY = Actor()
