"""A user as the server sees one: chats go in, things and answers come out."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pam_core.protocol.frames import Chat, ChatDelta, ChatResponse, LogEvent, Mutation
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import Thing
from pam_server.ports import Hub, Jobs, Log

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""For tests that hold on both databases; the store's own tests show that the rest do."""

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Desk:
    """One user with one device and one conversation; `deltas` are the pieces they were shown."""

    def __init__(self, log: Log, jobs: Jobs, hub: Hub) -> None:
        self.user_id = new_id(NOW)
        self.device_id = new_id(NOW)
        self.conversation_id = new_id(NOW)
        self.deltas: list[ChatDelta] = []
        self._log = log
        self._jobs = jobs
        self._hub = hub
        self._last_cseq = 0
        self._news = asyncio.Event()
        hub.listen(self.user_id, lambda events, head: self._news.set(), self.deltas.append)

    async def writes(self, message: str, **more: Any) -> Chat:
        """Send a chat; it is on disk then."""
        self._last_cseq += 1
        chat = Chat(
            **{
                "id": new_id(NOW),
                "cseq": self._last_cseq,
                "conversation_id": self.conversation_id,
                "message": message,
                "occurred_at": NOW,
                "zone": "America/Denver",
                **more,
            }
        )
        await self._log.commit(self.user_id, self.device_id, [chat])
        return chat

    async def puts(self, entity: str, fields: dict[str, Any], **more: Any) -> str:
        """Change a thing from the desktop; returns its id."""
        self._last_cseq += 1
        mutation = Mutation(
            **{
                "id": new_id(NOW),
                "cseq": self._last_cseq,
                "entity": entity,
                "thing_id": new_id(NOW),
                "op": "put",
                "fields": fields,
                "occurred_at": NOW,
                **more,
            }
        )
        done = await self._log.commit(self.user_id, self.device_id, [mutation])
        assert done.receipts[0].error is None, done.receipts
        return mutation.thing_id

    async def answer_to(self, chat: Chat) -> ChatResponse:
        """Wait for the answer to a chat."""
        async with asyncio.timeout(30):
            while True:
                self._news.clear()
                answer = await self._jobs.answer(self.user_id, chat.id)
                if answer is not None:
                    assert isinstance(answer, ChatResponse)
                    return answer
                await self._news.wait()

    async def asks(self, message: str, **more: Any) -> ChatResponse:
        """Send a chat and wait for its answer."""
        return await self.answer_to(await self.writes(message, **more))

    async def things(self, entity: str) -> Sequence[Thing]:
        """Those that stand."""
        return await self._log.things(self.user_id, entity)

    async def events(self) -> Sequence[LogEvent]:
        """The whole log."""
        return (await self._log.events(self.user_id, "", 0, 500)).events
