"""`pam hear` on files that are not what they should be: heard all the same, or one clear sentence.

The good questions are spoken by a synthesiser.
"""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.support.pam_home import PamHome
from tests.support.voices import RATE_HZ, Speaker

QUESTION = "How much did I spend on fuel?"
HOURS_3 = 3 * 3600


@pytest.fixture
def question(speaker: Speaker) -> np.ndarray:
    """The spoken question, 16 kHz, mono, -1 to 1."""
    return np.frombuffer(speaker.say(QUESTION), "<i2").astype(np.float32) / 32768


def at_8_khz(sound: np.ndarray) -> np.ndarray:
    return soxr.resample(sound, RATE_HZ, 8000)


def test_unusual_files_are_heard(
    silent_home: PamHome, tmp_path: Path, question: np.ndarray
) -> None:
    """Stereo, 8 kHz, 24 bits, other rates and clipped sound are understood; clipping is said."""
    files = {name: tmp_path / name for name in ("stereo.wav", "8khz.wav", "cd.flac", "loud.wav")}
    soundfile.write(files["stereo.wav"], np.stack([question, question * 0], axis=1), RATE_HZ)
    soundfile.write(files["8khz.wav"], at_8_khz(question), 8000)
    soundfile.write(
        files["cd.flac"], soxr.resample(question, RATE_HZ, 44_100), 44_100, subtype="PCM_24"
    )
    soundfile.write(files["loud.wav"], np.clip(question * 12, -1, 1), RATE_HZ)
    heard = silent_home.run("hear", "--json", *map(str, files.values()))
    assert heard.returncode == 0
    told = [json.loads(line) for line in heard.stdout.splitlines()]
    assert [(it["file"], it["action"]) for it in told] == [
        (str(path), "expense.query") for path in files.values()
    ]
    assert heard.stderr == (
        "pam: “loud.wav” is clipped: it was recorded too loud, so words may be lost. Record it "
        "again further from the microphone, or with less gain.\n"
    )


def test_three_hours_are_heard_without_being_held(
    silent_home: PamHome, tmp_path: Path, question: np.ndarray
) -> None:
    """A question at the beginning and one at the end of 3 hours are answered, in little memory."""
    path = tmp_path / "long.flac"
    spoken, minute = at_8_khz(question), np.zeros(8000 * 60, np.float32)
    with soundfile.SoundFile(path, "w", samplerate=8000, channels=1) as file:
        file.write(np.concatenate([minute, spoken]))
        for _ in range(HOURS_3 // 60 - 2):
            file.write(minute)
        file.write(np.concatenate([spoken, minute]))
    pam = silent_home.start("hear", "--json", str(path))
    assert pam.wait(seconds=150) == 0
    told = [json.loads(line) for line in pam.out]
    assert [it["action"] for it in told] == ["expense.query", "expense.query"]
    # Three hours of PCM alone would be 345 MB on top of the models.
    assert pam.peak_megabytes < 700


def test_files_that_cannot_be_heard_are_named_with_the_mend(
    silent_home: PamHome, tmp_path: Path, question: np.ndarray
) -> None:
    """One sentence, the mend, exit code 2; and no file before the bad one is acted upon."""
    good = tmp_path / "good.wav"
    soundfile.write(good, question, RATE_HZ)
    mend = "Give a WAV, FLAC, OGG or MP3 file with speech in it."
    empty, text, no_sound = (tmp_path / name for name in ("empty.wav", "list.wav", "silent.wav"))
    empty.touch()
    text.write_text("milk, bread, diesel\n" * 50)
    soundfile.write(no_sound, np.zeros(0, np.float32), RATE_HZ)
    missing = tmp_path / "missing.wav"
    sentences = {
        empty: f"“empty.wav” is empty: 0 bytes. {mend}",
        text: f"“list.wav” is not a sound file that PAM can read. {mend}",
        tmp_path: f"“{tmp_path}” is a folder, not a sound file. {mend}",
        no_sound: f"“silent.wav” holds no sound: it is 0 seconds long. {mend}",
        missing: f"There is no file “{missing}”. Check the name and the folder.",
    }
    for path, sentence in sentences.items():
        heard = silent_home.run("hear", str(good), str(path))
        assert (heard.returncode, heard.stderr) == (2, f"pam: {sentence}\n")
        assert heard.stdout == ""
    assert silent_home.turns() == []


def test_errors_are_told_to_scripts_as_json(silent_home: PamHome, tmp_path: Path) -> None:
    """With --json the error is an object on stdout."""
    heard = silent_home.run("hear", "--json", str(tmp_path / "missing.wav"))
    assert heard.returncode == 2
    assert json.loads(heard.stdout)["error"]["code"] == "recording.missing"
    assert heard.stderr == ""


def test_a_damaged_file_is_said_and_what_came_before_is_kept(
    silent_home: PamHome, tmp_path: Path, question: np.ndarray
) -> None:
    """A file cut in the middle is heard as far as it goes, or refused with a sentence."""
    whole, cut = tmp_path / "whole.flac", tmp_path / "cut.flac"
    soundfile.write(whole, np.concatenate([question, np.zeros(RATE_HZ * 60)]), RATE_HZ)
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 2 // 3] + os.urandom(2000))
    heard = silent_home.run("hear", str(cut))
    assert heard.returncode == 2
    assert heard.stderr == (
        "pam: “cut.flac” is damaged: it cannot be read to its end. Record or copy it again.\n"
    )
