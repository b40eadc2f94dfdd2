"""Talks in which an answer comes in pieces and late: what is said, shown, and called off."""

import asyncio

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import (
    ReplyGrew,
    ReplyReady,
    ReplyStarted,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceHeard,
)
from pam_core.vocabulary.reply import (
    Aside,
    Control,
    Draft,
    Intent,
    Notice,
    Priority,
    Provenance,
    Reply,
)
from pam_core.vocabulary.turn import TurnState
from tests.support.fakes import QUIET, VOICE, FakeTranscriber, StreamingMind, frames_of, open_reply
from tests.support.talk import Talk, talk

SAY = frames_of(1.0, VOICE)
PAUSE = frames_of(0.2, QUIET)
SILENCE = frames_of(1.5, QUIET)
FILLER = Aside(text="One moment.")
RAIN = Notice(key="rain", text="Rain ahead.", priority=Priority.NOTICE)


async def say_with_key(it: Talk) -> None:
    await it.assistant.press_talk()
    await it.microphone.hear(SAY, PAUSE)
    await it.assistant.release_talk()


async def turns_pass() -> None:
    """Everything that can happen by itself has happened."""
    for _ in range(100):
        await asyncio.sleep(0)


def states(it: Talk) -> list[TurnState]:
    return [event.state for event in it.of(StateChanged)]


async def test_the_first_clause_is_spoken_while_the_rest_streams() -> None:
    """What is whole is said although the answer has not ended, and heard is all of it."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give("It is far away. ", "Nobody drives there.\n")
        await it.until(ReplyStarted)
        assert not it.of(ReplyReady)
        mind.give(open_reply("It is far away. Nobody drives there."))
        await asking
        finished = await it.until(TurnFinished)
    assert finished.turn.heard == "It is far away. Nobody drives there."


async def test_an_answer_is_shown_as_it_grows() -> None:
    """The first draft is shown at once; of those that follow on one another at least the last."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        heard = await it.until(UtteranceHeard)
        mind.give(*(Draft(text="It is far away."[:end]) for end in range(1, 16)))
        second = await it.until(ReplyGrew, 2)
        mind.give(open_reply("It is far away."))
        await asking
    first = it.of(ReplyGrew)[0]
    assert (first.turn_id, first.text) == (heard.turn_id, "I")
    assert second.text == "It is far away."
    assert len(it.of(ReplyGrew)) == 2


async def test_no_draft_comes_after_the_whole() -> None:
    """The whole answer is the last that is shown of it."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give(Draft(text="It"), Draft(text="It is"), open_reply("It is far."))
        await asking
        mind.give(Draft(text="Two"), open_reply("Two."))
        await it.assistant.ask("how many moons has Mars")
    told = [event for event in it.events if isinstance(event, ReplyGrew | ReplyReady)]
    assert [getattr(event, "text", "whole") for event in told] == ["It", "whole", "Two", "whole"]


async def test_a_filler_is_no_part_of_the_answer() -> None:
    """PAM says that it takes a moment and thinks on; heard and first sound are the answer's."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give(FILLER)
        await it.until(StateChanged, 5)
        assert states(it)[-3:] == [TurnState.THINKING, TurnState.SPEAKING, TurnState.THINKING]
        assert it.synthesiser.texts == ["One moment."]
        assert not it.of(ReplyStarted)
        it.clock.pass_seconds(4.0)
        mind.give("It is far away.\n", open_reply("It is far away."))
        await asking
        finished = await it.until(TurnFinished)
    assert finished.turn.heard == "It is far away."
    assert finished.turn.times.first_sound == pytest.approx(4.0)
    assert states(it)[-2:] == [TurnState.SPEAKING, TurnState.ASLEEP]


