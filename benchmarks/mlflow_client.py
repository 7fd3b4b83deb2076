"""What the stock MLflow client does, timed. Run where mlflow is installed; prints its figures as JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import threading
import time
import urllib.parse
import urllib.request
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

client = MlflowClient()
HEADERS = {"Authorization": f"Bearer {os.environ['MLFLOW_TRACKING_TOKEN']}", "Content-Type": "application/json"}
BASE = os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow"


def timed(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def logging(seconds: float, threads: int) -> tuple[float, list[float]]:
    """Log single points for a while; return how many a second, and how long each took."""
    each: list[list[float]] = [[] for _ in range(threads)]
    runs = [client.create_run("0").info.run_id for _ in range(threads)]
    for run_id in runs:
        client.log_metric(run_id, "warm", 1.0)
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        step = 0
        while time.perf_counter() < end:
            began = time.perf_counter()
            client.log_metric(runs[number], "loss", 1.0 / (step + 1), step=step)
            each[number].append(time.perf_counter() - began)
            step += 1

    began = time.perf_counter()
    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = [one for some in each for one in some]
    return len(took) / (time.perf_counter() - began), took


def batches(count: int) -> float:
    """Log batches of 1,000 points; return points a second."""
    run_id = client.create_run("0").info.run_id
    took = 0.0
    for number in range(count):
        points = [Metric(f"m{i % 10}", float(i), 1_700_000_000_000 + i, number * 100 + i // 10) for i in range(1000)]
        took += timed(lambda points=points: client.log_batch(run_id, metrics=points))
    return count * 1000 / took


def ask(path: str, body: dict[str, Any] | None = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, data=data, headers=HEADERS)
    with urllib.request.urlopen(request, timeout=600) as answer:
        return answer.read()


def fill(runs: int) -> str:
    """Make runs with a few params, tags and metrics each."""
    experiment = client.create_experiment(f"search {time.time()}")
    for number in range(runs):
        run = client.create_run(experiment, run_name=f"run {number}").info.run_id
        points = [Metric(f"m{i}", (number * 7919 % 10_007) / 10_007 + i, 1, 1) for i in range(5)]
        params = [Param("model", f"net-{number % 10}"), Param("lr", str(number % 100)), Param("seed", str(number))]
        client.log_batch(run, metrics=points, params=params, tags=[RunTag("team", f"t{number % 5}")])
    return experiment


def searches(experiment: str, rounds: int) -> dict[str, float]:
    """Search over HTTP; return the median seconds of each question."""
    questions = {
        "metric": {"filter": "metrics.m0 > 0.5", "order_by": ["metrics.m0 DESC"]},
        "param": {"filter": "params.model LIKE 'net-3%'"},
    }
    found = {}
    for name, question in questions.items():
        body = {"experiment_ids": [experiment], "max_results": 100} | question
        assert len(json.loads(ask("/runs/search", body))["runs"]) == 100
        found[name] = statistics.median(timed(lambda body=body: ask("/runs/search", body)) for _ in range(rounds))
    return found


def history(points: int) -> float:
    """Log a long series, then return the seconds that reading all of it takes over HTTP."""
    run_id = client.create_run("0").info.run_id
    for begin in range(0, points, 1000):
        batch = [Metric("long", float(i), 1_700_000_000_000 + i, i) for i in range(begin, begin + 1000)]
        client.log_batch(run_id, metrics=batch)
    query = urllib.parse.urlencode({"run_id": run_id, "metric_key": "long"})
    began = time.perf_counter()
    data = ask(f"/metrics/get-history?{query}")
    took = time.perf_counter() - began
    assert data.count(b'"step"') == points
    return took


def main() -> None:
    what = json.loads(sys.argv[1])
    found: dict[str, Any] = {}
    rate, each = logging(what["seconds"], 1)
    found["sequential"] = rate
    found["sequential p50"] = statistics.median(each)
    rate, each = logging(what["seconds"], 16)
    found["threads"] = rate
    found["threads p99"] = sorted(each)[int(len(each) * 0.99)]
    found["batch"] = batches(what["batches"])
    found["history"] = history(what["points"])
    found["search"] = searches(fill(what["runs"]), what["rounds"])
    print(json.dumps(found))


main()
