"""Addresses that clients send: where artifacts shall lie, where a model version comes from."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit

from mlops_lab.wire.errors import LabError, invalid

LOCATION_LIMIT = 2000


def check_location(location: str) -> None:
    """Refuse a place for artifacts that climbs, or that only the server's machine has.

    Raises
    ------
    LabError
        Naming `artifact_location`.
    """
    if not location:
        return
    if len(location) > LOCATION_LIMIT or _climbs(location):
        raise invalid("Invalid artifact location: it must not climb.", "artifact_location")
    split = urlsplit(location)
    if split.query or split.fragment:
        raise invalid("Invalid artifact location: it must have no query or fragment.", "artifact_location")


def check_source(source: str, *, run_root: str | None, model_root: str | None) -> None:
    """Refuse a model version's source that is not the run's (or the logged model's) own.

    Parameters
    ----------
    source : str
        The address.
    run_root, model_root : str, optional
        Where the run's, or the model's, artifacts lie, where the version names one.
    """
    if not source.strip():
        raise invalid("Missing value for required parameter 'source'.", "source")
    if _climbs(source):
        raise _refused(source, "it must not climb")
    scheme = urlsplit(source).scheme
    if scheme in ("", "file"):
        roots = [root for root in (run_root, model_root) if root]
        if not any(_within(source, root) for root in roots):
            raise _refused(
                source, "a local path must lie within the artifact directory of the run that the version names"
            )


def is_local(source: str) -> bool:
    """Tell whether an address means the machine that reads it."""
    return urlsplit(source).scheme in ("", "file")


def _climbs(address: str) -> bool:
    seen = address
    for _ in range(6):
        if "\x00" in seen or any(part == ".." for part in re.split(r"[/\\]", seen)):
            return True
        decoded = unquote_plus(seen)
        if decoded == seen:
            return False
        seen = decoded
    return True


def _within(source: str, root: str) -> bool:
    return source.rstrip("/") == root.rstrip("/") or source.startswith(root.rstrip("/") + "/")


def _refused(source: str, why: str) -> LabError:
    return invalid(f"Invalid model version source: '{source[:200]}': {why}.", "source")
