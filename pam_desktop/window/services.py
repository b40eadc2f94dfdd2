"""What the window asks of the rest of PAM, beyond the conductor: one port and its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class TalkMode(StrEnum):
    """How a turn is opened."""

    HOLD = "hold"
    TOGGLE = "toggle"
    HANDS_FREE = "hands_free"


class DeviceKind(StrEnum):
    """Which end of the road a sound device is at."""

    MICROPHONE = "microphone"
    LOUDSPEAKER = "loudspeaker"


class ModelKind(StrEnum):
    """What a model on disk is for."""

    HEARING = "hearing"
    VOICE = "voice"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A sound device to choose; `name` is handed back, `description` is shown."""

    name: str
    description: str
    kind: DeviceKind
    is_default: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """A model of the catalogue: on disk or to be fetched, in use or not."""

    name: str
    description: str
    kind: ModelKind
    size_bytes: int
    is_present: bool
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How the window looks: `theme` at the first paint, text `scale` (1-2), `language` ("es").

    `choice` is what the user chose: "sun", "day" or "night".
    """

    theme: str = "night"
    choice: str = "sun"
    scale: float = 1.0
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the window shows before the core has said anything.

    `volume` is 0-1. `talk_key` is the key that talks, as people read it ("F9"); PartChanged of
    the talk key changes it (`detail` is the label). `face_file` keeps the window's place and size
    (INI). `close_to_tray`: closing the window hides it where there is a tray; else closing ends
    PAM. `offers_check`: the check of microphone and voice opens by itself, once in the life of the
    face file.
    """

    face_file: Path
    mode: TalkMode = TalkMode.HOLD
    volume: float = 0.8
    talk_key: str = "F9"
    is_demo: bool = False
    offers_check: bool = False
    close_to_tray: bool = False
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """What is worn: a theme of `look.theme.THEMES` until `until` (None: until it is changed)."""

    theme: str
    until: datetime | None = None


class WindowServices(Protocol):
    """Everything is called on the core thread; a PamError that is raised is shown as a card."""

    async def conversations(self, limit: int) -> Sequence[Mapping[str, Any]]:
        """Latest first: id, title, started_at, turns (a count)."""
        ...

    async def turns(self, conversation_id: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Oldest first: turn_id, said_at, said, reply, provider, provenance, interrupted, times."""
        ...

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Best first: conversation_id, turn_id, said_at, said, reply, snippet."""
        ...

    async def devices(self) -> Sequence[Device]:
        """Microphones and loudspeakers that are there now."""
        ...

    async def choose_device(self, kind: DeviceKind, name: str) -> None:
        """Use this device from now on and keep the choice; "" follows the system's default."""
        ...

    async def models(self) -> Sequence[ModelEntry]:
        """The catalogue, with what is on disk."""
        ...

    async def choose_model(self, name: str) -> None:
        """Use this model from now on and keep the choice."""
        ...

    async def fetch_model(self, name: str) -> None:
        """Bring a model; ProgressMade events carry its name as `what`. Returns when it is whole."""
        ...

    async def set_mode(self, mode: TalkMode) -> None:
        """Change how turns are opened and keep the choice."""
        ...

    async def save_setting(self, key: str, value: bool | float | str) -> None:
        """Keep one setting, by its dotted name."""
        ...

    async def dress(self) -> Dress:
        """The theme by the user's choice, or by the sun at the place; and for how long."""
        ...

    async def text_scale(self) -> float:
        """How much larger than usual text shall be, 1-2."""
        ...

    async def say(self, text: str) -> None:
        """Speak a sentence; returns when it was played. For the loudspeaker's check."""
        ...

    async def start_demo(self) -> None:
        """Go over to the demo's own data; returns when it is up."""
        ...

    async def leave_demo(self) -> None:
        """Come back to the user's own data."""
        ...

    async def diagnostics(self) -> str:
        """Versions, devices, models and their states, as plain text without anything said."""
        ...
