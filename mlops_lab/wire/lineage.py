"""What is known of where a version comes from, on the wire."""

from __future__ import annotations

import msgspec


class LineageNode(msgspec.Struct, kw_only=True, frozen=True):
    """One thing. `link` is what a click opens, such as ``run:ID``, ``version:NAME/3``, ``transition:ID``."""

    id: str
    kind: str
    label: str
    detail: str = ""
    link: str = ""


class LineageEdge(msgspec.Struct, kw_only=True, frozen=True):
    """`source` led to `target`."""

    source: str
    target: str
    label: str = ""


class LineageGraph(msgspec.Struct, kw_only=True):
    """Things and what led to what, without cycles."""

    nodes: list[LineageNode] = []
    edges: list[LineageEdge] = []
