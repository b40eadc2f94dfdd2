"""Which device is the best one, and what is said when there is none."""

import pytest

from audio.devices import Device, devices_of, require
from audio.port_audio import Direction
from audio.sound_map import Endpoint, SoundMap
from pam_core.vocabulary.errors import PamError

BUILT_IN = Endpoint(name="alsa_input.pci", title="Built-in Microphone")
HEADSET = Endpoint(name="bluez_input.1", title="Cab Headset")
MONITOR = Endpoint(name="speaker.monitor", title="Monitor of Speaker", is_monitor=True)
SPEAKER = Endpoint(name="alsa_output.pci", title="Speaker")
DUMMY = Endpoint(name="auto_null", title="Dummy Output")


def sound_map(
    *sources: Endpoint, sinks: tuple[Endpoint, ...] = (SPEAKER,), default: str = ""
) -> SoundMap:
    return SoundMap(sources=sources, sinks=sinks, default_source=default, default_sink=SPEAKER.name)


@pytest.mark.parametrize("preferred", ["bluez_input.1", "Cab Headset", "cab headset"])
def test_the_preferred_device_wins_by_name_or_title(preferred: str) -> None:
    """The setting may hold the name or the title, in any case of letters."""
    found = sound_map(BUILT_IN, HEADSET, default=BUILT_IN.name)
    assert found.best_microphone(preferred) == HEADSET


def test_without_a_preference_the_systems_choice_is_used() -> None:
    """Nothing chosen, or the chosen one not there: the system's default."""
    found = sound_map(BUILT_IN, HEADSET, default=HEADSET.name)
    assert found.best_microphone("") == HEADSET
    assert found.best_microphone("Studio") == HEADSET


def test_a_monitor_is_never_a_microphone() -> None:
    """Not even when the system calls it the default: PAM would listen to itself."""
    assert sound_map(MONITOR, default=MONITOR.name).best_microphone("") is None
    assert sound_map(MONITOR, BUILT_IN, default=MONITOR.name).best_microphone("") == BUILT_IN
    preferred = sound_map(MONITOR, BUILT_IN, default=BUILT_IN.name)
    assert preferred.best_microphone(MONITOR.name) == BUILT_IN


def test_a_dummy_output_is_no_loudspeaker() -> None:
    """The sound server's stand-in for a missing sound card is heard by nobody."""
    assert sound_map(sinks=(DUMMY,)).best_loudspeaker("") is None


def test_a_missing_microphone_is_a_named_error() -> None:
    """Asked for outright, no microphone is an error with its mend; the default one is given."""
    devices = devices_of(sound_map(HEADSET, BUILT_IN, default=BUILT_IN.name))
    assert require(Direction.INPUT, devices).title == "Built-in Microphone"
    only_speaker: list[Device] = devices_of(sound_map())
    with pytest.raises(PamError) as raised:
        require(Direction.INPUT, only_speaker)
    assert raised.value.code == "microphone.missing"
    assert raised.value.mend
