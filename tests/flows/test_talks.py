"""Whole talks on fakes: who hears what when, and what is never done."""

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import (
    PartialHeard,
    ReplyReady,
    ReplyStarted,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceDropped,
    VolumeChanged,
)
from pam_core.vocabulary.reply import Control, Intent, Notice, Priority, Reply
from pam_core.vocabulary.speech import Completeness, Trigger
from pam_core.vocabulary.turn import TurnState
from tests.support.fakes import QUIET, VOICE, FakeMind, FakeTranscriber, frames_of
from tests.support.talk import talk

SAY = frames_of(1.0, VOICE)
PAUSE = frames_of(0.2, QUIET)
SILENCE = frames_of(1.5, QUIET)


async def test_hold_the_key_and_be_answered() -> None:
    """Key down, words, key up: heard, answered, spoken, kept."""
    async with talk() as it:
        await it.assistant.press_talk()
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        finished = await it.until(TurnFinished)
    assert finished.turn.said == "what time is it"
    assert finished.turn.heard == "You said what time is it."
    assert not finished.turn.interrupted
    assert [event.state for event in it.of(StateChanged)] == [
        TurnState.ASLEEP,
        TurnState.LISTENING,
        TurnState.THINKING,
        TurnState.SPEAKING,
        TurnState.ASLEEP,
    ]
    assert it.chats.recorded[-1] == finished.turn


async def test_hands_free_speech_is_answered_after_the_pause() -> None:
    """On an open microphone the end of speech is found by itself."""
    async with talk(hands_free=True, wake_phrase_needed=False) as it:
        await it.microphone.hear(SILENCE, SAY, PAUSE)
        partial = await it.until(PartialHeard)
        assert partial.text == "what time is it"
        await it.microphone.hear(frames_of(0.2, QUIET))
        await it.until(TurnFinished)


async def test_the_work_is_done_in_the_pause() -> None:
    """When the end is certain, transcript, preparation and first sound are already there."""
    async with talk(hands_free=True, wake_phrase_needed=False) as it:
        await it.microphone.hear(SILENCE, SAY, PAUSE)
        await it.until(PartialHeard)
        assert it.mind.prepared == ["what time is it"]
        assert it.synthesiser.texts == ["You said what time is it."]
        assert it.mind.answered == []


async def test_nothing_is_carried_out_before_the_end_is_certain() -> None:
    """Going on after a pause throws the attempt away: only the whole sentence takes effect."""
    transcriber = FakeTranscriber("log forty", "log forty five dollars")
    async with talk(transcriber, hands_free=True, wake_phrase_needed=False) as it:
        await it.microphone.hear(SILENCE, SAY, PAUSE)
        await it.until(PartialHeard)
        await it.microphone.hear(SAY, PAUSE)
        await it.until(PartialHeard, 2)
        await it.microphone.hear(SILENCE)
        await it.until(TurnFinished)
    assert [request.text for request in it.mind.answered] == ["log forty five dollars"]


async def test_an_unfinished_sentence_is_waited_for() -> None:
    """The words "remind me to …" are not answered after half a second."""
    mind = FakeMind()
    mind.judgements["remind me to"] = Completeness.UNFINISHED
    async with talk(
        FakeTranscriber("remind me to"), mind, hands_free=True, wake_phrase_needed=False
    ) as it:
        await it.microphone.hear(SILENCE, SAY, PAUSE)
        await it.until(PartialHeard)
        await it.microphone.hear(frames_of(0.9, QUIET))
        assert it.mind.answered == []
        await it.microphone.hear(frames_of(0.3, QUIET))
        await it.until(TurnFinished)


