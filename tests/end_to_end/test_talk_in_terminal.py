"""`pam talk` without a window: the wake phrase, the toggle from outside, and an orderly end."""

import subprocess

from tests.support.pam_home import PamHome
from tests.support.recordings import recording as shared_recording
from tests.support.tones import loud_seconds
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker
from tests.support.waiting import until


def streams(sound: VirtualSound) -> list[str]:
    """Who records and who plays on a sound server."""
    return [sound.pactl("list", "short", kind) for kind in ("source-outputs", "sink-inputs")]


def test_hands_free(home: PamHome, virtual_sound: VirtualSound, speaker: Speaker) -> None:
    """Only "Hey Pam" is answered; `pam toggle` opens the ear without it; Ctrl+C ends with 0."""
    streams_before = streams(virtual_sound)
    pam = home.start("talk", "--hands-free")
    pam.line("Hey Pam")
    assert streams(virtual_sound) != streams_before
    with virtual_sound.record_loudspeaker() as heard:
        virtual_sound.play_into_microphone(speaker.say("Tell him that we will be there by noon."))
        pam.line("nothing for PAM (not called)")
        assert loud_seconds(heard.pcm) == 0
        assert home.turns() == []

        virtual_sound.play_into_microphone(speaker.say("Hey Pam, what time is it?"))
        assert "PAM: It's " in pam.line("PAM: ")
        assert loud_seconds(heard.pcm) > 0.3

        so_far = len(pam.out)
        assert home.run("toggle").returncode == 0
        pam.line("listening", after=so_far)
        virtual_sound.play_into_microphone(speaker.say("I spent 45 dollars on fuel."))
        pam.line("PAM: Logged 45 dollars for fuel.", after=so_far)
    assert [turn["trigger"] for turn in home.turns()] == ["hands_free", "toggle"]
    pam.interrupt()
    assert pam.wait() == 0
    assert pam.err == []
    until(lambda: streams(virtual_sound) == streams_before, "the devices to be given back")
    assert home.run("toggle").returncode == 3


def test_a_person_who_reads_aloud_is_not_answered(
    home: PamHome, virtual_sound: VirtualSound
) -> None:
    """A recorded human voice that does not call PAM gets no answer."""
    clip = shared_recording("librispeech/1688-142285-0002.flac")
    pam = home.start("talk", "--hands-free")
    pam.line("Hey Pam")
    with virtual_sound.record_loudspeaker() as heard:
        virtual_sound.play_into_microphone(clip)
        pam.line("nothing for PAM")
        pam.interrupt()
        assert pam.wait() == 0
        assert loud_seconds(heard.pcm) == 0
    assert home.turns() == []
    assert not [line for line in pam.out if line.startswith("PAM:")]


def test_hands_free_needs_no_keyboard(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker
) -> None:
    """Hands-free PAM goes on where stdin is /dev/null, as when a desktop or a service starts it."""
    pam = home.start("talk", "--hands-free", stdin=subprocess.DEVNULL)
    pam.line("Hey Pam")
    virtual_sound.play_into_microphone(speaker.say("Hey Pam, what time is it?"))
    pam.line("PAM: It's ")
    pam.interrupt()
    assert pam.wait() == 0
    assert pam.err == []


def test_with_keys_the_end_of_input_is_the_end(home: PamHome) -> None:
    """Where Enter talks, PAM ends orderly when nobody can press it any more."""
    pam = home.start("talk")
    pam.line("Press Enter")
    pam.close_stdin()
    assert pam.wait() == 0
    assert pam.err == []
