"""Where a version comes from and what became of it: dataset, features, notebook, run, version, transition, target.

The graph is drawn from seals, so it stays whole when a run or a dataset goes.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from mlops_lab.registry.evidence import transitions_of
from mlops_lab.registry.models import key_of
from mlops_lab.registry.seals import find_seal
from mlops_lab.registry.versions import get_version
from mlops_lab.storage.control_schema import model_targets
from mlops_lab.storage.schema import model_versions, runs
from mlops_lab.wire.control import Seal, Transition
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.lineage import LineageEdge, LineageGraph, LineageNode

MOST_VERSIONS = 200


class _Drawing:
    def __init__(self) -> None:
        self.nodes: dict[str, LineageNode] = {}
        self.edges: dict[tuple[str, str, str], LineageEdge] = {}

    def node(self, kind: str, key: str, label: str, detail: str = "", link: str = "") -> str:
        name = f"{kind}:{key}"
        self.nodes.setdefault(name, LineageNode(id=name, kind=kind, label=label, detail=detail, link=link))
        return name

    def edge(self, source: str, target: str, label: str = "") -> None:
        self.edges[source, target, label] = LineageEdge(source=source, target=target, label=label)


def lineage(conn: Connection, project: str, name: str, version: int | None = None) -> LineageGraph:
    """Return the graph of one version, or of the newest `MOST_VERSIONS` of a model.

    Raises
    ------
    LabError
        When there is no such model or version.
    """
    owner = key_of(conn, project, name)
    if version is not None:
        numbers = [get_version(conn, project, name, version).version]
    else:
        column = model_versions.c.version
        newest = (
            sa.select(column)
            .where(model_versions.c.registered_model_id == owner)
            .order_by(column.desc())
            .limit(MOST_VERSIONS)
        )
        numbers = sorted(conn.scalars(newest))
    drawing = _Drawing()
    moves = transitions_of(conn, project, name, version)
    targets = {
        row.target: row.live_version
        for row in conn.execute(sa.select(model_targets).where(model_targets.c.registered_model_id == owner))
    }
    for number in numbers:
        node = drawing.node(
            "version", f"{name}/{number}", f"{name} {number}", f"version {number}", f"version:{name}/{number}"
        )
        sealed = find_seal(conn, project, name, number)
        if sealed is not None:
            _came_from(conn, drawing, node, sealed[0])
        for move in moves:
            if move.version == number:
                _became(drawing, node, move, live=targets.get(move.target) == number)
    return LineageGraph(nodes=list(drawing.nodes.values()), edges=list(drawing.edges.values()))


def _came_from(conn: Connection, drawing: _Drawing, version: str, seal: Seal) -> None:
    made_by = version
    if seal.run_id:
        there = conn.execute(sa.select(runs.c.rid).where(runs.c.run_id == seal.run_id)).first() is not None
        made_by = drawing.node(
            "run",
            seal.run_id,
            seal.run_name or seal.run_id[:8],
            "run" if there else "run, deleted since",
            f"run:{seal.run_id}" if there else "",
        )
        drawing.edge(made_by, version, "made")
        person = seal.attributed_to or seal.author
        if person:
            drawing.edge(drawing.node("person", person, person, "ran it"), made_by, "ran")
    elif seal.author:
        drawing.edge(drawing.node("person", seal.author, seal.author_name or seal.author), version, "registered")
    code = seal.code
    if code.notebook:
        cell = f"{code.notebook}#{code.cell_id or ''}"
        detail = f"cell {code.cell_id}" if code.cell_id else "notebook"
        notebook = drawing.node("notebook", cell, code.notebook.rsplit("/", 1)[-1], detail, f"notebook:{code.notebook}")
        drawing.edge(notebook, made_by, "ran as")
    elif code.entry_point:
        drawing.edge(drawing.node("code", code.entry_point, code.entry_point.rsplit("/", 1)[-1], "script"), made_by)
    if code.git_commit:
        commit = drawing.node("commit", code.git_commit, code.git_commit[:10], code.git_branch or "commit")
        drawing.edge(commit, made_by, "code")
    features = []
    for feature in seal.features:
        label = str(feature.get("name") or feature.get("view") or "features")
        key = f"{label}@{feature.get('version') or feature.get('digest') or ''}"
        features.append(drawing.node("features", key, label, str(feature.get("version") or "features")))
        drawing.edge(features[-1], made_by, "features")
    for dataset in seal.datasets:
        detail = f"{dataset.context or 'dataset'} · {dataset.digest[:12]}"
        node = drawing.node("dataset", f"{dataset.name}@{dataset.digest}", dataset.name, detail)
        for reader in features or [made_by]:
            drawing.edge(node, reader, dataset.context or "read")


def _became(drawing: _Drawing, version: str, move: Transition, *, live: bool) -> None:
    node = drawing.node(
        "transition",
        move.transition_id,
        f"{move.kind} to {move.target}",
        move.state.value,
        f"transition:{move.transition_id}",
    )
    drawing.edge(version, node, f"asked by {move.requested_name or move.requested_by}")
    if live and move.state.value == "live":
        drawing.edge(node, drawing.node("target", move.target, move.target, "live"), "live")


def openlineage_events(conn: Connection, project: str, name: str, version: int) -> list[dict[str, object]]:
    """Return a version's making and its transitions as OpenLineage run events, oldest first.

    Raises
    ------
    LabError
        When the version is not sealed.
    """
    from mlops_lab.registry.openlineage import training_event, transition_event

    sealed = find_seal(conn, project, name, version)
    if sealed is None:
        get_version(conn, project, name, version)
        raise invalid(f"Version {version} of {name!r} is not sealed; its lineage is not known.", "version")
    moves = transitions_of(conn, project, name, version)
    return [training_event(*sealed), *(transition_event(move, sealed[1]) for move in moves if move.ended_at)]
