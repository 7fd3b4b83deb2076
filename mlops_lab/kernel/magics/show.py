"""``%show``: one run."""

from __future__ import annotations

from typing import Any

from mlops_lab.kernel.magics.options import Options


def options() -> Options:
    """Return the options of ``%show``."""
    show = Options("%show", "Show a run: state, metrics, params, tags, note, code and artifacts.")
    show.add_argument("run", nargs="+", metavar="RUN", help="an id, the beginning of one, or a name")
    return show


def run(ip: Any, line: str) -> None:
    """Find the run and show it."""
    from IPython.display import display

    from mlops_lab.kernel import api
    from mlops_lab.kernel.display.page import page

    given = options().read(line)
    if given is not None:
        display(page(api.get_run(" ".join(given.run))), raw=True)
