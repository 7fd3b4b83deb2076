"""OpenLineage run events, as version 2-0-2 of its specification has them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from mlops_lab._version import __version__
from mlops_lab.wire.clock import Millis
from mlops_lab.wire.control import Seal, SealedDataset, State, Transition

SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
PRODUCER = f"https://github.com/mlops-lab/mlops-lab/tree/{__version__}"
_FACETS = "https://openlineage.io/spec/facets"
_OWN = f"{PRODUCER}/facets"
_SPACE = uuid.UUID("7a1f6a1e-3a58-4a3a-9d3f-2f5ba2a0c3d1")
_ENDS = {State.LIVE: "COMPLETE", State.SUPERSEDED: "COMPLETE", State.RETIRED: "COMPLETE", State.FAILED: "FAIL"}


def training_event(seal: Seal, digest: str) -> dict[str, object]:
    """Return the run that made a version: what it read, and the version it put out."""
    job = seal.code.notebook or seal.code.entry_point or seal.run_name or seal.name
    job_facets: dict[str, Any] = {
        "jobType": _facet("2-0-3/JobTypeJobFacet", processingType="BATCH", integration="MLOPS_LAB", jobType="TRAINING")
    }
    if seal.code.cell_source:
        job_facets["sourceCode"] = _facet(
            "1-0-1/SourceCodeJobFacet", language="python", sourceCode=seal.code.cell_source
        )
    if seal.code.git_remote and seal.code.git_commit:
        job_facets["sourceCodeLocation"] = _facet(
            "1-0-1/SourceCodeLocationJobFacet",
            type="git",
            url=seal.code.git_remote,
            repoUrl=seal.code.git_remote,
            version=seal.code.git_commit,
            branch=seal.code.git_branch or "",
        )
    run_facets: dict[str, Any] = {
        "mlopsLab_run": _own("run", params=seal.params, metrics=seal.metrics, attributedTo=seal.attributed_to),
        "mlopsLab_environment": _own("environment", **seal.environment),
    }
    return _event(
        "COMPLETE",
        seal.sealed_at,
        run_id(seal.run_id or f"{seal.project}/{seal.name}/{seal.version}"),
        seal.project,
        job,
        job_facets,
        run_facets,
        [_dataset(seal.project, one) for one in seal.datasets],
        [_output(seal, digest)],
    )


def transition_event(move: Transition, digest: str) -> dict[str, object]:
    """Return a transition that has ended, as a run whose input is the version."""
    facets: dict[str, Any] = {
        "mlopsLab_transition": _own(
            "transition",
            kind=move.kind,
            state=move.state.value,
            target=move.target,
            evidenceDigest=move.evidence_digest,
            policyDigest=move.policy_digest,
            requestedBy=move.requested_by,
            approvedBy=[one.username for one in move.approvals if one.decision == "approve" and not one.stale],
            gates={one.gate: one.state.value for one in move.gates},
        )
    }
    version = {
        "namespace": _namespace(move.project),
        "name": f"models/{move.name}/{move.version}",
        "facets": {"version": _facet("1-0-1/DatasetVersionDatasetFacet", datasetVersion=digest)},
    }
    target = {"namespace": _namespace(move.project), "name": f"targets/{move.name}/{move.target}"}
    return _event(
        _ENDS.get(move.state, "ABORT"),
        move.ended_at or move.requested_at,
        run_id(move.transition_id),
        move.project,
        f"{move.kind}/{move.name}/{move.target}",
        {},
        facets,
        [version],
        [target] if _ENDS.get(move.state) == "COMPLETE" else [],
    )


def run_id(key: str) -> str:
    """Return a run's id as a UUID: its own where it is one already, else one made from it."""
    try:
        return str(uuid.UUID(key))
    except ValueError:
        return str(uuid.uuid5(_SPACE, key))


def _event(
    kind: str,
    time: Millis,
    run: str,
    project: str,
    job: str,
    job_facets: dict[str, Any],
    run_facets: dict[str, Any],
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
) -> dict[str, object]:
    when = datetime.fromtimestamp(time / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "eventType": kind,
        "eventTime": when,
        "run": {"runId": run, "facets": run_facets},
        "job": {"namespace": _namespace(project), "name": job, "facets": job_facets},
        "inputs": inputs,
        "outputs": outputs,
        "producer": PRODUCER,
        "schemaURL": SCHEMA,
    }


def _dataset(project: str, dataset: SealedDataset) -> dict[str, Any]:
    facets: dict[str, Any] = {"version": _facet("1-0-1/DatasetVersionDatasetFacet", datasetVersion=dataset.digest)}
    if dataset.source.partition("://")[1]:
        facets["dataSource"] = _facet("1-0-1/DatasourceDatasetFacet", name=dataset.name, uri=dataset.source)
    return {"namespace": _namespace(project), "name": f"datasets/{dataset.name}", "facets": facets}


def _output(seal: Seal, digest: str) -> dict[str, Any]:
    facets: dict[str, Any] = {"version": _facet("1-0-1/DatasetVersionDatasetFacet", datasetVersion=digest)}
    columns = (seal.signature or {}).get("inputs")
    if isinstance(columns, list):
        fields = [
            {"name": str(one.get("name", place)), "type": str(one.get("type"))}
            for place, one in enumerate(columns)
            if isinstance(one, dict)
        ]
        facets["mlopsLab_signature"] = _own("signature", inputs=fields)
    return {"namespace": _namespace(seal.project), "name": f"models/{seal.name}/{seal.version}", "facets": facets}


def _namespace(project: str) -> str:
    return f"mlops-lab://{project}"


def _facet(schema: str, **fields: Any) -> dict[str, Any]:
    kind = schema.rpartition("/")[2]
    return {"_producer": PRODUCER, "_schemaURL": f"{_FACETS}/{schema}.json#/$defs/{kind}", **fields}


def _own(facet: str, **fields: Any) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": f"{_OWN}/{facet}.json", **fields}
