"""A turn under way: what is known of it until it is over."""

from dataclasses import dataclass
from datetime import datetime

from pam_core.assistant.understanding import Understanding
from pam_core.vocabulary.reply import Intent, Notice, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A turn under way. `speaking`: the mouth has, or may still get, words of its reply.

    `muted`: the user spoke again before PAM had done; what was not said by then stays unsaid.
    `withdrawn`: the mind was told so. `speech_ended_at` is None where nobody had asked.
    """

    turn: Turn
    speech_ended_at: float | None
    muted: bool = False
    withdrawn: bool = False
    speaking: bool = False
    begun: bool = False
    """The first words of the reply were handed to the mouth."""
    replied: bool = False


def news_of(notice: Notice, turn_id: str, conversation_id: str, now: datetime) -> Exchange:
    """A turn in which only PAM speaks: its reply is the news."""
    turn = Turn(
        turn_id=turn_id,
        conversation_id=conversation_id,
        said_at=now,
        trigger=Trigger.UNASKED,
        said="",
        confidence=1.0,
        reply=Reply(text=notice.text, intent=Intent(action=None), provider="local"),
        heard="",
        interrupted=False,
        times=StageTimes(),
    )
    return Exchange(turn=turn, speech_ended_at=None, speaking=True, begun=True, replied=True)


def exchange_of(understanding: Understanding, conversation_id: str, ended_at: float) -> Exchange:
    """The user's words as a turn that waits for its reply; `ended_at` is a monotonic time."""
    request, spoke_until = understanding.request, understanding.utterance.speech_ended_at
    turn = Turn(
        turn_id=request.turn_id,
        conversation_id=conversation_id,
        said_at=request.now,
        trigger=request.trigger,
        said=request.text,
        confidence=request.confidence,
        reply=Reply(text="", intent=Intent(action=None), provider=""),
        heard="",
        interrupted=False,
        times=StageTimes(
            end_of_speech=ended_at - spoke_until,
            transcript=understanding.transcribed_at - spoke_until,
        ),
    )
    return Exchange(turn=turn, speech_ended_at=spoke_until)
