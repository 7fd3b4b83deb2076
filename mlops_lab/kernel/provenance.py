"""What a run ran on: the commit with its uncommitted changes, Python, packages, the machine.

Environment variables are never read into it, and files that git does not track stay out.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from mlops_lab.kernel.journal import host_name
from mlops_lab.kernel.notebook import NotebookCell, kernel_id, running_cell
from mlops_lab.tracking.records import SetCode
from mlops_lab.tracking.types import Code

if TYPE_CHECKING:
    from mlops_lab.kernel.session import Session

DIFF_LIMIT = 500_000
"""Characters of uncommitted changes that are kept; more is cut and says so."""
GIT_TIME = 5.0
"""Seconds that one git command may take."""
FRESH = 2.0
"""Seconds for which git's answers hold, so that a hundred short runs ask once."""


def light_code(cell: NotebookCell | None) -> Code:
    """Return what is known at once: where the code is and which process runs it."""
    code = Code(host=host_name(), pid=os.getpid(), kernel_id=kernel_id(), python=platform.python_version())
    if cell is None:
        code.entry_point = _entry_point()
        return code
    code.notebook = cell.notebook
    code.cell_id = cell.cell_id
    code.cell_source = cell.source
    code.cells = cell.cells
    return code


def slow_code() -> Code:
    """Return what takes time to find out: git, packages, the platform."""
    code = Code(packages=packages(), platform=_platform())
    state = _git.state(Path.cwd())
    code.git_commit, code.git_branch, code.git_remote, code.git_diff = state
    return code


def this_cell() -> NotebookCell | None:
    """Return the running notebook cell, or None outside of a notebook."""
    return running_cell()


def find_out_later(current: Session, run_id: str) -> None:
    """Record what takes time to find out, without keeping anybody waiting."""
    current.background.run(lambda: current.journal.record(SetCode(run_id=run_id, code=slow_code())))


@cache
def packages() -> dict[str, str]:
    """Return the installed packages with their versions."""
    from importlib.metadata import distributions

    found: dict[str, str] = {}
    for distribution in distributions():
        name = distribution.name
        if name and name not in found:  # the first on the path is the one that is imported
            found[name] = distribution.version
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def without_credentials(remote: str) -> str:
    """Return the address of a remote without user name, password and query."""
    parts = urlsplit(remote)
    if not parts.scheme or not parts.netloc:
        return remote  # ``git@host:path`` names an account, no secret
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


GitState = tuple[str | None, str | None, str | None, str | None]


class _Git:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[float, GitState]] = {}

    def state(self, folder: Path) -> GitState:
        with self._lock:
            asked, state = self._known.get(folder, (-FRESH, (None, None, None, None)))
            if time.monotonic() - asked > FRESH:
                state = self._ask(folder)
                self._known[folder] = (time.monotonic(), state)
            return state

    def _ask(self, folder: Path) -> GitState:
        commit = _run_git(folder, "rev-parse", "HEAD")
        if commit is None:
            return None, None, None, None
        branch = _run_git(folder, "symbolic-ref", "--short", "-q", "HEAD")
        remote = _run_git(folder, "config", "--get", "remote.origin.url")
        # from the top, so that the whole of the tree is in it; binary files only by name
        diff = _run_git(folder, "diff", "HEAD", "--no-color", "--no-ext-diff", "--no-textconv", strip=False)
        return commit, branch, without_credentials(remote) if remote else None, _bounded(diff)


_git = _Git()


def _run_git(folder: Path, *arguments: str, strip: bool = True) -> str | None:
    """Run git without its pagers, prompts, hooks or locks; None when it fails or takes too long."""
    env = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=GIT_TIME, env=env, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    text = done.stdout.decode("utf-8", "replace")
    return (text.strip() or None) if strip else text


def _bounded(diff: str | None) -> str | None:
    if not diff:
        return None
    if len(diff) <= DIFF_LIMIT:
        return diff
    return diff[:DIFF_LIMIT] + f"\n[cut: the changes have {len(diff)} characters]\n"


def _entry_point() -> str | None:
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    return str(Path(file).resolve()) if file else None


@cache
def _platform() -> str:
    return platform.platform()
