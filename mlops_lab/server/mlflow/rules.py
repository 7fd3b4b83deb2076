"""MLflow's own limits and spellings, which its client relies on."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from mlops_lab.governance.roles import require_read
from mlops_lab.server.endpoint import Call
from mlops_lab.server.mlflow.messages import MetricIn, Pair
from mlops_lab.tracking import experiments
from mlops_lab.tracking.types import RunStatus, View
from mlops_lab.wire.errors import LabError, invalid, not_found

BATCH_METRICS, BATCH_PARAMS, BATCH_TAGS, BATCH_ALL = 1000, 100, 100, 1000
KEY_LIMIT = 250
PARAM_LIMIT = 6000
TAG_LIMIT = 8000
RESULTS_LIMIT = 50_000
MAX_FLOAT = 1.7976931348623157e308

_KEY = re.compile(r"[/\w.\- :]*")

_VIEWS = {
    "ACTIVE_ONLY": View.ACTIVE,
    "DELETED_ONLY": View.DELETED,
    "ALL": View.ALL,
    "1": View.ACTIVE,
    "2": View.DELETED,
    "3": View.ALL,
    "": View.ACTIVE,
}
_STATUS = {
    "RUNNING": RunStatus.RUNNING,
    "SCHEDULED": RunStatus.SCHEDULED,
    "FINISHED": RunStatus.FINISHED,
    "FAILED": RunStatus.FAILED,
    "KILLED": RunStatus.KILLED,
}
_STATUS |= {str(number): status for number, status in enumerate(list(_STATUS.values()), 1)}


def checked_key(key: str, field: str) -> str:
    """Return the name of a metric, param or tag that MLflow takes.

    Raises
    ------
    LabError
        When it holds another character than letters, digits, ``_ - . : /`` and
        space, is too long, or would lead elsewhere as a path.
    """
    if not key:
        raise invalid(f"Missing value for required parameter '{field}'.", field)
    if len(key) > KEY_LIMIT:
        raise invalid(f"'{field}' exceeds the maximum length of {KEY_LIMIT} characters.", field)
    if not _KEY.fullmatch(key):
        raise invalid(
            f"Invalid value {key[:60]!r} for parameter '{field}'. Names may only contain letters, digits, underscores "
            "(_), dashes (-), periods (.), colons (:), slashes (/) and spaces.",
            field,
        )
    plain = posixpath.normpath(key)
    if plain != key or plain == "." or plain.startswith(("..", "/")):
        raise invalid(f"Invalid value {key[:60]!r} for parameter '{field}': as a path it leads elsewhere.", field)
    return key


def params_of(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return params by name, long values cut as MLflow cuts them; one named twice is an error."""
    values: dict[str, str] = {}
    for pair in pairs:
        if pair.key in values:
            raise invalid(f"Duplicate parameter keys have been submitted: {pair.key!r}.", "params")
        values[checked_key(pair.key, "params.key")] = pair.value[:PARAM_LIMIT]
    return values


def tags_of(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return tags by name, long values cut as MLflow cuts them; the last one of a name stands."""
    return {checked_key(pair.key, "tags.key"): pair.value[:TAG_LIMIT] for pair in pairs}


def points_of(metrics: Sequence[MetricIn]) -> list[tuple[str, int, int, float]]:
    """Return points as (key, step, time, value)."""
    checked: set[str] = set()
    for place, one in enumerate(metrics):
        if one.key not in checked:  # a batch names a few series many times
            checked.add(checked_key(one.key, f"metrics[{place}].name"))
    return [(one.key, one.step, one.timestamp, one.value) for one in metrics]


def check_batch(metrics: Sequence[MetricIn], params: Sequence[Pair], tags: Sequence[Pair]) -> None:
    """Refuse a batch that is too large."""
    for name, given, most in (
        ("metrics", metrics, BATCH_METRICS),
        ("params", params, BATCH_PARAMS),
        ("tags", tags, BATCH_TAGS),
    ):
        if len(given) > most:
            raise invalid(f"A batch logging request can contain at most {most} {name}. Got {len(given)} {name}.", name)
    total = len(metrics) + len(params) + len(tags)
    if total > BATCH_ALL:
        raise invalid(
            f"A batch logging request can contain at most {BATCH_ALL} metrics, params and tags. Got {total}.", "metrics"
        )


def view_of(text: str) -> View:
    """Return which of the soft-deleted things are meant."""
    if text not in _VIEWS:
        raise invalid(f"Invalid view type {text!r}.", "view_type")
    return _VIEWS[text]


def status_of(text: str) -> RunStatus:
    """Return the state that MLflow's name means."""
    if text not in _STATUS:
        raise invalid(f"Invalid run status {text!r}.", "status")
    return _STATUS[text]


def results_of(asked: int | None, fallback: int, most: int = RESULTS_LIMIT) -> int:
    """Return how many results to give."""
    if asked is None:
        return fallback
    if not 1 <= asked <= most:
        raise invalid(
            f"Invalid value for request parameter max_results. It must be at most {most} and at least 1, but got "
            f"{asked}.",
            "max_results",
        )
    return asked


def wire_value(value: float) -> float | str:
    """Return a value as MLflow's server writes it: NaN by name, infinity as the largest number."""
    if value != value:
        return "NaN"
    return math.copysign(MAX_FLOAT, value) if math.isinf(value) else value


def pairs_of(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return params or tags in MLflow's form."""
    return [{"key": key, "value": value} for key, value in values.items()]


async def experiment_of(call: Call, experiment_id: str) -> str:
    """Return the experiment that an id means within the address's project.

    "0" is the project's default experiment, made when it is first used.

    Raises
    ------
    LabError
        When it belongs to another project, or to none.
    """
    if experiment_id in ("0", ""):
        if call.project == "default":
            return "0"
        found = await call.read(lambda conn: experiments.find_experiment(conn, call.project, "Default", counted=False))
        if found is None:
            found = await call.write(lambda tx: experiments.ensure_experiment(tx, call.project, "Default"))
        return found.experiment_id

    def read(conn: Connection) -> experiments.Home:
        home = experiments.home_of(conn, experiment_id)
        require_read(conn, home.project)
        return home

    home = await call.read(read)
    if home.project != call.project:
        raise missing_experiment(experiment_id)
    return str(home.id)


def missing_experiment(experiment_id: str) -> LabError:
    """Return what is said of an experiment that is not there."""
    return not_found(f"No Experiment with id={experiment_id[:60]} exists", "experiment_id")
