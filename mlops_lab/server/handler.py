"""What every request goes through: who, may they, how big, and one shape for errors."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.prometheus.log_functions import prometheus_log_method
from jupyter_server.utils import ensure_async
from tornado import web

from mlops_lab.server.identity import KERNEL, OWNER, holds_the_token
from mlops_lab.wire.actor import Actor, Via
from mlops_lab.wire.errors import HTTP_STATUS, Code, ErrorBody, LabError
from mlops_lab.wire.ids import new_id

if TYPE_CHECKING:
    from mlops_lab.server.services import Services

RESOURCE = "mlops-lab"
"""What Jupyter's authorizer is asked about."""
JSON_LIMIT = 32 * 2**20
"""Bytes that a request's JSON or MessagePack may have."""

_BY_STATUS = {
    400: Code.INVALID,
    401: Code.UNAUTHENTICATED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    409: Code.CONFLICT,
    413: Code.TOO_LARGE,
    503: Code.UNAVAILABLE,
}


@web.stream_request_body
class LabHandler(JupyterHandler):
    """The base of all our handlers.

    A subclass says which action a method is (`action_for`) and gets bodies
    through `body`; everything it raises is answered in one shape.
    """

    auth_resource = RESOURCE
    body_limit = JSON_LIMIT

    def initialize(self, services: Services) -> None:
        """Take what handlers share."""
        self.services = services
        self.request_id = new_id()
        self.via = Via.BROWSER
        self._chunks: list[bytes] = []
        self._received = 0

    def action_for(self, method: str) -> str:
        """Return ``read`` or ``write``, what the authorizer is asked about."""
        return "read" if method in ("GET", "HEAD") else "write"

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Authenticate and authorize, before any of the body is looked at."""
        of_the_owner = holds_the_token(self)
        if of_the_owner or self.services.identities.is_kernel(self):
            self.via = Via.TOKEN if of_the_owner else Via.KERNEL
            self.current_user = self._jupyter_current_user = OWNER if of_the_owner else KERNEL
            self._token_authenticated = True
            if not self.check_host():
                raise web.HTTPError(403)
            self.set_cors_headers()
        else:
            await self._log_in()
            self.via = Via.TOKEN if self.token_authenticated else Via.BROWSER
        if self.current_user is None:
            raise LabError("Log in, or send a valid token.", Code.UNAUTHENTICATED)
        action = self.action_for(self.request.method or "GET")
        allowed = self.authorizer.is_authorized(self, self.current_user, action, self.auth_resource)
        if not await ensure_async(allowed):
            raise LabError(f"You may not {action} here.", Code.FORBIDDEN)

    async def _log_in(self) -> None:
        try:
            done = super().prepare(_redirect_to_login=False)
            if isinstance(done, Awaitable):
                await done
        except web.HTTPError as error:
            if error.status_code == 403 and self.current_user is None:
                raise LabError("Log in, or send a valid token.", Code.UNAUTHENTICATED) from None
            raise

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """Gather the body; one that is too large is read to its end and thrown away."""
        self._received += len(chunk)
        if self._finished:
            return None
        if self._received > self.body_limit:
            self._chunks.clear()
        else:
            self._chunks.append(chunk)
        return None

    @property
    def body(self) -> bytes:
        """The whole body.

        Raises
        ------
        LabError
            When it was too large.
        """
        if self._received > self.body_limit:
            limit = self.body_limit // 2**20
            raise LabError(f"The body may have {limit} MB, this one was larger.", Code.TOO_LARGE)
        return b"".join(self._chunks)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.services.identities.actor(self.current_user, self.via, self.request_id)

    def send(self, data: bytes, content_type: str = "application/json", status: int = 200) -> None:
        """Answer."""
        self.set_status(status)
        self.set_header("Content-Type", content_type)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        self.finish(data)

    def compute_etag(self) -> str | None:
        """Return none: what may not be stored needs no tag to be asked for again."""
        return None

    def _log(self) -> None:
        """Count a success, without the line for Jupyter's log where only its debug level would show it."""
        server = self.serverapp
        if server is None or self.get_status() >= 300 or server.log_level <= logging.DEBUG:
            super()._log()
        elif server.record_http_request_metrics:
            prometheus_log_method(self)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer any failure in one shape; what is ours to mend is logged, never shown."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.send_error_body(self.explain(error, status_code))

    def send_error_body(self, error: LabError) -> None:
        """Answer a failure. The MLflow protocol has a shape of its own."""
        body = ErrorBody(error.code, error.message, error.field, self.request_id)
        self.send(msgspec.json.encode(body), status=HTTP_STATUS[error.code])

    def explain(self, error: BaseException | None, status_code: int = 500) -> LabError:
        """Return what to tell the caller of an exception."""
        if isinstance(error, LabError):
            return error
        if isinstance(error, msgspec.ValidationError):
            message, field = _where(str(error))
            return LabError(message, Code.INVALID, field)
        if isinstance(error, msgspec.DecodeError):
            return LabError(f"The body cannot be read: {error}.", Code.INVALID, "body")
        if isinstance(error, web.HTTPError):
            code = _BY_STATUS.get(error.status_code, Code.INVALID if error.status_code < 500 else Code.INTERNAL)
            return LabError(error.log_message or error.reason or code.value.replace("_", " "), code)
        if error is None and status_code in _BY_STATUS:
            return LabError(_BY_STATUS[status_code].value.replace("_", " "), _BY_STATUS[status_code])
        return LabError("Something failed on the server; its log has the details under this request id.", Code.INTERNAL)

    def log_exception(self, *args: Any) -> None:
        """Log what is ours to mend; a caller's mistake is no news."""
        if len(args) == 3 and isinstance(args[1], LabError | msgspec.MsgspecError):
            return
        if len(args) == 3 and not isinstance(args[1], web.HTTPError):
            self.log.error("Request %s failed", self.request_id, exc_info=args)
            return
        super().log_exception(*args)


def _where(message: str) -> tuple[str, str | None]:
    """Split msgspec's words into what is wrong and the field."""
    what, _, path = message.partition(" - at `$")
    field = path.rstrip("`").lstrip(".") or None
    if field is None and what.endswith("`"):  # "… unknown field `notes`", "… required field `name`"
        field = what.split("`")[-2]
        return f"{what}.", field
    return (f"{what} (in {field})." if field else f"{what}."), field


class MissingHandler(LabHandler):
    """Whatever else is asked for below our address."""

    async def _missing(self, *_: str) -> None:
        raise LabError(f"There is nothing at {self.request.path[:200]}.", Code.NOT_FOUND)

    get = post = put = patch = delete = head = options = _missing
