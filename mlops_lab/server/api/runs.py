"""Runs."""

from __future__ import annotations

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.registry.keeping import needed_below, remove_but
from mlops_lab.registry.sealing import path_of
from mlops_lab.server.endpoint import MSGPACK, Call, Endpoints, Raw
from mlops_lab.storage.transaction import Tx
from mlops_lab.tracking import code, compare, datasets, history, importance, logged_models, runs
from mlops_lab.tracking.find_by_name import resolve
from mlops_lab.tracking.load import load_runs
from mlops_lab.tracking.search import find_runs
from mlops_lab.tracking.types import (
    Code,
    CompareRequest,
    Comparison,
    Dataset,
    HistoryPage,
    Importance,
    ImportanceRequest,
    LoggedModel,
    Run,
    RunPage,
    RunSearch,
    RunStatus,
)
from mlops_lab.wire.errors import invalid

endpoints = Endpoints()


class RunIds(msgspec.Struct, forbid_unknown_fields=True):
    """Some runs."""

    run_ids: list[str]


class RunChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change; a tag of null goes away, a param never changes."""

    name: str | None = None
    note: str | None = None
    status: RunStatus | None = None
    end_time: int | None = None
    params: dict[str, str] = {}
    tags: dict[str, str | None] = {}


class ResolveQuery(msgspec.Struct, kw_only=True):
    """What somebody typed for a run."""

    run: str
    project: str = "default"


class HistoryQuery(msgspec.Struct, kw_only=True):
    """Which points."""

    key: str
    max_results: int = 25_000
    page_token: str | None = None


class HistoryColumns(msgspec.Struct, kw_only=True):
    """A history as little-endian columns: int64 steps, int64 times (UTC ms), float64 values."""

    steps: bytes
    times: bytes
    values: bytes
    next_page_token: str | None = None


class DatasetList(msgspec.Struct):
    """What a run read."""

    datasets: list[Dataset]


class ModelList(msgspec.Struct):
    """What a run made."""

    models: list[LoggedModel]


class ImportanceList(msgspec.Struct):
    """Params by how much they matter."""

    importances: list[Importance]


@endpoints.add("POST", "api/runs/search", body=RunSearch, answer=RunPage, action="read")
async def search_runs(call: Call) -> Raw:
    """Find runs."""
    return await call.answer(lambda conn: find_runs(conn, call.body))


@endpoints.add("POST", "api/runs/delete", body=RunIds, answer=RunIds)
async def delete_runs(call: Call) -> RunIds:
    """Hide runs; they can be restored."""
    await call.write(lambda tx: runs.delete_runs(tx, call.body.run_ids))
    return RunIds(call.body.run_ids)


@endpoints.add("POST", "api/runs/restore", body=RunIds, answer=RunIds)
async def restore_runs(call: Call) -> RunIds:
    """Bring deleted runs back."""
    await call.write(lambda tx: runs.restore_runs(tx, call.body.run_ids))
    return RunIds(call.body.run_ids)


@endpoints.add("POST", "api/runs/purge", body=RunIds, answer=RunIds)
async def purge_runs(call: Call) -> RunIds:
    """Remove deleted runs for good, artifacts included but for what versions of models need."""
    run_ids: list[str] = call.body.run_ids

    def apply(tx: Tx) -> list[tuple[str, list[str]]]:
        gone = load_runs(tx.conn, runs.find_rids(tx.conn, run_ids), metric_keys=[], param_keys=[], tag_keys=[])
        runs.purge_runs(tx, run_ids)
        folders = [path.removesuffix("/artifacts") for run in gone if (path := path_of(run.artifact_uri))]
        return [(folder, needed_below(tx.conn, folder)) for folder in folders]

    for folder, needed in await call.write(apply):
        await call.services.with_files(remove_but, call.services.artifacts, folder, needed)
    return RunIds(run_ids)


@endpoints.add("POST", "api/runs/compare", body=CompareRequest, answer=Comparison, action="read")
async def compare_runs(call: Call) -> Raw:
    """Hold runs against each other."""
    return await call.answer(lambda conn: compare.compare(conn, call.body))


@endpoints.add("POST", "api/runs/importance", body=ImportanceRequest, answer=ImportanceList, action="read")
async def importance_of_params(call: Call) -> Raw:
    """Tell which params matter for a metric."""
    return await call.answer(lambda conn: ImportanceList(importance.importance(conn, call.body)))


@endpoints.add("GET", "api/runs/resolve", query=ResolveQuery, answer=RunIds)
async def resolve_run(call: Call) -> RunIds:
    """Find runs by id, the beginning of one, or name; the newest first."""
    return RunIds(await call.read(lambda conn: resolve(conn, call.query.project, call.query.run)))


@endpoints.add("GET", "api/runs/{run_id}", answer=Run)
async def get_run(call: Call) -> Raw:
    """Return one run."""
    return await call.answer(lambda conn: runs.get_run(conn, call.params["run_id"]))


@endpoints.add("PATCH", "api/runs/{run_id}", body=RunChange, answer=Run)
async def update_run(call: Call) -> Run:
    """Change a run."""
    change: RunChange = call.body
    run_id = call.params["run_id"]

    def apply(tx: Tx) -> Run:
        runs.annotate(tx, run_id, params=change.params, tags=change.tags)
        return runs.update_run(
            tx, run_id, name=change.name, note=change.note, status=change.status, end_time=change.end_time
        )

    return await call.write(apply)


@endpoints.add("GET", "api/runs/{run_id}/code", answer=Code)
async def get_code(call: Call) -> Raw:
    """Return what a run ran on: cells, commit, packages."""
    return await call.answer(lambda conn: code.get_code(conn, call.params["run_id"]))


@endpoints.add("GET", "api/runs/{run_id}/datasets", answer=DatasetList)
async def list_datasets(call: Call) -> DatasetList:
    """Return what a run read."""
    return DatasetList(await call.read(lambda conn: datasets.list_datasets(conn, call.params["run_id"])))


@endpoints.add("GET", "api/runs/{run_id}/models", answer=ModelList)
async def models_of_run(call: Call) -> ModelList:
    """Return the models a run made."""
    return ModelList(await call.read(lambda conn: logged_models.models_of_run(conn, call.params["run_id"])))


@endpoints.add("GET", "api/runs/{run_id}/history", query=HistoryQuery, answer=HistoryPage)
async def get_history(call: Call) -> Raw:
    """Return the points of one series; as columns of bytes to whoever accepts MessagePack."""
    query: HistoryQuery = call.query
    run_id = call.params["run_id"]
    if not 1 <= query.max_results <= 1_000_000:
        raise invalid("max_results is between 1 and 1,000,000.", "max_results")
    if MSGPACK not in call.headers.get("Accept", ""):
        return await call.answer(
            lambda conn: history.history_page(
                conn, run_id, query.key, max_results=query.max_results, page_token=query.page_token
            )
        )

    def columns(conn: Connection) -> Raw:
        rid = runs.find_rid(conn, run_id)
        points = history.history_columns(conn, rid, query.key)
        answer = HistoryColumns(
            steps=points.steps.astype("<i8").tobytes(),
            times=points.times.astype("<i8").tobytes(),
            values=points.values.astype("<f8").tobytes(),
        )
        return Raw(msgspec.msgpack.encode(answer), MSGPACK)

    return await call.read(columns)
