"""What control over models says on the wire: seals, gates, approvals, transitions, plans."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from mlops_lab.wire.clock import Millis


class State(StrEnum):
    """Where a version stands for a target."""

    CANDIDATE = "candidate"
    VALIDATING = "validating"
    VALIDATED = "validated"
    FAILED = "failed"
    AWAITING_APPROVAL = "awaiting approval"
    APPROVED = "approved"
    LIVE = "live"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"
    REVOKED = "revoked"


class GateState(StrEnum):
    """How far a gate's run is. `ERROR` (a crash, a time-out, NaN) blocks as `FAILED` does."""

    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    STALE = "stale"


class SealedFile(msgspec.Struct, kw_only=True, frozen=True):
    """One file of a version."""

    path: str
    size: int
    sha256: str


class SealedDataset(msgspec.Struct, kw_only=True, frozen=True):
    """A dataset that the version's run used."""

    name: str
    digest: str
    context: str | None = None
    schema: str | None = None
    profile: str | None = None
    source: str = ""


class SealedCode(msgspec.Struct, kw_only=True, frozen=True):
    """The code a version comes from: a commit, or a notebook's cells."""

    git_commit: str | None = None
    git_branch: str | None = None
    git_remote: str | None = None
    git_diff_sha256: str | None = None
    notebook: str | None = None
    cell_id: str | None = None
    cell_source: str | None = None
    cells_sha256: list[str] = []
    entry_point: str | None = None


class Seal(msgspec.Struct, kw_only=True, frozen=True):
    """What a version was when it was registered, whole: it needs no run, dataset or file elsewhere.

    Attributes
    ----------
    files : list, optional
        None where the files lie at an address that only the client reads; such a version has no
        digests, which the gate for safe formats refuses.
    environment : dict
        ``python`` and ``packages`` (exact versions).
    signature, profile : dict, optional
        MLflow's form of a signature; the reference profile of the training data.
    """

    name: str
    version: int
    project: str
    source: str
    files: list[SealedFile] | None
    formats: list[str] = []
    signature: dict[str, Any] | None = None
    environment: dict[str, Any] = {}
    code: SealedCode = SealedCode()
    datasets: list[SealedDataset] = []
    features: list[dict[str, Any]] = []
    params: dict[str, str] = {}
    metrics: dict[str, float | str] = {}
    profile: dict[str, Any] | None = None
    run_id: str | None = None
    run_name: str = ""
    logged_model_id: str | None = None
    author: str = ""
    author_name: str = ""
    attributed_to: str = ""
    """Who ran the cell, as the notebook says; shown as such, nothing relies on it."""
    sealed_at: Millis


class Verdict(msgspec.Struct, kw_only=True):
    """What a gate found: whether it passes, and the evidence."""

    passed: bool
    summary: str = ""
    numbers: dict[str, float] = {}
    table: list[dict[str, Any]] = []
    plot: str | None = None
    """An SVG or PNG as a data URI."""


class GateResult(msgspec.Struct, kw_only=True):
    """One run of one gate."""

    result_id: str
    gate: str
    kind: str
    params: dict[str, Any] = {}
    state: GateState
    summary: str = ""
    evidence: Verdict | None = None
    evidence_digest: str | None = None
    log: str = ""
    started_at: Millis | None = None
    ended_at: Millis | None = None


class Approval(msgspec.Struct, kw_only=True):
    """One person's decision on exactly what they saw. `stale` says that it has changed since."""

    approval_id: str
    username: str
    display_name: str = ""
    decision: str
    comment: str = ""
    subject_digest: str
    decided_at: Millis
    expires_at: Millis | None = None
    stale: bool = False
    void_reason: str = ""


class Comment(msgspec.Struct, kw_only=True):
    """A remark in a review."""

    comment_id: str
    username: str
    display_name: str = ""
    text: str
    created_at: Millis


class Transition(msgspec.Struct, kw_only=True):
    """One request to make a version live for a target, from asking to its end."""

    transition_id: str
    project: str
    name: str
    version: int
    target: str
    kind: str
    state: State
    note: str = ""
    requested_by: str
    requested_name: str = ""
    requested_via: str = ""
    requested_at: Millis
    policy_version: int
    policy_digest: str
    evidence_digest: str | None = None
    subject_digest: str | None = None
    generation: int
    replaced_version: int | None = None
    gates: list[GateResult] = []
    approvals: list[Approval] = []
    approvals_needed: int = 0
    comments: list[Comment] = []
    expires_at: Millis | None = None
    ended_at: Millis | None = None
    ended_by: str | None = None
    reason: str = ""
    may_approve: bool = False
    """Whether whoever asks may decide on it."""
    why_not: str = ""
    review_open: bool = False
    """Whether it was applied at once, and waits for a second person to look at it."""


class Plan(msgspec.Struct, kw_only=True):
    """What `promote` would do, and what its button says.

    Attributes
    ----------
    label : str
        ``Promote``, ``Request approval (2 gates to run)``, ``Blocked: accuracy below champion`` ….
    blocked : list of str
        Why it cannot go on; empty where it can.
    gates_failed : list of str
        What would fail again, as nothing it rests on has changed.
    alone : bool
        Whether the policy asks no second person.
    generation : int
        How often the target has moved; `promote` is told where it has moved since.
    frozen : str
        Until when nothing moves, and why; empty outside of a freeze.
    """

    name: str
    version: int
    target: str
    state: State
    label: str
    blocked: list[str] = []
    gates_to_run: list[str] = []
    gates_passed: list[str] = []
    gates_failed: list[str] = []
    approvals_needed: int = 0
    approvals_given: int = 0
    approvers: list[str] = []
    alone: bool = False
    live_version: int | None = None
    generation: int = 0
    frozen: str = ""
    policy_version: int
    transition_id: str | None = None
    """The open one, where this has been asked for already."""


class TargetState(msgspec.Struct, kw_only=True):
    """What is live for a target of a model."""

    name: str
    target: str
    alias: str
    live_version: int | None = None
    previous_version: int | None = None
    generation: int = 0
    updated_at: Millis | None = None


class InboxItem(msgspec.Struct, kw_only=True):
    """Something that waits for a person: ``approve``, ``review`` (of a rollback already done) or ``own``."""

    why: str
    transition: Transition
