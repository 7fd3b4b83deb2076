"""Definitions by version, and frames of features to train on."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlops_lab.features.definitions import (
    Asked,
    FeatureRef,
    FeatureService,
    FeatureView,
    OnDemandFeature,
    RequestSource,
)
from mlops_lab.features.dtypes import cast_series, to_series
from mlops_lab.features.joining import KnownAt
from mlops_lab.features.sources import to_arrow, with_moments
from mlops_lab.wire.errors import LabError, not_found

if TYPE_CHECKING:
    import pandas as pd

KEPT = FeatureView | OnDemandFeature | FeatureService


@dataclass(frozen=True)
class Change:
    """What applying would do to one definition: ``new``, ``changed`` or ``same``."""

    kind: str
    name: str
    what: str
    version: int


class FeatureStore:
    """Feature definitions by version, and the frames joined from them.

    The definitions live as long as the object does; sources stay where they are.

    Parameters
    ----------
    engine : {"duckdb"}
        What joins.

    Raises
    ------
    LabError
        When there is no such engine.
    """

    def __init__(self, engine: str = "duckdb") -> None:
        if engine != "duckdb":
            raise LabError(f"There is no engine {engine!r}; there is duckdb.", field="engine")
        self._kept: dict[tuple[str, str], list[tuple[str, KEPT]]] = {}

    def plan(self, definitions: Iterable[KEPT]) -> list[Change]:
        """Return what `apply` would do, views and features that services rest on included; nothing changes."""
        changes = []
        for one in _with_parts(definitions):
            versions = self._kept.get(_address(one), [])
            digest = self._digest(one)
            what = "new" if not versions else "same" if versions[-1][0] == digest else "changed"
            changes.append(Change(_address(one)[0], _address(one)[1], what, len(versions) + (what != "same")))
        return changes

    def apply(self, definitions: Iterable[KEPT]) -> list[Change]:
        """Keep definitions; any change, of the source too, is a new version, and what stands is never altered.

        Raises
        ------
        LabError
            When two different definitions have one name.
        """
        given = _with_parts(definitions)
        seen: dict[tuple[str, str], str] = {}
        for one in given:
            if seen.setdefault(_address(one), self._digest(one)) != self._digest(one):
                raise LabError(f"Two different definitions are named {_address(one)[1]!r}.", field=_address(one)[1])
        changes = self.plan(given)
        for one, change in zip(given, changes, strict=True):
            if change.what != "same":
                self._kept.setdefault(_address(one), []).append((self._digest(one), one))
        return changes

    def view(self, name: str, version: int | None = None) -> FeatureView:
        """Return an applied view, the newest version by default."""
        found = self._find("view", name, version)
        assert isinstance(found, FeatureView)
        return found

    def service(self, name: str, version: int | None = None) -> FeatureService:
        """Return an applied service, the newest version by default."""
        found = self._find("service", name, version)
        assert isinstance(found, FeatureService)
        return found

    def versions(self, name: str, kind: str = "view") -> list[int]:
        """Return which versions there are of a view, a service or a feature on demand."""
        return list(range(1, len(self._kept.get((kind, name), [])) + 1))

    def search(self, text: str) -> list[tuple[str, str]]:
        """Return kinds and names of what has a text in its name or among its features."""
        wanted = text.casefold()
        return sorted(
            address
            for address, versions in self._kept.items()
            if any(wanted in name.casefold() for name in (address[1], *_features_of(versions[-1][1])))
        )

    def get_historical_features(
        self,
        spine: Any,
        features: FeatureService | str | Iterable[Asked],
        *,
        known_at: KnownAt = "event",
        event_timestamp: str = "event_timestamp",
        full_feature_names: bool = False,
    ) -> pd.DataFrame:
        """Return the spine with features as they were at each row's moment.

        Parameters
        ----------
        spine : pandas, polars or Arrow frame, or the path of a Parquet or CSV file
            One row for each row of the answer, with the join keys and a moment.
        features : FeatureService, str or iterable
            A service (or its name; ``NAME@2`` is its second version), or views, some of their features, and features
            on demand.
        known_at : {"event", "created"}
            ``created``: only rows that had been created by the row's moment; one without a created timestamp is not
            known.
        event_timestamp : str
            The spine's column of moments. Naive ones are UTC.
        full_feature_names : bool
            Whether to name features ``view__feature``.

        Returns
        -------
        pandas.DataFrame
            The spine's rows, in its order, with its index and columns, and a column for each feature: null where there
            was none. Integers and booleans are pandas' nullable types only where one is missing.

        Raises
        ------
        LabError
            When a column is missing, has a type that does not fit, or two features would have one name.
        """
        if known_at not in ("event", "created"):
            raise LabError(f"known_at is {known_at!r}; it is 'event' or 'created'.", field="known_at")
        import pandas as pd

        from mlops_lab.features.duck import Duck, read_frame

        if isinstance(spine, str | Path):
            spine = read_frame(str(spine))
        table = to_arrow(spine, "spine")
        kept = spine.copy() if isinstance(spine, pd.DataFrame) else table.to_pandas()
        asked = [self._resolved(one) for one in self._asked(features)]
        names = _named(asked, [str(column) for column in kept.columns], full=full_feature_names)
        duck = Duck(with_moments(table, event_timestamp, "spine"), event_timestamp)
        try:
            found = self._joined(duck, asked, known_at, kept.index)
        finally:
            duck.close()
        columns = {}
        for part, feature, name in names:
            if isinstance(part, OnDemandFeature):
                columns[name] = _computed(part, found, kept)
            else:
                columns[name] = found[_key(part), feature]
        return pd.concat([kept, pd.DataFrame(columns, index=kept.index)], axis=1) if columns else kept

    def _joined(self, duck: Any, asked: list[Asked], known_at: KnownAt, index: Any) -> dict[tuple[Any, str], Any]:
        """Return each feature that is asked for, or that one on demand needs, by its view and name."""
        wanted: dict[Any, tuple[FeatureView, list[str]]] = {}
        for ref in (ref for one in asked for ref in _refs(one)):
            first, names = wanted.setdefault(_key(ref.view), (ref.view, []))
            if first is not ref.view and _described(first) != _described(ref.view):
                raise LabError(f"Two different views are named {first.name!r}.", field=first.name)
            names.extend(feature for feature in ref.features if feature not in names)
        found = {}
        for key, (view, features) in wanted.items():
            joined = duck.join(view, features, known_at)
            for number, feature in enumerate(features):
                found[key, feature] = to_series(joined.column(number), view.schema[feature], index)
        return found

    def _asked(self, features: FeatureService | str | Iterable[Asked]) -> list[Asked]:
        if isinstance(features, str):
            name, _, version = features.partition("@")
            if version and not version.isdigit():
                raise LabError(f"{version!r} is no version; write {name}@2.", field="features")
            return list(self.service(name, int(version) if version else None).features)
        if isinstance(features, FeatureService):
            pinned = self.service(features.name, features.version) if features.version else features
            return list(pinned.features)
        if isinstance(features, FeatureView | FeatureRef | OnDemandFeature):
            return [features]
        return list(features)

    def _resolved(self, one: Asked) -> Asked:
        """Put the version that is meant in the place of a pinned view."""
        if isinstance(one, FeatureView):
            return self._pinned(one)
        if isinstance(one, FeatureRef):
            return FeatureRef(self._pinned(one.view), one.features)
        if isinstance(one, OnDemandFeature):
            inputs = tuple(
                FeatureRef(self._pinned(i.view), i.features) if isinstance(i, FeatureRef) else i for i in one.inputs
            )
            return OnDemandFeature(one.name, inputs, one.dtype, one.function, one.vectorized)
        raise LabError(f"A {type(one).__name__} is no feature.", field="features")

    def _pinned(self, view: FeatureView) -> FeatureView:
        if view.version is None:
            return view
        found = self.view(view.defined.name, view.version)
        keys = view.join_key_map if view.origin is not None else found.join_key_map
        return found.like(name=view.name, join_key_map=keys, version=view.version)

    def _find(self, kind: str, name: str, version: int | None) -> KEPT:
        versions = self._kept.get((kind, name), [])
        if not versions:
            raise not_found(f"There is no {kind} {name!r}.", "name")
        if version is not None and not 1 <= version <= len(versions):
            raise not_found(f"The {kind} {name!r} has {len(versions)} versions, no {version}.", "version")
        return versions[(version or len(versions)) - 1][1]

    def _digest(self, one: KEPT) -> str:
        return hashlib.sha256(json.dumps(_described(one), sort_keys=True).encode()).hexdigest()


def _key(view: FeatureView) -> tuple[str, int | None]:
    return view.name, view.version


def _address(one: KEPT) -> tuple[str, str]:
    if isinstance(one, FeatureView):
        return "view", one.defined.name
    return ("service", one.name) if isinstance(one, FeatureService) else ("on demand", one.name)


def _features_of(one: KEPT) -> list[str]:
    if isinstance(one, FeatureView):
        return list(one.schema)
    if isinstance(one, FeatureService):
        return [name for part in one.features for name in (part.name if isinstance(part, OnDemandFeature) else "",)]
    return []


def _with_parts(definitions: Iterable[KEPT]) -> list[KEPT]:
    """Return definitions after the views and features that they rest on, each once."""
    found: list[KEPT] = []

    def add(one: Any) -> None:
        if isinstance(one, FeatureService):
            for part in one.features:
                add(part)
        elif isinstance(one, OnDemandFeature):
            for needed in one.inputs:
                add(needed)
        elif isinstance(one, FeatureRef):
            add(one.view)
            return
        elif isinstance(one, RequestSource) or (isinstance(one, FeatureView) and one.version is not None):
            return
        elif not isinstance(one, FeatureView):
            raise LabError(f"A {type(one).__name__} is no definition of features.", field="definitions")
        kept = one.defined if isinstance(one, FeatureView) else one
        if not any(_address(kept) == _address(other) and _described(kept) == _described(other) for other in found):
            found.append(kept)

    for one in definitions:
        add(one)
    return found


def _described(one: Any) -> Any:
    """Return what makes two definitions the same."""
    if isinstance(one, FeatureView):
        entities = [[entity.name, list(entity.join_keys)] for entity in one.entities]
        ttl = [one.ttl.days, one.ttl.seconds, one.ttl.microseconds]
        return [
            [one.name, one.defined.name, one.version],
            entities,
            one.source.describe(),
            list(one.schema.items()),
            ttl,
            dict(one.join_key_map),
        ]
    if isinstance(one, FeatureRef):
        return [_described(one.view), list(one.features)]
    if isinstance(one, RequestSource):
        return list(one.schema.items())
    if isinstance(one, OnDemandFeature):
        return [one.name, one.dtype, one.vectorized, _source_of(one.function), [_described(i) for i in one.inputs]]
    return [one.name, [_described(part) for part in one.features]]


def _source_of(function: Any) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):  # typed at a prompt, or built in: its code is what there is
        code = getattr(function, "__code__", None)
        return repr((code.co_code, code.co_consts, code.co_names)) if code is not None else repr(function)


def _refs(one: Asked) -> list[FeatureRef]:
    if isinstance(one, FeatureView):
        return [one[list(one.schema)]]
    if isinstance(one, FeatureRef):
        return [one]
    return [part for part in one.inputs if isinstance(part, FeatureRef)]


def _named(asked: list[Asked], taken: list[str], *, full: bool) -> list[tuple[Any, str, str]]:
    """Return what is asked for: the view or the feature on demand, the feature, and its column."""
    names: list[tuple[Any, str, str]] = []
    whose = dict.fromkeys(taken, "the spine")
    computed: dict[str, OnDemandFeature] = {}
    for one in asked:
        parts: list[tuple[Any, str, str]] = (
            [(one, one.name, one.name)]
            if isinstance(one, OnDemandFeature)
            else [
                (ref.view, feature, f"{ref.view.name}__{feature}" if full else feature)
                for ref in _refs(one)
                for feature in ref.features
            ]
        )
        for part, feature, name in parts:
            owner = f"{part.name}__{feature}" if not isinstance(part, OnDemandFeature) else f"on demand {feature}"
            same = not isinstance(part, OnDemandFeature) or _described(computed.setdefault(name, part)) == _described(
                part
            )
            if whose.get(name) == owner and same:
                continue
            if name in whose:
                raise LabError(
                    f"Two columns would be named {name!r}: of {whose[name]} and of {owner}. "
                    "full_feature_names=True names features view__feature.",
                    field=name,
                )
            whose[name] = owner
            names.append((part, feature, name))
    return names


def _computed(feature: OnDemandFeature, found: dict[tuple[Any, str], Any], spine: Any) -> Any:
    """Run a feature's function on the rows where nothing it needs is missing."""
    import numpy as np
    import pandas as pd

    arguments: list[Any] = []
    for part in feature.inputs:
        if isinstance(part, FeatureRef):
            arguments.extend(found[_key(part.view), name] for name in part.features)
            continue
        for name, dtype in part.schema.items():
            if name not in spine.columns:
                raise LabError(f"{feature.name!r} needs the column {name!r} in the spine.", field=name)
            plain = spine[name].reset_index(drop=True)
            given = plain[plain.notna()]
            missing = plain.isna().to_numpy()
            arguments.append(cast_series(given, dtype, spine.index, missing))
    missing = np.zeros(len(spine), dtype=bool)
    for argument in arguments:
        missing |= argument.isna().to_numpy()
    plain_dtypes = [argument[~missing].reset_index(drop=True) for argument in arguments]
    given_rows = [_plain(argument) for argument in plain_dtypes]
    if not (~missing).any():
        values: Any = pd.Series([], dtype="object")
    elif feature.vectorized:
        values = feature.function(*given_rows)
    else:
        values = pd.Series([feature.function(*row) for row in zip(*given_rows, strict=True)])
    count = int((~missing).sum())
    values = pd.Series(np.full(count, values)) if np.isscalar(values) else pd.Series(values)
    if len(values) != count:
        raise LabError(f"{feature.name!r} gave {len(values)} values for {count} rows.", field=feature.name)
    try:
        return cast_series(values.reset_index(drop=True), feature.dtype, spine.index, missing)
    except LabError as error:
        raise LabError(f"{feature.name!r}: {error.message}", field=feature.name) from error


def _plain(series: Any) -> Any:
    """Return a series without misses with its plain type, so that a function sees the same offline and online."""
    kind = str(series.dtype)
    return series.astype(kind.lower().replace("boolean", "bool")) if kind[:1].isupper() or kind == "boolean" else series
