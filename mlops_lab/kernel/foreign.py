"""An MLflow server read through its REST protocol."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlencode

from mlops_lab.kernel.client import Client, quoted
from mlops_lab.tracking.types import Artifact, Dataset, RunStatus

BASE = "api/2.0/mlflow"
PAGE = 500
POINTS_PAGE = 25_000

_STATES = {"FINISHED": RunStatus.FINISHED, "FAILED": RunStatus.FAILED, "KILLED": RunStatus.KILLED}


@dataclass
class ForeignExperiment:
    """An experiment there."""

    experiment_id: str
    name: str
    tags: dict[str, str]


@dataclass
class LastPoint:
    """The newest point of a metric."""

    step: int
    timestamp: int


@dataclass
class ForeignRun:
    """A run there, without its histories."""

    run_id: str
    name: str
    user: str
    status: RunStatus
    start_time: int
    end_time: int | None
    artifact_uri: str
    params: dict[str, str]
    tags: dict[str, str]
    metrics: dict[str, LastPoint]
    datasets: list[Dataset]


def experiments(client: Client) -> Iterator[ForeignExperiment]:
    """Yield the experiments, the oldest first."""
    question = {"max_results": PAGE, "view_type": "ACTIVE_ONLY", "order_by": ["experiment_id ASC"]}
    for found in _pages(client, "experiments/search", question, "experiments"):
        yield ForeignExperiment(str(found["experiment_id"]), str(found["name"]), _labels(found.get("tags")))


def runs(client: Client, experiment_id: str) -> Iterator[ForeignRun]:
    """Yield an experiment's runs, the oldest first."""
    question = {
        "experiment_ids": [experiment_id],
        "max_results": PAGE,
        "run_view_type": "ACTIVE_ONLY",
        "order_by": ["attributes.start_time ASC"],
    }
    for found in _pages(client, "runs/search", question, "runs"):
        yield _run(found)


def history(client: Client, run_id: str, key: str) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield all points of a metric as columns of steps, times and values."""
    token: str | None = None
    while True:
        query = {"run_id": run_id, "metric_key": key, "max_results": POINTS_PAGE, "page_token": token}
        page = _get(client, f"{BASE}/metrics/get-history", query)
        points = page.get("metrics", [])
        if points:
            count = len(points)
            yield (
                struct.pack(f"<{count}q", *[int(point.get("step", 0)) for point in points]),
                struct.pack(f"<{count}q", *[int(point.get("timestamp", 0)) for point in points]),
                struct.pack(f"<{count}d", *[float(point["value"]) for point in points]),
            )
        token = page.get("next_page_token")
        if not token:
            return


def artifacts(client: Client, run_id: str, folder: str) -> Iterator[Artifact]:
    """Yield what is in a folder of a run's artifacts."""
    token: str | None = None
    while True:
        page = _get(client, f"{BASE}/artifacts/list", {"run_id": run_id, "path": folder or None, "page_token": token})
        for found in page.get("files", []):
            is_dir = bool(found.get("is_dir"))
            size = None if is_dir else int(found.get("file_size", 0))
            yield Artifact(path=str(found["path"]), is_dir=is_dir, size=size)
        token = page.get("next_page_token")
        if not token:
            return


def download(client: Client, run: ForeignRun, path: str, file: IO[bytes]) -> None:
    """Fetch a file, through the server's artifact proxy where it has one."""
    scheme, _, rest = run.artifact_uri.partition(":")
    if scheme == "mlflow-artifacts":
        root = rest.lstrip("/") if not rest.startswith("//") else rest[2:].partition("/")[2]
        client.download(f"api/2.0/mlflow-artifacts/artifacts/{quoted(f'{root}/{path}')}", file)
    else:
        client.download("get-artifact?" + urlencode({"run_uuid": run.run_id, "path": path}), file)


def _run(found: dict[str, Any]) -> ForeignRun:
    info, data = found["info"], found.get("data", {})
    tags = _labels(data.get("tags"))
    return ForeignRun(
        run_id=str(info["run_id"]),
        name=str(info.get("run_name") or tags.get("mlflow.runName", "")),
        user=str(info.get("user_id") or tags.get("mlflow.user", "")),
        status=_STATES.get(str(info.get("status")), RunStatus.RUNNING),
        start_time=int(info.get("start_time") or 0),
        end_time=int(info["end_time"]) if info.get("end_time") else None,
        artifact_uri=str(info.get("artifact_uri", "")),
        params=_labels(data.get("params")),
        tags=tags,
        metrics={
            metric["key"]: LastPoint(int(metric.get("step", 0)), int(metric.get("timestamp", 0)))
            for metric in data.get("metrics", [])
        },
        datasets=[_dataset(one) for one in found.get("inputs", {}).get("dataset_inputs", [])],
    )


def _dataset(found: dict[str, Any]) -> Dataset:
    dataset, tags = found.get("dataset", {}), _labels(found.get("tags"))
    return Dataset(
        name=str(dataset.get("name", "dataset")),
        digest=str(dataset.get("digest", "")),
        source_type=str(dataset.get("source_type", "")),
        source=str(dataset.get("source", "")),
        schema=dataset.get("schema"),
        profile=dataset.get("profile"),
        context=tags.pop("mlflow.data.context", None),
        tags=tags,
    )


def _labels(found: Any) -> dict[str, str]:
    return {str(one["key"]): str(one.get("value", "")) for one in found or []}


def _pages(client: Client, path: str, question: dict[str, Any], what: str) -> Iterator[dict[str, Any]]:
    token: str | None = None
    while True:
        # NaN, which MLflow writes bare, is no JSON to a strict reader
        page = json.loads(
            client.send_raw("POST", f"{BASE}/{path}", question | ({"page_token": token} if token else {}))
        )
        yield from page.get(what, [])
        token = page.get("next_page_token")
        if not token:
            return


def _get(client: Client, path: str, query: dict[str, Any]) -> dict[str, Any]:
    answer = json.loads(client.get_raw(path, **query))
    return answer if isinstance(answer, dict) else {}
