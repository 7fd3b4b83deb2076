"""Receiving data to freeze: ``PUT api/frozen-datasets/NAME`` with a Parquet file, streamed to the store."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import msgspec

from mlops_lab.server.artifacts import StreamHandler
from mlops_lab.wire.ids import new_id


class FrozenHandler(StreamHandler):
    """Receive a frozen dataset, or describe one (``?project=``, ``?digest=``)."""

    async def place(self, name: str) -> str:
        """Return where the bytes are put until they have been read once."""
        from mlops_lab.registry import frozen

        frozen.check_name(unquote(name))
        self._staged = f"{frozen.FOLDER}/incoming/{new_id()}.parquet"
        return self._staged

    async def refuse_sealed(self, path: str) -> None:
        """Refuse who may not freeze data in the project, before any of it comes in."""
        from mlops_lab.governance.roles import Role, require_of_reader

        project = self.get_query_argument("project", "default")
        store = await self.services.store()
        await store.aread(
            lambda conn: require_of_reader(conn, project, Role.CONTRIBUTOR, to="freeze a dataset"), self.actor
        )

    async def put(self, name: str) -> None:
        """Receive the bytes, then name them."""
        await self.receive()
        if self._finished:
            return
        from mlops_lab.registry import frozen

        project = self.get_query_argument("project", "default")
        target = self.get_query_argument("target", "") or None
        table_digest = self.get_query_argument("table_digest", "") or None
        described = await self.services.with_files(frozen.keep_bytes, self.services.artifacts, self._staged)
        store = await self.services.store()

        def write(tx: Any) -> frozen.FrozenDataset:
            return frozen.freeze(tx, project, unquote(name), described, target=target, table_digest=table_digest)

        self.send(msgspec.json.encode(await store.awrite(write, self.actor)))

    async def get(self, name: str) -> None:
        """Describe what was frozen last under a name, or what has a digest."""
        from mlops_lab.registry import frozen

        project, digest = self.get_query_argument("project", "default"), self.get_query_argument("digest", "") or None
        store = await self.services.store()
        found = await store.aread(lambda conn: frozen.get(conn, project, unquote(name), digest), self.actor)
        self.send(msgspec.json.encode(found))
