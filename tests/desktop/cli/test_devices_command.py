"""`pam devices`: what can be chosen is listed, and nothing is said plainly."""

import argparse
import json

import pytest

from audio import devices as audio_devices
from pam_core.vocabulary.errors import PamError
from pam_desktop.cli.commands import devices
from tests.support.virtual_sound import VirtualSound


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    devices.add_arguments(parser)
    return devices.run(parser.parse_args(words))


def test_json_lists_devices_without_monitors(
    virtual_sound: VirtualSound, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each device once, the default marked, a loudspeaker's monitor never among the microphones."""
    assert run("--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["direction"], one["is_default"]) for one in listed] == [
        ("mic", "input", True),
        ("speaker", "output", True),
        ("mic_feed", "output", False),
    ]


def test_people_read_titles(
    virtual_sound: VirtualSound, capsys: pytest.CaptureFixture[str]
) -> None:
    """The readable list has headings, a star at the default, and the name for the settings."""
    assert run() == 0
    assert capsys.readouterr().out.splitlines() == [
        "Microphones:",
        "  * mic",
        "Loudspeakers:",
        "  * speaker",
        "    mic-feed  (mic_feed)",
    ]


def test_no_sound_at_all_is_said(
    virtual_sound: VirtualSound, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a sound server: an empty list, one sentence, exit code 3."""
    virtual_sound.kill()
    assert run("--json") == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "neither a microphone nor a loudspeaker" in printed.err


def test_missing_library_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the PortAudio library the error says which package to install."""

    def load() -> object:
        raise OSError("PortAudio library not found")

    broken = audio_devices.PortAudio(load)
    monkeypatch.setattr(audio_devices, "PortAudio", lambda: broken)
    with pytest.raises(PamError) as raised:
        run()
    assert raised.value.code == "sound.library_missing"
    assert "apt install libportaudio2" in raised.value.mend
