"""Ids, time and numbers: what everything else relies on."""

from __future__ import annotations

import math
import threading
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_lab.wire import ids
from mlops_lab.wire.clock import now_ms, to_datetime
from mlops_lab.wire.errors import HTTP_STATUS, Code, LabError, invalid, not_found
from mlops_lab.wire.numbers import from_wire, to_wire


def test_ids_are_uuids_of_version_7_without_dashes() -> None:
    made = uuid.UUID(ids.new_id())

    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert abs((made.int >> 80) - now_ms()) < 60_000


def test_ids_sort_by_birth_even_when_many_are_made_in_one_millisecond() -> None:
    made = [ids.new_id() for _ in range(20_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_never_go_back_when_the_clock_does(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ids.new_id()
    monkeypatch.setattr(ids, "now_ms", lambda: 1_000_000)

    assert ids.new_id() > before


def test_threads_never_share_an_id() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(ids.new_id() for _ in range(2_000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 16_000


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "g" * 32, "A" * 32, "0" * 32 + "\n"])
def test_what_is_no_id_is_not_taken_for_one(text: str) -> None:
    assert not ids.is_id(text)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_float_survives_the_wire(value: float) -> None:
    back = from_wire(to_wire(value))

    assert back == value or (math.isnan(back) and math.isnan(value))


def test_numbers_that_json_lacks_have_names() -> None:
    assert [to_wire(value) for value in (math.nan, math.inf, -math.inf, 1.5)] == ["NaN", "Infinity", "-Infinity", 1.5]


def test_times_are_utc() -> None:
    assert to_datetime(1_234).isoformat() == "1970-01-01T00:00:01.234000+00:00"


def test_every_kind_of_error_has_a_status() -> None:
    assert set(HTTP_STATUS) == set(Code)


def test_an_error_says_which_field() -> None:
    error = invalid("A name has at most 500 characters.", "name")

    assert (str(error), error.code, error.field) == ("A name has at most 500 characters.", Code.INVALID, "name")
    assert not_found("No such run.").code is Code.NOT_FOUND
    assert isinstance(error, LabError)
