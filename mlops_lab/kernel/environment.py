"""The lock of a model's environment: the exact versions of what it imports, and of what those need."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from importlib import metadata
from typing import Any


def lock(modules: Iterable[str]) -> dict[str, Any]:
    """Return the lock of what these modules come from, as installed here.

    Parameters
    ----------
    modules : iterable of str
        Names of modules, such as ``sklearn.pipeline``; those of the standard library count for nothing.
    """
    packages = metadata.packages_distributions()
    tops = {module.partition(".")[0] for module in modules}
    wanted = sorted({name for top in tops for name in packages.get(top, [])}, key=str.lower)
    locked: dict[str, str] = {}
    while wanted:
        name = wanted.pop()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        own = _canonical(found.metadata["Name"])
        if own in locked:
            continue
        locked[own] = found.version
        wanted += _needs(found.requires or [])
    return {
        "python": platform.python_version(),
        "packages": dict(sorted(locked.items())),
        "platform": f"{platform.system().lower()}-{platform.machine()}",
    }


def _needs(requirements: list[str]) -> list[str]:
    """Return what a distribution needs here, without its extras."""
    from packaging.requirements import InvalidRequirement, Requirement

    names = []
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            names.append(requirement.name)
    return names


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
