"""A recording that is fed faster than life is heard as in life: each turn before what follows it."""

from pam_core.vocabulary.events import TurnFinished
from tests.support.fakes import QUIET, VOICE, frames_of
from tests.support.talk import talk


async def test_a_turn_is_answered_before_the_recording_goes_on() -> None:
    """However long the silence behind the words, the reply does not wait for its end."""
    words, silence = frames_of(1.0, VOICE), frames_of(5.0, QUIET)
    async with talk(hands_free=True, wake_phrase_needed=False, lockstep=True) as it:
        await it.microphone.hear([*silence, *words, *silence])
        assert len(it.of(TurnFinished)) == 1
        await it.microphone.hear([*words, *silence, *words, *silence])
        assert len(it.of(TurnFinished)) == 3
