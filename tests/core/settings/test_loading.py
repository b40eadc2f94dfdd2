"""Settings as they are read: the file, the environment, the command line."""

from pathlib import Path

import pytest

from pam_core.settings.judging import Origin
from pam_core.settings.loader import LoadedSettings, load_settings
from pam_core.settings.schema import HearingMode, Settings
from pam_core.vocabulary.errors import Fault, PamError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def load(file: Path, *overrides: str, **environment: str) -> LoadedSettings:
    return load_settings(file, environment=environment, overrides=overrides)


def refused(file: Path, *overrides: str, **environment: str) -> PamError:
    with pytest.raises(PamError) as caught:
        load(file, *overrides, **environment)
    return caught.value


def test_no_file(file: Path) -> None:
    """Without a file the defaults hold, and no file appears."""
    assert load(file).settings == Settings()
    assert not file.exists()


def test_order_of_sources(file: Path) -> None:
    """The file overrides the defaults, the environment the file, the command line everything."""
    file.write_text('[speaking]\nvolume = 0.1\nrate = 1.1\nvoice = "a"\n')
    loaded = load(file, "speaking.volume=0.3", PAM_SPEAKING_VOLUME="0.2", PAM_SPEAKING_RATE="1.2")
    assert loaded.settings.speaking.volume == 0.3
    assert loaded.settings.speaking.rate == 1.2
    assert loaded.settings.speaking.voice == "a"
    assert loaded.origins["speaking.volume"] is Origin.COMMAND_LINE
    assert loaded.origins["speaking.rate"] is Origin.ENVIRONMENT
    assert loaded.origins["speaking.voice"] is Origin.FILE
    assert loaded.origins["hearing.model"] is Origin.DEFAULT


def test_text_becomes_the_settings_type(file: Path) -> None:
    """A variable is text; the setting is a truth value, a whole number or a choice."""
    loaded = load(
        file,
        "hearing.unload_minutes=5",
        PAM_HEARING_WAKE_PHRASE="true",
        PAM_HEARING_MODE="hands_free",
        PAM_TALK_KEY_KEY="ctrl+space",
    )
    assert loaded.settings.hearing.unload_minutes == 5
    assert loaded.settings.hearing.wake_phrase is True
    assert loaded.settings.hearing.mode is HearingMode.HANDS_FREE
    assert loaded.settings.talk_key.key == "ctrl+space"


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        ("# mine\n\n[speaking]\nvolum = 0.5\n", 4, "did you mean volume?"),
        ("[speking]\nvolume = 0.5\n", 1, "did you mean [speaking]?"),
        ("\nspeaking.volum = 0.5\n", 2, "did you mean volume?"),
        ("[hearing]\nvolume = 0.5\n", 2, "did you mean speaking.volume?"),
        ('[log]\nlevel = "info"\n\n[speaking]\n"volum" = 1\n', 5, "did you mean volume?"),
        ("[speaking]\nvoice = '''\nvolum = 0\n'''\nvolum = 1\n", 5, "did you mean volume?"),
        ("window = { first_rum = true }\n", 1, "did you mean first_run?"),
        ("hearing = 3\n", 1, "is a section"),
    ],
)
def test_unknown_key(file: Path, text: str, line: int, meant: str) -> None:
    """A key that does not exist is named with its line and what may have been meant."""
    file.write_text(text)
    error = refused(file)
    assert error.code == "settings.unknown_key"
    assert error.fault is Fault.USER
    assert f"{file}, line {line}:" in error.sentence
    assert meant in error.sentence


