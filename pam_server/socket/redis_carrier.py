"""Redis between several processes: a wake-up and nothing more, so that it may be lost or late."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

from pam_core.protocol import codec
from pam_core.protocol.frames import ChatDelta
from pam_server.socket.hub import Word

log = logging.getLogger(__name__)

CHANNEL = "pam:words"
MOST_WAITING = 10_000
TRY_AGAIN_SECONDS = 2.0


class RedisCarrier:
    """Words to and from the other processes on one Redis channel.

    While Redis is away words are dropped and counted, and that is logged once; `missed` is called
    whenever some may have been, so that whoever waits for them looks into the database.
    """

    def __init__(self, url: str, heard: Callable[[Word], None], missed: Callable[[], None]) -> None:
        self._url = url
        self._heard = heard
        self._missed = missed
        self._own = secrets.token_hex(8)
        self._outgoing: asyncio.Queue[Word] = asyncio.Queue(MOST_WAITING)
        self.is_connected = False
        self.dropped = 0

    def carry(self, word: Word) -> None:
        """Pass it on, or drop it."""
        try:
            if not self.is_connected:
                raise asyncio.QueueFull
            self._outgoing.put_nowait(word)
        except asyncio.QueueFull:
            self.dropped += 1

    async def run(self) -> None:
        """Carry until cancelled."""
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        told = False
        while True:
            client = Redis.from_url(self._url, socket_connect_timeout=5, health_check_interval=15)
            try:
                await self._serve(client)
            except* (RedisError, OSError) as error:
                if not told:
                    log.warning("redis: %s: other workers are not woken", error.exceptions[0])
                told = True
            finally:
                self.is_connected = False
                await client.aclose()
            self._missed()
            await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _serve(self, client: Any) -> None:
        async with client.pubsub() as ear:
            await ear.subscribe(CHANNEL)
            self.is_connected = True
            self._missed()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._send(client), name="redis-out")
                both.create_task(self._listen(ear), name="redis-in")

    async def _send(self, client: Any) -> None:
        while True:
            await client.publish(CHANNEL, _written(self._own, await self._outgoing.get()))

    async def _listen(self, ear: Any) -> None:
        async for message in ear.listen():
            if message["type"] != "message":
                continue
            sender, word = _read(message["data"])
            if sender != self._own:
                self._heard(word)


def _written(own: str, word: Word) -> str:
    delta = None if word.delta is None else codec.to_json(word.delta)
    return json.dumps(
        [own, word.user_id, word.head_seq, delta, word.revoked, word.chat_waits],
        separators=(",", ":"),
    )


def _read(text: str | bytes) -> tuple[str, Word]:
    sender, user_id, head_seq, delta, revoked, chat_waits = json.loads(text)
    piece = None if delta is None else codec.server_frame(delta)
    return sender, Word(
        user_id=user_id,
        head_seq=head_seq,
        delta=piece if isinstance(piece, ChatDelta) else None,
        revoked=revoked,
        chat_waits=chat_waits,
    )
