"""What the server answers, as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from mlops_lab.kernel.client import Client
from mlops_lab.tracking.types import Run, RunPage, RunSearch, View

if TYPE_CHECKING:
    import pandas as pd

PAGE = 1000
POINTS_PAGE = 1_000_000


class PackedHistory(msgspec.Struct, kw_only=True):
    """A page of points as little-endian columns."""

    steps: bytes
    times: bytes
    values: bytes
    next_page_token: str | None = None


def history_frame(client: Client, run_id: str, key: str) -> pd.DataFrame:
    """Return all points of a metric: step, time (UTC) and value."""
    import numpy as np
    import pandas as pd

    steps, times, values = [], [], []
    token: str | None = None
    while True:
        query: dict[str, Any] = {"key": key, "max_results": POINTS_PAGE, "page_token": token}
        page = client.pack(f"api/runs/{run_id}/history", PackedHistory, **query)
        steps.append(np.frombuffer(page.steps, "<i8"))
        times.append(np.frombuffer(page.times, "<i8"))
        values.append(np.frombuffer(page.values, "<f8"))
        token = page.next_page_token
        if token is None:
            break
    return pd.DataFrame(
        {
            "step": np.concatenate(steps),
            "time": pd.to_datetime(np.concatenate(times), unit="ms", utc=True),
            "value": np.concatenate(values),
        }
    )


def find_runs(
    client: Client,
    project: str,
    experiment_ids: list[str] | None,
    text: str,
    order_by: list[str],
    max_results: int,
    view: View = View.ACTIVE,
) -> list[Run]:
    """Return the runs that a filter finds, page by page."""
    found: list[Run] = []
    token: str | None = None
    while len(found) < max_results:
        question = RunSearch(
            project=project,
            experiment_ids=experiment_ids,
            filter=text,
            order_by=order_by,
            view=view,
            max_results=min(PAGE, max_results - len(found)),
            page_token=token,
        )
        page = client.send("POST", "api/runs/search", question, RunPage)
        found += page.runs
        token = page.next_page_token
        if token is None:
            break
    return found


def runs_frame(
    client: Client,
    project: str,
    experiment_ids: list[str] | None,
    text: str,
    order_by: list[str],
    max_results: int,
    view: View,
) -> pd.DataFrame:
    """Return the runs that a filter finds as a DataFrame, one row a run."""
    import pandas as pd

    runs = find_runs(client, project, experiment_ids, text, order_by, max_results, view)
    columns: dict[str, Any] = {
        "run_id": [run.run_id for run in runs],
        "name": [run.name for run in runs],
        "status": [run.status.value for run in runs],
        "person": [run.person.username for run in runs],
        "experiment": [run.experiment_name for run in runs],
        "parent_run_id": [run.parent_run_id for run in runs],
        "start_time": pd.to_datetime([run.start_time for run in runs], unit="ms", utc=True),
        "end_time": pd.to_datetime(pd.Series([run.end_time for run in runs], dtype="Int64"), unit="ms", utc=True),
    }
    for key in _keys(run.metrics for run in runs):
        columns[f"metrics.{key}"] = [float(run.metrics[key].last) if key in run.metrics else None for run in runs]
    for key in _keys(run.params for run in runs):
        columns[f"params.{key}"] = [run.params.get(key) for run in runs]
    for key in _keys(run.tags for run in runs):
        columns[f"tags.{key}"] = [run.tags.get(key) for run in runs]
    frame = pd.DataFrame(columns)
    numbers = [name for name in columns if name.startswith("metrics.")]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def _keys(mappings: Any) -> list[str]:
    return sorted({key for mapping in mappings for key in mapping})
