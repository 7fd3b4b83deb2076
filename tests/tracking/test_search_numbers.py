"""Texts held against numbers, at the edges where databases go their own ways; and letters of every case."""

from __future__ import annotations

import math
import re

import pytest

from mlops_lab.storage.database import Database
from mlops_lab.tracking import attributes, runs
from mlops_lab.tracking.records import StartRun
from mlops_lab.tracking.search import find_rids
from mlops_lab.tracking.types import RunSearch
from mlops_lab.wire.ids import new_id

TEXTS = [
    "0", "-0.0", "0e99999", "00.e-99999", "1", " 1 ", "1.", ".5", "+5e-1", "1e0005", "1E+00005", "100000", "1e-0005",
    "1e-320", "5e-324", "3e-324", "2e-324", "-1e-320", "1e-400", "1e-9999", "1e-99999", "1e-99999999999999999999",
    "1.7e308", "1.7976931348623157e308", "1.8e308", "-1.8e308", "1e1000", "1e9999", "1e99999", "-1e999999999999",
    "1" + "0" * 300, "1" + "0" * 400, "0." + "0" * 300 + "1", "0." + "0" * 400 + "1", "0." + "0" * 1000 + "1e1005",
    "1" * 5000 + "e-4999", "ten", "", " ", "e5", "1e", "1e+", "0x10", "inf", "nan", "Infinity", "1_0", "1,5", "1 2",
    "--1", "\u0661", "+", ".",
]  # fmt: skip
BOUNDS = ["0", "1", "0.5", "1e5", "1e-5", "1e-320", "5e-324", "-1e-320", "1.7976931348623157e308", "1e300", "1e-300"]
OPERATORS = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def number(text: str) -> float | None:
    """What a text is as a number, in plain Python."""
    if not re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*", text):
        return None
    found = float(text)
    return found if math.isfinite(found) else None


@pytest.fixture
def texts(database: Database) -> dict[int, str]:
    return {add(database, text): text for text in TEXTS}


def add(database: Database, text: str) -> int:
    run_id = new_id()
    database.write(lambda tx: runs.create_run(tx, StartRun(run_id=run_id, time=1)))
    rid = database.read(lambda conn: runs.find_rid(conn, run_id))
    database.write(lambda tx: attributes.log_params(tx, rid, {"x": text}))
    return rid


def test_a_text_is_the_same_number_on_both_databases(database: Database, texts: dict[int, str]) -> None:
    for bound in BOUNDS:
        for operator, holds in OPERATORS.items():
            asked = RunSearch(filter=f"params.x {operator} {bound}", max_results=500)
            found, _, _ = database.read(lambda conn, asked=asked: find_rids(conn, asked))
            known = {rid: number(text) for rid, text in texts.items()}
            wanted = [rid for rid, value in known.items() if value is not None and holds(value, float(bound))]
            found_texts = {texts[rid][:40] for rid in found}
            assert found_texts ^ {texts[rid][:40] for rid in wanted} == set(), (operator, bound)


def test_texts_go_in_the_order_of_their_numbers(database: Database, texts: dict[int, str]) -> None:
    found, _, _ = database.read(lambda conn: find_rids(conn, RunSearch(order_by=["params.x"], max_results=500)))
    values = [number(texts[rid]) for rid in found]
    numbers = [value for value in values if value is not None]
    assert values[: len(numbers)] == sorted(numbers)
    assert len(found) == len(TEXTS)


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("GRÖSSE", "größ%", False), ("GRÖSSE", "gröss%", True), ("größe", "GRÖ%", True), ("ΛΣ", "λ\u03c3", True),
        ("ЖЯ", "%жя%", True), ("İ", "i", True), ("É", "e", False), ("🎉a", "🎉A", True),
    ],
)  # fmt: skip
def test_every_letters_case_is_folded(database: Database, text: str, pattern: str, found: bool) -> None:
    rid = add(database, text)
    asked = RunSearch(filter=f"params.x ILIKE '{pattern}'")
    assert database.read(lambda conn: find_rids(conn, asked))[0] == ([rid] if found else [])
