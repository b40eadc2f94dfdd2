"""Who presses the key while PAM speaks has the turn: PAM falls silent and listens."""

import numpy as np
import pytest

from tests.support.pam_home import PamHome
from tests.support.tones import loud_blocks, loud_seconds
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker
from tests.support.waiting import until
from tests.support.window import Window

SECOND = 32_000
"""Bytes of a recording."""

LISTENED_SECONDS = 2


def test_key_silences_a_long_answer_and_is_heard(
    home: PamHome,
    screen: VirtualScreen,
    virtual_sound: VirtualSound,
    speaker: Speaker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Pressed in mid-answer, the key makes PAM silent at once; what is then said is answered."""
    window = Window(home, screen, "run")
    window.wait_until_ready()
    with virtual_sound.record_loudspeaker() as recording:
        window.click("What can you do?")
        until(lambda: loud_seconds(recording.pcm) > 1, "a second of PAM's answer")
        until(lambda: all(loud_blocks(recording.pcm)[-10:]), "PAM in mid-word")
        pressed_at = len(recording.pcm)
        window.hold_talk_key()
        heard_until = pressed_at + LISTENED_SECONDS * SECOND
        until(lambda: len(recording.pcm) > heard_until, "more of the recording")
        after = loud_blocks(recording.pcm[pressed_at:heard_until])
        # To the next hundredth of a second, the time that xdotool takes to press included.
        silent_after = (np.flatnonzero(after).max(initial=-1) + 2) / 100
        with capsys.disabled():
            print(f"\n[barge-in by key: silent within {silent_after * 1000:.0f} ms of the press]")
        virtual_sound.play_into_microphone(speaker.say("What time is it?"))
        window.release_talk_key()
        until(lambda: len(home.turns()) == 2 and home.turns()[1]["heard"], "the second answer")
    cut, answered = home.turns()
    assert cut["interrupted"]
    assert cut["heard"] != cut["reply"]
    assert cut["reply"].startswith(cut["heard"])
    # Uninterrupted the answer would have gone on for longer than was listened.
    assert speaker.seconds(cut["reply"].removeprefix(cut["heard"])) > LISTENED_SECONDS
    assert silent_after < LISTENED_SECONDS
    assert answered["action"] == "time.now"