@pytest.mark.parametrize(
    ("section", "written", "takes"),
    [
        ("speaking", "volume = 3", "a number from 0 to 1, not 3"),
        ("speaking", "volume = nan", "a number from 0 to 1"),
        ("speaking", "volume = true", "a number from 0 to 1, not true"),
        ("speaking", 'duck = "perhaps"', 'true or false, not "perhaps"'),
        ("hearing", 'mode = "press"', '"hold", "toggle", "hands_free"'),
        ("hearing", "unload_minutes = 2.5", "a whole number from 0 to 1440"),
        ("hearing", 'model = ""', "the name of a hearing model"),
        ("hearing", "microphone = 7", "text"),
        ("thinking", 'currency = "dollars"', "three capital letters"),
        ("thinking", 'timezone = "Mars/Olympus"', "a time zone"),
        ("thinking", 'timezone = "../../etc/passwd"', "a time zone"),
        ("log", "level = [1]", "one of"),
    ],
)
def test_unfit_value(file: Path, section: str, written: str, takes: str) -> None:
    """A value that does not fit is named with its line and what would fit."""
    file.write_text(f"[{section}]\n# first\n{written}\n")
    error = refused(file)
    assert error.code == "settings.bad_value"
    assert f"{file}, line 3: {section}." in error.sentence
    assert takes in error.sentence
    assert error.mend


def test_all_faults_at_once(file: Path) -> None:
    """Everything that is the matter is said in one go, in the order of the lines."""
    file.write_text("[speaking]\nvolume = 3\nrade = 1\n")
    sentence = refused(file).sentence
    assert sentence.index("line 2") < sentence.index("line 3")


def test_a_good_override_does_not_hide_a_bad_line(file: Path) -> None:
    """The bad line would come back as soon as the override is gone."""
    file.write_text("[speaking]\nvolume = 3\n")
    assert "line 2" in refused(file, "speaking.volume=0.5").sentence


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"[speaking]\nvolume 0.5\n", 2),
        (b"[speaking\n", 1),
        (b'[log]\nlevel = "info', 2),
        (b'[log]\n\nlevel = "\xff\xfe"\n', 3),
        (b"[log]\nlevel = 'info'\nlevel = 'debug'\n", 3),
        (b"SQLite format 3\x00\x10", 1),
    ],
)
def test_corrupt_file(file: Path, content: bytes, line: int) -> None:
    """A file that is not TOML is named with the line and left untouched."""
    file.write_bytes(content)
    error = refused(file)
    assert error.code == "settings.not_toml"
    assert f"line {line}:" in error.sentence
    assert file.read_bytes() == content


def test_byte_order_mark(file: Path) -> None:
    """What Notepad writes is read: a byte order mark and Windows line ends."""
    file.write_bytes(b"\xef\xbb\xbf[speaking]\r\nvolume = 0.5\r\n")
    assert load(file).settings.speaking.volume == 0.5


def test_folder_instead_of_file(file: Path) -> None:
    """A settings file that cannot be read is the machine's fault and says how to mend it."""
    file.mkdir()
    error = refused(file)
    assert (error.code, error.fault) == ("settings.unreadable", Fault.ENVIRONMENT)


def test_named_file_must_exist(file: Path) -> None:
    """A file asked for by name is not quietly replaced by the defaults."""
    with pytest.raises(PamError) as caught:
        load_settings(file, must_exist=True, environment={})
    assert caught.value.code == "settings.missing"


def test_unknown_variable(file: Path) -> None:
    """A mistyped variable is named; variables of others that begin with PAM_ are let be."""
    assert load(file, PAM_USER="root", PAM_TYPE="auth").settings == Settings()
    sentence = refused(file, PAM_SPEAKING_VOLUM="0.5").sentence
    assert "PAM_SPEAKING_VOLUM:" in sentence
    assert "did you mean volume?" in sentence


def test_bad_variable(file: Path) -> None:
    """A bad value in a variable is named with the variable."""
    sentence = refused(file, PAM_SPEAKING_VOLUME="loud").sentence
    assert "PAM_SPEAKING_VOLUME: speaking.volume takes a number from 0 to 1" in sentence


@pytest.mark.parametrize("override", ["speaking.volume", "volume=1", "speaking.volum=1", "=1"])
def test_bad_override(file: Path, override: str) -> None:
    """An option that sets nothing there is, is named."""
    assert f"--set {override}" in refused(file, override).sentence
