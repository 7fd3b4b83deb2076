"""What a dataset's rows look like: profiles beside the datasets."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
