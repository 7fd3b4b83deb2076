"""Addresses of the panel's pages, which it opens wherever JupyterLab is."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote


def run_url(server: str | None, run_id: str) -> str | None:
    """Return the page of a run, or None while no server is known."""
    return None if server is None else f"{_lab(server)}?mlops-lab=run:{run_id}"


def compare_url(server: str | None, run_ids: Sequence[str]) -> str | None:
    """Return the page that compares runs, the first one being the baseline."""
    return None if server is None else f"{_lab(server)}?mlops-lab=compare:{','.join(run_ids)}"


def version_url(server: str | None, name: str, version: int) -> str | None:
    """Return the page of a version of a model."""
    return None if server is None else f"{_lab(server)}?mlops-lab=version:{quote(name, safe='')}/{version}"


def _lab(server: str) -> str:
    return f"{server.removesuffix('/mlops-lab')}/lab"
