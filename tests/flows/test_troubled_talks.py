"""Talks in which something comes at the wrong moment or breaks: the next turn always works."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pam_core.vocabulary.events import (
    ReplyReady,
    ReplyStarted,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceDropped,
)
from pam_core.vocabulary.reply import Control, Intent, Priority, Reply
from pam_core.vocabulary.speech import Transcript, Utterance
from pam_core.vocabulary.turn import TurnState
from tests.support.fakes import (
    QUIET,
    VOICE,
    FakeMind,
    FakePrepared,
    FakeSynthesiser,
    FakeTranscriber,
    frames_of,
)
from tests.support.talk import Talk, talk

SAY = frames_of(1.0, VOICE)
PAUSE = frames_of(0.2, QUIET)
SILENCE = frames_of(1.5, QUIET)
THREE_SENTENCES = "The first of three. The second of three. The third of three."


async def say_with_key(it: Talk) -> None:
    await it.assistant.press_talk()
    await it.microphone.hear(SAY, PAUSE)
    await it.assistant.release_talk()


class BrokenTranscriber(FakeTranscriber):
    """Fails with a fault of its own, once."""

    async def transcribe(self, utterance: Utterance) -> Transcript:
        transcript = await super().transcribe(utterance)
        if len(self.utterances) == 1:
            raise ValueError("ours")
        return transcript


class BrokenSynthesiser(FakeSynthesiser):
    """Fails with a fault of its own at one text."""

    async def synthesise(self, text: str) -> Any:
        if "help" in text:
            raise ValueError("ours")
        return await super().synthesise(text)


class HalfwayMind(FakeMind):
    """Breaks in the middle of a reply to "help"."""

    async def answer(self, prepared: Any) -> AsyncIterator[str | Reply]:
        if prepared.request.text == "help":
            yield "I can keep"
            raise ValueError("ours")
        async for piece in super().answer(prepared):
            yield piece


class SlowMind(FakeMind):
    """Takes its time over the first effect; notes in which order effects begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()
        self.order: list[str] = []

    async def answer(self, prepared: FakePrepared) -> AsyncIterator[str | Reply]:
        self.order.append(f"begin {prepared.request.text}")
        await self.let_go.wait()
        self.order.append(f"end {prepared.request.text}")
        async for piece in super().answer(prepared):
            yield piece


async def test_a_fault_in_the_hearing_model_does_not_end_the_ears() -> None:
    """One utterance is lost to a fault of ours; the next is heard."""
    async with talk(BrokenTranscriber("what time is it")) as it:
        await say_with_key(it)
        trouble = await it.until(TroubleMet)
        await it.until(UtteranceDropped)
        await say_with_key(it)
        finished = await it.until(TurnFinished)
    assert trouble.code == "bug.turn"
    assert finished.turn.said == "what time is it"


async def test_a_fault_in_the_voice_does_not_end_the_mouth() -> None:
    """A clause without sound is told, and the next reply is spoken."""
    async with talk(synthesiser=BrokenSynthesiser()) as it:
        await it.assistant.ask("help")
        await it.until(TurnFinished)
        await it.assistant.ask("the time")
        finished = await it.until(TurnFinished, 2)
    assert [event.code for event in it.of(TroubleMet)] == ["bug.voice"]
    assert finished.turn.heard == "You said the time."


async def test_a_reply_that_breaks_off_ends_all_the_same() -> None:
    """A mind that fails in mid-sentence leaves no open reply behind: PAM comes to rest."""
    async with talk(mind=HalfwayMind()) as it:
        await it.assistant.ask("help")
        finished = await it.until(TurnFinished)
        assert finished.turn.heard.startswith("I can keep")
        assert it.of(StateChanged)[-1].state is TurnState.ASLEEP


async def test_no_clause_is_begun_after_the_user_interrupts() -> None:
    """A clause that waits behind the two being played is not said into the user's words."""
    mind = FakeMind({"help": THREE_SENTENCES})
    async with talk(mind=mind, eager=False) as it:
        await it.assistant.ask("help")
        await it.until(ReplyStarted)
        await it.assistant.press_talk()
        await it.until(TurnFinished)
        for _ in range(100):
            await asyncio.sleep(0)
        assert it.loudspeaker.playing == []


async def test_what_came_of_an_old_turn_does_not_end_the_new_one() -> None:
    """Noise before, found to be none of words only now, leaves PAM listening to the key."""
    transcriber = FakeTranscriber("", "what time is it")
    transcriber.let_go.clear()
    async with talk(transcriber) as it:
        await say_with_key(it)
        await it.assistant.press_talk()
        transcriber.let_go.set()
        await it.until(UtteranceDropped)
        assert it.of(StateChanged)[-1].state is TurnState.LISTENING
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        await it.until(TurnFinished)


