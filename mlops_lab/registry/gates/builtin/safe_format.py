"""Only files of allowed formats, told by their content, and skops files of trusted types. No parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlops_lab.registry.gates.allowed_formats import MODEL_FORMATS, REFUSED, SKOPS, examine
from mlops_lab.registry.gates.context import Context
from mlops_lab.wire.control import Verdict
from mlops_lab.wire.model_types import untrusted


def run(context: Context) -> Verdict:
    """Examine every sealed file; nothing is loaded."""
    files = context.task.challenger.files
    formats = context.task.formats
    if files is None:
        return Verdict(
            passed=False,
            summary=f"Its files lie at {context.seal.source!r}, where only a client reads them: they have no digests.",
        )
    if formats.get("pickle"):
        return Verdict(passed=True, summary="The policy allows pickles, so any file is allowed (formats.pickle).")
    folder = context.folder / "challenger"
    rows = [_examined(folder / file.path, file.path, formats) for file in files]
    wrong = [f"{row['file']}: {row['why']}" for row in rows if row["why"]]
    models = [row for row in rows if row["format"] in MODEL_FORMATS]
    if not wrong and not models:
        wrong = [f"there is no model of an allowed format ({', '.join(formats.get('allowed', []))}) among its files"]
    fine = ", ".join(f"{row['file']} is {row['format']}" for row in models)
    return Verdict(passed=not wrong, summary="; ".join(wrong[:10]) or fine, table=rows)


def _examined(path: Path, name: str, formats: dict[str, Any]) -> dict[str, Any]:
    found = examine(path, name)
    why = found.why
    if found.kind != REFUSED and found.kind in MODEL_FORMATS and found.kind not in formats.get("allowed", []):
        why = f"the policy does not allow the format {found.kind}"
    if found.kind == SKOPS and not why:
        import skops.io

        refused = untrusted(skops.io.get_untrusted_types(file=path), formats.get("trusted_types", []))
        if refused:
            why = f"it holds types that are not trusted: {', '.join(refused[:10])}"
    return {"file": name, "format": found.kind, "why": why}
