"""The virtual devices that the end-to-end tests stand on are themselves to be trusted."""

import os
import subprocess
from pathlib import Path

from tests.support import child
from tests.support.tones import loud_seconds, tone
from tests.support.virtual_bus import VirtualBus
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound


def test_what_is_played_into_the_feed_is_what_the_microphone_hears(
    virtual_sound: VirtualSound,
) -> None:
    """A tone played into the microphone is recorded whole from its feed."""
    with virtual_sound.record_loudspeaker("mic_feed") as recording:
        virtual_sound.play_into_microphone(tone(0.5))
    assert 0.4 < loud_seconds(recording.pcm) <= 0.6


def test_killed_server_comes_back_with_its_devices(virtual_sound: VirtualSound) -> None:
    """After kill and start the same devices are there again."""
    virtual_sound.kill()
    virtual_sound.start()
    assert virtual_sound.pactl("get-default-source") == "mic"
    assert virtual_sound.pactl("get-default-sink") == "speaker"


def test_devices_come_and_go(virtual_sound: VirtualSound) -> None:
    """A second microphone can be plugged in and the first pulled out."""
    virtual_sound.plug_microphone("mic_two")
    virtual_sound.unplug_microphone("mic")
    sources = virtual_sound.pactl("list", "short", "sources")
    assert "mic_two" in sources
    assert "\tmic\t" not in sources


def test_stopping_leaves_no_child_and_no_folder() -> None:
    """Frozen or not, a stopped server is reaped and its folder is gone."""
    sound = VirtualSound()
    folder = Path(sound.environment["PULSE_RUNTIME_PATH"])
    player = sound.begin_playing_into_microphone(tone(30))
    sound.freeze()
    sound.stop()
    assert not folder.exists()
    assert player.returncode is not None


def test_screen_shows_windows_and_gives_pictures(
    virtual_screen: VirtualScreen, tmp_path: Path
) -> None:
    """A private display answers, and its screenshot is a PNG of its size."""
    picture = virtual_screen.screenshot(tmp_path / "screen.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1280
    assert virtual_screen.xdotool("getdisplaygeometry") == "1280 800"


def test_bus_answers(virtual_bus: VirtualBus) -> None:
    """The private session bus answers a call."""
    answer = subprocess.run(
        [
            child.program("dbus-send", "dbus-bin"),
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.ListNames",
        ],
        env=dict(os.environ) | virtual_bus.environment,
        capture_output=True,
        text=True,
        timeout=child.PATIENCE_SECONDS,
    )
    assert "org.freedesktop.DBus" in answer.stdout
