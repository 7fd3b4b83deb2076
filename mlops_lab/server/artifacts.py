"""Artifacts over HTTP: streamed both ways, so that a large file costs no memory.

What a run stored may be a page with a script of somebody else's making, so every
answer is in a sandbox of its own and is never sniffed for another type.
"""

from __future__ import annotations

import hashlib
import mimetypes
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import msgspec
from tornado.iostream import StreamClosedError

from mlops_lab.server.handler import LabHandler
from mlops_lab.wire.errors import Code, LabError, invalid

if TYPE_CHECKING:
    from mlops_lab.storage.artifacts import Entry, Upload

PIECE = 2**20
"""Bytes that are read and sent at a time."""
LIMIT = 2**40
"""Bytes that one file may have."""
SHOWN = {"text/csv": "text/plain", "text/tab-separated-values": "text/plain"}


class StreamHandler(LabHandler):
    """Send and receive files of the artifact store."""

    body_limit = LIMIT

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Authorize, then begin to write where a file comes in."""
        self._upload: Upload | None = None
        self._pending: list[bytes] = []
        self._pending_size = 0
        await super().prepare()
        await self.services.store()
        if self.request.method == "PUT":
            self.request.connection.set_max_body_size(LIMIT)
            path = await self.place(*self.path_args, **self.path_kwargs)
            await self.refuse_sealed(path)
            self._upload = await self.services.with_files(self.services.artifacts.create, path)

    async def place(self, *args: Any, **kwargs: Any) -> str:
        """Return where in the store the address points."""
        raise NotImplementedError

    async def refuse_sealed(self, path: str) -> None:
        """Refuse to change a file that a version of a model was sealed with."""
        from mlops_lab.registry.keeping import refuse_change

        store = await self.services.store()
        await store.aread(lambda conn: refuse_change(conn, path), self.actor)

    async def remove(self, path: str) -> None:
        """Remove a file or folder, on record."""
        from mlops_lab.registry.keeping import record_removal

        await self.refuse_sealed(path)
        there = await self.services.with_files(self._is_there, path)
        if path and there:
            store = await self.services.store()
            await store.awrite(lambda tx: record_removal(tx, path), self.actor)
        await self.services.with_files(self.services.artifacts.delete, path)

    def _is_there(self, path: str) -> bool:
        try:
            self.services.artifacts.info(path)
        except LabError as error:
            if error.code is Code.NOT_FOUND:
                return False
            raise
        return True

    async def data_received(self, chunk: bytes) -> None:
        """Write what comes in, a piece at a time; the sender waits for the disk, the event loop does not."""
        if self._finished or self._upload is None:
            self._received += len(chunk)
            return
        self._pending.append(chunk)
        self._pending_size += len(chunk)
        if self._pending_size >= PIECE:
            await self._write_pending()

    async def _write_pending(self) -> None:
        assert self._upload is not None
        data, self._pending, self._pending_size = b"".join(self._pending), [], 0
        if data:
            try:
                await self.services.with_files(self._upload.write, data)
            except LabError as error:
                await self._abort()
                self.send_error_body(error)

    async def receive(self) -> None:
        """Put the file that came in in its place."""
        if self._finished:
            return
        assert self._upload is not None
        await self._write_pending()
        if self._upload is not None:
            upload, self._upload = self._upload, None
            await self.services.with_files(upload.commit)

    async def _abort(self) -> None:
        upload, self._upload = self._upload, None
        if upload is not None:
            await self.services.with_files(upload.abort)

    def on_connection_close(self) -> None:
        """Leave nothing behind of a file whose sender went away."""
        super().on_connection_close()
        upload, self._upload = getattr(self, "_upload", None), None
        if upload is not None:
            self.services.files.submit(upload.abort)

    def on_finish(self) -> None:
        """Leave nothing behind of a file that was refused."""
        super().on_finish()
        upload, self._upload = getattr(self, "_upload", None), None
        if upload is not None:
            self.services.files.submit(upload.abort)

    async def send_file(self, path: str) -> None:
        """Answer with a file, or the part of it that is asked for."""
        entry = await self.services.with_files(self.services.artifacts.info, path)
        if entry.is_dir:
            raise invalid(f"{path!r} is a folder.", "path")
        if self._describe(entry):
            return
        begin, end = self._range(entry.size or 0)
        self.set_header("Content-Length", str(end - begin))
        if self.request.method == "HEAD":
            await self.finish()
            return
        file = await self.services.with_files(self.services.artifacts.open, path)
        try:
            await self._copy(file, begin, end)
            await self.finish()
        except StreamClosedError:
            pass  # whoever asked went away
        finally:
            await self.services.with_files(file.close)

    async def _copy(self, file: IO[bytes], begin: int, end: int) -> None:
        if begin:
            await self.services.with_files(file.seek, begin)
        left = end - begin
        while left > 0:
            data = await self.services.with_files(file.read, min(PIECE, left))
            if not data:
                break
            left -= len(data)
            self.write(data)
            await self.flush()

    def _describe(self, entry: Entry) -> bool:
        """Set the headers; return True when whoever asks has the file already."""
        name = entry.path.rsplit("/", 1)[-1]
        kind = media_type(name)
        self.set_header("Content-Type", kind)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "sandbox allow-scripts; frame-ancestors 'self'")
        if kind in ("image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "application/xml"):
            # an SVG drawn by <img> runs nothing; one opened as a page must not either
            self.set_header(
                "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
            )
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("Cache-Control", "private, no-cache")
        if self.get_query_argument("download", ""):
            from tornado.escape import url_escape

            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{url_escape(name, plus=False)}")
        stamp = f"{entry.path}:{entry.size}:{entry.modified}"
        self.set_header("ETag", f'"{hashlib.sha256(stamp.encode()).hexdigest()[:32]}"')
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return True
        return False

    def _range(self, size: int) -> tuple[int, int]:
        """Return the part of the file to send, and say so."""
        asked = self.request.headers.get("Range", "")
        unit, _, span = asked.partition("=")
        first, _, last = span.partition("-")
        if unit.strip() != "bytes" or "," in span or not (first.strip().isdigit() or last.strip().isdigit()):
            return 0, size
        if first.strip():
            begin, end = int(first), min(int(last) + 1, size) if last.strip().isdigit() else size
        else:
            begin, end = max(size - int(last), 0), size
        if begin >= size or begin >= end:
            self.set_header("Content-Range", f"bytes */{size}")
            self.set_status(416)
            return 0, 0
        self.set_status(206)
        self.set_header("Content-Range", f"bytes {begin}-{end - 1}/{size}")
        return begin, end

    def compute_etag(self) -> None:
        """Ours is set by `_describe`; tornado would hash what it holds in memory."""
        return


def media_type(name: str) -> str:
    """Return the type a file's name stands for, as it is safe to show."""
    guessed, encoding = mimetypes.guess_type(name)
    if encoding is not None or guessed is None:
        lower = name.lower()
        if lower.endswith((".yaml", ".yml", ".md", ".log", ".toml", ".ini", ".jsonl")) or "." not in name:
            return "text/plain; charset=utf-8"
        return "application/octet-stream"
    guessed = SHOWN.get(guessed, guessed)
    return f"{guessed}; charset=utf-8" if guessed == "text/plain" else guessed


