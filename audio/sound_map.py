"""Which sound devices a sound server has at one moment, and which of them PAM should use."""

from collections.abc import Sequence
from dataclasses import dataclass

DUMMY_OUTPUTS = ("auto_null",)
"""What PulseAudio and PipeWire put up when there is no loudspeaker: nobody hears it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One microphone or loudspeaker as the sound server knows it.

    `name` is stable and made for programs, `title` is made for people. `is_monitor` marks a source
    that only gives back what a loudspeaker plays.
    """

    name: str
    title: str
    is_monitor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMap:
    """All devices at one moment; `default_source` and `default_sink` are names."""

    sources: tuple[Endpoint, ...]
    sinks: tuple[Endpoint, ...]
    default_source: str
    default_sink: str

    def microphones(self) -> list[Endpoint]:
        """The sources that hear the room: never the monitor of a loudspeaker."""
        return [source for source in self.sources if not source.is_monitor]

    def loudspeakers(self) -> list[Endpoint]:
        """The sinks that somebody can hear."""
        return [sink for sink in self.sinks if sink.name not in DUMMY_OUTPUTS]

    def best_microphone(self, preferred: str) -> Endpoint | None:
        """The preferred one, else the system's, else any."""
        return _best(self.microphones(), preferred, self.default_source)

    def best_loudspeaker(self, preferred: str) -> Endpoint | None:
        """The preferred one, else the system's, else any."""
        return _best(self.loudspeakers(), preferred, self.default_sink)


def matches(wanted: str, *, name: str, title: str) -> bool:
    """Whether a device is the one a setting names, by its name or by its title."""
    return bool(wanted) and wanted.casefold() in (name.casefold(), title.casefold())


def _best(there: Sequence[Endpoint], preferred: str, default: str) -> Endpoint | None:
    for endpoint in there:
        if matches(preferred, name=endpoint.name, title=endpoint.title):
            return endpoint
    for endpoint in there:
        if endpoint.name == default:
            return endpoint
    return there[0] if there else None
