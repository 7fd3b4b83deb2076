"""One Tornado handler for all endpoints of a family; the family is loaded, on a thread, when first asked.

The functions that answer import SQLAlchemy and the capabilities, which takes longer
than an extension may hold up Jupyter's start; so what Jupyter loads is this alone.
"""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from mlops_lab.server.handler import LabHandler
from mlops_lab.server.loading import load
from mlops_lab.wire.errors import Code, LabError

if TYPE_CHECKING:
    from mlops_lab.server.endpoint import Call, Endpoint, Endpoints

JSON_TYPES = ("application/json", "text/json")


class DispatchHandler(LabHandler):
    """Find the endpoint, decode what it takes, encode what it answers.

    A subclass names the module that holds its ``endpoints``.
    """

    family: str

    async def _dispatch(self, path: str, project: str | None = None) -> None:
        endpoints = await self._endpoints()
        method = self.request.method or "GET"
        endpoint, params = endpoints.find(method, path)
        if endpoint.action != self.action_for(method):
            await self._authorize(endpoint.action)
        call = self._call(endpoint, {key: unquote(value) for key, value in params.items()}, project)
        self.reply(endpoint, await endpoint.run(call))

    get = post = put = patch = delete = _dispatch

    def action_for(self, method: str) -> str:
        """Everybody who asks may at least read; an endpoint that writes is authorized once it is known."""
        return "read"

    async def _authorize(self, action: str) -> None:
        from jupyter_server.utils import ensure_async

        allowed = self.authorizer.is_authorized(self, self.current_user, action, self.auth_resource)
        if not await ensure_async(allowed):
            raise LabError(f"You may not {action} here.", Code.FORBIDDEN)

    async def _endpoints(self) -> Endpoints:
        if self.family not in _loaded:
            loop = asyncio.get_running_loop()
            _loaded[self.family] = await loop.run_in_executor(self.services.files, load, self.family)
        endpoints: Endpoints = _loaded[self.family].endpoints
        return endpoints

    def _call(self, endpoint: Endpoint, params: dict[str, str], project: str | None) -> Call:
        from mlops_lab.server.endpoint import Call, decode_query

        call = Call(self.services, self.actor, params, headers=self.request.headers, base_url=self.base_url)
        if project is not None:
            call.project = unquote(project)
        if endpoint.query is not None:
            arguments = {
                name: [value.decode("utf-8", "replace") for value in values]
                for name, values in self.request.query_arguments.items()
            }
            call.query = decode_query(endpoint.query, arguments)
        if endpoint.body is not None:
            call.body = self.decode(endpoint)
        else:
            _ = self.body  # one that is too large is refused whether it is wanted or not
        return call

    def decode(self, endpoint: Endpoint) -> Any:
        """Read the body into the endpoint's type."""
        given = self.request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        expected = JSON_TYPES if endpoint.body_type == "application/json" else (endpoint.body_type,)
        if given not in expected and (given or endpoint.body_type not in JSON_TYPES):
            raise LabError(
                f"The body's Content-Type must be {endpoint.body_type}, not {given!r}.", field="Content-Type"
            )
        if endpoint.body_type in JSON_TYPES:
            return msgspec.json.decode(self.body or b"{}", type=endpoint.body)
        return msgspec.msgpack.decode(self.body, type=endpoint.body)

    def reply(self, endpoint: Endpoint, answer: Any) -> None:
        """Encode the answer."""
        from mlops_lab.server.endpoint import Raw

        if isinstance(answer, Raw):
            self.send(answer.data, answer.content_type)
        elif endpoint.answer_type in JSON_TYPES:
            self.send(msgspec.json.encode(answer if answer is not None else {}))
        else:
            self.send(msgspec.msgpack.encode(answer), endpoint.answer_type)


_loaded: dict[str, ModuleType] = {}


class ApiHandler(DispatchHandler):
    """Our own API, below ``/mlops-lab/api/``."""

    family = "mlops_lab.server.api"
