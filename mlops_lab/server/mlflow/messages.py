"""What MLflow's client sends. Numbers may come as text, lists as repeated arguments; what we do not know is left."""

from __future__ import annotations

import msgspec


class Pair(msgspec.Struct):
    """A param or tag."""

    key: str
    value: str = ""


class MetricIn(msgspec.Struct, kw_only=True):
    """A point; the client writes NaN and infinities as text."""

    key: str
    value: float
    timestamp: int
    step: int = 0
    model_id: str | None = None
    dataset_name: str | None = None
    dataset_digest: str | None = None
    run_id: str | None = None


class RunRef(msgspec.Struct, kw_only=True):
    """A run, by its new or its old name."""

    run_id: str = ""
    run_uuid: str = ""

    @property
    def run(self) -> str:
        """The run's id.

        Raises
        ------
        LabError
            When neither name was given.
        """
        from mlops_lab.wire.errors import invalid

        found = self.run_id or self.run_uuid
        if not found:
            raise invalid("Missing value for required parameter 'run_id'.", "run_id")
        return found


class CreateExperiment(msgspec.Struct, kw_only=True):
    """experiments/create."""

    name: str
    artifact_location: str = ""
    tags: list[Pair] = []


class ExperimentRef(msgspec.Struct, kw_only=True):
    """experiments/get, delete, restore."""

    experiment_id: str


class ExperimentName(msgspec.Struct, kw_only=True):
    """experiments/get-by-name."""

    experiment_name: str


class UpdateExperiment(msgspec.Struct, kw_only=True):
    """experiments/update."""

    experiment_id: str
    new_name: str | None = None


class ExperimentTag(msgspec.Struct, kw_only=True):
    """experiments/set-experiment-tag, delete-experiment-tag."""

    experiment_id: str
    key: str
    value: str = ""


class Search(msgspec.Struct, kw_only=True):
    """What all searches have."""

    filter: str = ""
    order_by: list[str] = []
    page_token: str = ""
    max_results: int | None = None


class SearchExperiments(Search, kw_only=True):
    """experiments/search."""

    view_type: str = "ACTIVE_ONLY"


class SearchRuns(Search, kw_only=True):
    """runs/search."""

    experiment_ids: list[str] = []
    run_view_type: str = "ACTIVE_ONLY"


class CreateRun(msgspec.Struct, kw_only=True):
    """runs/create."""

    experiment_id: str = "0"
    user_id: str = ""
    run_name: str = ""
    start_time: int | None = None
    tags: list[Pair] = []


class UpdateRun(RunRef, kw_only=True):
    """runs/update."""

    status: str | None = None
    end_time: int | None = None
    run_name: str | None = None


class LogMetric(RunRef, kw_only=True):
    """runs/log-metric."""

    key: str
    value: float
    timestamp: int
    step: int = 0
    model_id: str | None = None
    dataset_name: str | None = None
    dataset_digest: str | None = None


class LogParam(RunRef, kw_only=True):
    """runs/log-parameter."""

    key: str
    value: str = ""


class RunTag(RunRef, kw_only=True):
    """runs/set-tag, delete-tag."""

    key: str
    value: str = ""


class LogBatch(RunRef, kw_only=True):
    """runs/log-batch."""

    metrics: list[MetricIn] = []
    params: list[Pair] = []
    tags: list[Pair] = []


class DatasetBody(msgspec.Struct, kw_only=True):
    """A dataset as the client describes it."""

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str | None = None
    profile: str | None = None


class DatasetInput(msgspec.Struct, kw_only=True):
    """A dataset that a run read, with what for."""

    dataset: DatasetBody
    tags: list[Pair] = []


class ModelLink(msgspec.Struct, kw_only=True):
    """A logged model that a run read or made."""

    model_id: str
    step: int = 0


class LogInputs(RunRef, kw_only=True):
    """runs/log-inputs."""

    datasets: list[DatasetInput] = []
    models: list[ModelLink] = []


