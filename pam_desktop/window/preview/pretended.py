"""The pretended services behind the window's preview."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from pam_core.vocabulary.events import ProgressMade
from pam_core.vocabulary.ports import EventSink
from pam_desktop.window.preview.script import NOW, TURNS
from pam_desktop.window.services import (
    Device,
    DeviceKind,
    Dress,
    ModelEntry,
    ModelKind,
    TalkMode,
)

LATELY = (
    ("How much did I spend on fuel this month?", 0, 4),
    ("Log $18 for laundry in Kanab", 1, 7),
    ("What were my last three expenses?", 1, 3),
    ("I spent $63.40 on propane", 3, 2),
    ("How much did we spend on camping in October?", 6, 9),
    ("Restaurant bill of $67.50 for dinner in Moab", 8, 5),
)


class ScriptedServices:
    """Services with a week of conversations, three devices and four models."""

    def __init__(self, emit: EventSink) -> None:
        self._emit = emit

    async def conversations(self, limit: int) -> Sequence[Mapping[str, Any]]:
        """The week's."""
        return [
            {
                "id": str(place),
                "title": title,
                "started_at": (NOW - timedelta(days=days, minutes=37 * place)).isoformat(),
                "turns": turns,
            }
            for place, (title, days, turns) in enumerate(LATELY)
        ]

    async def turns(self, conversation_id: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Always the same talk."""
        return [
            {
                "turn_id": turn.turn_id,
                "said_at": turn.said_at.isoformat(),
                "said": turn.said,
                "reply": turn.reply.text,
                "provider": turn.reply.provider,
                "provenance": turn.reply.provenance and asdict(turn.reply.provenance),
                "times": {"first_sound": turn.times.first_sound},
            }
            for turn in TURNS
        ]

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """The turns with these words."""
        return [
            {
                "conversation_id": "0",
                "turn_id": turn.turn_id,
                "said_at": turn.said_at.isoformat(),
                "snippet": turn.said,
            }
            for turn in TURNS
            if words.lower() in turn.said.lower()
        ]

    async def devices(self) -> Sequence[Device]:
        """Three devices."""
        microphone, loudspeaker = DeviceKind.MICROPHONE, DeviceKind.LOUDSPEAKER
        return [
            Device(name="a", description="Built-in microphone", kind=microphone, is_default=True),
            Device(name="b", description="Jabra Speak 410", kind=microphone, is_chosen=True),
            Device(name="c", description="Dash loudspeaker", kind=loudspeaker, is_default=True),
        ]

    async def choose_device(self, kind: DeviceKind, name: str) -> None:
        """Nothing to choose."""

    async def models(self) -> Sequence[ModelEntry]:
        """The house's models."""
        return [
            ModelEntry(
                name="whisper-tiny.en",
                description="Whisper tiny.en, quick",
                kind=ModelKind.HEARING,
                size_bytes=75_537_502,
                is_present=True,
                is_chosen=True,
            ),
            ModelEntry(
                name="whisper-base",
                description="Whisper base, more exact",
                kind=ModelKind.HEARING,
                size_bytes=145_217_532,
                is_present=False,
            ),
            ModelEntry(
                name="piper-joe",
                description="Joe, American English",
                kind=ModelKind.VOICE,
                size_bytes=63_201_294,
                is_present=True,
                is_chosen=True,
            ),
        ]

    async def choose_model(self, name: str) -> None:
        """Nothing to choose."""

    async def fetch_model(self, name: str) -> None:
        """Pretend to fetch."""
        for done in range(0, 146, 5):
            self._emit(ProgressMade(what=name, done=done * 1_000_000, total=145_217_532))
            await asyncio.sleep(0.1)

    async def set_mode(self, mode: TalkMode) -> None:
        """Nothing to set."""

    async def save_setting(self, key: str, value: bool | float | str) -> None:
        """Nothing to save."""

    async def dress(self) -> Dress:
        """Night."""
        return Dress(theme="night")

    async def text_scale(self) -> float:
        """The usual."""
        return 1.0

    async def say(self, text: str) -> None:
        """Say nothing, as long as it would take."""
        await asyncio.sleep(1.5)

    async def start_demo(self) -> None:
        """Nothing to start."""

    async def leave_demo(self) -> None:
        """Nothing to leave."""

    async def diagnostics(self) -> str:
        """A line."""
        return "PAM preview: no real parts."
