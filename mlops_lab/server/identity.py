"""Who acts, from Jupyter's identity provider, and what configuration says they may do."""

from __future__ import annotations

import getpass
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User

from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import LabError

_RANDOM = re.compile(r"[0-9a-f]{32}")
_ROLES = ("viewer", "contributor", "approver", "admin")
OF_ITS_OWN = (IdentityProvider, PasswordIdentityProvider)
"""Jupyter's providers for one person; with any other, several people use the server."""
TOKEN_FILE = "kernel-token"


OWNER = User(username="0" * 32, name="Anonymous Owner")
"""Whoever holds the token of a server without users of its own."""
KERNEL = User(username="0" * 31 + "1", name="Anonymous Kernel")
"""A kernel of this server."""


class Identities:
    """Makes an actor of whoever asks.

    Parameters
    ----------
    roles : mapping
        ``user:NAME``, ``group:NAME`` or ``*`` to a role, or to roles by project (``*`` is every project).
    default_role : str
        Of everybody who is logged in to a shared server; empty for none.
    admins : sequence of str
        Names of people who are admins of every project.
    shared : bool
        Whether several people use this server.
    kernel_token : str
        What the server's kernels authenticate with.

    Raises
    ------
    LabError
        When a role is none.
    """

    def __init__(
        self,
        *,
        roles: Mapping[str, Any] | None = None,
        default_role: str = "contributor",
        admins: tuple[str, ...] = (),
        shared: bool = False,
        kernel_token: str = "",
    ) -> None:
        self.shared = shared
        self.kernel_token = kernel_token
        self._admins = set(admins)
        self._everybody = {"*": _checked(default_role, "default_role")} if default_role else {}
        self._roles = {subject: _by_project(given, subject) for subject, given in (roles or {}).items()}

    def is_kernel(self, handler: Any) -> bool:
        """Tell whether a request carries a token that kernels hold: ours, or the one that a Hub gave this server.

        The Hub's token names the server's owner, and every kernel has it in its environment: what comes with it is
        what code asks, not what a person decided.
        """
        given = given_token(handler).encode()
        held = (self.kernel_token, os.environ.get("JUPYTERHUB_API_TOKEN", ""))
        return bool(given) and any(token and hmac.compare_digest(given, token.encode()) for token in held)

    def actor(self, user: Any, via: Via, request_id: str) -> Actor:
        """Return who a Jupyter user is.

        With a token alone Jupyter makes up a new name for each visitor ("Anonymous Io"). Whoever holds
        the token of such a server is its owner, so the account that the server runs as is the better name.
        """
        if user is None:
            return Actor(via=via, configured={}, request_id=request_id, shared=self.shared)
        username, name = user.username, user.name or user.display_name or ""
        if user is KERNEL or is_made_up(user):
            username, name = os.environ.get("JUPYTERHUB_USER") or account(), ""
        groups = groups_of(user)
        return Actor(
            username,
            name,
            via=via,
            groups=groups,
            configured=self._configured(user, username, groups, via),
            request_id=request_id,
            shared=self.shared,
        )

    def _configured(self, user: Any, username: str, groups: tuple[str, ...], via: Via) -> Mapping[str, str]:
        if not self.shared:
            return _OWNS
        if via is Via.KERNEL:  # it speaks for nobody in particular
            return {project: min(role, "contributor", key=_ROLES.index) for project, role in self._everybody.items()}
        if (getattr(user, "hub_user", None) or {}).get("admin"):
            return _OWNS
        return self.configured(username, groups)

    def configured(self, username: str, groups: tuple[str, ...] = ()) -> Mapping[str, str]:
        """Return the roles by project that configuration gives somebody."""
        if not self.shared or username in self._admins:
            return _OWNS
        found = dict(self._everybody)
        for subject in ("*", f"user:{username}", *(f"group:{group}" for group in groups)):
            for project, role in self._roles.get(subject, {}).items():
                found[project] = max(role, found.get(project, "viewer"), key=_ROLES.index)
        return found


_OWNS = {"*": "admin"}


def holds_the_token(handler: Any) -> bool:
    """Tell whether a request carries the server's own token, where that is all there is to identity.

    Jupyter's own answer makes up a name and signs a cookie for each such request, which costs more than
    logging a point. With any other identity provider, a Hub's for one, Jupyter is asked.
    """
    provider = handler.identity_provider
    if type(provider) not in OF_ITS_OWN or not provider.token:
        return False
    given = given_token(handler)
    return bool(given) and hmac.compare_digest(given.encode(), provider.token.encode())


def given_token(handler: Any) -> str:
    """Return the token in a request's headers; empty where there is none."""
    scheme, _, token = handler.request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("token", "bearer") else ""


def is_made_up(user: Any) -> bool:
    """Tell whether Jupyter invented this user for somebody with nothing but a token."""
    return bool(_RANDOM.fullmatch(user.username)) and str(user.name).startswith("Anonymous ")


def is_shared(provider: Any, asked: bool | None) -> bool:
    """Tell whether several people use a server: as configuration says, else by its identity provider."""
    return asked if asked is not None else type(provider) not in OF_ITS_OWN


def groups_of(user: Any) -> tuple[str, ...]:
    """Return a user's groups, where the identity provider names them."""
    found = getattr(user, "groups", None)
    if found is None:
        found = (getattr(user, "hub_user", None) or {}).get("groups")
    return tuple(str(group) for group in found or ())


def kernel_token(folder: Path) -> str:
    """Return the token of this store's kernels; it outlives the server, as kernels may."""
    place = folder / TOKEN_FILE
    try:
        kept = place.read_text("ascii").strip()
        if len(kept) >= 32:
            return kept
    except (OSError, UnicodeDecodeError):
        kept = ""
    made = secrets.token_hex(32)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{TOKEN_FILE}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(made)
        part.replace(place)
    except OSError:  # nowhere to keep it: it is as old as the server then
        return made
    return made


@cache
def account() -> str:
    """Return the name of the account that the server runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        return ""


def _by_project(given: Any, subject: str) -> dict[str, str]:
    if not (subject == "*" or subject.startswith(("user:", "group:"))):
        raise LabError(f"MLOpsLab.roles names {subject!r}; write user:NAME, group:NAME or *.", field="roles")
    if isinstance(given, str):
        return {"*": _checked(given, f"roles[{subject!r}]")}
    return {str(project): _checked(role, f"roles[{subject!r}]") for project, role in dict(given).items()}


def _checked(role: Any, field: str) -> str:
    if role not in _ROLES:
        raise LabError(f"MLOpsLab.{field} is {role!r}; a role is one of {', '.join(_ROLES)}.", field=field)
    return str(role)