class LogOutputs(RunRef, kw_only=True):
    """runs/outputs."""

    models: list[ModelLink] = []


class LogModel(RunRef, kw_only=True):
    """runs/log-model, of old clients."""

    model_json: str


class History(RunRef, kw_only=True):
    """metrics/get-history."""

    metric_key: str
    max_results: int | None = None
    page_token: str = ""


class BulkHistory(msgspec.Struct, kw_only=True):
    """metrics/get-history-bulk and get-history-bulk-interval."""

    metric_key: str
    run_id: list[str] = []
    run_ids: list[str] = []
    start_step: int | None = None
    end_step: int | None = None
    max_results: int | None = None


class ArtifactList(RunRef, kw_only=True):
    """artifacts/list."""

    path: str = ""
    page_token: str = ""


class CreateLoggedModel(msgspec.Struct, kw_only=True):
    """logged-models."""

    experiment_id: str
    name: str | None = None
    model_type: str = ""
    source_run_id: str | None = None
    params: list[Pair] = []
    tags: list[Pair] = []


class FinalizeLoggedModel(msgspec.Struct, kw_only=True):
    """PATCH logged-models/ID."""

    status: str


class LoggedModelTags(msgspec.Struct, kw_only=True):
    """PATCH logged-models/ID/tags."""

    tags: list[Pair] = []


class LoggedModelParams(msgspec.Struct, kw_only=True):
    """POST logged-models/ID/params."""

    params: list[Pair] = []


class DatasetRef(msgspec.Struct, kw_only=True):
    """A dataset that a model's metric was measured on."""

    dataset_name: str
    dataset_digest: str | None = None


class ModelOrder(msgspec.Struct, kw_only=True):
    """One entry of a logged-model search's ordering."""

    field_name: str
    ascending: bool = True
    dataset_name: str | None = None
    dataset_digest: str | None = None


class SearchLoggedModels(msgspec.Struct, kw_only=True):
    """logged-models/search."""

    experiment_ids: list[str] = []
    filter: str = ""
    datasets: list[DatasetRef] = []
    max_results: int | None = None
    order_by: list[ModelOrder] = []
    page_token: str = ""


class ModelFolder(msgspec.Struct, kw_only=True):
    """logged-models/ID/artifacts/directories."""

    artifact_directory_path: str = ""
    page_token: str = ""


class CreateRegisteredModel(msgspec.Struct, kw_only=True):
    """registered-models/create."""

    name: str
    description: str = ""
    tags: list[Pair] = []


class ModelName(msgspec.Struct, kw_only=True):
    """registered-models/get, delete."""

    name: str


class RenameModel(msgspec.Struct, kw_only=True):
    """registered-models/rename."""

    name: str
    new_name: str = ""


class UpdateModel(msgspec.Struct, kw_only=True):
    """registered-models/update."""

    name: str
    description: str = ""


class ModelTag(msgspec.Struct, kw_only=True):
    """registered-models/set-tag, delete-tag."""

    name: str
    key: str
    value: str = ""


class Alias(msgspec.Struct, kw_only=True):
    """registered-models/alias."""

    name: str
    alias: str
    version: str = ""


class LatestVersions(msgspec.Struct, kw_only=True):
    """registered-models/get-latest-versions."""

    name: str
    stages: list[str] = []


class CreateVersion(msgspec.Struct, kw_only=True):
    """model-versions/create."""

    name: str
    source: str
    run_id: str = ""
    run_link: str = ""
    description: str = ""
    model_id: str = ""
    tags: list[Pair] = []


class VersionRef(msgspec.Struct, kw_only=True):
    """model-versions/get, delete, get-download-uri."""

    name: str
    version: str


class UpdateVersion(VersionRef, kw_only=True):
    """model-versions/update."""

    description: str = ""


class TransitionStage(VersionRef, kw_only=True):
    """model-versions/transition-stage."""

    stage: str
    archive_existing_versions: bool = False


class VersionTag(VersionRef, kw_only=True):
    """model-versions/set-tag, delete-tag."""

    key: str
    value: str = ""
