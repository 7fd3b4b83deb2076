"""Lineage from code: where a version comes from and what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from mlops_lab.kernel.session import session
from mlops_lab.wire.errors import invalid
from mlops_lab.wire.lineage import LineageGraph, LineageNode


class Lineage(LineageGraph, kw_only=True):
    """A graph without cycles, to be asked."""

    def of_kind(self, kind: str) -> list[LineageNode]:
        """Return the nodes of a kind, such as ``dataset``."""
        return [node for node in self.nodes if node.kind == kind]

    def before(self, node_id: str) -> list[LineageNode]:
        """Return all that led to a node, the nearest first."""
        found: dict[str, None] = {}
        waiting = [node_id]
        while waiting:
            here = waiting.pop(0)
            for edge in self.edges:
                if edge.target == here and edge.source not in found:
                    found[edge.source] = None
                    waiting.append(edge.source)
        by_id = {node.id: node for node in self.nodes}
        return [by_id[one] for one in found]

    def __str__(self) -> str:
        labels = {node.id: f"{node.kind} {node.label}" for node in self.nodes}
        return "\n".join(
            f"{labels[edge.source]} -> {labels[edge.target]}{f' ({edge.label})' if edge.label else ''}"
            for edge in self.edges
        )


def lineage(name: str, version: int | None = None, *, project: str | None = None) -> Lineage:
    """Return the lineage of a model's version, or of all its versions.

    Raises
    ------
    LabError
        When there is no such model or version.
    """
    current = session()
    current.flush(10)
    where: dict[str, Any] = {"project": project or current.project, "version": version}
    return current.client.get(f"api/models/{_model(name)}/lineage", Lineage, **where)


def openlineage(name: str, version: int, *, project: str | None = None) -> list[dict[str, Any]]:
    """Return a version's making and transitions as OpenLineage run events, oldest first."""
    current = session()
    path = f"api/models/{_model(name)}/versions/{version}/openlineage"
    return current.client.get(path, dict[str, list[dict[str, Any]]], project=project or current.project)["events"]


def _model(name: str) -> str:
    if not name or "/" in name or ":" in name:
        raise invalid(f"{name[:80]!r} is no model's name.", "name")
    return quote(name, safe="")
