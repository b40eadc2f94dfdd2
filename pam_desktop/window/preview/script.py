"""The scripted talk behind the window's preview."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from pam_core.vocabulary.events import (
    Event,
    Health,
    LevelMeasured,
    Part,
    PartChanged,
    PartialHeard,
    ReplyGrew,
    ReplyReady,
    ServiceLevelChanged,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceHeard,
    VolumeChanged,
)
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.reply import Intent, Provenance, Reply
from pam_core.vocabulary.service import ServiceLevel
from pam_core.vocabulary.speech import Transcript, Trigger
from pam_core.vocabulary.turn import StageTimes, Turn, TurnState

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


def _answered_by(turn: Turn, source: Provenance) -> Turn:
    reply = replace(turn.reply, provider=source.provider, provenance=source)
    return replace(turn, reply=reply)


def _heard(said: str) -> Transcript:
    return Transcript(
        text=said,
        confidence=0.9,
        no_speech_probability=0.0,
        fell_back=False,
        audio_seconds=2.0,
        decode_seconds=0.2,
    )


TURNS = tuple(_turn(*exchange, 12 - 3 * place) for place, exchange in enumerate(TALK))
_DONE = tuple(TurnFinished(turn=turn) for turn in TURNS)
_LEVELS = tuple(
    LevelMeasured(level_dbfs=-34 + 14 * math.sin(n * 0.9) + 8 * math.sin(n * 2.3))
    for n in range(40)
)
QUESTION = "Why is the Bonneville salt flat so flat?"
ANSWER = (
    "It is the bed of a lake that dried up about 14,500 years ago. Each winter a little water "
    "lies on it, and as it dries in spring the wind smooths the salt out again."
)
MOON = _turn("How far away is the moon?", "About 239,000 miles.", 1.2, 2)
SOURCE = Provenance(
    provider="openai",
    model="gpt-5-mini",
    tried=("anthropic did not answer in time.",),
    tools=("place.here", "weather.now"),
    masked=("card number", "e-mail address"),
    tokens_in=1312,
    tokens_out=64,
    cost_dollars=0.0005,
)
_OPEN = (
    TurnFinished(turn=TURNS[0]),
    TurnFinished(turn=_answered_by(_turn(QUESTION, ANSWER, 1.8, 4), SOURCE)),
    TurnFinished(
        turn=_answered_by(
            MOON, replace(SOURCE, tried=(), tools=(), answered_at=NOW - timedelta(days=2, hours=3))
        )
    ),
)
_FULL = ServiceLevelChanged(
    level=ServiceLevel.FULL, sentence="Open questions are answered by OpenAI."
)
_LESS = {
    ServiceLevel.REDUCED: "OpenAI cannot be reached, so Anthropic answers open questions.",
    ServiceLevel.BASIC: "There is no network, so the model inside PAM answers open questions.",
    ServiceLevel.LOCAL: "Nobody can answer open questions now; everything of PAM's own works.",
    ServiceLevel.MAINTENANCE: "The disk is full: nothing can be kept until there is room.",
}
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
    "growing": (
        *_DONE[:2],
        _FULL,
        UtteranceHeard(turn_id="growing", transcript=_heard(QUESTION), trigger=Trigger.KEY),
        StateChanged(state=TurnState.SPEAKING),
        ReplyGrew(turn_id="growing", text=ANSWER[:121]),
    ),
    "open": (*_OPEN, _FULL),
    **{
        level.name.lower(): (*_OPEN, _FULL, ServiceLevelChanged(level=level, sentence=sentence))
        for level, sentence in _LESS.items()
    },
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
        """Answer what was typed as a provider would that comes late, and another one before it."""
        turn = _answered_by(replace(_turn(text, ANSWER, 3.1, 0), turn_id=str(uuid4())), SOURCE)
        self._emit(StateChanged(state=TurnState.THINKING))
        self._emit(
            UtteranceHeard(turn_id=turn.turn_id, transcript=_heard(text), trigger=Trigger.TEXT)
        )
        await asyncio.sleep(1.5)
        # The aside: "One moment." is heard and not seen.
        self._emit(StateChanged(state=TurnState.SPEAKING))
        await asyncio.sleep(0.7)
        self._emit(StateChanged(state=TurnState.THINKING))
        await asyncio.sleep(0.5)
        self._emit(StateChanged(state=TurnState.SPEAKING))
        for end in range(4, len(ANSWER), 4):
            self._emit(ReplyGrew(turn_id=turn.turn_id, text=ANSWER[:end]))
            await asyncio.sleep(0.05)
        self._emit(ReplyReady(turn=turn))
        level = ServiceLevel.REDUCED
        self._emit(ServiceLevelChanged(level=level, sentence=_LESS[level]))
        await asyncio.sleep(1.5)
        self._emit(StateChanged(state=TurnState.ASLEEP))
        self._emit(TurnFinished(turn=turn))

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
        turn = replace(_turn(said, text, 0.2, 0), turn_id=turn_id)
        self._emit(StateChanged(state=TurnState.THINKING))
        self._emit(UtteranceHeard(turn_id=turn_id, transcript=_heard(said), trigger=Trigger.KEY))
        await asyncio.sleep(0.4)
        self._emit(ReplyReady(turn=turn))
        self._emit(StateChanged(state=TurnState.SPEAKING))
        await asyncio.sleep(1.5)
        self._emit(StateChanged(state=TurnState.ASLEEP))
