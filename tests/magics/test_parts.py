"""The parts of the magics that need no kernel."""

from __future__ import annotations

import re
from typing import Any

import pytest
from IPython.core.error import UsageError

from mlops_lab.kernel.display.markup import change, duration, element, link, number, shortened
from mlops_lab.kernel.magics.cells import tracked_source
from mlops_lab.kernel.magics.log import items
from mlops_lab.kernel.magics.runs import order_by
from mlops_lab.kernel.magics.sweep import sample


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("loss=1", [("loss", "1")]),
        ("a=f(x, y=2) b=1 - x", [("a", "f(x, y=2)"), ("b", "1 - x")]),
        ("a=x == y b='c=d e=f'", [("a", "x == y"), ("b", "'c=d e=f'")]),
        ("val/loss=x, test.acc=y --step i + 1", [("val/loss", "x"), ("test.acc", "y"), ("--step", "i + 1")]),
        ("--step=3 a={'b': 1}['b']", [("--step", "3"), ("a", "{'b': 1}['b']")]),
        (
            'a="it\\"s b=c" c=[i for i in (1, 2) if i >= 1][0]',
            [("a", '"it\\"s b=c"'), ("c", "[i for i in (1, 2) if i >= 1][0]")],
        ),
        ("", []),
    ],
)  # fmt: skip
def test_log_splits_a_line_where_a_name_begins(line: str, found: list[tuple[str, str]]) -> None:
    assert items(line) == found


def test_log_wants_names() -> None:
    with pytest.raises(UsageError, match=re.escape("'0.5' is not NAME=EXPRESSION")):
        items("0.5")


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("auc", "metrics.auc ASC"),
        ("-auc", "metrics.auc DESC"),
        ("-val/loss", "metrics.val/loss DESC"),
        ("-f1 score", "metrics.`f1 score` DESC"),
        ("params.lr", "params.lr ASC"),
        ("-start_time", "start_time DESC"),
    ],
)
def test_a_sort_key_becomes_an_order(key: str, order: str) -> None:
    assert order_by(key) == order


def test_a_tracked_cell_begins_with_the_line_and_nothing_else() -> None:
    found = tracked_source("\n\n%%track a b -p x=1  \n  body\nmore")
    assert found is not None
    assert (found.options, found.body) == ("a b -p x=1", "  body\nmore")
    for other in ("x = 1\n%%track\n2", "%%tracker\n1", "%track\n1", "", "#\n%%track\n1", " %%track\n1"):
        assert tracked_source(other) is None


def test_a_sample_is_the_same_each_time_and_goes_through_the_grid_in_order() -> None:
    grids: list[dict[str, list[Any]]] = [{"a": [1, 2], "b": ["x", "y", "z"]}, {"c": [5]}]
    whole = sample(grids, 100)
    assert [tuple(one.values()) for one in whole] == [
        (1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z"), (5,),
    ]  # fmt: skip
    some = sample(grids, 3)
    assert some == sample(grids, 3)
    assert [one for one in whole if one in some] == some
    huge = sample([{name: list(range(1000)) for name in "abcdef"}], 2)
    assert len(huge) == 2


def test_nothing_that_is_typed_becomes_markup() -> None:
    evil = "<script>alert(1)</script>\"'>"
    for made in (
        element("td", evil), element("a", "x", title=evil), link(evil, "http://h/" + evil), shortened(evil * 9),
    ):  # fmt: skip
        assert "<script" not in made
        assert made.count('"') % 2 == 0
    assert link("run", "javascript:alert(1)") == "run"


def test_numbers_show_the_digits_that_matter() -> None:
    shown = [number(value) for value in (0.123456789, 3.0, 1234567, -2.5, 1e-9, "NaN", "-Infinity", float("inf"))]
    minus = "\N{MINUS SIGN}"
    assert shown == ["0.123457", "3", "1,234,567", f"{minus}2.5", f"1e{minus}09", "NaN", f"{minus}∞", "∞"]
    assert [change(2.0, 1.5), change(1.0, 1.25), change(1.0, 1.0), change(float("nan"), 1)] == [
        "+0.5", f"{minus}0.25", "", "",
    ]  # fmt: skip
    assert [duration(0, ms) for ms in (1500, 61_000, 3_700_000, 90_000_000)] == [
        "1.5 s", "1 min 1 s", "1 h 1 min", "1 d 1 h",
    ]  # fmt: skip
