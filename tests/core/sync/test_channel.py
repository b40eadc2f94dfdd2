"""A chat with the server's mind: durable first, streamed, never asked twice, told when late."""

import asyncio
from typing import Any

import pytest

from pam_core.sync.channel import AGAIN, PASSED_ON, Channel
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, Finished, Message, ModelRequest, Role, TextDelta
from pam_core.vocabulary.sync_news import AnswerCame, LineState
from tests.core.sync.desk import Desk, a_desk
from tests.support.sync_server import SyncServer

_REQUEST = ModelRequest(
    system="You are PAM.",
    messages=(
        Message(role=Role.USER, text="Hello."),
        Message(role=Role.ASSISTANT, text="Hello!"),
        Message(role=Role.USER, text="Where do I sleep?"),
    ),
)


class Asking:
    """Somebody who listens to one answer."""

    def __init__(self, desk: Desk, patience_seconds: float = 30.0) -> None:
        self.channel = Channel(desk.sync, desk.clock, patience_seconds=patience_seconds)
        self.deltas: list[Delta] = []
        self.task = asyncio.create_task(self._listen())

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.deltas if isinstance(one, TextDelta))

    async def _listen(self) -> None:
        async for delta in self.channel.stream(_REQUEST):
            self.deltas.append(delta)


async def _answer(server: SyncServer, message: str) -> None:
    chat = server.world.chats[-1]
    await server.push(
        server.world.append(
            "chat_response",
            in_reply_to=chat.id,
            conversation_id=chat.conversation_id,
            message=message,
            model="big-one",
        )
    )


async def _piece(server: SyncServer, index: int, text: str, attempt: int = 1) -> None:
    delta: dict[str, Any] = {"v": 1, "type": "chat_delta", "attempt": attempt, "index": index}
    await server.socket.send(delta | {"in_reply_to": server.world.chats[-1].id, "text": text})


async def test_an_answer_comes_piece_by_piece(server: SyncServer) -> None:
    """The last thing that the user said is sent, and nothing is said twice."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk)
        await server.until(lambda: server.world.chats, "the chat")
        await _piece(server, 0, "At the ")
        await _piece(server, 1, "river.")
        await _answer(server, "At the river. Sleep well.")
        await asking.task
        assert server.world.chats[0].message == "Where do I sleep?"
        assert asking.text == "At the river. Sleep well."
        assert isinstance(asking.deltas[-1], Finished)
        assert asking.channel.model == "big-one"
        assert desk.of(AnswerCame) == []


async def test_a_later_attempt_begins_anew(server: SyncServer) -> None:
    """What was said of the first one is said; then the whole answer comes, and says so."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk)
        await server.until(lambda: server.world.chats, "the chat")
        await _piece(server, 0, "At the lake")
        await _piece(server, 0, "By the ", attempt=2)
        await _piece(server, 1, "sea.", attempt=2)
        await _answer(server, "By the sea.")
        await asking.task
        assert asking.text == f"At the lake {AGAIN} By the sea."


async def test_a_piece_that_was_lost_is_told_with_the_end(server: SyncServer) -> None:
    """Deltas are advisory: the answer is what counts."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk)
        await server.until(lambda: server.world.chats, "the chat")
        await _piece(server, 0, "At ")
        await _piece(server, 2, "river.")
        await _answer(server, "At the river.")
        await asking.task
        assert asking.text == "At the river."


async def test_a_line_that_breaks_is_no_reason_to_ask_somebody_else(server: SyncServer) -> None:
    """The honest sentence, and later the answer; the chat is carried out once."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk)
        await server.until(lambda: server.world.chats, "the chat")
        server.socket.reset()
        await asking.task
        assert asking.text == PASSED_ON
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        await _answer(server, "At the river.")
        (late,) = await desk.until(lambda: desk.of(AnswerCame), "the late answer")
        assert (late.asked, late.message) == ("Where do I sleep?", "At the river.")
        assert len(server.world.chats) == 1


async def test_who_waits_too_long_is_told_that_it_was_passed_on(server: SyncServer) -> None:
    """Here with no patience at all."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk, patience_seconds=0.0)
        await asking.task
        assert asking.text == PASSED_ON
        assert isinstance(asking.deltas[-1], Finished)


async def test_who_stops_listening_cancels_nothing(server: SyncServer) -> None:
    """The answer is told when it comes."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        asking = Asking(desk)
        await server.until(lambda: server.world.chats, "the chat")
        asking.task.cancel()
        await asyncio.gather(asking.task, return_exceptions=True)
        await _answer(server, "At the river.")
        await desk.until(lambda: desk.of(AnswerCame), "the late answer")


async def test_what_other_devices_asked_is_not_told_here(server: SyncServer) -> None:
    """Their answers are theirs; the talk shows them all the same."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        ids = {"in_reply_to": desk.store.device_id, "conversation_id": desk.store.device_id}
        await server.push(server.world.append("chat_response", message="No.", **ids))
        await desk.until(lambda: desk.store.since == 1, "the event")
        assert desk.of(AnswerCame) == []


@pytest.mark.parametrize("text", ["", "x" * 4001])
async def test_what_cannot_be_sent_is_not_put_in_the_outbox(server: SyncServer, text: str) -> None:
    """Then another provider may be asked."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        request = ModelRequest(system="", messages=(Message(role=Role.USER, text=text),))
        with pytest.raises(ModelError) as told:
            await anext(aiter(Channel(desk.sync, desk.clock).stream(request)))
        assert told.value.kind is Failure.BAD_REQUEST
        assert desk.store.outbox == []
