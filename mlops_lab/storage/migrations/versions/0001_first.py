"""The first schema: projects, experiments, runs and what hangs on them, series, models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_contents")),
    )
    op.create_table(
        "journal_cursors",
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("applied_seq", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journal", name=op.f("pk_journal_cursors")),
    )
    op.create_table(
        "projects",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("name", name=op.f("uq_projects_name")),
    )
    op.create_table(
        "datasets",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("schema", sa.Text(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_datasets_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("project_id", "name", "digest", name=op.f("uq_datasets_project_id_name_digest")),
    )
    op.create_table(
        "experiments",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("artifact_location", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_experiments_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_experiments_project_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "registered_models",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("last_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_registered_models_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_models")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_registered_models_project_id_name")),
    )
    op.create_table(
        "saved_views",
        sa.Column("view_id", sa.Text(), nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_saved_views_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_saved_views")),
    )
    op.create_index(op.f("ix_saved_views_project_id"), "saved_views", ["project_id"], unique=False)
    op.create_table(
        "experiment_tags",
        sa.Column("experiment_id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_experiment_tags_experiment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("experiment_id", "key", name=op.f("pk_experiment_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logged_models",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("experiment_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_message", sa.Text(), server_default="", nullable=False),
        sa.Column("model_type", sa.Text(), server_default="", nullable=False),
        sa.Column("source_run_id", sa.Text(), nullable=True),
        sa.Column("artifact_uri", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_logged_models_experiment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logged_models")),
        sa.UniqueConstraint("model_id", name=op.f("uq_logged_models_model_id")),
    )
    op.create_index(op.f("ix_logged_models_experiment_id"), "logged_models", ["experiment_id"], unique=False)
    op.create_index(op.f("ix_logged_models_source_run_id"), "logged_models", ["source_run_id"], unique=False)
    op.create_table(
        "model_aliases",
        sa.Column(
            "registered_model_id",
            Id,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registered_model_id"],
            ["registered_models.id"],
            name=op.f("fk_model_aliases_registered_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registered_model_id", "alias", name=op.f("pk_model_aliases")),
    )
    op.create_table(
        "model_versions",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("registered_model_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("storage_location", sa.Text(), server_default="", nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("run_link", sa.Text(), server_default="", nullable=False),
        sa.Column("logged_model_id", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="READY", nullable=False),
        sa.Column("status_message", sa.Text(), server_default="", nullable=False),
        sa.Column("stage", sa.Text(), server_default="None", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registered_model_id"],
            ["registered_models.id"],
            name=op.f("fk_model_versions_registered_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        sa.UniqueConstraint(
            "registered_model_id", "version", name=op.f("uq_model_versions_registered_model_id_version")
        ),
    )
    op.create_index(op.f("ix_model_versions_logged_model_id"), "model_versions", ["logged_model_id"], unique=False)
    op.create_index(op.f("ix_model_versions_run_id"), "model_versions", ["run_id"], unique=False)
    op.create_table(
        "registered_model_tags",
        sa.Column(
            "registered_model_id",
            Id,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registered_model_id"],
            ["registered_models.id"],
            name=op.f("fk_registered_model_tags_registered_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registered_model_id", "key", name=op.f("pk_registered_model_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "runs",
        sa.Column("rid", Id, sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("experiment_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), server_default="", nullable=False),
        sa.Column("display_name", sa.Text(), server_default="", nullable=False),
        sa.Column("start_time", sa.BigInteger(), nullable=False),
        sa.Column("end_time", sa.BigInteger(), nullable=True),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("parent_run_id", sa.Text(), nullable=True),
        sa.Column("forked_from", sa.Text(), nullable=True),
        sa.Column("forked_step", sa.BigInteger(), nullable=True),
        sa.Column("artifact_uri", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("notebook", sa.Text(), nullable=True),
        sa.Column("cell_id", sa.Text(), nullable=True),
        sa.Column("execution_count", sa.Integer(), nullable=True),
        sa.Column("kernel_id", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("pid", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_runs_experiment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_runs")),
        sa.UniqueConstraint("run_id", name=op.f("uq_runs_run_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_runs_experiment_id_start_time_rid"), "runs", ["experiment_id", "start_time", "rid"], unique=False
    )
    op.create_index(op.f("ix_runs_notebook_cell_id"), "runs", ["notebook", "cell_id"], unique=False)
    op.create_index(
        "ix_runs_open",
        "runs",
        ["status"],
        unique=False,
        sqlite_where=sa.text("status IN ('running', 'stale')"),
        postgresql_where=sa.text("status IN ('running', 'stale')"),
    )
    op.create_index(op.f("ix_runs_parent_run_id"), "runs", ["parent_run_id"], unique=False)
    op.create_table(
        "logged_model_metrics",
        sa.Column("logged_model_id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bits", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("dataset_name", sa.Text(), nullable=True),
        sa.Column("dataset_digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["logged_models.id"],
            name=op.f("fk_logged_model_metrics_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "logged_model_id", "key", "step", "time", "bits", "run_id", name=op.f("pk_logged_model_metrics")
        ),
    )
    op.create_table(
        "logged_model_params",
        sa.Column("logged_model_id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["logged_models.id"],
            name=op.f("fk_logged_model_params_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("logged_model_id", "key", name=op.f("pk_logged_model_params")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logged_model_tags",
        sa.Column("logged_model_id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["logged_models.id"],
            name=op.f("fk_logged_model_tags_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("logged_model_id", "key", name=op.f("pk_logged_model_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "model_version_tags",
        sa.Column(
            "model_version_id",
            Id,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_version_id"],
            ["model_versions.id"],
            name=op.f("fk_model_version_tags_model_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("model_version_id", "key", name=op.f("pk_model_version_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_cells",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("cell_id", sa.Text(), nullable=True),
        sa.Column("execution_count", sa.Integer(), nullable=True),
        sa.Column("executed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_cells_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", "ordinal", name=op.f("pk_run_cells")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_code",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("cell_source", sa.Text(), nullable=True),
        sa.Column("git_commit", sa.Text(), nullable=True),
        sa.Column("git_branch", sa.Text(), nullable=True),
        sa.Column("git_remote", sa.Text(), nullable=True),
        sa.Column("git_diff", sa.Text(), nullable=True),
        sa.Column("entry_point", sa.Text(), nullable=True),
        sa.Column("python", sa.Text(), nullable=True),
        sa.Column("packages", sa.Text(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_code_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", name=op.f("pk_run_code")),
    )
    op.create_table(
        "run_datasets",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("dataset_id", Id, autoincrement=False, nullable=False),
        sa.Column("context", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_run_datasets_dataset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_datasets_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", "dataset_id", name=op.f("pk_run_datasets")),
    )
    op.create_index(op.f("ix_run_datasets_dataset_id"), "run_datasets", ["dataset_id"], unique=False)
    op.create_table(
        "run_models",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_models_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", "model_id", "role", name=op.f("pk_run_models")),
    )
    op.create_table(
        "run_params",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_params_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", "key", name=op.f("pk_run_params")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "run_tags",
        sa.Column("rid", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_run_tags_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rid", "key", name=op.f("pk_run_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("rid", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("last_time", sa.BigInteger(), nullable=False),
        sa.Column("last_value", sa.Float(precision=53), nullable=True),
        sa.Column("min_value", sa.Float(precision=53), nullable=True),
        sa.Column("max_value", sa.Float(precision=53), nullable=True),
        sa.Column("mean_value", sa.Float(precision=53), nullable=True),
        sa.Column("first_step", sa.BigInteger(), nullable=False),
        sa.Column("max_step", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("nan_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tail_count", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["rid"], ["runs.rid"], name=op.f("fk_series_rid"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("rid", "key", name=op.f("uq_series_rid_key")),
    )
    op.create_index(op.f("ix_series_key_last_value_rid"), "series", ["key", "last_value", "rid"], unique=False)
    op.create_index(op.f("ix_series_key_max_value_rid"), "series", ["key", "max_value", "rid"], unique=False)
    op.create_index(op.f("ix_series_key_min_value_rid"), "series", ["key", "min_value", "rid"], unique=False)
    op.create_table(
        "chunk_data",
        sa.Column("series_id", Id, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_chunk_data_series_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "seq", name=op.f("pk_chunk_data")),
    )
    op.create_table(
        "chunks",
        sa.Column("series_id", Id, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("nan_count", sa.Integer(), nullable=False),
        sa.Column("min_step", sa.BigInteger(), nullable=False),
        sa.Column("max_step", sa.BigInteger(), nullable=False),
        sa.Column("min_time", sa.BigInteger(), nullable=False),
        sa.Column("max_time", sa.BigInteger(), nullable=False),
        sa.Column("min_value", sa.Float(precision=53), nullable=True),
        sa.Column("max_value", sa.Float(precision=53), nullable=True),
        sa.Column("mean_value", sa.Float(precision=53), nullable=True),
        sa.Column("last_value", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_chunks_series_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "seq", name=op.f("pk_chunks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "points",
        sa.Column("series_id", Id, autoincrement=False, nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bits", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_points_series_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "step", "time", "bits", name=op.f("pk_points")),
        sqlite_with_rowid=False,
    )
    for table in ("run_params", "run_tags"):
        op.create_index(f"ix_{table}_value", table, ["key", sa.text("substr(value, 1, 128)"), "rid"])
