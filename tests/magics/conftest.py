"""One kernel for the stories of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.magics.kernels import Kernel
from tests.parts.jupyter import LabServer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the notebook lies."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def kernel(lab_server: LabServer, folder: Path) -> Iterator[Kernel]:
    """A kernel with the magics beside the server."""
    made = Kernel(lab_server, folder)
    yield made
    made.close()