async def test_pam_does_not_answer_a_call_into_the_next_words() -> None:
    """Called and then spoken to at once, PAM does not say "Yes?" into the words."""
    transcriber = FakeTranscriber("Hey Pam.", "what time is it")
    transcriber.let_go.clear()
    async with talk(transcriber, hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        await it.assistant.press_talk()
        transcriber.let_go.set()
        await it.until(UtteranceDropped)
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        await it.until(TurnFinished)
    assert "Yes?" not in it.synthesiser.texts


async def test_a_notice_waits_until_the_user_is_answered() -> None:
    """A notice is not spoken into the user's words, nor before the answer to them."""
    async with talk() as it:
        await it.assistant.press_talk()
        await it.microphone.hear(SAY)
        await it.assistant.say("Rain ahead.", Priority.NOTICE)
        await it.microphone.hear(PAUSE)
        assert it.loudspeaker.played == 0
        await it.assistant.release_talk()
        await it.until(TurnFinished)
    assert it.synthesiser.texts[-1] == "Rain ahead."
    assert it.of(StateChanged)[-1].state is TurnState.ASLEEP


async def test_a_notice_that_nobody_answers_is_spoken_after_silence() -> None:
    """When the key was pressed for nothing, what waited is said then."""
    async with talk() as it:
        await it.assistant.press_talk()
        await it.assistant.say("Rain ahead.", Priority.NOTICE)
        await it.assistant.release_talk()
        await it.microphone.hear(SILENCE)
        await it.until(StateChanged, 5)
    assert it.loudspeaker.played == 1


async def test_answers_are_carried_out_one_after_the_other() -> None:
    """What is said while an answer is being carried out waits for it: it may belong to it."""
    mind = SlowMind()
    async with talk(mind=mind) as it:
        first = asyncio.create_task(it.assistant.ask("log forty"))
        second = asyncio.create_task(it.assistant.ask("undo"))
        for _ in range(100):
            await asyncio.sleep(0)
        mind.let_go.set()
        await asyncio.gather(first, second)
    assert mind.order == ["begin log forty", "end log forty", "begin undo", "end undo"]


async def test_a_typed_turn_is_finished_before_pam_ends() -> None:
    """Closing PAM just after typing loses neither the effect nor the record of it."""
    mind = SlowMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("log forty"))
        await asyncio.sleep(0)
        await it.microphone.close()
        for _ in range(100):
            await asyncio.sleep(0)
        mind.let_go.set()
    await asking
    assert it.chats.recorded[-1].said == "log forty"


async def test_hushing_while_pam_thinks_leaves_it_free() -> None:
    """The answer is kept unsaid, and PAM comes to rest."""
    transcriber = FakeTranscriber("what time is it")
    transcriber.let_go.clear()
    async with talk(transcriber) as it:
        await say_with_key(it)
        await it.assistant.hush()
        transcriber.let_go.set()
        finished = await it.until(TurnFinished)
        await it.until(StateChanged, 4)
        assert it.of(StateChanged)[-1].state is TurnState.ASLEEP
    assert (finished.turn.heard, finished.turn.interrupted) == ("", True)


async def test_a_reply_without_a_voice_was_not_interrupted() -> None:
    """Nobody cut PAM short: its voice was missing."""
    async with talk(synthesiser=BrokenSynthesiser()) as it:
        await it.assistant.ask("help")
        finished = await it.until(TurnFinished)
    assert not finished.turn.interrupted


async def test_an_answer_begun_in_time_needs_no_call_however_long_it_is() -> None:
    """The follow-up window asks when the user began to speak, not when they had finished."""
    question = Reply(
        text="How much was it?",
        intent=Intent(action="expense.log"),
        provider="local",
        expects_answer=True,
    )
    transcriber = FakeTranscriber("Hey Pam, log fuel", "forty dollars")
    async with talk(transcriber, FakeMind({"log fuel": question}), hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        await it.until(TurnFinished)
        it.clock.pass_seconds(7)
        await it.microphone.hear(SILENCE, SAY)
        it.clock.pass_seconds(4)
        await it.microphone.hear(SILENCE)
        finished = await it.until(TurnFinished, 2)
    assert finished.turn.said == "forty dollars"


async def test_the_key_makes_cab_talk_a_turn() -> None:
    """The key pressed after words that voice had opened: they need no wake phrase any more."""
    transcriber = FakeTranscriber("what time is it")
    async with talk(transcriber, hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, PAUSE)
        await it.assistant.press_talk()
        await it.microphone.hear(PAUSE)
        await it.assistant.release_talk()
        finished = await it.until(TurnFinished)
    assert finished.turn.said == "what time is it"


@pytest.mark.parametrize("before", [0.05, 0.15, 0.8])
async def test_quieter_is_never_louder(before: float) -> None:
    """However soft PAM speaks already, "quieter" does not raise its voice."""
    quieter = Reply(
        text="Okay.", intent=Intent(action="quieter"), provider="local", control=Control.QUIETER
    )
    async with talk(mind=FakeMind({"quieter": quieter}), volume=before) as it:
        await it.assistant.ask("quieter")
        await it.until(ReplyReady)
    assert it.loudspeaker.volumes[-1] <= before


async def test_pam_speaks_up_again_after_a_false_alarm() -> None:
    """A sound that might be a voice makes PAM speak softly, and no longer than that reply."""
    async with talk(eager=False, hands_free=True, voice_barge_in=True) as it:
        await it.microphone.hear(SILENCE)
        await it.assistant.ask("help")
        await it.until(ReplyStarted)
        await it.microphone.hear(frames_of(0.06, VOICE))
        assert it.loudspeaker.ducks == [True]
        it.loudspeaker.finish()
        await it.until(TurnFinished)
        assert it.loudspeaker.ducks == [True, False]


async def test_the_voice_interrupts_where_it_may() -> None:
    """With voice barge-in the user's words silence PAM at full volume for what comes next."""
    async with talk(
        eager=False, hands_free=True, wake_phrase_needed=False, voice_barge_in=True
    ) as it:
        await it.microphone.hear(SILENCE)
        await it.assistant.ask("help")
        await it.until(ReplyStarted)
        await it.microphone.hear(SAY)
        finished = await it.until(TurnFinished)
        assert finished.turn.interrupted
        assert it.loudspeaker.ducks == [True, False]
        it.loudspeaker.eager = True
        await it.microphone.hear(SILENCE)
        await it.until(TurnFinished, 2)