class RunArtifactHandler(StreamHandler):
    """``api/runs/RUN/artifacts[/PATH]``: list, get, put and delete a run's artifacts."""

    async def place(self, run_id: str, path: str | None = None) -> str:
        """Return where a run's artifact lies in the store."""
        root = await self._root(run_id, writing=self.request.method in ("PUT", "DELETE"))
        inner = self._inner(path)
        return f"{root}/{inner}" if inner else root

    def _inner(self, path: str | None) -> str:
        from mlops_lab.storage.artifacts import check_path

        return check_path(unquote(path or ""))

    async def _root(self, run_id: str, *, writing: bool) -> str:
        from mlops_lab.tracking import runs
        from mlops_lab.tracking.load import load_runs

        store = await self.services.store()

        def find(conn: Any) -> tuple[str, int | None]:
            run = load_runs(conn, [runs.find_rid(conn, run_id)], metric_keys=[], param_keys=[], tag_keys=[])[0]
            return run.artifact_uri, run.deleted_at

        uri, deleted_at = await store.aread(find, self.actor)
        if writing and deleted_at is not None:
            raise invalid(f"The run {run_id} is deleted.", "run_id")
        if not uri.startswith("mlflow-artifacts:/"):
            raise invalid(f"This run keeps its artifacts at {uri}, where its client reads them itself.", "path")
        return uri.removeprefix("mlflow-artifacts:/").strip("/")

    async def get(self, run_id: str, path: str | None = None) -> None:
        """Send a file, or list a folder (``?path=``)."""
        if path:
            await self.send_file(await self.place(run_id, path))
            return
        asked = self.request.query_arguments.get("path", [b""])[-1]  # as it came: tornado's getters drop what is odd
        folder = await self.place(run_id, quote(asked))
        root = await self._root(run_id, writing=False)
        entries = await self.services.with_files(self.services.artifacts.entries, folder)
        self.send(msgspec.json.encode({"artifacts": [artifact_of(entry, root) for entry in entries]}))

    head = get

    async def put(self, run_id: str, path: str | None = None) -> None:
        """Receive a file."""
        await self.receive()
        if self._finished:
            return
        await self._tell(run_id, self._inner(path))
        self.send(msgspec.json.encode({"path": self._inner(path)}))

    async def delete(self, run_id: str, path: str | None = None) -> None:
        """Remove a file or folder."""
        if not self._inner(path):
            raise invalid("Which artifact?", "path")
        place = await self.place(run_id, path)
        await self.remove(place)
        await self._tell(run_id, self._inner(path))
        self.send(b"{}")

    async def _tell(self, run_id: str, path: str) -> None:
        store = await self.services.store()
        from mlops_lab.storage.changes import Change

        store.changes.publish([Change(f"run:{run_id}", "run.artifacts", {"run_id": run_id, "path": path})])


def artifact_of(entry: Entry, root: str) -> Any:
    """Describe an entry of the store as an artifact of the run whose root is given."""
    from mlops_lab.tracking.types import Artifact

    path = entry.path.removeprefix(root).lstrip("/")
    kind = None if entry.is_dir else media_type(path.rsplit("/", 1)[-1]).split(";")[0]
    return Artifact(path=path, is_dir=entry.is_dir, size=entry.size, media_type=kind)