async def test_without_the_wake_phrase_an_open_microphone_is_not_answered() -> None:
    """Talk in the cab is not for PAM, and is not kept."""
    async with talk(FakeTranscriber("nice weather today"), hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        dropped = await it.until(UtteranceDropped)
    assert dropped.reason == "not called"
    assert it.mind.prepared == []
    assert it.chats.recorded == []


async def test_the_wake_phrase_is_not_part_of_the_command() -> None:
    """Saying "Hey Pam, what time is it" asks what time it is."""
    async with talk(FakeTranscriber("Hey Pam, what time is it?"), hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        finished = await it.until(TurnFinished)
    assert finished.turn.said == "what time is it?"


async def test_calling_alone_opens_the_ear() -> None:
    """A mere "Hey Pam." is answered with "Yes?" and the next words need no call."""
    transcriber = FakeTranscriber("Hey Pam.", "what time is it")
    async with talk(transcriber, hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        await it.until(UtteranceDropped)
        # The sixth is the wait after "Yes?": while PAM speaks it is deaf to words.
        await it.until(StateChanged, 6)
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        finished = await it.until(TurnFinished)
    assert it.synthesiser.texts[0] == "Yes?"
    assert finished.turn.said == "what time is it"


async def test_after_a_question_the_user_just_answers() -> None:
    """What PAM asked is answered without calling it; later it must be called again."""
    question = Reply(
        text="How much was it?",
        intent=Intent(action="expense.log"),
        provider="local",
        expects_answer=True,
    )
    transcriber = FakeTranscriber("Hey Pam, log fuel", "forty dollars", "fifty dollars")
    async with talk(transcriber, FakeMind({"log fuel": question}), hands_free=True) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        await it.until(TurnFinished)
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        answered = await it.until(TurnFinished, 2)
        it.clock.pass_seconds(20)
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        dropped = await it.until(UtteranceDropped)
    assert answered.turn.said == "forty dollars"
    assert dropped.reason == "not called"


async def test_pressing_the_key_silences_pam() -> None:
    """Barge-in by key: silence at once, and what was heard is in the history."""
    async with talk(eager=False) as it:
        await it.assistant.press_talk()
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        await it.until(ReplyStarted)
        await it.assistant.press_talk()
        assert it.loudspeaker.silenced == 1
        finished = await it.until(TurnFinished)
        await it.microphone.hear(frames_of(0.5, QUIET))
        await it.assistant.release_talk()
        await it.microphone.hear(SILENCE)
    assert finished.turn.interrupted
    assert finished.turn.heard == "You said what"


async def test_pam_does_not_hear_itself() -> None:
    """Hands-free, PAM's own voice opens no turn."""
    async with talk(
        FakeTranscriber("what time is it"),
        eager=False,
        hands_free=True,
        wake_phrase_needed=False,
    ) as it:
        await it.microphone.hear(SILENCE, SAY, SILENCE)
        await it.until(ReplyStarted)
        await it.microphone.hear(SAY, SILENCE)
        assert len(it.transcriber.utterances) == 1
        it.loudspeaker.finish()
        await it.until(TurnFinished)


async def test_a_turn_that_the_user_overtakes_is_kept_but_not_spoken() -> None:
    """Speaking again while PAM thinks: the first answer takes effect, in silence."""
    transcriber = FakeTranscriber("log forty dollars", "what time is it")
    transcriber.let_go.clear()
    async with talk(transcriber) as it:
        await it.assistant.press_talk()
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        await it.assistant.press_talk()
        transcriber.let_go.set()
        first = await it.until(TurnFinished)
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        second = await it.until(TurnFinished, 2)
    assert (first.turn.said, first.turn.heard, first.turn.interrupted) == (
        "log forty dollars",
        "",
        True,
    )
    assert second.turn.heard == "You said what time is it."


async def test_a_missing_model_is_told_and_pam_lives_on() -> None:
    """Without a hearing model a spoken turn is a clear trouble; typing goes on working."""
    async with talk(FakeTranscriber()) as it:
        await it.assistant.press_talk()
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        trouble = await it.until(TroubleMet)
        await it.assistant.ask("help")
        finished = await it.until(TurnFinished)
    assert trouble.code == "hearing.model_missing"
    assert finished.turn.said == "help"


async def test_without_a_voice_the_text_goes_on() -> None:
    """A synthesiser that fails loses the sound, not the reply."""
    async with talk() as it:
        it.synthesiser.trouble = PamError("voice.broken", "No voice.", fault=Fault.ENVIRONMENT)
        await it.assistant.ask("help")
        ready = await it.until(ReplyReady)
        finished = await it.until(TurnFinished)
    assert ready.turn.reply.text == "You said help."
    assert finished.turn.heard == ""
    assert [event.code for event in it.of(TroubleMet)] == ["voice.broken"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (PamError("storage.full", "The disk is full.", fault=Fault.ENVIRONMENT), "storage.full"),
        (ValueError("ours"), "bug.turn"),
    ],
)
async def test_a_failing_turn_does_not_end_the_talk(
    fault: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong in one turn is told, and the next one is answered."""
    async with talk() as it:
        it.mind.fault = fault
        await it.assistant.ask("log forty dollars")
        trouble = await it.until(TroubleMet)
        it.mind.fault = None
        await it.assistant.ask("help")
        await it.until(StateChanged, 4)
    assert trouble.code == code
    assert it.chats.recorded[-1].said == "help"


async def test_louder_and_quieter_change_pams_own_volume() -> None:
    """The controls of a reply act on PAM's voice, within bounds."""
    louder = Reply(
        text="Okay.", intent=Intent(action="louder"), provider="local", control=Control.LOUDER
    )
    async with talk(mind=FakeMind({"louder": louder}), volume=0.9) as it:
        await it.assistant.ask("louder")
        changed = await it.until(VolumeChanged)
    assert changed.volume == 1.0
    assert it.loudspeaker.volumes == [0.9, 1.0]


@pytest.mark.parametrize(("control", "rate"), [(Control.SLOWER, 0.85), (Control.FASTER, 1.15)])
async def test_slower_and_faster_change_how_fast_pam_speaks(control: Control, rate: float) -> None:
    """The reply to "slower" is itself said more slowly."""
    reply = Reply(text="Okay.", intent=Intent(action=control), provider="local", control=control)
    async with talk(mind=FakeMind({"say": reply})) as it:
        await it.assistant.ask("say")
        await it.until(TurnFinished)
    assert it.synthesiser.rates[-1] == rate


async def test_stop_is_silent() -> None:
    """The reply to "stop" has no words of its own."""
    stop = Reply(text="", intent=Intent(action="stop"), provider="local", control=Control.STOP)
    async with talk(mind=FakeMind({"stop": stop})) as it:
        await it.assistant.ask("stop")
        finished = await it.until(TurnFinished)
    assert finished.turn.heard == ""
    assert it.synthesiser.texts == []


async def test_the_microphone_is_watched_closely_only_when_it_matters() -> None:
    """Between turns frames may come in batches, to spare the battery."""
    async with talk(hands_free=True, wake_phrase_needed=False) as it:
        await it.microphone.hear(SILENCE)
        assert it.microphone.attending == [False]
        await it.microphone.hear(SAY)
        assert it.microphone.attending == [False, True]


REMINDER = Notice(key="reminder", text="Check the tires.", priority=Priority.NOTICE)


async def test_pam_speaks_up() -> None:
    """News that nobody asked for is said, shown and kept as a turn of PAM's alone."""
    async with talk() as it:
        await it.assistant.tell(REMINDER)
        shown = await it.until(ReplyReady)
        finished = await it.until(TurnFinished)
    assert (shown.turn.trigger, shown.turn.said) == (Trigger.UNASKED, "")
    assert (finished.turn.heard, finished.turn.interrupted) == ("Check the tires.", False)
    assert it.chats.recorded[-1] == finished.turn


async def test_news_waits_for_the_user() -> None:
    """News that comes while the user speaks is said after the answer, and not lost."""
    async with talk() as it:
        await it.assistant.press_talk()
        await it.assistant.tell(REMINDER)
        await it.microphone.hear(SAY, PAUSE)
        await it.assistant.release_talk()
        await it.until(TurnFinished, 2)
    assert [event.turn.heard for event in it.of(TurnFinished)] == [
        "You said what time is it.",
        "Check the tires.",
    ]
