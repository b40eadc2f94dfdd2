"""Waiting for the answer to a chat, however many processes lie between."""

import asyncio
import contextlib
from collections.abc import Sequence

from pam_core.protocol.frames import ChatDelta, ChatResponse, LogEvent
from pam_server.ports import Hub, Jobs

LOOK_AGAIN_SECONDS = 2.0


class Answer:
    """The answer to one message. A context: listening begins before the first look."""

    def __init__(self, hub: Hub, jobs: Jobs, user_id: str, message_id: str) -> None:
        self._jobs = jobs
        self._user_id = user_id
        self._message_id = message_id
        self._news = asyncio.Event()
        self._end = hub.listen(user_id, self._told, self._ignored)

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    async def wait(self, most_seconds: float) -> ChatResponse | None:
        """The answer once there is one; None where that takes longer. Raises PamError."""
        found = await self._look()
        if found is not None or most_seconds <= 0:
            return found
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_seconds):
                while found is None:
                    await self._hint()
                    found = await self._look()
        return found

    async def _look(self) -> ChatResponse | None:
        self._news.clear()
        answer = await self._jobs.answer(self._user_id, self._message_id)
        return answer if isinstance(answer, ChatResponse) else None

    async def _hint(self) -> None:
        # Another process's hint may be lost on its way.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), LOOK_AGAIN_SECONDS)

    def _told(self, events: Sequence[LogEvent], head_seq: int) -> None:
        # None are told where another process committed them: then it may be ours.
        if not events or any(self._is_ours(event) for event in events):
            self._news.set()

    def _is_ours(self, event: LogEvent) -> bool:
        return isinstance(event, ChatResponse) and event.in_reply_to == self._message_id

    def _ignored(self, delta: ChatDelta) -> None:
        return None
