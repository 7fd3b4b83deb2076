"""The tutorial runs top to bottom in a real kernel beside a real server."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.magics.kernels import CARD
from tests.parts.jupyter import LabServer

TUTORIAL = Path(__file__).parents[2] / "examples" / "tutorial.ipynb"


def test_the_tutorial_runs_top_to_bottom(lab_server: LabServer) -> None:
    here = lab_server.root_dir / "tutorial.ipynb"
    shutil.copy(TUTORIAL, here)
    notebook = nbformat.read(here, as_version=4)
    assert all(cell.cell_type != "code" or not cell.outputs for cell in notebook.cells)
    client = NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(here.parent)}}
    )
    client.execute(env=lab_server.client_env | {"MLOPS_LAB_NOTEBOOK": "tutorial.ipynb"})

    cards = [
        (output.data[CARD]["name"], output.data["text/html"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if CARD in output.get("data", {})
    ]
    assert [name for name, _ in cards] == ["baseline", "boosting", "boosting, gently", "grid search", "boosting"]
    assert all("finished" in shown for _, shown in cards)
    warned = [
        output.text for cell in notebook.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"
    ]
    assert warned == []
    swept = next(cell for cell in notebook.cells if cell.id == "sweep").outputs[0].data["text/plain"]
    assert "3 of 3 combinations" in swept
    assert "failed" not in swept
    listed = next(cell for cell in notebook.cells if cell.id == "runs").outputs[0].data["text/plain"]
    assert len(listed.splitlines()) >= 5
    promoted = next(cell for cell in notebook.cells if cell.id == "promote").outputs[0].data["text/plain"]
    assert promoted == "late-flights@v1 is live for staging"
    staged = next(cell for cell in notebook.cells if cell.id == "load-it").outputs
    assert "says the model in staging" in staged[0].text
    assert staged[1].data["text/plain"].startswith("late-flights@v1 to production: Promote (")
