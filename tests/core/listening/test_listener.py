"""When an utterance begins, pauses, resumes and ends."""

import pytest

from pam_core.listening.listener import (
    Abandoned,
    Ended,
    Listener,
    Output,
    Paused,
    Resumed,
    SpeechBegan,
)
from pam_core.listening.patience import Patience
from pam_core.listening.voice_gate import VoiceGate
from pam_core.vocabulary.audio import FRAME_BYTES, seconds_of
from pam_core.vocabulary.speech import Completeness, Trigger
from tests.support.fakes import QUIET, VOICE, FakeDetector, frames_of


@pytest.fixture
def listener() -> Listener:
    return Listener(VoiceGate(FakeDetector()), Patience())


def hear(listener: Listener, seconds: float, pcm: bytes) -> list[Output]:
    return [output for frame in frames_of(seconds, pcm) for output in listener.hear(frame)[1]]


def kinds(outputs: list[Output]) -> list[type]:
    return [type(output) for output in outputs]


def hands_free(listener: Listener) -> Listener:
    listener.open_for_voice(True)
    hear(listener, 1.0, QUIET)
    return listener


def test_voice_opens_an_utterance_hands_free(listener: Listener) -> None:
    """On an open microphone voice begins an utterance."""
    outputs = hear(hands_free(listener), 0.4, VOICE)
    assert outputs == [SpeechBegan(trigger=Trigger.HANDS_FREE)]


def test_voice_does_nothing_while_the_microphone_is_for_the_key(listener: Listener) -> None:
    """Without hands-free nothing is listened to before the key."""
    assert hear(listener, 2.0, VOICE) == []


def test_a_click_opens_nothing(listener: Listener) -> None:
    """A sound shorter than any word is not speech."""
    listener = hands_free(listener)
    assert hear(listener, 0.04, VOICE) + hear(listener, 1.0, QUIET) == []


def test_the_pre_roll_is_part_of_the_utterance(listener: Listener) -> None:
    """What was said in the half second before the key went down is not cut off."""
    hear(listener, 1.0, QUIET)
    hear(listener, 0.2, VOICE)
    listener.press(Trigger.KEY)
    hear(listener, 0.3, VOICE)
    hear(listener, 0.1, QUIET)
    listener.release()
    (ended,) = hear(listener, 0.3, QUIET)
    assert isinstance(ended, Ended)
    assert ended.utterance.pcm.count(VOICE) == 25
    assert seconds_of(ended.utterance.pcm) == pytest.approx(0.5 + 0.3 + 0.1 + 0.06, abs=0.05)


def test_a_pause_is_handed_out_before_the_end(listener: Listener) -> None:
    """After a short silence the utterance so far is given out to be transcribed."""
    hear(hands_free(listener), 1.0, VOICE)
    outputs = hear(listener, 0.2, QUIET)
    assert kinds(outputs) == [Paused]


@pytest.mark.parametrize("judgement", Completeness)
def test_the_words_decide_how_long_to_wait(listener: Listener, judgement: Completeness) -> None:
    """A complete command closes the turn at once, an unfinished one may wait."""
    patience = Patience()
    hear(hands_free(listener), 1.0, VOICE)
    assert kinds(hear(listener, patience.pause_seconds, QUIET)) == [Paused]
    listener.judged(judgement)
    left = patience.for_judgement(judgement) - patience.pause_seconds
    assert hear(listener, left - 0.04, QUIET) == []
    (ended,) = hear(listener, 0.06, QUIET)
    assert isinstance(ended, Ended)
    assert ended.pause_stands


def test_patience_grows_with_what_is_missing() -> None:
    """The less finished the words sound, the longer PAM waits."""
    waits = [Patience().for_judgement(judgement) for judgement in Completeness]
    assert waits == sorted(waits)


def test_going_on_makes_the_pause_stale(listener: Listener) -> None:
    """Speech after a pause belongs to the same utterance and the attempt is dropped."""
    hear(hands_free(listener), 1.0, VOICE)
    outputs = hear(listener, 0.2, QUIET) + hear(listener, 0.5, VOICE) + hear(listener, 0.9, QUIET)
    assert kinds(outputs) == [Paused, Resumed, Paused, Ended]
    ended = outputs[-1]
    assert isinstance(ended, Ended)
    assert ended.utterance.voiced_seconds == pytest.approx(1.5, abs=0.1)


def test_a_flicker_in_a_pause_is_not_speech(listener: Listener) -> None:
    """A single voiced frame does not throw the attempt away."""
    hear(hands_free(listener), 1.0, VOICE)
    hear(listener, 0.2, QUIET)
    assert hear(listener, 0.02, VOICE) + hear(listener, 0.1, QUIET) == []


def test_while_the_key_is_held_no_silence_ends_the_utterance(listener: Listener) -> None:
    """Holding the key means: I am not done."""
    listener.press(Trigger.KEY)
    outputs = hear(listener, 0.5, VOICE) + hear(listener, 5.0, QUIET)
    assert kinds(outputs) == [Paused]


def test_releasing_after_a_pause_ends_at_once(listener: Listener) -> None:
    """The transcript of the pause stands: nothing is waited for."""
    listener.press(Trigger.KEY)
    hear(listener, 0.5, VOICE)
    hear(listener, 0.3, QUIET)
    (ended,) = listener.release()
    assert isinstance(ended, Ended)
    assert ended.pause_stands


