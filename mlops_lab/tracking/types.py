"""Value types of tracking: what the operations take and return, and what JSON shows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from mlops_lab.wire.clock import Millis
from mlops_lab.wire.numbers import Number

RunId = str
"""32 hexadecimal digits, see `mlops_lab.wire.ids`."""
Digest = str
"""SHA-256 of a content, 64 hexadecimal digits."""


class RunStatus(StrEnum):
    """Where a run stands. MLflow's states and `stale`, a running run nobody hears from."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    STALE = "stale"


class View(StrEnum):
    """Which of the soft-deleted things a listing shows."""

    ACTIVE = "active"
    DELETED = "deleted"
    ALL = "all"


class Summary(StrEnum):
    """The one number a table shows for a metric series."""

    LAST = "last"
    BEST = "best"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, as Jupyter's identity provider names them."""

    username: str
    display_name: str = ""


class Project(msgspec.Struct, kw_only=True):
    """The unit of membership. `default` exists from the start."""

    name: str
    description: str = ""
    created_at: Millis
    created_by: str = ""
    deleted_at: Millis | None = None


class Experiment(msgspec.Struct, kw_only=True):
    """A named group of runs. Its name is unique within its project."""

    experiment_id: str
    project: str
    name: str
    note: str = ""
    artifact_location: str = ""
    tags: dict[str, str] = {}
    run_count: int = 0
    running_count: int = 0
    created_at: Millis
    updated_at: Millis
    deleted_at: Millis | None = None


class MetricSummary(msgspec.Struct, kw_only=True):
    """What a table shows of one series. `min`, `max` and `mean` leave NaN out.

    `last` goes by step, then time, then value. `count` counts every point,
    `nan_count` the NaN ones. `min`, `max`, `mean` are null when every point is NaN.
    """

    key: str
    last: Number
    last_step: int
    last_time: Millis
    min: Number | None = None
    max: Number | None = None
    mean: Number | None = None
    first_step: int = 0
    max_step: int = 0
    count: int = 0
    nan_count: int = 0


class CellOrigin(msgspec.Struct, kw_only=True):
    """The notebook cell that made a run."""

    notebook: str | None = None
    cell_id: str | None = None
    execution_count: int | None = None


class ForkOrigin(msgspec.Struct, kw_only=True):
    """Where a forked run left its original."""

    run_id: RunId
    step: int


class Run(msgspec.Struct, kw_only=True):
    """One run. In listings `params`, `tags` and `metrics` may be narrowed to the asked keys."""

    run_id: RunId
    name: str
    project: str
    experiment_id: str
    experiment_name: str = ""
    status: RunStatus
    person: Person
    start_time: Millis
    end_time: Millis | None = None
    heartbeat_at: Millis | None = None
    deleted_at: Millis | None = None
    parent_run_id: RunId | None = None
    child_count: int = 0
    forked_from: ForkOrigin | None = None
    origin: CellOrigin = msgspec.field(default_factory=CellOrigin)
    artifact_uri: str = ""
    note: str = ""
    error: str | None = None
    params: dict[str, str] = {}
    tags: dict[str, str] = {}
    metrics: dict[str, MetricSummary] = {}
    sparklines: dict[str, list[Number]] = {}


class RunSearch(msgspec.Struct, kw_only=True):
    """A question about runs.

    `filter` is MLflow's grammar, widened (see `mlops_lab.tracking.search`).
    `order_by` entries look like ``metrics.auc DESC``, ``params.lr``, ``start_time``.
    `metric_keys` and the like narrow what each run carries (None: everything);
    `sparkline_keys` asks for up to 40 points of these series with each run.
    `offset` skips that many runs behind the beginning, or behind `page_token`'s place.
    """

    project: str = "default"
    experiment_ids: list[str] | None = None
    filter: str = ""
    order_by: list[str] = []
    view: View = View.ACTIVE
    max_results: int = 100
    page_token: str | None = None
    offset: int = 0
    metric_keys: list[str] | None = None
    param_keys: list[str] | None = None
    tag_keys: list[str] | None = None
    sparkline_keys: list[str] = []
    count: bool = False


class RunPage(msgspec.Struct, kw_only=True):
    """A page of runs; `total` only where `count` was asked for."""

    runs: list[Run]
    next_page_token: str | None = None
    total: int | None = None