async def test_no_filler_after_the_first_words() -> None:
    """Once the answer has begun nobody is told to wait."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        mind.give("It is far away.\n", FILLER, open_reply("It is far away."))
        await it.assistant.ask("how far is the moon")
        await it.until(TurnFinished)
    assert it.synthesiser.texts == ["It is far away."]


async def test_no_filler_after_the_user_has_interrupted() -> None:
    """Whoever has hushed PAM hears nothing more of that turn."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        await it.until(UtteranceHeard)
        mind.give(FILLER, "It is far away.\n")
        await it.assistant.hush()
        await asking
        await it.until(TurnFinished)
    assert it.synthesiser.texts == []


async def test_news_waits_behind_the_filler_for_the_answer() -> None:
    """Between "One moment." and the answer no notice is told, nor into the answer's middle."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        await it.until(UtteranceHeard)
        await it.assistant.tell(RAIN)
        mind.give(FILLER)
        await it.until(StateChanged, 5)
        mind.give("It is far away.\n", "Nobody drives there.\n")
        await turns_pass()
        mind.give(open_reply("It is far away. Nobody drives there."))
        await asking
        await it.until(TurnFinished, 2)
    assert it.synthesiser.texts[0] == "One moment."
    assert it.synthesiser.texts[-1] == "Rain ahead."


async def test_an_alert_does_not_wait_for_the_answer() -> None:
    """While PAM waits for a provider an alarm rings, and PAM thinks on."""
    alarm = Notice(key="alarm", text="Time to go.", priority=Priority.ALERT)
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give(FILLER)
        await it.until(StateChanged, 5)
        await it.assistant.tell(alarm)
        await it.until(TurnFinished)
        await it.until(StateChanged, 7)
        assert states(it)[-1] is TurnState.THINKING
        mind.give("Far.\n", open_reply("Far."))
        await asking
    assert it.synthesiser.texts == ["One moment.", "Time to go.", "Far."]


@pytest.mark.parametrize("said", ["", "It is far away. "])
async def test_the_key_calls_an_answer_off(said: str) -> None:
    """The mind is told once; the turn ends with what was said, interrupted, and stays silent."""
    mind = StreamingMind()
    async with talk(FakeTranscriber("how far is the moon"), mind) as it:
        await say_with_key(it)
        await it.until(UtteranceHeard)
        mind.give(*filter(None, [said]))
        await turns_pass()
        await it.assistant.press_talk()
        await it.assistant.hush()
        finished = await it.until(TurnFinished)
        mind.give("Nobody drives there.\n")
        await turns_pass()
        assert "Nobody drives there." not in it.synthesiser.texts
    assert mind.withdrawn == [finished.turn.turn_id]
    assert finished.turn.interrupted
    assert finished.turn.reply.text == said.strip()


async def test_the_next_turn_does_not_wait_for_the_one_called_off() -> None:
    """Speaking again while a provider stalls is answered, and the first question is closed."""
    mind = StreamingMind()
    async with talk(FakeTranscriber("how far is the moon", "what time is it"), mind) as it:
        await say_with_key(it)
        await it.until(UtteranceHeard)
        await say_with_key(it)
        await it.until(UtteranceHeard, 2)
        mind.give("It is noon.\n", open_reply("It is noon."))
        second = await it.until(TurnFinished, 2)
    first = it.of(TurnFinished)[0]
    assert (first.turn.said, first.turn.interrupted) == ("how far is the moon", True)
    assert (second.turn.said, second.turn.heard) == ("what time is it", "It is noon.")


async def test_a_question_overtaken_before_it_was_understood_is_called_off() -> None:
    """The user went on before the words were there: nobody waits for a provider then."""
    transcriber = FakeTranscriber("how far is the moon", "what time is it")
    transcriber.let_go.clear()
    mind = StreamingMind()
    async with talk(transcriber, mind) as it:
        await say_with_key(it)
        await it.assistant.press_talk()
        transcriber.let_go.set()
        first = await it.until(TurnFinished)
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        mind.give("It is noon.\n", open_reply("It is noon."))
        await it.until(TurnFinished, 2)
    assert mind.withdrawn == [first.turn.turn_id]
    assert first.turn.interrupted


async def test_a_typed_question_calls_the_one_before_off() -> None:
    """Typing while PAM answers is an interruption like any other."""
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        first = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give("It is far away. And", Draft(text="It is far away. And"))
        await it.until(ReplyStarted)
        second = asyncio.create_task(it.assistant.ask("what time is it"))
        await it.until(UtteranceHeard, 2)
        mind.give("It is noon.\n", open_reply("It is noon."))
        await asyncio.gather(first, second)
        await it.until(TurnFinished, 2)
    turns = {event.turn.said: event.turn for event in it.of(TurnFinished)}
    assert turns["how far is the moon"].interrupted
    assert turns["what time is it"].heard == "It is noon."
    assert len(mind.withdrawn) == 1


async def test_saying_stop_calls_an_answer_off() -> None:
    """The word does what the key does, and is itself no interrupted turn."""
    mind = StreamingMind()
    stop = Reply(
        text="", intent=Intent(action="session.stop"), provider="local", control=Control.STOP
    )
    async with talk(FakeTranscriber("how far is the moon", "stop"), mind) as it:
        await say_with_key(it)
        mind.give("It is far away. And")
        await it.until(ReplyStarted)
        await say_with_key(it)
        await it.until(UtteranceHeard, 2)
        mind.give(stop)
        await it.until(TurnFinished, 2)
    interrupted = {event.turn.said: event.turn.interrupted for event in it.of(TurnFinished)}
    assert interrupted == {"how far is the moon": True, "stop": False}


async def test_an_answer_that_is_through_is_not_called_off() -> None:
    """Interrupting PAM's voice when the mind has done withdraws nothing."""
    mind = StreamingMind()
    async with talk(mind=mind, eager=False) as it:
        mind.give("It is far away.\n", open_reply("It is far away."))
        await it.assistant.ask("how far is the moon")
        await it.until(ReplyStarted)
        await it.assistant.hush()
        finished = await it.until(TurnFinished)
    assert mind.withdrawn == []
    assert finished.turn.interrupted


