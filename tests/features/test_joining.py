"""Features as they were at each moment: each rule against its definition, written out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_lab import Entity, FeatureService, FeatureStore, FeatureView, RequestSource, Source, on_demand
from mlops_lab.wire.errors import LabError

USER = Entity("user", join_keys=["user_id"])
DAY = timedelta(days=1)
T = datetime(2024, 3, 10)


def rows(*given: tuple[Any, ...], names: str = "user_id event_timestamp created avg") -> pd.DataFrame:
    frame = pd.DataFrame(given, columns=names.split())
    for column in ("event_timestamp", "created"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    return frame


def view(frame: Any, *, ttl: timedelta = timedelta(0), name: str = "stats", **schema: str) -> FeatureView:
    created = "created" if "created" in getattr(frame, "columns", []) else None
    source = Source.frame(frame, timestamp="event_timestamp", created_timestamp=created)
    return FeatureView(name, entities=[USER], source=source, ttl=ttl, schema=schema or {"avg": "float64"})


def asked(*pairs: tuple[Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {"user_id": [a for a, _ in pairs], "event_timestamp": pd.to_datetime([t for _, t in pairs], format="ISO8601")}
    )


def values(of: FeatureView, spine: Any, feature: str = "avg", **options: Any) -> list[Any]:
    found = FeatureStore().get_historical_features(spine, [of], **options)[feature]
    return [None if pd.isna(one) else one for one in found]


def test_the_window_is_closed_at_both_ends_and_a_ttl_of_nothing_has_no_end() -> None:
    source = rows((1, T, None, 5.0))
    spine = asked((1, T), (1, T + DAY), (1, T + DAY + timedelta(microseconds=1)), (1, T - timedelta(microseconds=1)))

    assert values(view(source, ttl=DAY), spine) == [5.0, 5.0, None, None]
    assert values(view(source), asked((1, T + 10_000 * DAY))) == [5.0]


def test_of_rows_at_one_moment_the_one_created_last_counts_and_one_never_created_counts_least() -> None:
    source = rows((1, T, T + DAY, 2.0), (1, T, None, 9.0), (1, T, T + 2 * DAY, 3.0), (2, T, None, 7.0))

    assert values(view(source), asked((1, T), (2, T))) == [3.0, 7.0]
    assert values(view(source.iloc[::-1]), asked((1, T), (2, T))) == [3.0, 7.0]  # wherever it stands


def test_exact_duplicates_never_multiply_rows() -> None:
    source = rows(*[(1, T, T, 2.0)] * 3)

    assert values(view(source), asked((1, T), (1, T))) == [2.0, 2.0]


def test_the_spine_comes_back_as_it_was_with_its_order_index_and_duplicates() -> None:
    spine = asked((2, T), (1, T), (2, T), (9, T)).assign(note=["a", "b", "a", "c"]).set_axis([7, 7, 3, 1])

    found = FeatureStore().get_historical_features(spine, [view(rows((1, T, T, 1.0), (2, T, T, 2.0)))])

    pd.testing.assert_frame_equal(found[list(spine.columns)], spine)
    assert found["avg"].fillna(-1).tolist() == [2.0, 1.0, 2.0, -1]


def test_null_keys_and_null_moments_match_nothing_on_either_side() -> None:
    source = rows((None, T, T, 1.0), (1, None, T, 2.0))
    spine = asked((None, T), (1, T), (1, None), (np.nan, T))

    assert values(view(source), spine) == [None] * 4


def test_the_latest_row_counts_even_when_its_value_is_null() -> None:
    source = rows((1, T, T, 1.0), (1, T + DAY, T, None))

    assert values(view(source), asked((1, T), (1, T + DAY))) == [1.0, None]


def test_late_data_counts_by_its_event_or_only_once_it_was_known() -> None:
    source = rows((1, T, T, 1.0), (1, T + DAY, T + 5 * DAY, 2.0), (1, T + 2 * DAY, T + 3 * DAY, 3.0), (2, T, None, 4.0))
    days = (1, 2, 3, 4, 6)
    spine = asked(*((1, T + day * DAY) for day in days), (2, T + DAY))

    assert values(view(source), spine) == [2.0, 3.0, 3.0, 3.0, 3.0, 4.0]
    assert values(view(source), spine, known_at="created") == [1.0, 1.0, 3.0, 3.0, 3.0, None]


def test_known_at_created_needs_to_know_what_was_created_when() -> None:
    with pytest.raises(LabError, match="no created timestamp") as raised:
        values(view(rows((1, T, 1.0), names="user_id event_timestamp avg")), asked((1, T)), known_at="created")
    assert raised.value.field == "known_at"


def test_naive_moments_are_utc_and_aware_ones_are_instants_also_where_clocks_change() -> None:
    # 02:30 on the night of 27 October 2024 came twice in Berlin: at 00:30 and at 01:30 UTC
    twice = pd.to_datetime(["2024-10-27 00:30", "2024-10-27 01:30"], utc=True).tz_convert("Europe/Berlin")
    source = pd.DataFrame({"user_id": [1, 1], "event_timestamp": twice, "avg": [1.0, 2.0]})
    spine = asked((1, "2024-10-27 01:00"), (1, "2024-10-27 01:30"), (1, "2024-10-27 00:29:59.999999"))

    assert values(view(source), spine) == [1.0, 2.0, None]
    tokyo = spine.assign(event_timestamp=spine["event_timestamp"].dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo"))
    assert values(view(source), tokyo) == [1.0, 2.0, None]
    zones = [twice[0].to_pydatetime(), datetime(2024, 10, 27, 1, 30), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)]
    mixed = pd.DataFrame({"user_id": [1] * 3, "event_timestamp": pd.Series(zones, dtype=object)})
    assert values(view(source), mixed) == [1.0, 2.0, 2.0]


def test_microseconds_are_kept_and_nanoseconds_are_compared() -> None:
    fine = pd.DataFrame({"user_id": [1], "event_timestamp": pd.to_datetime([1_000_000_500], unit="ns"), "avg": [1.0]})
    stamps = pd.Series([1_000_000_499, 1_000_000_500]).astype("datetime64[ns]")

    assert values(view(fine), pd.DataFrame({"user_id": [1, 1], "event_timestamp": stamps})) == [None, 1.0]
    coarse = rows((1, T, None, 1.0), (1, T + DAY, None, 2.0))
    late = pd.Series([T, T + DAY], dtype="datetime64[us]").astype("datetime64[ns]") - pd.Timedelta(1, unit="ns")
    assert values(view(coarse), pd.DataFrame({"user_id": [1, 1], "event_timestamp": late})) == [None, 1.0]
    finer = coarse.assign(event_timestamp=late)
    assert values(view(finer, ttl=DAY), asked((1, T), (1, T + DAY), (1, T + 2 * DAY))) == [1.0, 2.0, None]
    far = rows((1, datetime(9999, 12, 31), None, 3.0), (1, datetime(1, 1, 1), None, 2.0))
    assert values(view(far), pd.DataFrame({"user_id": [1, 1], "event_timestamp": stamps})) == [2.0, 2.0]


def test_several_keys_other_names_of_keys_and_a_ttl_for_each_view() -> None:
    places = Entity("route", join_keys=["a", "b"])
    frame = pd.DataFrame({"a": ["x", "x"], "b": [1, 2], "event_timestamp": [T, T], "delay": [10.0, 20.0]})
    routes = FeatureView(
        "routes",
        entities=[places],
        source=Source.frame(frame, timestamp="event_timestamp"),
        schema={"delay": "float64"},
    )
    users = view(rows((1, T, T, 1.0), (2, T, T, 2.0)), ttl=DAY)
    sender = users.alias("sender", {"user_id": "from_id"})
    receiver = users.alias("receiver", {"user_id": "to_id"})
    spine = pd.DataFrame({"a": ["x", "x"], "b": [2, 3], "from_id": [1, 1], "to_id": [2, 2]})
    spine["event_timestamp"] = [T, T + 2 * DAY]

    found = FeatureStore().get_historical_features(spine, [routes, sender, receiver], full_feature_names=True)

    assert found["routes__delay"].fillna(-1).tolist() == [20.0, -1]
    assert found["sender__avg"].fillna(-1).tolist() == [1.0, -1]
    assert found["receiver__avg"].fillna(-1).tolist() == [2.0, -1]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (pd.Series(["a", "b"], dtype="category"), pd.Series(["b", "a"])),
        (pd.Series([1, 2], dtype="int32"), pd.Series([2, 1], dtype="float64")),
        (pd.Series([True, False]), pd.Series([False, True])),
        (
            pd.to_datetime(pd.Series(["2024-01-01", "2024-01-02"])),
            pd.to_datetime(pd.Series(["2024-01-02", "2024-01-01"])),
        ),
    ],
)
@pytest.mark.parametrize("known_at", ["event", "created"])
def test_keys_are_of_any_type_that_can_be_compared(ours: Any, theirs: Any, known_at: str) -> None:
    source = pd.DataFrame({"user_id": ours, "event_timestamp": [T, T], "created": [T, T], "avg": [1.0, 2.0]})
    spine = pd.DataFrame({"user_id": theirs, "event_timestamp": [T, T]})

    assert values(view(source), spine, known_at=known_at) == [2.0, 1.0]


@pytest.mark.parametrize("known_at", ["event", "created"])
def test_a_view_of_nobody_in_particular_holds_for_everybody(known_at: str) -> None:
    frame = rows((T, T, 1.0), (T + DAY, T + DAY, 2.0), names="event_timestamp created rate")
    source = Source.frame(frame, timestamp="event_timestamp", created_timestamp="created")
    of = FeatureView("rates", entities=[], source=source, schema={"rate": "float64"}, ttl=DAY)

    spine = asked((1, T - DAY), (2, T), (3, T + 2 * DAY), (4, T + 3 * DAY))
    assert values(of, spine, "rate", known_at=known_at) == [None, 1.0, 2.0, None]


def test_two_features_of_one_name_are_refused_by_both_names() -> None:
    one, other = view(rows((1, T, T, 1.0))), view(rows((1, T, T, 2.0)), name="others")

    with pytest.raises(LabError, match=r"stats__avg.*others__avg") as raised:
        FeatureStore().get_historical_features(asked((1, T)), [one, other])
    assert raised.value.field == "avg"
    with pytest.raises(LabError, match="the spine"):
        FeatureStore().get_historical_features(asked((1, T)).assign(avg=1), [one])
    full = FeatureStore().get_historical_features(asked((1, T)), [one, other], full_feature_names=True)
    assert full[["stats__avg", "others__avg"]].iloc[0].tolist() == [1.0, 2.0]


def test_large_integers_survive_with_and_without_a_miss() -> None:
    large = 2**53 + 1
    of = view(rows((1, T, T, large), names="user_id event_timestamp created n"), n="int64")

    hits = FeatureStore().get_historical_features(asked((1, T)), [of])["n"]
    mixed = FeatureStore().get_historical_features(asked((1, T), (2, T)), [of])["n"]

    assert (str(hits.dtype), hits.tolist()) == ("int64", [large])
    assert (str(mixed.dtype), mixed.iloc[0], mixed.isna().tolist()) == ("Int64", large, [False, True])


def test_an_empty_spine_and_an_empty_view_have_all_columns() -> None:
    schema = {"avg": "float64", "n": "int64", "ok": "bool", "label": "string", "at": "timestamp"}
    full = pd.DataFrame(
        {"user_id": [1], "event_timestamp": [T], "avg": [1.0], "n": [1], "ok": [True], "label": ["x"], "at": [T]}
    )

    nothing_asked = FeatureStore().get_historical_features(asked((1, T)).iloc[:0], [view(full, **schema)])
    nothing_there = FeatureStore().get_historical_features(asked((1, T)), [view(full.iloc[:0], **schema)])

    assert list(nothing_asked.columns) == list(nothing_there.columns) == ["user_id", "event_timestamp", *schema]
    kinds = {name: nothing_asked[name].dtype.kind for name in schema}
    assert kinds.pop("label") in "OTU"  # pandas has had several types for text
    assert kinds == {"avg": "f", "n": "i", "ok": "b", "at": "M"}
    assert nothing_there[list(schema)].isna().all(axis=None)


def test_a_pinned_version_gives_what_it_gave() -> None:
    store = FeatureStore()
    first, second = view(rows((1, T, T, 1.0))), view(rows((1, T, T, 2.0)))
    store.apply([FeatureService("s", [first])])
    store.apply([FeatureService("s", [second])])

    def of(features: Any) -> list[float]:
        return store.get_historical_features(asked((1, T)), features)["avg"].tolist()

    assert store.versions("stats") == [1, 2]
    assert (of([second.at(1)]), of([first.at(2)]), of("s"), of("s@1")) == ([1.0], [2.0], [2.0], [1.0])
    assert [change.what for change in store.apply([FeatureService("s", [second])])] == ["same", "same"]
    with pytest.raises(LabError, match="2 versions, no 3"):
        of("s@3")


def test_a_frame_counts_as_it_was_when_it_was_named() -> None:
    frame = rows((1, T, T, 1.0))
    of = view(frame)
    frame.loc[0, "avg"] = 99.0

    assert values(of, asked((1, T))) == [1.0]


def test_a_feature_on_demand_is_null_where_something_it_needs_is() -> None:
    of = view(rows((1, T, T, 2.0), (2, T, T, None)))
    seen = []

    @on_demand("ratio", inputs=[of["avg"], RequestSource({"amount": "float64"})], dtype="float64")
    def ratio(avg: Any, amount: Any) -> Any:
        seen.extend(zip(avg, amount, strict=True))
        return amount / avg

    @on_demand("large", inputs=[RequestSource({"amount": "float64"})], dtype="bool", vectorized=False)
    def large(amount: float) -> bool:
        return amount > 5

    spine = asked((1, T), (2, T), (3, T), (1, T)).assign(amount=[8.0, 1.0, 1.0, None])
    found = FeatureStore().get_historical_features(spine, FeatureService("f", [of, ratio, large]))

    assert seen == [(2.0, 8.0)]
    assert found["ratio"].fillna(-1).tolist() == [4.0, -1, -1, -1]
    assert found["large"].fillna(False).tolist() == [True, False, False, False]
    with pytest.raises(LabError, match="amount"):
        FeatureStore().get_historical_features(asked((1, T)), [ratio])


def test_rows_come_from_files_frames_and_queries_alike(tmp_path: Path) -> None:
    frame = rows((1, T, T, 1.5), (1, T + DAY, T, 2.5))
    frame.to_parquet(tmp_path / "it's.parquet")
    frame.to_csv(tmp_path / "rows.csv", index=False)
    url = f"sqlite:///{tmp_path / 'rows.db'}"
    engine = sa.create_engine(url)
    frame.to_sql("rows", engine, index=False)
    engine.dispose()
    stamps = {"timestamp": "event_timestamp", "created_timestamp": "created"}
    sources = [
        Source.parquet(str(tmp_path / "*.parquet"), **stamps),
        Source.csv(str(tmp_path / "rows.csv"), **stamps),
        Source.frame(pl.from_pandas(frame), **stamps),
        Source.frame(pa.Table.from_pandas(frame), **stamps),
    ]
    asked((1, T)).to_parquet(tmp_path / "spine.of.one")
    spines = [asked((1, T)), pl.from_pandas(asked((1, T))), str(tmp_path / "spine.of.one")]

    for source in sources:
        of = FeatureView("v", entities=[USER], source=source, schema={"avg": "float64"})
        assert [values(of, spine) for spine in spines] == [[1.5]] * 3
    query = "SELECT user_id, avg, created, event_timestamp FROM rows"
    of = FeatureView("v", entities=[USER], source=Source.sql(query, url, **stamps), schema={"avg": "float64"})
    assert values(of, asked((1, T), (1, T + DAY))) == [1.5, 2.5]
    assert url not in repr(of)


def test_what_does_not_fit_is_named() -> None:
    of = view(rows((1, T, T, 1.0)))

    for spine, field in (
        (asked(("one", T)), "user_id"),
        (asked((1, T)).rename(columns={"user_id": "id"}), "user_id"),
        (asked((1, T)).rename(columns={"event_timestamp": "at"}), "event_timestamp"),
        (pd.DataFrame({"user_id": [1], "event_timestamp": [5]}), "event_timestamp"),
        (pd.DataFrame({"user_id": [1], "event_timestamp": ["soon"]}), "event_timestamp"),
        (["no", "frame"], "spine"),
    ):
        with pytest.raises(LabError) as raised:
            FeatureStore().get_historical_features(spine, [of])
        assert raised.value.field == field
    with pytest.raises(LabError, match="'nope'"):
        values(view(rows((1, T, T, 1.0)), nope="int64"), asked((1, T)))
    with pytest.raises(LabError, match="no feature 'sum'"):
        of["sum"]
    with pytest.raises(LabError, match="ttl"):
        view(rows((1, T, T, 1.0)), ttl=timedelta(days=-1))


def by_hand(source: pd.DataFrame, spine: pd.DataFrame, ttl: int, *, created: bool) -> list[float | None]:
    """The definition: of the rows with the key, in the window and known by then, the latest, created last."""
    found = []
    for ask in spine.itertuples():
        best: tuple[float, float] | None = None
        value = None
        for row in source.itertuples():
            if pd.isna(ask.user_id) or pd.isna(row.user_id) or row.user_id != ask.user_id:
                continue
            if pd.isna(ask.at) or pd.isna(row.at) or row.at > ask.at or (ttl and row.at < ask.at - ttl):
                continue
            if created and (pd.isna(row.made) or row.made > ask.at):
                continue
            rank = (row.at, -np.inf if pd.isna(row.made) else row.made)
            if best is None or rank >= best:
                best, value = rank, row.avg
        found.append(None if value is None or pd.isna(value) else value)
    return found


small = st.one_of(st.none(), st.integers(0, 4))  # few, so that they meet


@settings(max_examples=120, deadline=None)
@given(
    # the value follows from the rest, so that rows which nothing tells apart are exact duplicates
    source=st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 2)), small, small), max_size=14),
    spine=st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3)), small), max_size=8),
    ttl=st.integers(0, 4),
    known_at=st.sampled_from(["event", "created"]),
)
def test_any_spine_gets_what_the_definition_says(
    source: list[tuple[Any, Any, Any]], spine: list[tuple[Any, Any]], ttl: int, known_at: str
) -> None:
    kept = pd.DataFrame(source, columns=["user_id", "at", "made"], dtype="float64")
    kept["avg"] = kept["at"].fillna(0) * 100 + kept["made"].fillna(-1) + 1
    kept.loc[kept["avg"] % 5 == 0, "avg"] = np.nan
    wanted = pd.DataFrame(spine, columns=["user_id", "at"], dtype="float64")

    def moments(days: Any) -> Any:
        return (pd.to_timedelta(days, unit="D") + pd.Timestamp(T)).astype("datetime64[us]")

    frame = pd.DataFrame(
        {
            "user_id": kept["user_id"],
            "event_timestamp": moments(kept["at"]),
            "created": moments(kept["made"]),
            "avg": kept["avg"],
        }
    )
    asks = pd.DataFrame({"user_id": wanted["user_id"], "event_timestamp": moments(wanted["at"])})

    found = values(view(frame, ttl=ttl * DAY), asks, known_at=known_at)

    assert found == by_hand(kept, wanted, ttl, created=known_at == "created")


def test_a_view_that_is_empty_before_its_columns_have_types_gives_misses() -> None:
    nothing = pd.DataFrame(columns=["user_id", "event_timestamp", "created", "avg", "n"])
    of = view(nothing, avg="float64", n="int64")

    for known_at in ("event", "created"):
        found = FeatureStore().get_historical_features(asked((1, T)), [of], known_at=known_at)
        assert list(found.columns) == ["user_id", "event_timestamp", "avg", "n"]
        assert found[["avg", "n"]].isna().all(axis=None)
    untyped = pd.DataFrame({"user_id": [], "event_timestamp": []})
    assert str(FeatureStore().get_historical_features(untyped, [of])["n"].dtype) == "int64"
    text = view(rows(("a", T, T, 1.0)).iloc[:0])
    assert values(text, asked((1, T))) == [None]


@pytest.mark.parametrize("column", ["user_id", "event_timestamp"])
def test_a_source_whose_keys_or_moments_are_all_null_matches_nothing(column: str) -> None:
    frame = rows((1, T, T, 1.0)).assign(**{column: None})

    assert values(view(frame), asked((1, T))) == [None]


def test_keys_beyond_what_a_float_holds_are_told_apart() -> None:
    exact = 2**53
    source = pd.DataFrame({"user_id": [float(exact), 1.5], "event_timestamp": [T, T], "avg": [1.0, 2.0]})

    assert values(view(source), asked((exact, T), (exact + 1, T), (1, T))) == [1.0, None, None]


def test_two_different_features_on_demand_of_one_name_are_refused() -> None:
    of = view(rows((1, T, T, 1.0)))
    one = on_demand("r", inputs=[of["avg"]], dtype="float64")(lambda avg: avg + 1)
    other = on_demand("r", inputs=[of["avg"]], dtype="float64")(lambda avg: avg + 100)

    assert values(of, asked((1, T))) == [1.0]
    assert FeatureStore().get_historical_features(asked((1, T)), [one, one])["r"].tolist() == [2.0]
    with pytest.raises(LabError, match="'r'") as raised:
        FeatureStore().get_historical_features(asked((1, T)), [one, other])
    assert raised.value.field == "r"


def test_a_view_with_other_keys_and_its_alias_are_one_definition() -> None:
    source = Source.frame(rows((1, T, T, 1.0)), timestamp="event_timestamp")
    sender = FeatureView(
        "sender", entities=[USER], source=source, schema={"avg": "float64"}, join_key_map={"user_id": "from_id"}
    )
    receiver = sender.alias("receiver", {"user_id": "to_id"})
    store = FeatureStore()
    store.apply([FeatureService("s", [sender, receiver])])

    spine = pd.DataFrame({"from_id": [1], "to_id": [2], "event_timestamp": [T]})
    found = store.get_historical_features(spine, "s", full_feature_names=True)
    pinned = store.get_historical_features(spine, [receiver.at(1)])

    assert store.versions("sender") == [1]
    assert found["sender__avg"].tolist() == [1.0]
    assert found["receiver__avg"].isna().all()
    assert pinned["avg"].isna().all()


def test_another_database_is_a_change_and_another_password_is_none() -> None:
    def of(url: str) -> FeatureView:
        source = Source.sql("SELECT 1", url, timestamp="t")
        return FeatureView("q", entities=[USER], source=source, schema={"avg": "float64"})

    store = FeatureStore()
    store.apply([of("postgresql://me:secret@here/shop")])

    assert [change.what for change in store.plan([of("postgresql://me:new@here/shop")])] == ["same"]
    assert [change.what for change in store.plan([of("postgresql://me:secret@there/shop")])] == ["changed"]
    assert "secret" not in repr(of("postgresql://me:secret@here/shop").source.describe())
    with pytest.raises(LabError) as raised:
        of("no address, but secret")
    assert raised.value.field == "url"
    assert "secret" not in str(raised.value)
