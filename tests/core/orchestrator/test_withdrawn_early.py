"""A turn called off before anybody was asked."""

import asyncio
from typing import Any

import pytest

from pam_core.orchestrator import orchestrator
from pam_core.vocabulary.reply import Piece, Reply
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider, words


async def test_withdrawn_while_it_looks_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user goes on while PAM still reads where it is: nobody is asked, and the turn ends."""
    looking, look = asyncio.Event(), asyncio.Event()
    real = orchestrator.surroundings_of

    async def surroundings_of(*given: Any) -> Any:
        looking.set()
        await look.wait()
        return await real(*given)

    monkeypatch.setattr(orchestrator, "surroundings_of", surroundings_of)
    first = ScriptedProvider("first", [words("It is scattered.")])
    talk = OpenTalk(first)
    prepared = await talk.mind.prepare(talk.request())
    got: list[Piece] = []

    async def answer() -> None:
        got.extend([piece async for piece in talk.mind.answer(prepared)])

    answering = asyncio.create_task(answer())
    await asyncio.wait_for(looking.wait(), 10)
    talk.mind.withdraw("turn-1")
    look.set()
    await asyncio.wait_for(answering, 10)
    assert first.requests == []
    assert isinstance(got[-1], Reply)
    assert got[-1].text == ""
