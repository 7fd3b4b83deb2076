"""What a kernel's journal ships: records, applied once each and in order.

A batch names its journal and the sequence number of its first record. The
server applies the records it has not seen yet in one transaction together with
the journal's cursor, so a replay never doubles a point.
"""

from __future__ import annotations

import msgspec

from mlops_lab.tracking.types import Cell, Code, Dataset, RunId, RunStatus
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.errors import ErrorBody


class Record(msgspec.Struct, tag_field="t", kw_only=True, omit_defaults=True):
    """What every record has: its run."""

    run_id: RunId


class StartRun(Record, tag="start", kw_only=True, omit_defaults=True):
    """A run begins, goes on (`resume`) or leaves another one (`fork_of` at `fork_step`)."""

    project: str = "default"
    experiment: str | None = None
    name: str | None = None
    parent_run_id: RunId | None = None
    resume: bool = False
    fork_of: RunId | None = None
    fork_step: int | None = None
    time: Millis
    username: str | None = None
    note: str | None = None
    tags: dict[str, str] = {}
    code: Code | None = None


class LogPoints(Record, tag="points", kw_only=True, omit_defaults=True):
    """Points of one series as little-endian columns of equal length: int64 steps, int64 times, float64 values."""

    key: str
    steps: bytes
    times: bytes
    values: bytes


class LogParams(Record, tag="params", kw_only=True, omit_defaults=True):
    """Params, as text."""

    values: dict[str, str]


class SetTags(Record, tag="tags", kw_only=True, omit_defaults=True):
    """Tags to set; None takes one away."""

    values: dict[str, str | None]


class SetNote(Record, tag="note", kw_only=True, omit_defaults=True):
    """The run's note (Markdown)."""

    text: str


class LogDataset(Record, tag="dataset", kw_only=True, omit_defaults=True):
    """A dataset the run read."""

    dataset: Dataset


class SetCode(Record, tag="code", kw_only=True, omit_defaults=True):
    """What the run runs on, gathered after its start. Fields that are None change nothing."""

    code: Code


class LogCells(Record, tag="cells", kw_only=True, omit_defaults=True):
    """Cells executed while the run was active, with their source."""

    cells: list[Cell]


class LogModel(Record, tag="model", kw_only=True, omit_defaults=True):
    """A model the run made; its files go below `path` of the run's artifacts. `files` is their SHA-256 by path."""

    model_id: str
    name: str
    path: str
    model_type: str = ""
    files: dict[str, str] = {}
    params: dict[str, str] = {}
    tags: dict[str, str] = {}


class Beat(Record, tag="beat", kw_only=True, omit_defaults=True):
    """The process behind the run is alive."""

    time: Millis


class EndRun(Record, tag="end", kw_only=True, omit_defaults=True):
    """The run ends."""

    status: RunStatus
    time: Millis
    error: str | None = None


AnyRecord = (
    StartRun | LogPoints | LogParams | SetTags | SetNote | LogDataset | SetCode | LogCells | LogModel | Beat | EndRun
)


class Batch(msgspec.Struct, kw_only=True):
    """Consecutive records of one journal. Sent as MessagePack to ``POST api/ingest``.

    `seqs` gives each record's sequence number in its journal, rising; several
    journal entries may have been merged into one record, which then carries the
    last one's number.
    """

    journal: str
    seqs: list[int]
    records: list[AnyRecord]


class Rejected(msgspec.Struct, kw_only=True):
    """A record that could not be applied, and why; the others were."""

    seq: int
    run_id: RunId
    error: ErrorBody


class Receipt(msgspec.Struct, kw_only=True):
    """The journal's cursor after a batch is durable."""

    journal: str
    applied_seq: int
    rejected: list[Rejected] = []
