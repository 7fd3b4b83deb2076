"""``%lab``: where new runs go."""

from __future__ import annotations

import sys
from typing import Any

from IPython.core.error import UsageError

from mlops_lab.kernel.magics.options import Options


def options() -> Options:
    """Return the options of ``%lab``."""
    lab = Options("%lab", "Choose where new runs go, or say where they do.")
    lab.add_argument("action", nargs="?", choices=["use"], metavar="use", help="choose; without it, say")
    lab.add_argument("project", nargs="?", metavar="PROJECT", help="made when its first run arrives")
    lab.add_argument("--experiment", metavar="NAME", help="the experiment within the project")
    return lab


def run(ip: Any, line: str) -> None:
    """Choose project and experiment, then say what is chosen."""
    from mlops_lab.kernel import api
    from mlops_lab.kernel.session import session

    given = options().read(line)
    if given is None:
        return
    if given.action == "use" and given.project is None and given.experiment is None:
        raise UsageError("%lab use: name a project, an --experiment, or both.")
    if given.action is None and given.experiment is not None:
        raise UsageError("%lab: write `%lab use --experiment NAME`.")
    if given.action == "use":
        api.use(given.project, given.experiment)
    current = session()
    where = current.project + (f" / {current.experiment}" if current.experiment else "")
    lines = [f"New runs go to {where}."]
    if given.action is None:
        active = current.active_run()
        server = current.server
        lines.append(f"Active run: {active.name}" if active else "No run is active.")
        lines.append(f"Server: {server.url}" if server else "No server was found; runs are kept here and sent later.")
    sys.stdout.write("\n".join(lines) + "\n")
