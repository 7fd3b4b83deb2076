"""A small HTTP client for tests: every answer comes back, whatever its status."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.parts.jupyter import LabServer


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class Web:
    """Asks one server, with its token unless another (or none) is given."""

    def __init__(self, server: LabServer, token: str | None = "") -> None:
        self.server = server
        self.token = server.token if token == "" else token

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Reply:
        """Ask for a path below the extension's base; a body that is not bytes goes as JSON."""
        split = urlsplit(self.server.url)
        sent = {"Authorization": f"token {self.token}"} if self.token is not None else {}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(split.hostname or "", split.port, timeout=40)
        try:
            connection.request(method, split.path + path, body, sent | (headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except TimeoutError:
            raise AssertionError(f"{method} {path} was not answered:\n{self.server.where_it_is()}") from None
        finally:
            connection.close()

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, expecting success, and return the JSON."""
        reply = self.ask(method, path, body)
        assert reply.status == 200, reply.data[:500]
        return reply.json

    def new_run(self, **given: Any) -> str:
        """Begin a run through the journal's way in, and return its id."""
        import msgspec

        from mlops_lab.tracking.records import Batch, Receipt, StartRun
        from mlops_lab.wire.ids import new_id

        run_id = new_id()
        batch = Batch(journal=new_id(), seqs=[1], records=[StartRun(**({"run_id": run_id, "time": 1000} | given))])
        reply = self.ask(
            "POST", "/api/ingest", msgspec.msgpack.encode(batch), {"Content-Type": "application/vnd.msgpack"}
        )
        assert reply.status == 200, reply.data
        assert msgspec.msgpack.decode(reply.data, type=Receipt).rejected == []
        return run_id

    def log(self, run_id: str, key: str, *values: float) -> None:
        """Log values at steps 0, 1, 2 … of a run."""
        import msgspec
        import numpy as np

        from mlops_lab.tracking.records import Batch, LogPoints
        from mlops_lab.wire.clock import now_ms
        from mlops_lab.wire.ids import new_id

        steps = np.arange(len(values), dtype="<i8")
        record = LogPoints(
            run_id=run_id,
            key=key,
            steps=steps.tobytes(),
            times=(steps + now_ms()).tobytes(),
            values=np.array(values, "<f8").tobytes(),
        )
        batch = Batch(journal=new_id(), seqs=[1], records=[record])
        reply = self.ask(
            "POST", "/api/ingest", msgspec.msgpack.encode(batch), {"Content-Type": "application/vnd.msgpack"}
        )
        assert reply.status == 200, reply.data
