"""MLflow's artifacts through the server: the client's files, streamed. Light: Jupyter loads it at start."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from mlops_lab.server.artifacts import StreamHandler
from mlops_lab.server.mlflow.shape import MlflowErrors


class MlflowArtifactHandler(MlflowErrors, StreamHandler):
    """``mlflow-artifacts/artifacts[/PATH]``: list, get, put and delete by path in the store."""

    async def place(self, path: str | None = None, project: str | None = None) -> str:
        """Return where in the store the address points."""
        from mlops_lab.storage.artifacts import check_path

        return check_path(unquote(path or ""))

    async def get(self, path: str | None = None, project: str | None = None) -> None:
        """Send a file, or list a folder (``?path=``)."""
        if path:
            place = await self.place(path)
            await self._refuse_unseen(place)
            await self.send_file(place)
            return
        asked = self.request.query_arguments.get("path", [b""])[-1]
        folder = await self.place(quote(asked))
        await self._refuse_unseen(folder)
        entries = await self.services.with_files(self.services.artifacts.entries, folder)
        files = [file_json(entry, posixpath.basename(entry.path)) for entry in entries]
        self.send(msgspec.json.encode({"files": files} if files else {}))

    head = get

    async def put(self, path: str | None = None, project: str | None = None) -> None:
        """Receive a file."""
        await self.receive()
        if not self._finished:
            self._tell(await self.place(path))
            self.send(b"{}")

    async def delete(self, path: str | None = None, project: str | None = None) -> None:
        """Remove a file or folder."""
        place = await self.place(path)
        await self.remove(place)
        self.send(b"{}")

    async def _refuse_unseen(self, path: str) -> None:
        """Refuse who has no role in the project that a place belongs to."""
        from mlops_lab.governance.roles import Role
        from mlops_lab.tracking.access import require_place

        store = await self.services.store()
        await store.aread(lambda conn: require_place(conn, path, Role.VIEWER, to="see a file"), self.actor)

    def _tell(self, path: str) -> None:
        """Let whoever looks at the run know of a new file; the path is EXPERIMENT/RUN/artifacts/FILE."""
        from mlops_lab.storage.changes import Change

        parts = path.split("/", 3)
        store = self.services.opened
        if store is not None and len(parts) == 4 and parts[2] == "artifacts":
            store.changes.publish([Change(f"run:{parts[1]}", "run.artifacts", {"run_id": parts[1], "path": parts[3]})])


def file_json(entry: Any, path: str) -> dict[str, Any]:
    """Describe a file or folder as MLflow does."""
    described: dict[str, Any] = {"path": path, "is_dir": entry.is_dir}
    if entry.size is not None:
        described["file_size"] = entry.size
    return described