def test_releasing_in_mid_word_records_the_tail(listener: Listener) -> None:
    """What is said while and just after the key comes up is in the utterance."""
    listener.press(Trigger.KEY)
    hear(listener, 0.5, VOICE)
    assert kinds(list(listener.release())) == [Paused]
    outputs = hear(listener, 0.2, VOICE) + hear(listener, 0.2, QUIET)
    assert kinds(outputs) == [Resumed, Ended]
    ended = outputs[-1]
    assert isinstance(ended, Ended)
    assert not ended.pause_stands
    assert ended.utterance.voiced_seconds == pytest.approx(0.7, abs=0.03)


def test_the_tail_is_bounded(listener: Listener) -> None:
    """Somebody else talking on does not keep a released key's utterance open."""
    listener.press(Trigger.KEY)
    hear(listener, 0.5, VOICE)
    listener.release()
    outputs = hear(listener, 2.0, VOICE)
    assert kinds(outputs) == [Resumed, Ended]


def test_a_key_pressed_in_silence_is_no_turn(listener: Listener) -> None:
    """Nothing said is nothing heard."""
    listener.press(Trigger.KEY)
    hear(listener, 1.0, QUIET)
    listener.release()
    assert kinds(hear(listener, 1.0, QUIET)) == [Abandoned]


def test_toggle_closes_by_itself_when_nobody_speaks(listener: Listener) -> None:
    """An opened microphone does not stay open for ever."""
    listener.press(Trigger.TOGGLE)
    assert kinds(hear(listener, 7.0, QUIET)) == [Abandoned]
    assert not listener.is_open


def test_an_utterance_is_bounded() -> None:
    """A radio left on cannot fill the memory."""
    listener = hands_free(Listener(VoiceGate(FakeDetector()), Patience(longest_seconds=3.0)))
    outputs = hear(listener, 5.0, VOICE)
    ended = next(output for output in outputs if isinstance(output, Ended))
    assert len(ended.utterance.pcm) <= 3.0 / 0.02 * FRAME_BYTES


def test_pam_does_not_listen_to_itself(listener: Listener) -> None:
    """While PAM speaks, and a moment after, voice opens nothing, and is not in the pre-roll."""
    listener = hands_free(listener)
    listener.deafen(True)
    outputs = hear(listener, 2.0, VOICE)
    listener.deafen(False)
    outputs += hear(listener, 0.2, VOICE) + hear(listener, 1.0, QUIET)
    assert outputs == []
    hear(listener, 1.0, VOICE)
    assert listener.is_open


def test_the_key_opens_the_ears_while_pam_speaks(listener: Listener) -> None:
    """Barge-in by key works always, and PAM's own voice is not in the pre-roll."""
    listener = hands_free(listener)
    listener.deafen(True)
    hear(listener, 1.0, VOICE)
    assert listener.press(Trigger.KEY) == (SpeechBegan(trigger=Trigger.KEY),)
    hear(listener, 0.3, QUIET)
    listener.release()
    assert kinds(hear(listener, 1.0, QUIET)) == [Abandoned]


def test_words_just_before_the_key_end_when_they_ended(listener: Listener) -> None:
    """Delays are measured from the last word, also where it was said before the key."""
    for frame in [*frames_of(0.3, VOICE, since=50.0), *frames_of(0.1, QUIET, since=50.3)]:
        listener.hear(frame)
    listener.press(Trigger.KEY)
    listener.release()
    outputs = [o for f in frames_of(0.5, QUIET, since=50.4) for o in listener.hear(f)[1]]
    ended = outputs[-1]
    assert isinstance(ended, Ended)
    assert ended.utterance.speech_ended_at == pytest.approx(50.3)


def test_pressing_again_in_the_tail_goes_on_listening(listener: Listener) -> None:
    """A key that slipped is pressed again: the utterance goes on until it is released."""
    listener.press(Trigger.KEY)
    hear(listener, 0.5, VOICE)
    listener.release()
    listener.press(Trigger.KEY)
    hear(listener, 1.0, VOICE)
    assert listener.is_open
    listener.release()
    ended = hear(listener, 0.5, QUIET)[-1]
    assert isinstance(ended, Ended)
    assert ended.utterance.voiced_seconds == pytest.approx(1.5, abs=0.05)


def test_what_was_overheard_is_understood_anew_for_the_key(listener: Listener) -> None:
    """A pause judged without the key was judged as talk in the cab."""
    hear(hands_free(listener), 1.0, VOICE)
    assert kinds(hear(listener, 0.2, QUIET)) == [Paused]
    assert kinds(list(listener.press(Trigger.KEY))) == [Resumed]
    (paused,) = hear(listener, 0.1, QUIET)
    assert isinstance(paused, Paused)
    assert paused.utterance.trigger is Trigger.KEY


def test_a_late_release_does_not_end_what_voice_opened(listener: Listener) -> None:
    """Only the key's own utterance is the key's to end."""
    hear(hands_free(listener), 1.0, VOICE)
    assert listener.release() == ()
    assert hear(listener, 1.0, VOICE) == []


def test_switching_hands_free_off_drops_what_it_opened(listener: Listener) -> None:
    """Words overheard when the microphone is closed for voice are not used."""
    hear(hands_free(listener), 1.0, VOICE)
    assert listener.open_for_voice(False) == (Abandoned(),)
    listener.press(Trigger.KEY)
    assert listener.open_for_voice(False) == ()
