"""A small real HTTP server that takes journals exactly once, and can be told to misbehave."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from struct import unpack
from urllib.parse import unquote, urlsplit

import msgspec

from mlops_lab.kernel.discovery import Server
from mlops_lab.tracking.records import AnyRecord, Batch, EndRun, LogParams, LogPoints, Receipt, Rejected, StartRun
from mlops_lab.wire.errors import Code, ErrorBody
from tests.parts.ports import free_port

TOKEN = "tiny"


class TinyServer:
    """What has arrived, and how the server behaves.

    Attributes
    ----------
    records : list
        Applied records in order.
    points : dict
        (run, key) -> list of (step, time, value).
    swallow_answers : int
        So many batches to come are applied but get no answer.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.records: list[AnyRecord] = []
        self.points: dict[tuple[str, str], list[tuple[int, int, float]]] = defaultdict(list)
        self.files: dict[tuple[str, str], bytes] = {}
        self.cursors: dict[str, int] = defaultdict(int)
        self.batches = 0
        self.swallow_answers = 0
        self.upload_seconds = 0.0
        self.refuse_param: str | None = None
        self.lock = threading.Lock()
        self.connections: list[socket] = []
        self._http: ThreadingHTTPServer | None = None

    @property
    def server(self) -> Server:
        return Server(f"http://127.0.0.1:{self.port}/mlops-lab", TOKEN)

    def runs(self) -> set[str]:
        return {record.run_id for record in self.records if isinstance(record, StartRun)}

    def ended(self) -> dict[str, EndRun]:
        return {record.run_id: record for record in self.records if isinstance(record, EndRun)}

    def values(self, run_id: str, key: str) -> list[float]:
        return [value for _, _, value in self.points[run_id, key]]

    def start(self) -> TinyServer:
        tiny = self

        class Handler(_Handler):
            owner = tiny

        ThreadingHTTPServer.allow_reuse_address = True
        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)
            self.connections.clear()
            self._http = None

    def apply(self, batch: Batch) -> Receipt:
        with self.lock:
            self.batches += 1
            assert all(later > earlier for earlier, later in zip(batch.seqs, batch.seqs[1:], strict=False))
            applied = self.cursors[batch.journal]
            rejected = []
            for seq, record in zip(batch.seqs, batch.records, strict=True):
                if seq <= applied:
                    continue
                if isinstance(record, LogParams) and self.refuse_param in record.values:
                    body = ErrorBody(code=Code.INVALID, message="no such param, please", field=self.refuse_param)
                    rejected.append(Rejected(seq=seq, run_id=record.run_id, error=body))
                    continue
                self.records.append(record)
                if isinstance(record, LogPoints):
                    count = len(record.steps) // 8
                    self.points[record.run_id, record.key] += zip(
                        unpack(f"<{count}q", record.steps),
                        unpack(f"<{count}q", record.times),
                        unpack(f"<{count}d", record.values),
                        strict=True,
                    )
            self.cursors[batch.journal] = max(applied, batch.seqs[-1])
            return Receipt(journal=batch.journal, applied_seq=self.cursors[batch.journal], rejected=rejected)


class _Handler(BaseHTTPRequestHandler):
    owner: TinyServer
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        self.owner.connections.append(self.request)
        super().setup()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receipt = self.owner.apply(msgspec.msgpack.decode(body, type=Batch))
        if self.owner.swallow_answers > 0:
            self.owner.swallow_answers -= 1
            self.close_connection = True
            return
        self._answer(200, msgspec.msgpack.encode(receipt))

    def do_PUT(self) -> None:
        run_id, path = unquote(self.path).split("/api/runs/")[1].split("/artifacts/", 1)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.owner.upload_seconds)
        if run_id not in self.owner.runs():
            self._refuse(404)
            return
        self.owner.files[run_id, path] = body
        self._answer(200, b"{}")

    def do_GET(self) -> None:
        kind, name = urlsplit(self.path).path.split("/api/")[1].split("/")[:2]
        if kind == "journals":
            self._answer(200, msgspec.json.encode(Receipt(journal=name, applied_seq=self.owner.cursors[name])))
        elif name in self.owner.runs():
            person = {"username": "me"}
            run = {"run_id": name, "name": "n", "project": "default", "experiment_id": "0", "status": "running"}
            self._answer(200, msgspec.json.encode(run | {"person": person, "start_time": 0}))
        else:
            self._refuse(404)

    def _refuse(self, status: int) -> None:
        self._answer(status, msgspec.json.encode({"code": "not_found", "message": "There is no such thing."}))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass
