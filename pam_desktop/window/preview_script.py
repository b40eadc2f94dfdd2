"""The scripted talk and the pretended parts behind the window's preview."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pam_core.vocabulary.events import (
    Event,
    Health,
    LevelMeasured,
    Part,
    PartChanged,
    PartialHeard,
    ProgressMade,
    ReplyReady,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceHeard,
    VolumeChanged,
)
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Transcript, Trigger
from pam_core.vocabulary.turn import StageTimes, Turn, TurnState
from pam_desktop.window.services import (
    Device,
    DeviceKind,
    ModelEntry,
    ModelKind,
    TalkMode,
)

NOW = datetime.now().astimezone()

TALK = (
    (
        "How much did I spend on fuel this month?",
        "You've spent $412.60 on fuel this month, in five fill-ups.",
        0.31,
    ),
    (
        "I spent $45 on groceries at Whole Foods",
        "Logged $45.00 for groceries at Whole Foods.",
        0.24,
    ),
    ("And on groceries this week?", "$131.20 on groceries this week.", 0.28),
    ("What time is it?", "It's 2:47 in the afternoon.", 0.19),
)

LATELY = (
    ("How much did I spend on fuel this month?", 0, 4),
    ("Log $18 for laundry in Kanab", 1, 7),
    ("What were my last three expenses?", 1, 3),
    ("I spent $63.40 on propane", 3, 2),
    ("How much did we spend on camping in October?", 6, 9),
    ("Restaurant bill of $67.50 for dinner in Moab", 8, 5),
)


def _turn(said: str, text: str, first_sound: float, minutes_ago: int) -> Turn:
    return Turn(
        turn_id=f"scripted {minutes_ago}",
        conversation_id="0",
        said_at=NOW - timedelta(minutes=minutes_ago),
        trigger=Trigger.KEY,
        said=said,
        confidence=0.93,
        reply=Reply(text=text, intent=Intent(action="preview"), provider="local"),
        heard=text,
        interrupted=False,
        times=StageTimes(first_sound=first_sound),
    )


TURNS = tuple(_turn(*exchange, 12 - 3 * place) for place, exchange in enumerate(TALK))
_DONE = tuple(TurnFinished(turn=turn) for turn in TURNS)
_LEVELS = tuple(
    LevelMeasured(level_dbfs=-34 + 14 * math.sin(n * 0.9) + 8 * math.sin(n * 2.3))
    for n in range(40)
)
_LONG = "The quick brown fox jumps over the lazy dog. " * 450

SCENES: Mapping[str, Sequence[Event]] = {
    "empty": (),
    "talk": _DONE,
    "demo": _DONE,
    "settings": _DONE,
    "first_run": (),
    "listening": (
        *_DONE,
        StateChanged(state=TurnState.LISTENING),
        *_LEVELS,
        PartialHeard(text="how much did I spend on camping"),
    ),
    "thinking": (*_DONE, StateChanged(state=TurnState.THINKING)),
    "waiting": (*_DONE, StateChanged(state=TurnState.WAITING)),
    "speaking": (*_DONE, StateChanged(state=TurnState.SPEAKING)),
    "trouble": (
        *_DONE,
        PartChanged(
            part=Part.MICROPHONE,
            health=Health.LOST,
            sentence="The microphone “Jabra Speak 410” is gone; PAM listens again when it returns.",
        ),
        TroubleMet(
            code="disk.full",
            sentence="The disk is full, so the last expense could not be kept.",
            mend="Free some space and say it again.",
        ),
    ),
    "odd": (
        TurnFinished(turn=_turn("شكرا جزيلا، كم الساعة؟ 🚐", "الساعة الثالثة إلا ربعا 🙂", 0.2, 9)),
        TurnFinished(turn=_turn("<b>bold</b> & <img src='http://x/y.png'>", _LONG, 0.2, 6)),
        TurnFinished(turn=_turn("a" * 3000, "<script>alert(1)</script>", 0.2, 3)),
    ),
}


class ScriptedConductor:
    """A conductor that acts a turn out."""

    def __init__(self, emit: EventSink) -> None:
        self._emit = emit
        self._is_listening = False

    async def press_talk(self) -> None:
        """Listen."""
        self._is_listening = True
        self._emit(StateChanged(state=TurnState.LISTENING))
        for level in _LEVELS:
            await asyncio.sleep(0.05)
            if self._is_listening:
                self._emit(level)

    async def release_talk(self) -> None:
        """Answer."""
        self._is_listening = False
        await self._answer(TALK[0][0], TALK[0][1])

    async def toggle_talk(self) -> None:
        """Listen, or answer."""
        await (self.release_talk() if self._is_listening else self.press_talk())

    async def ask(self, text: str) -> None:
        """Answer what was typed."""
        await self._answer(text, "This is only the preview of PAM's window.")

    async def hush(self) -> None:
        """Fall silent."""
        self._emit(StateChanged(state=TurnState.ASLEEP))

    async def listen_hands_free(self, on: bool) -> None:
        """Show the open microphone."""
        self._emit(StateChanged(state=TurnState.WAITING if on else TurnState.ASLEEP))

    async def set_volume(self, volume: float) -> None:
        """Show the volume."""
        self._emit(VolumeChanged(volume=volume))

    async def _answer(self, said: str, text: str) -> None:
        turn_id = str(uuid4())
        heard = Transcript(
            text=said,
            confidence=0.9,
            no_speech_probability=0.0,
            fell_back=False,
            audio_seconds=2.0,
            decode_seconds=0.2,
        )
        turn = replace(_turn(said, text, 0.2, 0), turn_id=turn_id)
        self._emit(StateChanged(state=TurnState.THINKING))
        self._emit(UtteranceHeard(turn_id=turn_id, transcript=heard, trigger=Trigger.KEY))
        await asyncio.sleep(0.4)
        self._emit(ReplyReady(turn=turn))
        self._emit(StateChanged(state=TurnState.SPEAKING))
        await asyncio.sleep(1.5)
        self._emit(StateChanged(state=TurnState.ASLEEP))


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
                "provider": "local",
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
