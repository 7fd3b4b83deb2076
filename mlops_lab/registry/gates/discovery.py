"""Where a gate's code is: built in, an entry point, or ``package.module:function`` of the project."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from mlops_lab.registry.gates.verdicts import GateError
from mlops_lab.wire.gates import ENTRY_POINTS, MARK

BUILT_IN = (
    "metric",
    "champion",
    "data_quality",
    "slices",
    "signature",
    "latency",
    "environment",
    "safe_format",
    "reproducibility",
    "model_card",
)
NOT_RUN = ("approvals", "freeze")
"""Named in policies as gates, but decided by the transition itself."""
_REFERENCE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
_FILES_LIMIT = 5000


def code_digest(kind: str, search_paths: Sequence[str]) -> str:
    """Return a digest of a gate's code, without running any of it: another one makes its result stale.

    For a project's gate it covers every Python file of the package that holds it.

    Raises
    ------
    GateError
        When there is no such gate.
    """
    if kind in BUILT_IN:
        folder = Path(__file__).parent
        own = [*sorted(folder.glob("*.py")), folder / "builtin" / f"{kind}.py"]
        return _digest_of([(path.name, path) for path in own])
    reference = _entry_point(kind)
    module = (reference.value if reference is not None else kind).partition(":")[0]
    if reference is None and not _REFERENCE.fullmatch(kind):
        raise GateError(f"There is no gate {kind!r}: it is built in, an entry point, or package.module:function.")
    root = _package_root(module.partition(".")[0], search_paths)
    if root is None:
        raise GateError(f"There is no package {module.partition('.')[0]!r} for the gate {kind!r}.")
    if root.is_file():
        return _digest_of([(root.name, root)])
    found = sorted(root.rglob("*.py"))
    if len(found) > _FILES_LIMIT:
        raise GateError(f"The package {root.name!r} has more than {_FILES_LIMIT} modules; keep gates in their own.")
    return _digest_of([(path.relative_to(root).as_posix(), path) for path in found])


def load(kind: str, search_paths: Sequence[str]) -> Callable[[Any], object]:
    """Import a gate's function. Only a gate's own process does this.

    Raises
    ------
    GateError
        When there is none, or the function is not marked with ``lab.gate``.
    """
    if kind in BUILT_IN:
        run: Callable[[Any], object] = import_module(f"mlops_lab.registry.gates.builtin.{kind}").run
        return run
    sys.path.extend(path for path in search_paths if path not in sys.path)  # last: it must not hide what is installed
    point = _entry_point(kind) or EntryPoint(kind, kind, ENTRY_POINTS)
    try:
        function: Any = point.load()
    except (ImportError, AttributeError) as error:
        raise GateError(f"The gate {kind!r} cannot be loaded: {error}.") from error
    if not callable(function) or not getattr(function, MARK, False):
        raise GateError(f"{kind!r} is not a gate: mark the function with lab.gate.")
    return function  # type: ignore[no-any-return]


def _entry_point(kind: str) -> EntryPoint | None:
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == kind:
            return point
    return None


def _package_root(name: str, search_paths: Sequence[str]) -> Path | None:
    for folder in (*sys.path, *search_paths):
        package, module = Path(folder or ".") / name, Path(folder or ".") / f"{name}.py"
        if package.is_dir():
            return package
        if module.is_file():
            return module
    return None


def _digest_of(files: Sequence[tuple[str, Path]]) -> str:
    told = hashlib.sha256()
    for name, path in files:
        told.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()
