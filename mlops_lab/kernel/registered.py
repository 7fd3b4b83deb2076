"""Registered models from code: their versions, and the aliases that are free to move."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from mlops_lab.kernel.models import Model
from mlops_lab.kernel.promotion import version_of
from mlops_lab.kernel.session import session
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import State
from mlops_lab.wire.loading import Registered


class Version(Registered, kw_only=True):
    """A version of a registered model, and where it stands for each target."""

    description: str = ""
    username: str = ""
    tags: dict[str, str] = {}
    created_at: Millis
    states: dict[str, State] = {}


class _Page(msgspec.Struct):
    versions: list[Version]
    states: dict[str, dict[str, State]] = {}
    next_page_token: str | None = None


def versions(name: str, filter: str = "", *, project: str | None = None) -> list[Version]:
    """Return a model's versions, the one changed last first.

    Parameters
    ----------
    filter : str
        In the grammar of searches, such as ``tags.team = 'pricing'``.

    Raises
    ------
    LabError
        When there is no such model.
    """
    current = session()
    found: list[Version] = []
    token: str | None = None
    while True:
        page = current.client.get(
            f"{_path(name)}/versions",
            _Page,
            project=project or current.project,
            filter=filter or None,
            page_token=token,
            max_results=500,
        )
        for one in page.versions:
            one.states = page.states.get(str(one.version), {})
        found += page.versions
        token = page.next_page_token
        if not token:
            return found


def set_alias(version: str | Registered | Model, alias: str, *, project: str | None = None) -> Version:
    """Point an alias at a version; one that points elsewhere moves.

    Raises
    ------
    LabError
        When the alias is that of a target, which moves by `promote` alone, or there is no such version.
    """
    name, number = version_of(version)
    where = f"{_path(name)}/aliases/{quote(alias, safe='')}?{_project(project)}"
    return session().client.send("PUT", where, {"version": number}, Version)


def delete_alias(name: str, alias: str, *, project: str | None = None) -> None:
    """Take an alias away; one that is not there is no error."""
    where = f"{_path(name)}/aliases/{quote(alias, safe='')}?{_project(project)}"
    session().client.send("DELETE", where, {}, dict[str, str])


def _path(name: str) -> str:
    return f"api/models/{quote(name, safe='')}"


def _project(project: str | None) -> str:
    return f"project={quote(project or session().project, safe='')}"
