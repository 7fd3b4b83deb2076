"""``%compare``: runs held against each other."""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError

from mlops_lab.kernel.magics.options import Options


def options() -> Options:
    """Return the options of ``%compare``."""
    compare = Options("%compare", "Hold runs against the first of them, or against the baseline.")
    compare.add_argument("runs", nargs="+", metavar="RUN", help="ids, beginnings of ids, or names")
    compare.add_argument("--baseline", metavar="RUN", help="what the others are held against; the first otherwise")
    compare.add_argument("--only-diff", action="store_true", help="only what differs")
    compare.add_argument("--code", action="store_true", help="the differences of cells and commits too")
    return compare


def run(ip: Any, line: str) -> None:
    """Compare the runs and show the comparison."""
    from mlops_lab.kernel import api
    from mlops_lab.kernel.display.comparison import show
    from mlops_lab.kernel.session import session
    from mlops_lab.tracking.types import CompareRequest, Comparison

    given = options().read(line)
    if given is None:
        return
    current = session()
    names = ([given.baseline] if given.baseline else []) + given.runs
    ids = list(dict.fromkeys(api.resolve(current, name) for name in names))
    if len(ids) < 2:
        raise UsageError("%compare: name at least two runs.")
    current.flush(10)
    request = CompareRequest(run_ids=ids, baseline=ids[0], code=given.code)
    comparison = current.client.send("POST", "api/runs/compare", request, Comparison)
    show(comparison, only_differing=given.only_diff, server=current.server.url if current.server else None)
