"""One kernel for the stories of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.magics.kernels import Kernel
from tests.parts.jupyter import LabServer


@pytest.fixture(scope="module")
def folder(lab_server: LabServer) -> Path:
    """Where the notebook lies."""
    made = lab_server.root_dir / "lab"
    made.mkdir(exist_ok=True)
    return made


@pytest.fixture(scope="module")
def kernel(lab_server: LabServer, folder: Path) -> Iterator[Kernel]:
    """A kernel with the magics beside the server."""
    made = Kernel(lab_server, folder)
    yield made
    made.close()
