"""A recording fed faster than life is heard as in life: each turn before what follows it."""

import asyncio

from pam_core.vocabulary.events import ReplyStarted, TurnFinished
from tests.support.fakes import QUIET, VOICE, frames_of
from tests.support.talk import talk

WORDS, SILENCE = frames_of(1.0, VOICE), frames_of(5.0, QUIET)
MANNERS = {"hands_free": True, "wake_phrase_needed": False, "lockstep": True}


async def test_the_recording_waits_while_a_turn_is_answered() -> None:
    """However long the silence behind the words, no more of it is heard before the reply is out."""
    async with talk(eager=False, **MANNERS) as it:
        hearing = asyncio.create_task(it.microphone.hear([*SILENCE, *WORDS, *SILENCE]))
        await it.until(ReplyStarted)
        # Whoever could go on has had every chance to.
        for _ in range(1000):
            await asyncio.sleep(0)
        assert not hearing.done()
        it.loudspeaker.finish()
        await hearing
        assert len(it.of(TurnFinished)) == 1


async def test_every_turn_of_a_recording_is_answered() -> None:
    """Two utterances in one stretch of sound are two turns, each finished."""
    async with talk(**MANNERS) as it:
        await it.microphone.hear([*SILENCE, *WORDS, *SILENCE, *WORDS, *SILENCE])
        assert len(it.of(TurnFinished)) == 2
