"""Devices are pulled out and put back, sound servers die: PAM says so and goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.pam_home import PamHome
from tests.support.tones import loud_seconds
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker
from tests.support.waiting import until
from tests.support.window import Window


def ask_by_key(window: Window, sound: VirtualSound, spoken: bytes, microphone: str) -> None:
    """Speak into a microphone with the talk key held."""
    window.hold_talk_key()
    sound.play_into_microphone(spoken, microphone=microphone)
    window.release_talk_key()


def test_microphone_is_replaced_and_taken_back(
    home: PamHome, screen: VirtualScreen, virtual_sound: VirtualSound, speaker: Speaker
) -> None:
    """Pulled out: the next best hears. Both out: the window says so. Back: it is used again."""
    virtual_sound.plug_microphone("spare")
    window = Window(home, screen, "run")
    window.wait_until_ready()
    virtual_sound.unplug_microphone("mic")
    home.logged("The microphone mic is gone. PAM listens through spare.")
    ask_by_key(window, virtual_sound, speaker.say("What time is it?"), "spare")
    until(lambda: len(home.turns()) == 1, "an answer to the spare microphone")

    virtual_sound.unplug_microphone("spare")
    window.shows("There is no microphone. Plug one in; PAM will notice.")
    virtual_sound.plug_microphone("mic")
    window.shows("PAM listens through mic.")
    ask_by_key(window, virtual_sound, speaker.say("I spent 45 dollars on fuel."), "mic")
    window.shows("PAM: Logged 45 dollars for fuel.")


@pytest.fixture
def no_loudspeaker() -> Iterator[VirtualSound]:
    """A sound server without any device: a microphone's feed would be taken for a loudspeaker."""
    sound = VirtualSound(microphones=(), loudspeakers=())
    yield sound
    sound.stop()


def test_without_loudspeaker_text_goes_on_and_speech_returns(
    tmp_path: Path, no_loudspeaker: VirtualSound, screen: VirtualScreen
) -> None:
    """Typed questions are answered in writing, and aloud again once there is a loudspeaker."""
    home = PamHome(tmp_path / "home", no_loudspeaker.environment)
    try:
        window = Window(home, screen, "run")
        window.shows("There is no microphone.")
        window.type_question("I spent 45 dollars on fuel")
        window.shows("PAM: Logged 45 dollars for fuel.")
        window.shows("There is no loudspeaker. PAM goes on in writing.")
        assert home.turns()[0]["heard"] == ""

        no_loudspeaker.plug_loudspeaker("speaker")
        home.logged("PAM speaks through speaker.")
        with no_loudspeaker.record_loudspeaker() as recording:
            window.type_question("How much did I spend on fuel?")
            until(lambda: len(home.turns()) == 2 and home.turns()[1]["heard"], "a spoken answer")
            assert loud_seconds(recording.pcm) > 1

            window.type_question("What can you do?")
            spoken = loud_seconds(recording.pcm)
            until(lambda: loud_seconds(recording.pcm) > spoken + 0.5, "the next answer")
            no_loudspeaker.unplug_loudspeaker("speaker")
        until(lambda: len(home.turns()) == 3, "the third turn to be kept")
        home.logged("PAM goes on in writing.", after=home.logged("PAM speaks through speaker."))
        window.type_question("What time is it?")
        window.shows("PAM: It's ")
        assert home.turns()[2]["heard"] != home.turns()[2]["reply"]
    finally:
        home.end()


def test_sound_server_dies_and_comes_back(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker
) -> None:
    """A killed sound server is said; once it runs again PAM hears and speaks as before."""
    pam = home.start("talk")
    pam.line("Press Enter")
    before = len(pam.out)
    virtual_sound.kill()
    pam.line("microphone", after=before)
    virtual_sound.start()
    pam.line("PAM listens through mic.", after=before)
    with virtual_sound.record_loudspeaker() as recording:
        pam.press_enter()
        virtual_sound.play_into_microphone(speaker.say("I spent 45 dollars on fuel."))
        pam.line("PAM: Logged 45 dollars for fuel.")
        assert loud_seconds(recording.pcm) > 0.5
    pam.interrupt()
    assert pam.wait() == 0
