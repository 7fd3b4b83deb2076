"""Fixtures of the tests of governance."""

from __future__ import annotations

import pytest

from mlops_lab.storage.database import Database
from tests.governance.offered import Things, make


@pytest.fixture
def have(database: Database) -> Things:
    """A project with a little of everything."""
    return database.write(make)
