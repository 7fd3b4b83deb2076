"""HTTP to the server: one kept connection a thread, errors turned back into `LabError`."""

from __future__ import annotations

import http.client
import ssl
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from mlops_lab.kernel.discovery import Server
from mlops_lab.wire.errors import Code, ErrorBody, LabError

MSGPACK = "application/vnd.msgpack"
BLOCK = 1 << 20
T = TypeVar("T")

_CODES = {400: Code.INVALID, 401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN, 404: Code.NOT_FOUND, 413: Code.TOO_LARGE}


class UnreachableError(LabError):
    """The server cannot be reached, or says that it cannot answer now. Trying again later may help."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Code.UNAVAILABLE)


class Client:
    """Requests to one server. Threads may share it; each has a connection of its own.

    Parameters
    ----------
    server : Server
        The address, ending in ``/mlops-lab``, and the token.
    timeout : float
        Seconds to wait for an answer.
    """

    def __init__(self, server: Server, timeout: float = 60) -> None:
        self.server = server
        self._timeout = timeout
        self._parts = urllib.parse.urlsplit(server.url)
        self._kept = threading.local()

    def get(self, path: str, answer: type[T], /, **query: object) -> T:
        """Ask for a thing; None in the query is left out."""
        return msgspec.json.decode(self._call("GET", path + _query(query)), type=answer)

    def send(self, method: str, path: str, body: object, answer: type[T]) -> T:
        """Send JSON and decode the answer."""
        data = msgspec.json.encode(body)
        return msgspec.json.decode(self._call(method, path, data, {"Content-Type": "application/json"}), type=answer)

    def get_raw(self, path: str, /, **query: object) -> bytes:
        """Ask for a thing and return the body as it is."""
        return self._call("GET", path + _query(query))

    def send_raw(self, method: str, path: str, body: object) -> bytes:
        """Send JSON and return the body as it is."""
        return self._call(method, path, msgspec.json.encode(body), {"Content-Type": "application/json"})

    def pack(self, path: str, answer: type[T], /, **query: object) -> T:
        """Ask for MessagePack."""
        return msgspec.msgpack.decode(self._call("GET", path + _query(query), None, {"Accept": MSGPACK}), type=answer)

    def post_packed(self, path: str, body: bytes, answer: type[T]) -> T:
        """Send MessagePack and decode MessagePack."""
        headers = {"Content-Type": MSGPACK, "Accept": MSGPACK}
        return msgspec.msgpack.decode(self._call("POST", path, body, headers), type=answer)

    def upload(self, path: str, file: IO[bytes], size: int, media_type: str | None = None) -> None:
        """PUT a file, read in blocks."""
        headers = {"Content-Length": str(size), "Content-Type": media_type or "application/octet-stream"}
        self._call("PUT", path, file, headers)

    def download(self, path: str, file: IO[bytes]) -> None:
        """GET a file, written in blocks."""
        with self._answer("GET", path, None, {}) as answer:
            while block := answer.read(BLOCK):
                file.write(block)

    def close(self) -> None:
        """Close this thread's connection."""
        connection: http.client.HTTPConnection | None = getattr(self._kept, "connection", None)
        if connection is not None:
            connection.close()
            self._kept.connection = None

    def _call(
        self, method: str, path: str, body: bytes | IO[bytes] | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        with self._answer(method, path, body, headers or {}) as answer:
            return answer.read()

    @contextmanager
    def _answer(
        self, method: str, path: str, body: bytes | IO[bytes] | None, headers: Mapping[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        try:
            answer = self._request(method, path, body, headers)
            if answer.status >= 400 or 300 <= answer.status < 400:
                raise _error(answer.status, answer.read())
            yield answer
            if not answer.isclosed():
                self.close()  # what is left unread would be taken for the next answer
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise UnreachableError(f"No answer from {self.server.url}: {error or type(error).__name__}") from error
        except LabError:
            self.close()
            raise

    def _request(
        self, method: str, path: str, body: bytes | IO[bytes] | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        target = f"{self._parts.path.rstrip('/')}/{path}"
        everything = {"Accept-Encoding": "identity", **headers}
        if self.server.token:
            everything["Authorization"] = f"{self.server.scheme} {self.server.token}"
        connection, fresh = self._connection()
        try:
            connection.request(method, target, body, everything)
            return connection.getresponse()
        except (http.client.RemoteDisconnected, http.client.CannotSendRequest, BrokenPipeError, ConnectionResetError):
            # the server closed a connection that had been idle; whatever is sent here may be sent twice
            if fresh:
                raise
        self.close()
        if body is not None and not isinstance(body, bytes):
            body.seek(0)
        connection, _ = self._connection()
        connection.request(method, target, body, everything)
        return connection.getresponse()

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        kept: http.client.HTTPConnection | None = getattr(self._kept, "connection", None)
        if kept is not None:
            return kept, False
        host, port = self._parts.hostname or "127.0.0.1", self._parts.port
        if self._parts.scheme == "https":
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=self._timeout, context=ssl.create_default_context(), blocksize=BLOCK
            )
        else:
            made = http.client.HTTPConnection(host, port, timeout=self._timeout, blocksize=BLOCK)
        self._kept.connection = made
        return made, True


def quoted(path: str) -> str:
    """Quote a path below an address, slashes kept."""
    return quote(path, safe="/")


def _query(query: Mapping[str, object]) -> str:
    given = {key: value for key, value in query.items() if value is not None}
    return "?" + urlencode(given) if given else ""


def _foreign(body: bytes) -> ErrorBody | None:
    """Read the message of another server's error, MLflow's for one."""
    try:
        message = msgspec.json.decode(body, type=dict[str, object]).get("message")
    except msgspec.DecodeError:
        return None
    return ErrorBody(code=Code.INTERNAL, message=str(message)) if message else None


def _error(status: int, body: bytes) -> LabError:
    try:
        told: ErrorBody | None = msgspec.json.decode(body, type=ErrorBody)
    except msgspec.DecodeError:
        told = _foreign(body)
    if status in (502, 503, 504, 507) or 300 <= status < 400:
        where = told.message if told else f"The server answered with status {status}."
        return UnreachableError(where)
    if told is None:
        return LabError(f"The server answered with status {status}.", _CODES.get(status, Code.INTERNAL))
    code = told.code if told.code is not Code.INTERNAL else _CODES.get(status, Code.INTERNAL)
    return LabError(told.message, code, told.field)
