"""One exchange: what the user said, what PAM answered, and how long each stage took."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger


class TurnState(StrEnum):
    """Whose turn it is."""

    ASLEEP = "asleep"
    """The microphone is closed, or open for the talk key only."""
    WAITING = "waiting"
    """The microphone is open and nobody speaks."""
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """What the mind is asked: the user's words and when they were said.

    `now` carries the user's time zone.
    """

    turn_id: str
    text: str
    confidence: float
    trigger: Trigger
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTimes:
    """Seconds from the end of speech to each stage; None where it was not reached.

    Negative where a stage was done before the end of speech was confirmed.
    """

    end_of_speech: float | None = None
    transcript: float | None = None
    reply: float | None = None
    first_sound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A finished exchange as it is kept and shown.

    `heard` is how much of the reply's text was truly played before the end or an interruption.
    """

    turn_id: str
    conversation_id: str
    said_at: datetime
    trigger: Trigger
    said: str
    confidence: float
    reply: Reply
    heard: str
    interrupted: bool
    times: StageTimes
