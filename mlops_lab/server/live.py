"""The live channel: one WebSocket a client, topics it asks for, one frame a tenth of a second at the most.

A client that does not read is sent nothing more until it does: its changes are
merged meanwhile, and past a bound it is told that it missed some and shall ask anew.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from jupyter_server.utils import ensure_async
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from mlops_lab.server.handler import RESOURCE
from mlops_lab.wire.actor import Actor, Via

if TYPE_CHECKING:
    from mlops_lab.server.services import Services
    from mlops_lab.storage.changes import Change
    from mlops_lab.storage.database import Database

FRAME_SECONDS = 0.1
PENDING_LIMIT = 5000
TOPIC_LIMIT = 2000
MESSAGE_LIMIT = 2**20


class Live:
    """All clients of one server."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._by_topic: dict[str, set[LiveHandler]] = {}
        self._arrived: list[Change] = []
        self._scheduled = False

    def listen(self, store: Database) -> None:
        """Hear of every commit to the store."""
        store.changes.subscribe(self._committed)

    def _committed(self, changes: list[Change]) -> None:
        """Take changes over from the writer's thread."""
        if self._by_topic:
            self._loop.call_soon_threadsafe(self._gather, changes)

    def _gather(self, changes: list[Change]) -> None:
        from mlops_lab.storage.changes import MISSED

        for change in changes:
            if change == MISSED:
                for client in set().union(*self._by_topic.values()):
                    client.miss()
                continue
            for client in self._by_topic.get(change.topic, ()):
                client.add(change)

    def subscribe(self, client: LiveHandler, topic: str) -> None:
        """Send changes of a topic to a client from now on."""
        self._by_topic.setdefault(topic, set()).add(client)

    def unsubscribe(self, client: LiveHandler, topic: str) -> None:
        """Send no more of them."""
        clients = self._by_topic.get(topic)
        if clients is not None:
            clients.discard(client)
            if not clients:
                del self._by_topic[topic]


class LiveHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """``api/live``: a client says ``{"subscribe": [topic…]}`` and hears ``{"changes": […]}``."""

    auth_resource = RESOURCE

    def initialize(self, services: Services, live: Live) -> None:
        """Take what handlers share."""
        self.services = services
        self.live = live
        self._topics: set[str] = set()
        self._pending: dict[tuple[str, str, str], Change] = {}
        self._lagged = False
        self._sender: asyncio.Task[None] | None = None
        self._looking_up: set[asyncio.Task[None]] = set()

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Authenticate and authorize, then open the channel."""
        if self.current_user is None:
            raise web.HTTPError(403)
        allowed = self.authorizer.is_authorized(self, self.current_user, "read", self.auth_resource)
        if not await ensure_async(allowed):
            raise web.HTTPError(403)
        await self.services.store()
        await ensure_async(super().get(*args, **kwargs))

    def open(self, *args: Any, **kwargs: Any) -> None:
        """Say that we listen."""
        super().open(*args, **kwargs)
        self.set_nodelay(True)
        self._send({"ready": {}})

    def on_message(self, message: str | bytes) -> None:
        """Take or leave topics."""
        try:
            if len(message) > MESSAGE_LIMIT:
                raise msgspec.ValidationError("the message is too long")
            asked = msgspec.json.decode(message, type=dict[str, list[str]])
        except msgspec.MsgspecError as error:
            self._send({"error": {"code": "invalid", "message": f"The message cannot be read: {error}."}})
            return
        for topic in asked.get("unsubscribe", []):
            self._topics.discard(topic)
            self.live.unsubscribe(self, topic)
        if "subscribe" in asked:
            topics = asked["subscribe"]
            actor = self.services.identities.actor(self.current_user, Via.BROWSER, "")
            if "*" in actor.configured:  # a role in every project: nothing to look up
                self._take(topics)
            else:
                task = asyncio.create_task(self._take_allowed(topics, actor))
                self._looking_up.add(task)
                task.add_done_callback(self._looking_up.discard)

    async def _take_allowed(self, topics: list[str], actor: Actor) -> None:
        """Take the topics of projects that the client has a role in."""
        from mlops_lab.server.topics import audible

        store = await self.services.store()
        allowed = await store.aread(lambda conn: audible(conn, topics), actor)
        for refused in sorted(set(topics) - set(allowed)):
            self._send({"error": {"code": "forbidden", "message": f"You have no role to hear {refused[:200]}."}})
        if self.ws_connection is not None:  # else gone meanwhile
            self._take(allowed)

    def _take(self, topics: list[str]) -> None:
        for topic in topics:
            if len(self._topics) >= TOPIC_LIMIT:
                self._send({"error": {"code": "invalid", "message": f"At most {TOPIC_LIMIT} topics."}})
                break
            self._topics.add(topic)
            self.live.subscribe(self, topic)
        self._send({"subscribed": sorted(self._topics)})

    def on_close(self) -> None:
        """Forget the client."""
        super().on_close()
        for topic in self._topics:
            self.live.unsubscribe(self, topic)
        self._topics.clear()
        if self._sender is not None:
            self._sender.cancel()

    def add(self, change: Change) -> None:
        """Queue a change, merged with those of its kind that still wait."""
        from mlops_lab.storage.changes import about, merged

        if len(self._pending) >= PENDING_LIMIT:
            self._pending.clear()
            self._lagged = True
        key = about(change)
        waiting = self._pending.pop(key, None)
        self._pending[key] = change if waiting is None else merged(waiting, change)
        self._wake()

    def miss(self) -> None:
        """Tell the client that it missed changes, and shall ask anew."""
        self._pending.clear()
        self._lagged = True
        self._wake()

    def _wake(self) -> None:
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        """Send what waits, one frame at a time; the next once this one has been taken."""
        await asyncio.sleep(FRAME_SECONDS / 4)  # what comes at the same moment goes together
        while self._pending or self._lagged:
            frame: dict[str, Any] = {"changes": list(self._pending.values())}
            if self._lagged:
                frame = {"lagged": True}
            self._pending.clear()
            self._lagged = False
            try:
                await self.write_message(msgspec.json.encode(frame).decode())
            except WebSocketClosedError:
                return
            await asyncio.sleep(FRAME_SECONDS)

    def _send(self, frame: dict[str, Any]) -> None:
        try:
            self.write_message(msgspec.json.encode(frame).decode())
        except WebSocketClosedError:
            self.log.debug("A live client went away before its answer.")
