"""The tables of what is governed: the audit log, roles, policies, seals, transitions, gates, approvals, jobs.

They share `schema.metadata` and its conventions. Texts named as JSON hold what msgspec encoded.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from mlops_lab.storage.schema import Double, Id, cascade, metadata

# Append-only: triggers made by the migration refuse UPDATE and DELETE. `hash` covers the row and `previous`.
audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False, server_default=""),
    Column("via", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("project", Text, nullable=False, server_default=""),
    Column("before", Text),  # digests of the object's governed state
    Column("after", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Column("request_id", Text, nullable=False, server_default=""),
    Column("details", Text, nullable=False, server_default="{}"),  # JSON object
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "kind", "object", "seq"),
    Index(None, "project", "seq"),
    Index(None, "actor", "seq"),
)

# One row, locked while an entry is appended: where the chain ends.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)

audit_anchors = Table(
    "audit_anchors",
    metadata,
    Column("anchor_id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("kind", Text, nullable=False),  # file, git, rfc3161
    Column("place", Text, nullable=False),
    Column("receipt", LargeBinary),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False, server_default=""),
)

role_bindings = Table(
    "role_bindings",
    metadata,
    Column("project", Text, primary_key=True),  # `*` is all projects
    Column("subject", Text, primary_key=True),  # user:NAME, group:NAME or `*`
    Column("role", Text, nullable=False),
    Column("granted_by", Text, nullable=False, server_default=""),
    Column("granted_at", BigInteger, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("project_id", Id, cascade("projects.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("hold_id", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("kind", Text, nullable=False),  # run, experiment, model, version, project
    Column("object", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", BigInteger),
    Index(None, "kind", "object"),
)

# What a version was when it was registered; nothing changes it and it needs no other row.
version_seals = Table(
    "version_seals",
    metadata,
    Column("model_version_id", Id, cascade("model_versions.id"), primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("record", Text, nullable=False),  # JSON
    Column("sealed_at", BigInteger, nullable=False),
)

# What is left of a deleted version.
version_tombstones = Table(
    "version_tombstones",
    metadata,
    Column("project", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("model_created_at", BigInteger, primary_key=True, autoincrement=False),  # a name may be used again
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("seal_digest", Text),
    Column("record", Text, nullable=False),  # JSON: the seal and what was known of the version
    Column("reason", Text, nullable=False, server_default=""),
    Column("deleted_by", Text, nullable=False),
    Column("deleted_at", BigInteger, nullable=False),
)

# Evaluation data that gates compare on: the bytes never change, the name may get a newer digest.
frozen_datasets = Table(
    "frozen_datasets",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("project_id", Id, cascade("projects.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 of the Parquet file
    Column("path", Text, nullable=False),  # in the artifact store
    Column("target", Text),  # the column to predict
    Column("rows", BigInteger, nullable=False),
    Column("schema", Text, nullable=False),  # JSON
    Column("created_by", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("project_id", "name", "digest"),
)

# Where each target of a model stands. `generation` counts applied transitions: who changes it compares it first.
model_targets = Table(
    "model_targets",
    metadata,
    Column("registered_model_id", Id, cascade("registered_models.id"), primary_key=True, autoincrement=False),
    Column("target", Text, primary_key=True),
    Column("live_version", Integer),
    Column("previous_version", Integer),  # what a rollback returns to
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("updated_at", BigInteger, nullable=False),
)

version_states = Table(
    "version_states",
    metadata,
    Column("registered_model_id", Id, cascade("registered_models.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("target", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("transition_id", Text),
    Column("was_live", Integer, nullable=False, server_default="0"),
    Column("updated_at", BigInteger, nullable=False),
)

transitions = Table(
    "transitions",
    metadata,
    Column("transition_id", Text, primary_key=True),
    Column("registered_model_id", Id, cascade("registered_models.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("target", Text, nullable=False),
    Column("kind", Text, nullable=False),  # promote, rollback, retire
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("requested_by", Text, nullable=False),
    Column("requested_name", Text, nullable=False, server_default=""),
    Column("requested_via", Text, nullable=False, server_default=""),
    Column("requested_at", BigInteger, nullable=False),
    Column("policy_version", Integer, nullable=False, server_default="0"),
    Column("policy_digest", Text, nullable=False, server_default=""),
    Column("evidence_digest", Text),
    Column("subject_digest", Text),  # what an approval is given on
    Column("generation", Integer, nullable=False),  # of the target when this was asked
    Column("replaced_version", Integer),  # what was live before it was applied
    Column("expires_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Index(None, "registered_model_id", "target", "requested_at"),
    Index(
        "ix_transitions_open",
        "requested_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

gate_results = Table(
    "gate_results",
    metadata,
    Column("result_id", Text, primary_key=True),
    Column("transition_id", Text, cascade("transitions.transition_id"), nullable=False, index=True),
    Column("gate", Text, nullable=False),  # its name within the policy
    Column("kind", Text, nullable=False),  # built in, or module:function
    Column("params", Text, nullable=False, server_default="{}"),  # JSON object
    Column("inputs_digest", Text, nullable=False),  # of all it depends on: another one makes it stale
    Column("state", Text, nullable=False),  # queued, running, passed, failed, error, stale
    Column("summary", Text, nullable=False, server_default=""),
    Column("evidence", Text),  # JSON
    Column("evidence_digest", Text),
    Column("log", Text, nullable=False, server_default=""),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("approval_id", Text, primary_key=True),
    Column("transition_id", Text, cascade("transitions.transition_id"), nullable=False, index=True),
    Column("username", Text, nullable=False),
    Column("display_name", Text, nullable=False, server_default=""),
    Column("decision", Text, nullable=False),  # approve, reject, reviewed
    Column("comment", Text, nullable=False, server_default=""),
    Column("subject_digest", Text, nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("voided_at", BigInteger),
    Column("void_reason", Text, nullable=False, server_default=""),
)

review_comments = Table(
    "review_comments",
    metadata,
    Column("comment_id", Text, primary_key=True),
    Column("transition_id", Text, cascade("transitions.transition_id"), nullable=False, index=True),
    Column("username", Text, nullable=False),
    Column("display_name", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# The parts of a model's card that people write; every change is a new revision.
model_cards = Table(
    "model_cards",
    metadata,
    Column("registered_model_id", Id, cascade("registered_models.id"), primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("parts", Text, nullable=False),  # JSON
    Column("digest", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
)

# Anything slow: stored, leased by one server at a time, cancellable, with progress.
jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("project", Text, nullable=False, server_default=""),
    Column("subject", Text, nullable=False, server_default=""),  # what it is about; one open job a kind and subject
    Column("payload", Text, nullable=False, server_default="{}"),  # JSON object
    Column("state", Text, nullable=False),  # queued, running, done, failed, cancelled
    Column("progress", Double, nullable=False, server_default="0"),
    Column("message", Text, nullable=False, server_default=""),
    Column("result", Text),  # JSON
    Column("error", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("cancel_asked", Integer, nullable=False, server_default="0"),
    Column("lease_owner", Text),
    Column("lease_until", BigInteger),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Index(
        "ix_jobs_open",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(None, "project", "created_at"),
)
