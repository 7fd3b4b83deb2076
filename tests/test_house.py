"""What holds for the whole package: it is light to import, and both sides agree on its version."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlops_lab

ROOT = Path(__file__).parent.parent
HEAVY = [
    "sqlalchemy",
    "alembic",
    "numpy",
    "pandas",
    "sklearn",
    "pyarrow",
    "fsspec",
    "ipywidgets",
    "matplotlib",
    "IPython",
]


def loaded_by(statement: str) -> set[str]:
    """Run a statement in a fresh interpreter and return which packages it loaded."""
    script = f"{statement}\nimport sys, json; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "statement",
    [
        "import mlops_lab",
        "import mlops_lab as lab; lab.start_run; lab.use; lab.log",
        "import mlops_lab.server.extension",
    ],
)
def test_loading_it_pulls_in_nothing_heavy(statement: str) -> None:
    # what Jupyter itself brings along is not ours to answer for
    already = loaded_by("import jupyter_server.serverapp") if "server" in statement else set()

    assert sorted((loaded_by(statement) - already) & set(HEAVY)) == []


def test_python_and_the_front_end_have_the_same_version() -> None:
    assert json.loads((ROOT / "package.json").read_text())["version"] == mlops_lab.__version__


def test_the_changelog_has_an_entry_for_this_version() -> None:
    assert re.search(rf"^## {re.escape(mlops_lab.__version__)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
