"""What a policy says: targets, the gates before them, who approves, and what may be stored.

A policy is a YAML document of a project; each change is a new version. Where none has
been written the default holds: alone on a laptop it asks no second person, on a shared
server one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from mlops_lab.governance.roles import Role
from mlops_lab.wire.clock import Millis


class SecondPerson(StrEnum):
    """When a rollback needs a second person."""

    NEVER = "never"
    AFTER = "after"
    """It is done at once and reviewed afterwards (break-glass)."""
    BEFORE = "before"


class GateRule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One gate: a built-in one or ``package.module:function``, with its parameters."""

    gate: str
    name: str = ""
    params: dict[str, Any] = {}
    time_limit: int = 600
    """Seconds."""
    memory_limit_mb: int = 4096
    """Of the gate and the processes it starts, together."""


class ApprovalRule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many people other than author and requester approve, and of which role."""

    count: int = 0
    role: Role = Role.APPROVER
    valid_hours: int = 168


class Freeze(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A time in which nothing moves: ISO dates or times in UTC, the end included for a date."""

    begin: str
    end: str
    reason: str = ""


class TargetRule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What it takes to become live for one target."""

    alias: str = ""
    """The alias that moves; the target's own name where empty."""
    after: str | None = None
    """A target that the version must have been live for before."""
    gates: list[GateRule] = []
    approvals: ApprovalRule = msgspec.field(default_factory=ApprovalRule)
    rollback: SecondPerson = SecondPerson.AFTER
    freeze: list[Freeze] = []


class FormatRule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What model files may be."""

    allowed: list[str] = msgspec.field(default_factory=lambda: ["skops", "onnx"])
    pickle: bool = False
    trusted_types: list[str] = []
    """Types beyond scikit-learn's and NumPy's that skops may load, by full name."""


class RetentionRule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """When deleted things may be purged. None keeps them for ever."""

    deleted_runs_days: int | None = None
    retired_versions_days: int | None = None


class Policy(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A whole policy."""

    targets: dict[str, TargetRule]
    gate_packages: list[str] = []
    """Folders on the server whose packages hold the project's own gates."""
    protected_aliases: list[str] = []
    formats: FormatRule = msgspec.field(default_factory=FormatRule)
    retention: RetentionRule = msgspec.field(default_factory=RetentionRule)


class PolicyVersion(msgspec.Struct, kw_only=True):
    """A version of a project's policy; 0 is the default, which nobody has written."""

    project: str
    version: int
    text: str
    digest: str
    policy: Policy
    comment: str = ""
    created_by: str = ""
    created_at: Millis | None = None
