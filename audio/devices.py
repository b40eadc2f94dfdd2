"""Which microphones and loudspeakers there are, as one may choose from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio.port_audio import Direction, PortAudio, PortAudioDevice
from audio.sound_map import Endpoint, SoundMap
from pam_core.vocabulary.errors import Fault, PamError


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A microphone or loudspeaker.

    `name` is what the settings keep; `title` is what people call it. `sample_rate_hz` is the
    device's own rate, None where the sound server converts from any.
    """

    name: str
    title: str
    direction: Direction
    is_default: bool
    sample_rate_hz: int | None


def list_devices(port_audio: PortAudio | None = None) -> Sequence[Device]:
    """Microphones first, then loudspeakers; a loudspeaker's monitor is no microphone.

    Empty where there is neither a sound server nor a sound card. Blocks for some 100 ms. For a
    program that has no stream open: the running one asks `SoundSystem.devices`.
    Raises PamError (`sound.library_missing`).
    """
    port_audio = port_audio or PortAudio()
    port_audio.check()
    found = _ask_server()
    return devices_of(found) if found is not None else listed(port_audio.devices())


def listed(devices: Sequence[PortAudioDevice]) -> list[Device]:
    """PortAudio's devices, where there is no sound server."""
    return [
        Device(
            name=one.name,
            title=one.name,
            direction=one.direction,
            is_default=one.is_default,
            sample_rate_hz=one.sample_rate_hz,
        )
        for one in devices
    ]


def devices_of(found: SoundMap) -> list[Device]:
    """A sound server's devices."""
    return [
        *(_device(one, Direction.INPUT, found.default_source) for one in found.microphones()),
        *(_device(one, Direction.OUTPUT, found.default_sink) for one in found.loudspeakers()),
    ]


def require(direction: Direction, devices: Sequence[Device]) -> Device:
    """The device PAM would use. Raises PamError (`microphone.missing`, `loudspeaker.missing`)."""
    fitting = [one for one in devices if one.direction is direction]
    for one in fitting:
        if one.is_default:
            return one
    if fitting:
        return fitting[0]
    part = direction.part
    raise PamError(
        f"{part}.missing",
        f"There is no {part}.",
        mend="Plug one in, or see whether the sound server (PipeWire or PulseAudio) runs.",
        fault=Fault.ENVIRONMENT,
    )


def _device(one: Endpoint, direction: Direction, default: str) -> Device:
    return Device(
        name=one.name,
        title=one.title,
        direction=direction,
        is_default=one.name == default,
        sample_rate_hz=None,
    )


def _ask_server() -> SoundMap | None:
    """What PulseAudio or PipeWire has; None where no such server answers."""
    try:
        import pulsectl
    except (ImportError, OSError):
        # Not Linux, or a Linux without the sound server's client library.
        return None
    from audio.watch_pulse import sound_map

    try:
        with pulsectl.Pulse("PAM device list", connect=False) as pulse:
            pulse.connect(autospawn=False)
            return sound_map(pulse)
    except (pulsectl.PulseError, pulsectl.PulseDisconnected):
        return None
