"""Names that are there from the start."""

from __future__ import annotations

DEFAULT_PROJECT = "default"
