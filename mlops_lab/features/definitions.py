"""What a feature is: entities, views, features on demand and services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mlops_lab.features.dtypes import checked_dtype
from mlops_lab.features.sources import Source
from mlops_lab.wire.errors import LabError

RESERVED = "__mlops_"
"""How columns begin that a join adds for itself."""


@dataclass(frozen=True)
class Entity:
    """What features describe: a user, a flight, a pair of places.

    Parameters
    ----------
    name : str
        Of the entity.
    join_keys : sequence of str
        The columns that identify one, in sources and in spines; by default one, named like the entity.

    Raises
    ------
    LabError
        When a name is empty, or a key is named twice.
    """

    name: str
    join_keys: tuple[str, ...] = ()
    description: str = ""

    def __init__(self, name: str, join_keys: Sequence[str] | str = (), description: str = "") -> None:
        keys = (join_keys,) if isinstance(join_keys, str) else tuple(join_keys)
        _set(self, name=_named(name, "name"), join_keys=keys or (name,), description=description)
        for key in self.join_keys:
            _named(key, "join_keys")
        _once(self.join_keys, "join_keys", f"The entity {name!r}")


@dataclass(frozen=True)
class FeatureView:
    """Features of one source.

    Parameters
    ----------
    name : str
        Of the view; without ``__``, which parts a view's name from a feature's.
    entities : sequence of Entity
        Whom the rows are about. None: one row at a time holds for everybody.
    source : Source
        Where the rows are.
    schema : mapping of str to str
        The features and their types: ``int64``, ``float64``, ``bool``, ``string``, ``timestamp`` and their kin.
    ttl : timedelta, optional
        How long a row counts: at ``t`` those of ``[t - ttl, t]`` do, both ends included. 0, the default: for ever.
    join_key_map : mapping of str to str, optional
        Other names of join keys in the spine, by their names in the source.
    version : int, optional
        Which applied version is meant; the newest by default.
    origin : FeatureView, optional
        The view as it was defined, for one under another name.

    Raises
    ------
    LabError
        When a name, a type or the ttl is none.
    """

    name: str
    entities: tuple[Entity, ...]
    source: Source
    schema: Mapping[str, str]
    ttl: timedelta = timedelta(0)
    join_key_map: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    origin: FeatureView | None = field(default=None, repr=False)

    def __init__(
        self,
        name: str,
        *,
        entities: Sequence[Entity],
        source: Source,
        schema: Mapping[str, str],
        ttl: timedelta | None = None,
        join_key_map: Mapping[str, str] | None = None,
        version: int | None = None,
        origin: FeatureView | None = None,
    ) -> None:
        if "__" in _named(name, "name"):
            raise LabError(f"The view's name {name!r} holds '__', which parts it from a feature's name.", field="name")
        if not schema:
            raise LabError(f"The view {name!r} has no features.", field="schema")
        if not isinstance(source, Source):
            raise LabError(f"The source of the view {name!r} is a {type(source).__name__}.", field="source")
        lasts = ttl if ttl is not None else timedelta(0)
        if not isinstance(lasts, timedelta) or lasts < timedelta(0):
            raise LabError(f"The ttl of the view {name!r} is {ttl!r}; it is a timedelta of at least 0.", field="ttl")
        _set(
            self,
            name=name,
            entities=tuple(entities),
            source=source,
            schema={feature: checked_dtype(dtype, feature) for feature, dtype in schema.items()},
            ttl=lasts,
            join_key_map=dict(join_key_map or {}),
            version=version,
            origin=origin,
        )
        keys = [key for entity in self.entities for key in entity.join_keys]
        _once(keys, "entities", f"The view {name!r}")
        _once([*keys, *self.schema], "schema", f"The view {name!r}")
        for feature in self.schema:
            _named(feature, "schema")
        for key in self.join_key_map:
            if key not in keys:
                raise LabError(f"{key!r} is no join key of the view {name!r}.", field="join_key_map")

    @property
    def defined(self) -> FeatureView:
        """The view as it was defined: itself, but for an alias."""
        return self.origin if self.origin is not None else self

    @property
    def keys(self) -> dict[str, str]:
        """The join keys: their names in the source, and in the spine."""
        names = [key for entity in self.entities for key in entity.join_keys]
        return {key: self.join_key_map.get(key, key) for key in names}

    def __getitem__(self, features: str | list[str]) -> FeatureRef:
        """Return one feature, or several, of the view."""
        return FeatureRef(self, (features,) if isinstance(features, str) else tuple(features))

    def alias(self, name: str, join_key_map: Mapping[str, str] | None = None) -> FeatureView:
        """Return the same view under another name, for other keys of the spine: a sender's and a receiver's."""
        keys = join_key_map if join_key_map is not None else self.join_key_map
        return self.like(name=name, join_key_map=keys, origin=self.defined)

    def at(self, version: int) -> FeatureView:
        """Return the view as it stood at a version, whatever was applied since."""
        return self.like(version=version)

    def like(self, **changed: Any) -> FeatureView:
        """Return the view with other fields."""
        given = {
            "name": self.name,
            "entities": self.entities,
            "source": self.source,
            "schema": self.schema,
            "ttl": self.ttl,
            "join_key_map": self.join_key_map,
            "version": self.version,
            "origin": self.origin,
        }
        return FeatureView(**{**given, **changed})


@dataclass(frozen=True)
class FeatureRef:
    """Some features of a view."""

    view: FeatureView
    features: tuple[str, ...]

    def __post_init__(self) -> None:
        for feature in self.features:
            if feature not in self.view.schema:
                known = ", ".join(self.view.schema)
                raise LabError(
                    f"The view {self.view.name!r} has no feature {feature!r}; it has {known}.", field=feature
                )


@dataclass(frozen=True)
class RequestSource:
    """What comes with a request, or in the spine: names and types."""

    schema: Mapping[str, str]

    def __init__(self, schema: Mapping[str, str]) -> None:
        _set(self, schema={name: checked_dtype(dtype, name) for name, dtype in schema.items()})


@dataclass(frozen=True)
class OnDemandFeature:
    """A feature computed from others by a function, the same one for training and for serving."""

    name: str
    inputs: tuple[FeatureRef | RequestSource, ...]
    dtype: str
    function: Callable[..., Any]
    vectorized: bool = True

    def __call__(self, *values: Any) -> Any:
        """Run the function itself."""
        return self.function(*values)


def on_demand(
    name: str, *, inputs: Sequence[FeatureRef | RequestSource], dtype: str, vectorized: bool = True
) -> Callable[[Callable[..., Any]], OnDemandFeature]:
    """Make a feature of a function.

    Parameters
    ----------
    name : str
        Of the feature.
    inputs : sequence of FeatureRef or RequestSource
        The function's arguments, in order: one for each feature and for each field of a request.
    dtype : str
        Of what it returns.
    vectorized : bool
        Whether the arguments are pandas Series, all rows at once. False: the function is called once a row.

    Notes
    -----
    Rows where an argument is null never reach the function; their feature is null.

    Raises
    ------
    LabError
        When an input is neither, or the type is none.
    """
    for one in inputs:
        if not isinstance(one, FeatureRef | RequestSource):
            raise LabError(f"An input of {name!r} is a {type(one).__name__}, no feature or request.", field="inputs")

    def make(function: Callable[..., Any]) -> OnDemandFeature:
        return OnDemandFeature(_named(name, "name"), tuple(inputs), checked_dtype(dtype, name), function, vectorized)

    return make


Asked = FeatureView | FeatureRef | OnDemandFeature


@dataclass(frozen=True)
class FeatureService:
    """What one model asks for: views, some of their features, and features on demand."""

    name: str
    features: tuple[Asked, ...]
    version: int | None = None

    def __init__(self, name: str, features: Iterable[Asked], version: int | None = None) -> None:
        _set(self, name=_named(name, "name"), features=tuple(features), version=version)
        for one in self.features:
            if not isinstance(one, FeatureView | FeatureRef | OnDemandFeature):
                raise LabError(f"The service {name!r} asks for a {type(one).__name__}.", field="features")

    def at(self, version: int) -> FeatureService:
        """Return the service as it stood at a version."""
        return FeatureService(self.name, self.features, version)


def _set(one: Any, **values: Any) -> None:
    for name, value in values.items():
        object.__setattr__(one, name, value)  # they are frozen


def _named(name: Any, field_name: str) -> str:
    if not isinstance(name, str) or not name or name.startswith(RESERVED):
        raise LabError(f"{name!r} is no name.", field=field_name)
    return name


def _once(names: Sequence[str], field_name: str, what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LabError(f"{what} names {', '.join(map(repr, twice))} twice.", field=field_name)
