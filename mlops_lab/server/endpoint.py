"""What can be asked: method, path, types, and the function that answers.

The description of the HTTP API and its TypeScript types are generated from these.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy.engine import Connection

from mlops_lab.storage.transaction import Actor, Tx
from mlops_lab.wire.errors import Code, LabError

if TYPE_CHECKING:
    from mlops_lab.server.services import Services

T = TypeVar("T")
F = TypeVar("F", bound="Answer")
JSON = "application/json"
MSGPACK = "application/vnd.msgpack"


class Raw(msgspec.Struct):
    """An answer that has been encoded already, on a thread."""

    data: bytes
    content_type: str = JSON


@dataclass(slots=True)
class Call:
    """One request, authenticated and authorized.

    Attributes
    ----------
    params : dict
        What the path's placeholders stand for.
    query, body : Any
        Of the types that the endpoint names.
    project : str
        The project of the address (``/p/PROJECT``), else ``default``.
    """

    services: Services
    actor: Actor
    params: dict[str, str]
    query: Any = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    project: str = "default"
    base_url: str = "/"

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run a read on the store; it sees what who asks has a role for."""
        return await (await self.services.store()).aread(fn, self.actor)

    async def write(self, fn: Callable[[Tx], T]) -> T:
        """Run a write on the store; it is durable when this returns."""
        return await (await self.services.store()).awrite(fn, self.actor)

    async def answer(self, fn: Callable[[Connection], Any]) -> Raw:
        """Run a read and encode its answer on the same thread, for answers that may be large."""
        return await self.read(lambda conn: Raw(msgspec.json.encode(fn(conn))))


Answer = Callable[[Call], Awaitable[Any]]


@dataclass(slots=True, frozen=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    run: Answer
    answer: Any
    action: str
    query: Any = None
    body: Any = None
    body_type: str = JSON
    answer_type: str = JSON
    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(""))

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.run.__doc__ or "").strip().splitlines()[0].rstrip(".")


class Endpoints:
    """A list of endpoints that functions are added to by decorators."""

    def __init__(self) -> None:
        self.all: list[Endpoint] = []
        self._plain: dict[tuple[str, str], Endpoint] = {}

    def add(
        self,
        method: str,
        path: str,
        *,
        answer: Any,
        query: Any = None,
        body: Any = None,
        action: str | None = None,
        body_type: str = JSON,
        answer_type: str = JSON,
    ) -> Callable[[F], F]:
        """Answer `method` on `path` (``api/runs/{run_id}``) with the function below.

        A method other than GET is a ``write`` to the authorizer unless `action` says otherwise.
        """
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
        asked = action or ("read" if method == "GET" else "write")

        def register(run: F) -> F:
            self.all.append(
                Endpoint(method, path, run, answer, asked, query, body, body_type, answer_type, pattern=pattern)
            )
            return run

        return register

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """Return who answers, with what the path's placeholders stand for (percent-encoded still).

        Raises
        ------
        LabError
            When there is nothing at the path, or not for this method.
        """
        if not self._plain:
            self._plain = {(one.method, one.path): one for one in self.all if "{" not in one.path}
        if (method, path) in self._plain:
            return self._plain[method, path], {}
        others = set()
        for endpoint in self.all:
            match = endpoint.pattern.fullmatch(path)
            if match is None:
                continue
            if endpoint.method == method:
                return endpoint, match.groupdict()
            others.add(endpoint.method)
        if others:
            raise LabError(f"{path} takes {', '.join(sorted(others))}, not {method}.", Code.METHOD_NOT_ALLOWED)
        raise LabError(f"There is nothing at {path[:200]}.", Code.NOT_FOUND)


def decode_query(kind: Any, arguments: Mapping[str, list[str]]) -> Any:
    """Read a query string into the endpoint's type; ``a=1,2`` and ``a=1&a=2`` are both lists."""
    lists = _fields(kind)
    given: dict[str, Any] = {}
    for name, values in arguments.items():
        if name not in lists:
            continue
        if lists[name]:
            given[name] = [part for value in values for part in value.split(",") if part]
        else:
            given[name] = values[-1]
    return msgspec.convert(given, kind, strict=False)


@cache
def _fields(kind: Any) -> dict[str, bool]:
    """Return the names of a type's fields, and which are lists."""
    return {one.name: "list" in str(one.type) for one in msgspec.structs.fields(kind)}
