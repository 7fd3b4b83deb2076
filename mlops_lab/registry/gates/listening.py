"""A server for one rerun: it takes what the code logs, as the real one would, and keeps only what is compared."""

from __future__ import annotations

import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from types import TracebackType
from typing import Any

import msgspec

from mlops_lab.tracking.records import Batch, LogDataset, LogPoints, Receipt

BODY_LIMIT = 256 << 20


class Listening:
    """Takes batches of records; a context manager.

    Attributes
    ----------
    url, token : str
        What the rerun's environment names as its server.
    metrics : dict
        The last value of each metric.
    datasets : dict
        Digests by dataset name.
    """

    def __init__(self) -> None:
        self.token = token_hex(16)
        self.metrics: dict[str, float] = {}
        self.datasets: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/mlops-lab"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def take(self, batch: Batch) -> Receipt:
        """Note what a batch says."""
        with self._lock:
            for record in batch.records:
                if isinstance(record, LogPoints) and len(record.values) >= 8:
                    self.metrics[record.key] = struct.unpack("<d", record.values[-8:])[0]
                elif isinstance(record, LogDataset):
                    self.datasets.setdefault(record.dataset.name, set()).add(record.dataset.digest)
        return Receipt(journal=batch.journal, applied_seq=batch.seqs[-1] if batch.seqs else 0)

    def __enter__(self) -> Listening:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(listening: Listening) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > BODY_LIMIT:
                self._send(413, {"code": "too_large", "message": "Too large."})
                self.close_connection = True
                return
            body = self.rfile.read(length)
            if self.headers.get("Authorization", "").split()[-1:] != [listening.token]:
                self._send(401, {"code": "unauthenticated", "message": "A rerun's server is for the rerun."})
            elif self.path.endswith("/api/ingest"):
                answer = listening.take(msgspec.msgpack.decode(body, type=Batch))
                self._reply(200, msgspec.msgpack.encode(answer), "application/vnd.msgpack")
            else:
                self._send(404, {"code": "not_found", "message": "A rerun logs; it asks nothing of the server."})

        def do_PUT(self) -> None:
            left = int(self.headers.get("Content-Length") or 0)
            while left > 0 and (block := self.rfile.read(min(left, 1 << 20))):
                left -= len(block)
            self._send(200, {})

        def do_GET(self) -> None:
            self._send(404, {"code": "not_found", "message": "A rerun logs; it asks nothing of the server."})

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            self._reply(status, msgspec.json.encode(answer), "application/json")

        def _reply(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
