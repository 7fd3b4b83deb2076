"""What the server does not take: for now, or at all."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from mlops_lab.wire.errors import Code

LATER = (Code.UNAVAILABLE, Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.INTERNAL)
"""Errors after which the same may be taken another time; any other is a refusal."""

_log = logging.getLogger("mlops_lab")


def set_aside(journal: Path, seq: int, run_id: str, message: str) -> None:
    """Keep what the server refused beside its journal, and say it."""
    kept = journal.with_name(journal.name + ".rejected")
    line = {"seq": seq, "run_id": run_id, "message": message}
    with kept.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    _log.warning("The server refused something that was logged to run %s: %s (noted in %s)", run_id, message, kept)
