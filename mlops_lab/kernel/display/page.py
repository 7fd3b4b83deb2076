"""All of a run in one output: what its page in the panel shows, for reading where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlops_lab.kernel.display import card
from mlops_lab.kernel.display.markup import Html, element, instant, join, number, shortened, table

if TYPE_CHECKING:
    from mlops_lab.kernel.run import Run
    from mlops_lab.tracking.types import Artifact, Code, Dataset
    from mlops_lab.tracking.types import Run as RunInfo

_CODE = "max-height:20em;overflow:auto;margin:.3em 0;padding:.5em;border:1px solid rgba(128,128,128,.4)"


def page(run: Run) -> dict[str, Any]:
    """Return a run in each form that a front end may want, in full."""
    info = run.info()
    parts = [
        card.html(run, info),
        _section("Curves", _metrics(info)),
        _section("Note", element("div", info.note, style="white-space:pre-wrap") if info.note else None),
        _section("Tags", _pairs({key: value for key, value in info.tags.items() if not key.startswith("mlflow.")})),
        _section("Origin", _origin(info, run.code())),
        _section("Datasets", _datasets(run.datasets())),
        _section("Artifacts", _artifacts(run.artifacts())),
    ]
    return {**card.bundle(run, info), "text/html": str(element("div", *(part for part in parts if part is not None)))}


def _section(title: str, content: Html | None) -> Html | None:
    if content is None:
        return None
    return element(
        "details", element("summary", title, style="cursor:pointer"), content, style="margin:.2em 0 .2em 1em"
    )


def _pairs(values: dict[str, str]) -> Html | None:
    return table(["name", "value"], [[key, shortened(value)] for key, value in values.items()]) if values else None


def _metrics(info: RunInfo) -> Html | None:
    if not info.metrics:
        return None
    rows = [
        [one.key, number(one.last), *(number(value) if value is not None else "" for value in (one.min, one.max)),
         one.max_step, f"{one.count:,}"]
        for one in info.metrics.values()
    ]  # fmt: skip
    return table(["metric", "last", "min", "max", "last step", "points"], rows, numbers=range(1, 6))


def _origin(info: RunInfo, code: Code) -> Html:
    facts = {
        "person": info.person.display_name or info.person.username,
        "began": instant(info.start_time),
        "notebook": code.notebook or code.entry_point or "",
        "commit": f"{(code.git_commit or '')[:10]} {code.git_branch or ''}".strip()
        + (", with uncommitted changes" if code.git_diff else ""),
        "Python": f"{code.python or ''}, {len(code.packages)} packages" if code.packages else code.python or "",
        "host": code.host or "",
    }
    shown = table(["", ""], [[key, value] for key, value in facts.items() if value])
    if not code.cell_source:
        return shown
    return join([shown, element("pre", code.cell_source, style=_CODE)])


def _datasets(datasets: list[Dataset]) -> Html | None:
    rows = [[one.name, one.context or "", element("code", one.digest[:12])] for one in datasets]
    return table(["dataset", "for", "digest"], rows) if rows else None


def _artifacts(artifacts: list[Artifact]) -> Html | None:
    if not artifacts:
        return None
    rows = [[one.path + ("/" if one.is_dir else ""), f"{one.size:,} bytes" if one.size else ""] for one in artifacts]
    return table(["artifact", "size"], rows, numbers=[1])
