"""The PAM server's mind as a provider's channel: a chat in the outbox, its answer as it comes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Protocol

from pam_core.protocol.frames import ChatDelta
from pam_core.protocol.limits import MESSAGE_CHARACTERS
from pam_core.sync.open_chats import Heard, LineBroke, OpenChats
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import (
    Delta,
    Finish,
    Finished,
    ModelRequest,
    Role,
    TextDelta,
)
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.sync import Receipt, ServerEvent, Waiting

PATIENCE_SECONDS = 9.0
"""How long nothing may come. Below what an asker allows a model that has begun (10 s): once a chat
is in the outbox nobody else is asked the same."""
PASSED_ON = "I passed that on to the PAM server; its answer will come when it is back."
REST_LATER = "The rest of the PAM server's answer will come when it is back."
AGAIN = "Let me begin again."
_NAME = "pam_server"


class Line(Protocol):
    """What the channel needs of the driver."""

    @property
    def account(self) -> str:
        """Who is signed in where, "" while nobody is."""
        ...

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        ...

    @property
    def chats(self) -> OpenChats:
        """Who waits for which answer."""
        ...

    async def put(self, type: str, body: Mapping[str, Any]) -> Waiting:
        """Place a command in the outbox, and have it sent."""
        ...


class Channel:
    """`ServerChannel` over the driver. `conversation` and `context` say where the talk is now."""

    def __init__(
        self,
        line: Line,
        clock: Clock,
        *,
        conversation: Callable[[], str] | None = None,
        context: Callable[[], Mapping[str, Any]] | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        own = new_id(clock.now())
        self._line = line
        self._clock = clock
        self._conversation = conversation or (lambda: own)
        self._context = context or dict
        self._patience_seconds = patience_seconds
        self.model = ""

    @property
    def account(self) -> str:
        """Which account at which server, "" while nobody is signed in."""
        return self._line.account

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        return self._line.is_online

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last.

        Raises ModelError only while nothing was sent, or where the server refused it: else another
        provider would do what the server's mind is going to do. Who stops listening cancels
        nothing; the answer is told when it comes.
        """
        message = _message(request)
        waiting = await self._line.put("chat", self._body(message))
        self._line.chats.ask(waiting.id, message)
        heard = self._line.chats.wait(waiting.id)
        try:
            # It is on its way, and from now on nobody else is to be asked.
            yield TextDelta(text="")
            async for text in self._texts(heard):
                yield TextDelta(text=text)
            yield Finished(reason=Finish.STOP)
        finally:
            self._line.chats.leave(waiting.id)

    async def _texts(self, heard: "asyncio.Queue[Heard]") -> AsyncIterator[str]:
        pieces = _Pieces()
        while True:
            try:
                async with asyncio.timeout(self._patience_seconds):
                    one = await heard.get()
            except TimeoutError:
                one = LineBroke()
            if isinstance(one, ChatDelta):
                if text := pieces.add(one):
                    yield text
                continue
            if isinstance(one, Receipt):
                raise ModelError(Failure.BAD_REQUEST, _NAME, detail=one.error or "")
            if isinstance(one, ServerEvent):
                self.model = str(one.body.get("model", ""))
                yield pieces.rest(str(one.body.get("message", "")))
            else:
                yield f" {REST_LATER}" if pieces.said else PASSED_ON
            return

    def _body(self, message: str) -> Mapping[str, Any]:
        now = self._clock.now()
        return {
            "conversation_id": self._conversation(),
            "message": message,
            "context": dict(self._context()),
            "occurred_at": now.isoformat(),
            "zone": getattr(now.tzinfo, "key", "UTC"),
        }


class _Pieces:
    """Pieces of an answer in their order; a later attempt is left for the answer's end to tell."""

    def __init__(self) -> None:
        self.said = ""
        self._attempt: int | None = None
        self._next = 0

    def add(self, delta: ChatDelta) -> str:
        """What of it may be said now, "" where it does not follow on what was said."""
        if self._attempt is None or (delta.attempt > self._attempt and not self.said):
            self._attempt, self._next = delta.attempt, 0
        if delta.attempt != self._attempt or delta.index != self._next:
            return ""
        self._next += 1
        self.said += delta.text
        return delta.text

    def rest(self, message: str) -> str:
        """What of the answer was not said yet; all of it where it came out differently."""
        said = self.said.rstrip()
        if message.startswith(said):
            return (
                message[len(self.said) :] if message.startswith(self.said) else message[len(said) :]
            )
        return f" {AGAIN} {message}"


def _message(request: ModelRequest) -> str:
    asked = [message.text for message in request.messages if message.role is Role.USER]
    text = asked[-1].strip() if asked else ""
    if not text or len(text) > MESSAGE_CHARACTERS:
        raise ModelError(Failure.BAD_REQUEST, _NAME, detail="no message, or too long a one")
    return text