async def test_pam_ends_although_a_provider_stalls() -> None:
    """Questions open at the end, and those asked into it, are called off and kept as they are."""
    mind = StreamingMind()
    async with talk(FakeTranscriber("what time is it"), mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        waiting = asyncio.create_task(it.assistant.ask("and Mars"))
        await it.until(UtteranceHeard)
        await it.assistant.press_talk()
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.retire()
        await it.assistant.release_talk()
        await asyncio.gather(asking, waiting)
        await it.until(TurnFinished, 3)
    kept = {turn.said: turn.interrupted for turn in it.chats.recorded}
    assert kept == {"how far is the moon": True, "and Mars": True, "what time is it": True}
    assert len(mind.withdrawn) == 3
    assert it.synthesiser.texts == []


async def test_who_answered_is_kept_with_the_turn() -> None:
    """The reply is recorded as the mind gave it, with where it came from."""
    provenance = Provenance(provider="openai", model="gpt-5-mini", masked=("card number",))
    mind = StreamingMind()
    async with talk(mind=mind) as it:
        mind.give("Far.\n", open_reply("Far.", provenance=provenance))
        await it.assistant.ask("how far is the moon")
    assert it.chats.recorded[-1].reply.provenance == provenance


async def test_a_mind_that_fails_after_a_filler_says_so() -> None:
    """The apology is the turn's reply, and PAM comes to rest."""
    mind = StreamingMind()
    full = PamError("storage.full", "The disk is full.", fault=Fault.ENVIRONMENT)
    async with talk(mind=mind) as it:
        asking = asyncio.create_task(it.assistant.ask("how far is the moon"))
        mind.give(FILLER)
        await it.until(StateChanged, 5)
        mind.give(full)
        await asking
        finished = await it.until(TurnFinished)
    assert [event.code for event in it.of(TroubleMet)] == ["storage.full"]
    assert finished.turn.heard == "The disk is full."
    assert states(it)[-1] is TurnState.ASLEEP