class KeyNames(msgspec.Struct, kw_only=True):
    """The keys that runs of some experiments have, most used first, for completion."""

    metrics: list[str] = []
    params: list[str] = []
    tags: list[str] = []


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One point of a series."""

    step: int
    time: Millis
    value: Number


class HistoryPage(msgspec.Struct, kw_only=True):
    """Points of one series as columns, ordered by step, then time, then value."""

    run_id: RunId
    key: str
    steps: list[int]
    times: list[Millis]
    values: list[Number]
    next_page_token: str | None = None


class ChartRequest(msgspec.Struct, kw_only=True):
    """Ask for curves: every key of every run, in at most `buckets` buckets each.

    `x` is ``step``, ``time``, ``relative`` (milliseconds since the run began) or
    the key of another metric. `x_min` and `x_max` bound it, both included.
    """

    run_ids: list[RunId]
    keys: list[str]
    x: str = "step"
    x_min: float | None = None
    x_max: float | None = None
    buckets: int = 1000


class Curve(msgspec.Struct, kw_only=True):
    """One curve, as columns of equal length ordered by `x`.

    `exact` says that every bucket is one point. NaN points are gaps: null.
    """

    run_id: RunId
    key: str
    exact: bool
    x: list[float]
    mean: list[Number | None]
    min: list[Number | None]
    max: list[Number | None]
    last: list[Number | None]
    count: list[int]


class Curves(msgspec.Struct, kw_only=True):
    """The answer to a `ChartRequest`, in the order run by run, key by key."""

    curves: list[Curve]


class Dataset(msgspec.Struct, kw_only=True):
    """A dataset that a run read. `schema` and `profile` are JSON texts, MLflow's form where it made them."""

    name: str
    digest: str
    source_type: str = "code"
    source: str = ""
    schema: str | None = None
    profile: str | None = None
    context: str | None = None
    tags: dict[str, str] = {}


class Cell(msgspec.Struct, kw_only=True):
    """One executed cell. `source` is only there where the code was asked for."""

    digest: Digest
    cell_id: str | None = None
    execution_count: int | None = None
    executed_at: Millis | None = None
    source: str | None = None


class Code(msgspec.Struct, kw_only=True):
    """What a run ran on: enough to find the code again and to say what differs."""

    notebook: str | None = None
    cell_id: str | None = None
    cell_source: str | None = None
    cells: list[Cell] = []
    git_commit: str | None = None
    git_branch: str | None = None
    git_remote: str | None = None
    git_diff: str | None = None
    entry_point: str | None = None
    python: str | None = None
    packages: dict[str, str] = {}
    host: str | None = None
    platform: str | None = None
    kernel_id: str | None = None
    pid: int | None = None


class Artifact(msgspec.Struct, kw_only=True):
    """A file or folder below a run's artifact root. `path` is relative, with forward slashes."""

    path: str
    is_dir: bool
    size: int | None = None
    media_type: str | None = None


class SavedView(msgspec.Struct, kw_only=True):
    """A named question about runs with how to show it; `query` is the front end's own JSON."""

    view_id: str
    project: str
    name: str
    query: dict[str, Any]
    owner: str
    created_at: Millis
    updated_at: Millis


class LoggedModel(msgspec.Struct, kw_only=True):
    """A model that a run logged, before (or without) registration."""

    model_id: str
    experiment_id: str
    name: str
    status: str
    status_message: str = ""
    model_type: str = ""
    source_run_id: RunId | None = None
    artifact_uri: str = ""
    created_at: Millis
    updated_at: Millis
    tags: dict[str, str] = {}
    params: dict[str, str] = {}


class Difference(msgspec.Struct, kw_only=True):
    """One row of a comparison: a name, each run's value (null: absent), and whether they differ."""

    name: str
    values: list[str | None]
    differs: bool


class MetricDifference(msgspec.Struct, kw_only=True):
    """One metric of a comparison, one summary a run (null: the run lacks it)."""

    name: str
    values: list[MetricSummary | None]
    differs: bool


class CellDifference(msgspec.Struct, kw_only=True):
    """One cell of a run against the baseline's. `kind` is same, changed, added or removed."""

    kind: str
    cell_id: str | None = None
    before: str | None = None
    after: str | None = None


class CodeDifference(msgspec.Struct, kw_only=True):
    """A run's code against the baseline's: cells, and unified diffs as text."""

    run_id: RunId
    same: bool
    cells: list[CellDifference]
    commit: str | None = None
    commit_diff: str | None = None


class CompareRequest(msgspec.Struct, kw_only=True):
    """Compare up to 1,000 runs; the first, or `baseline`, is what the others are held against."""

    run_ids: list[RunId]
    baseline: RunId | None = None
    code: bool = False


class Comparison(msgspec.Struct, kw_only=True):
    """What is equal and what differs between runs; values stand in the order of `runs`."""

    baseline: RunId
    runs: list[Run]
    params: list[Difference]
    metrics: list[MetricDifference]
    tags: list[Difference]
    packages: list[Difference]
    datasets: list[Difference]
    environment: list[Difference]
    code: list[CodeDifference] = []


class ImportanceRequest(msgspec.Struct, kw_only=True):
    """Ask which params matter for a metric over these runs."""

    run_ids: list[RunId]
    metric: str
    summary: Summary = Summary.LAST


class Importance(msgspec.Struct, kw_only=True):
    """How much one param matters (permutation importance, shares of 1) and its rank correlation."""

    param: str
    importance: float
    correlation: float | None = None
