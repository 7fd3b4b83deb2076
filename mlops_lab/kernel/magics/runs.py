"""``%runs``: runs as a table, or as a DataFrame."""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError

from mlops_lab.kernel.magics.options import Options

_ATTRIBUTES = {
    "start_time", "end_time", "duration", "name", "run_name", "status", "person", "user_id", "experiment", "run_id",
}  # fmt: skip


def options() -> Options:
    """Return the options of ``%runs``."""
    runs = Options("%runs", "List the runs that a filter finds, the newest first.")
    runs.add_argument(
        "filter", nargs="*", metavar="FILTER", help="such as \"metrics.auc > .9 and params.model = 'gbm'\""
    )
    runs.add_argument("--sort", metavar="KEY", help="a metric, params.NAME or start_time; -KEY for the largest first")
    runs.add_argument("--top", type=int, default=20, metavar="N", help="how many at most; 20 otherwise")
    runs.add_argument("--experiment", action="append", metavar="NAME", help="of this experiment only")
    runs.add_argument("--as", dest="variable", metavar="VAR", help="return a DataFrame, kept in this variable too")
    return runs


def run(ip: Any, line: str) -> Any:
    """Find runs and return what displays them."""
    from mlops_lab.kernel import api
    from mlops_lab.kernel.dataframes import find_runs
    from mlops_lab.kernel.display.tables import RunTable
    from mlops_lab.kernel.session import session

    given = options().read(line, with_sign=("--sort",))
    if given is None:
        return None
    if given.top < 1:
        raise UsageError("%runs: --top is at least 1.")
    text, order = " ".join(given.filter), [order_by(given.sort)] if given.sort else []
    if given.variable is not None:
        if not given.variable.isidentifier():
            raise UsageError(f"%runs: {given.variable!r} cannot be the name of a variable.")
        frame = api.search_runs(text, experiment=given.experiment, order_by=order, max_results=given.top)
        ip.user_ns[given.variable] = frame
        return frame
    current = session()
    current.flush(10)
    ids = [api.get_experiment(name).experiment_id for name in given.experiment] if given.experiment else None
    found = find_runs(current.client, current.project, ids, text, order, given.top)
    first = [given.sort.lstrip("+-").removeprefix("metrics.")] if given.sort else []
    return RunTable(found, server=current.server.url if current.server else None, first=first)


def order_by(key: str) -> str:
    """Return ``-auc`` as the search says it: ``metrics.auc DESC``."""
    name = key.lstrip("+-")
    if not name:
        raise UsageError("%runs: --sort takes the name of a metric, params.NAME or start_time.")
    if name not in _ATTRIBUTES and not name.startswith(("metrics.", "params.", "tags.", "attributes.")):
        name = f"metrics.{name}"
    kind, dot, rest = name.partition(".")
    if dot and not rest.replace("_", "").replace(".", "").replace("/", "").isalnum() and "`" not in rest:
        name = f"{kind}.`{rest}`"
    return f"{name} {'DESC' if key.startswith('-') else 'ASC'}"
