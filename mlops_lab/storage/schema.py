"""The tables. What is here is what the newest migration leaves; a test holds the two together.

Conventions: times are UTC milliseconds; `rid` is a run's small integer, used by
everything that hangs on a run, while `run_id` is the id the world sees; a name
that people choose is `Text` because people choose long ones.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mlops_lab.wire.defaults import DEFAULT_PROJECT as DEFAULT_PROJECT

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite's rowid must be spelled INTEGER
Double = Float(53)

HEAD = 128
"""Characters of a param's or tag's value that its index holds (PostgreSQL bounds an index row)."""


def cascade(target: str) -> ForeignKey:
    """Return a key into another table whose row takes this one with it."""
    return ForeignKey(target, ondelete="CASCADE")


def _labels(name: str, owner: str, target: str) -> Table:
    """Make a key-value table that hangs on `target`."""
    return Table(
        name,
        metadata,
        Column(owner, Id, cascade(target), primary_key=True, autoincrement=False),
        Column("key", Text, primary_key=True),
        Column("value", Text, nullable=False),
        sqlite_with_rowid=False,
    )


projects = Table(
    "projects",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("deleted_at", BigInteger),
)

experiments = Table(
    "experiments",
    metadata,
    # AUTOINCREMENT: an id, once purged, never comes back meaning something else
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("project_id", Id, cascade("projects.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("artifact_location", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    UniqueConstraint("project_id", "name"),
    sqlite_autoincrement=True,
)

experiment_tags = _labels("experiment_tags", "experiment_id", "experiments.id")

runs = Table(
    "runs",
    metadata,
    Column("rid", Id, Identity(always=False), primary_key=True),
    Column("run_id", Text, nullable=False, unique=True),
    Column("experiment_id", Id, cascade("experiments.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("username", Text, nullable=False, server_default=""),
    Column("display_name", Text, nullable=False, server_default=""),
    Column("start_time", BigInteger, nullable=False),
    Column("end_time", BigInteger),
    Column("heartbeat_at", BigInteger),
    Column("deleted_at", BigInteger),
    Column("parent_run_id", Text, index=True),
    Column("forked_from", Text),
    Column("forked_step", BigInteger),
    Column("artifact_uri", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("error", Text),
    Column("notebook", Text),
    Column("cell_id", Text),
    Column("execution_count", Integer),
    Column("kernel_id", Text),
    Column("host", Text),
    Column("pid", Integer),
    # the listing: newest first within an experiment
    Index(None, "experiment_id", "start_time", "rid"),
    # badges: the runs of one notebook
    Index(None, "notebook", "cell_id"),
    # the sweep for killed and stale runs
    Index(
        "ix_runs_open",
        "status",
        sqlite_where=text("status IN ('running', 'stale')"),
        postgresql_where=text("status IN ('running', 'stale')"),
    ),
    sqlite_autoincrement=True,
)

run_params = _labels("run_params", "rid", "runs.rid")
run_tags = _labels("run_tags", "rid", "runs.rid")
for _table in (run_params, run_tags):
    # the other side of EAV: which runs have this key with this value
    Index(f"ix_{_table.name}_value", _table.c.key, text(f"substr(value, 1, {HEAD})"), _table.c.rid, _table=_table)

series = Table(
    "series",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("rid", Id, cascade("runs.rid"), nullable=False),
    Column("key", Text, nullable=False),
    # the newest point by step, then time, then value; NULL is NaN
    Column("last_step", BigInteger, nullable=False),
    Column("last_time", BigInteger, nullable=False),
    Column("last_value", Double),
    # over the points that are not NaN; NULL where there is none
    Column("min_value", Double),
    Column("max_value", Double),
    Column("mean_value", Double),
    Column("first_step", BigInteger, nullable=False),
    Column("max_step", BigInteger, nullable=False),
    Column("count", BigInteger, key="total", nullable=False),  # a row has a method of the name count
    Column("nan_count", BigInteger, nullable=False, server_default="0"),
    Column("tail_count", Integer, nullable=False, server_default="0"),
    UniqueConstraint("rid", "key"),
    # the other side of EAV: runs in the order of this metric's last, least or greatest value
    Index(None, "key", "last_value", "rid"),
    Index(None, "key", "min_value", "rid"),
    Index(None, "key", "max_value", "rid"),
)

# Fresh points. The value is kept as the 64 bits of the float, so that NaN survives SQLite
# and an exact duplicate is refused by the key itself.
points = Table(
    "points",
    metadata,
    Column("series_id", Id, cascade("series.id"), primary_key=True, autoincrement=False),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    Column("time", BigInteger, primary_key=True, autoincrement=False),
    Column("bits", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Sealed points: a summary a chunk here, its compressed columns in `chunk_data`, so that a
# chart reads summaries without touching the data's pages.
chunks = Table(
    "chunks",
    metadata,
    Column("series_id", Id, cascade("series.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, key="total", nullable=False),
    Column("nan_count", Integer, nullable=False),
    Column("min_step", BigInteger, nullable=False),
    Column("max_step", BigInteger, nullable=False),
    Column("min_time", BigInteger, nullable=False),
    Column("max_time", BigInteger, nullable=False),
    Column("min_value", Double),
    Column("max_value", Double),
    Column("mean_value", Double),
    Column("last_value", Double),
    sqlite_with_rowid=False,
)

chunk_data = Table(
    "chunk_data",
    metadata,
    Column("series_id", Id, cascade("series.id"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("project_id", Id, cascade("projects.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("source_type", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("schema", Text),
    Column("profile", Text),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("project_id", "name", "digest"),
)

run_datasets = Table(
    "run_datasets",
    metadata,
    Column("rid", Id, cascade("runs.rid"), primary_key=True, autoincrement=False),
    Column("dataset_id", Id, cascade("datasets.id"), primary_key=True, autoincrement=False),
    Column("context", Text),
    Column("tags", Text, nullable=False, server_default="{}"),  # JSON object
    Index(None, "dataset_id"),
)

# Texts that many runs share (a cell's source, a list of packages, a diff), stored once,
# compressed, under the SHA-256 of the text.
contents = Table(
    "contents",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

run_code = Table(
    "run_code",
    metadata,
    Column("rid", Id, cascade("runs.rid"), primary_key=True, autoincrement=False),
    Column("cell_source", Text),  # digest in contents
    Column("git_commit", Text),
    Column("git_branch", Text),
    Column("git_remote", Text),
    Column("git_diff", Text),  # digest in contents
    Column("entry_point", Text),
    Column("python", Text),
    Column("packages", Text),  # digest in contents, JSON object
    Column("platform", Text),
)

run_cells = Table(
    "run_cells",
    metadata,
    Column("rid", Id, cascade("runs.rid"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),  # in contents
    Column("cell_id", Text),
    Column("execution_count", Integer),
    Column("executed_at", BigInteger),
    sqlite_with_rowid=False,
)

logged_models = Table(
    "logged_models",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("model_id", Text, nullable=False, unique=True),
    Column("experiment_id", Id, cascade("experiments.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_message", Text, nullable=False, server_default=""),
    Column("model_type", Text, nullable=False, server_default=""),
    Column("source_run_id", Text, index=True),
    Column("artifact_uri", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
)

logged_model_tags = _labels("logged_model_tags", "logged_model_id", "logged_models.id")
logged_model_params = _labels("logged_model_params", "logged_model_id", "logged_models.id")

logged_model_metrics = Table(
    "logged_model_metrics",
    metadata,
    Column("logged_model_id", Id, cascade("logged_models.id"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    Column("time", BigInteger, primary_key=True, autoincrement=False),
    Column("bits", BigInteger, primary_key=True, autoincrement=False),
    Column("run_id", Text, primary_key=True),
    Column("dataset_name", Text),
    Column("dataset_digest", Text),
)

# Models a run read (`input`) or made (`output`, at a step).
run_models = Table(
    "run_models",
    metadata,
    Column("rid", Id, cascade("runs.rid"), primary_key=True, autoincrement=False),
    Column("model_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("step", BigInteger, nullable=False, server_default="0"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("view_id", Text, primary_key=True),
    Column("project_id", Id, cascade("projects.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # JSON object
    Column("owner", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

# How far each kernel's journal has been applied; written in the same transaction as its records.
journal_cursors = Table(
    "journal_cursors",
    metadata,
    Column("journal", Text, primary_key=True),
    Column("applied_seq", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

registered_models = Table(
    "registered_models",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("project_id", Id, cascade("projects.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("last_version", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("project_id", "name"),
)

registered_model_tags = _labels("registered_model_tags", "registered_model_id", "registered_models.id")

model_versions = Table(
    "model_versions",
    metadata,
    Column("id", Id, Identity(always=False), primary_key=True),
    Column("registered_model_id", Id, cascade("registered_models.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("storage_location", Text, nullable=False, server_default=""),
    Column("run_id", Text, index=True),
    Column("run_link", Text, nullable=False, server_default=""),
    Column("logged_model_id", Text, index=True),
    Column("username", Text, nullable=False, server_default=""),
    Column("status", Text, nullable=False, server_default="READY"),
    Column("status_message", Text, nullable=False, server_default=""),
    Column("stage", Text, nullable=False, server_default="None"),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("registered_model_id", "version"),
)

model_version_tags = _labels("model_version_tags", "model_version_id", "model_versions.id")

model_aliases = Table(
    "model_aliases",
    metadata,
    Column("registered_model_id", Id, cascade("registered_models.id"), primary_key=True, autoincrement=False),
    Column("alias", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

DEFAULT_EXPERIMENT = "Default"
DEFAULT_EXPERIMENT_ID = 0
