"""MLflow's runs: make, find, change, delete, and what they read and made."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.server.endpoint import Call, Endpoints, Raw
from mlops_lab.server.mlflow import messages as m
from mlops_lab.server.mlflow.answers import info_json, paged, run_json
from mlops_lab.server.mlflow.described import described
from mlops_lab.server.mlflow.rules import experiment_of, results_of, status_of, tags_of, view_of
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import runs
from mlops_lab.tracking.attributes import RUN_NAME
from mlops_lab.tracking.datasets import log_dataset
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.logged_models import link_models
from mlops_lab.tracking.notify import Moved
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.search import find_rids
from mlops_lab.tracking.types import Dataset, RunSearch
from mlops_lab.wire.clock import now_ms
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.ids import new_id

endpoints = Endpoints()
Json = dict[str, Any]
P = "api/2.0/mlflow/runs"
CONTEXT = "mlflow.data.context"


@endpoints.add("POST", f"{P}/create", body=m.CreateRun, answer=Json)
async def create(call: Call) -> Json:
    """Begin a run."""
    body: m.CreateRun = call.body
    experiment_id = await experiment_of(call, body.experiment_id)
    tags = tags_of(body.tags)
    if body.run_name and tags.get(RUN_NAME, body.run_name) != body.run_name:
        raise invalid("Both 'run_name' and the tag 'mlflow.runName' name the run, differently.", "run_name")
    record = StartRun(
        run_id=new_id(),
        project=call.project,
        name=body.run_name or None,
        time=now_ms() if body.start_time is None else body.start_time,
        username=body.user_id or None,
        tags=tags,
    )
    made = await call.write(lambda tx: runs.create_run(tx, record, experiment_id=experiment_id))
    return {"run": run_json(made)}


@endpoints.add("GET", f"{P}/get", query=m.RunRef, answer=Json)
async def get(call: Call) -> Raw:
    """Return one run."""
    run_id = call.query.run

    return await call.answer(lambda conn: {"run": described(conn, [runs.find_rid(conn, run_id)])[0]})


@endpoints.add("POST", f"{P}/update", body=m.UpdateRun, answer=Json)
async def update(call: Call) -> Json:
    """Change a run's name, state or end."""
    body: m.UpdateRun = call.body
    status = None if body.status is None else status_of(body.status)
    run_id = body.run
    changed = await call.write(
        lambda tx: runs.update_run(tx, run_id, name=body.run_name or None, status=status, end_time=body.end_time)
    )
    return {"run_info": info_json(changed)}


@endpoints.add("POST", f"{P}/delete", body=m.RunRef, answer=Json)
async def delete(call: Call) -> Json:
    """Hide a run."""
    run_id = call.body.run
    await call.write(lambda tx: runs.delete_runs(tx, [run_id]))
    return {}


@endpoints.add("POST", f"{P}/restore", body=m.RunRef, answer=Json)
async def restore(call: Call) -> Json:
    """Bring a deleted run back."""
    run_id = call.body.run
    await call.write(lambda tx: runs.restore_runs(tx, [run_id]))
    return {}


@endpoints.add("POST", f"{P}/search", body=m.SearchRuns, answer=Json, action="read")
async def search(call: Call) -> Raw:
    """Find runs."""
    body: m.SearchRuns = call.body
    asked = RunSearch(
        project=call.project,
        experiment_ids=[await experiment_of(call, "0") if one == "0" else one for one in body.experiment_ids],
        filter=body.filter,
        order_by=body.order_by,
        view=view_of(body.run_view_type),
        max_results=results_of(body.max_results, 1000),
        page_token=body.page_token or None,
    )

    def read(conn: Connection) -> Raw:
        rids, token, _ = find_rids(conn, asked, strict=True)
        return Raw(msgspec.json.encode(paged("runs", described(conn, rids), token)))

    return await call.read(read)


@endpoints.add("POST", f"{P}/log-inputs", body=m.LogInputs, answer=Json)
async def log_inputs(call: Call) -> Json:
    """Record what a run read."""
    body: m.LogInputs = call.body
    run_id = body.run

    def write(tx: Tx) -> None:
        moved = Moved(tx)
        rid = moved.rid(run_id)
        for one in body.datasets:
            tags = {tag.key: tag.value for tag in one.tags}
            context = tags.pop(CONTEXT, None)
            fields = msgspec.structs.asdict(one.dataset)
            log_dataset(tx, rid, Dataset(**fields, context=context, tags=tags))
        link_models(tx, rid, {one.model_id: one.step for one in body.models}, "input")
        moved.attributes(run_id)
        moved.settle()

    await call.write(write)
    return {}


@endpoints.add("POST", f"{P}/outputs", body=m.LogOutputs, answer=Json)
async def log_outputs(call: Call) -> Json:
    """Record the models a run made."""
    body: m.LogOutputs = call.body
    run_id = body.run

    def write(tx: Tx) -> None:
        moved = Moved(tx)
        link_models(tx, moved.rid(run_id), {one.model_id: one.step for one in body.models}, "output")
        moved.attributes(run_id)
        moved.settle()

    await call.write(write)
    return {}


HISTORY = "mlflow.log-model.history"


@endpoints.add("POST", f"{P}/log-model", body=m.LogModel, answer=Json)
async def log_model(call: Call) -> Json:
    """Note a model that an old client logged, in the tag where it looks for it."""
    body: m.LogModel = call.body
    run_id = body.run
    try:
        model = json.loads(body.model_json)
    except ValueError:
        raise invalid("model_json is not JSON.", "model_json") from None
    missing = {"artifact_path", "utc_time_created", "flavors"} - set(model if isinstance(model, dict) else ())
    if missing:
        raise invalid(f"model_json lacks {', '.join(sorted(missing))}.", "model_json")

    def write(tx: Tx) -> None:
        rid = runs.open_rid(tx, run_id)
        (run,) = load_runs(tx.conn, [rid], metric_keys=[], param_keys=[], tag_keys=[HISTORY])
        history = json.loads(run.tags.get(HISTORY, "[]"))
        runs.annotate(tx, run_id, params={}, tags={HISTORY: json.dumps([*history, model])})

    await call.write(write)
    return {}
