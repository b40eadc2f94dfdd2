"""From an understood utterance to a spoken reply: the turn's second half, with its times."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pam_core.assistant.faults import named_in_turn
from pam_core.assistant.talking import Talking
from pam_core.assistant.understanding import Understanding
from pam_core.conversation.turn_machine import Happening
from pam_core.speaking.speech_queue import Spoken
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import (
    ReplyReady,
    ReplyStarted,
    TroubleMet,
    TurnFinished,
)
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ports import Clock, EventSink, Mind, Prepared
from pam_core.vocabulary.reply import Control, Intent, Notice, Priority, Reply, Speakable
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn


@dataclass(slots=True, kw_only=True)
class Exchange:
    """A turn under way. `muted`: the user spoke again before PAM did; the reply is kept unsaid.

    `speech_ended_at` is None where nobody had asked.
    """

    turn: Turn
    speech_ended_at: float | None
    muted: bool = False
    speaking: bool = False
    replied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The end of an utterance: when it was certain, and how often PAM had been interrupted then."""

    at: float
    interruptions: int


class Answering:
    """Carries out prepared answers, has them spoken, and reports what became of each turn."""

    def __init__(
        self,
        mind: Mind,
        talking: Talking,
        clock: Clock,
        emit: EventSink,
        happened: Callable[[Happening], None],
        control: Callable[[Control], None],
    ) -> None:
        self._mind = mind
        self._talking = talking
        self._clock = clock
        self._emit = emit
        self._happened = happened
        self._control = control
        self._exchanges: dict[str, Exchange] = {}
        self._carrying_out = asyncio.Lock()
        self._interruptions = 0
        self._asked = False
        self._silent_since = float("-inf")

    async def answer(
        self,
        understanding: Understanding,
        prepared: Prepared,
        conversation_id: str,
        ending: Ending,
    ) -> None:
        """Carry out and speak one answer; a fault on the way is told, and spoken as the reply."""
        exchange = _open(understanding, conversation_id, ending.at)
        # One after the other: what is said next may belong to what is done here.
        async with self._carrying_out:
            exchange.muted = self.is_overtaken(ending)
            self._exchanges[exchange.turn.turn_id] = exchange
            try:
                reply = await self._carry_out(exchange, prepared)
            except Exception as fault:
                reply = self._apologise(exchange, named_in_turn(fault))
        self._conclude(exchange, reply)

    def ending(self) -> Ending:
        """The user's words have ended now."""
        return Ending(at=self._clock.monotonic(), interruptions=self._interruptions)

    def is_overtaken(self, ending: Ending) -> bool:
        """Whether the user has taken the turn, or hushed PAM, since those words ended."""
        return ending.interruptions != self._interruptions

    def mute(self) -> None:
        """The user took the turn: what is still being answered stays unsaid."""
        self._interruptions += 1
        for exchange in self._exchanges.values():
            exchange.muted = True

    def seconds_since_question(self) -> float | None:
        """How long ago PAM finished asking something; None when its last words asked nothing."""
        if not self._asked:
            return None
        return self._clock.monotonic() - self._silent_since if self._talking.is_silent else 0.0

    def greet(self) -> None:
        """The user only called: say that PAM is listening."""
        self._asked = True
        self.say("Yes?", Priority.ANSWER)

    def say(self, text: str, priority: Priority) -> None:
        """Say something that answers nobody; the same text waits only once.

        While the user speaks it waits; while PAM thinks all but an alert wait for the answer.
        """
        self._hand_over(Speakable(turn_id="", text=text, priority=priority, collapse_key=text))

    def _hand_over(self, speakable: Speakable) -> None:
        self._talking.say(speakable)
        if not self._talking.is_silent:
            alert = speakable.priority is Priority.ALERT
            self._happened(Happening.SPEAKING_BEGAN if alert else Happening.WORDS_WAIT)

    def tell(self, notice: Notice, conversation_id: str, now: datetime) -> None:
        """Say a notice and show it as a turn in which only PAM speaks."""
        turn = Turn(
            turn_id=new_id(now),
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
        exchange = Exchange(turn=turn, speech_ended_at=None, speaking=True, replied=True)
        self._exchanges[turn.turn_id] = exchange
        self._emit(ReplyReady(turn=turn))
        self._hand_over(
            Speakable(
                turn_id=turn.turn_id,
                text=notice.text,
                priority=notice.priority,
                collapse_key=notice.key,
            )
        )

    # What the mouth reports --------------------------------------------------------------------

    def sound_began(self, turn_id: str, at: float) -> None:
        """The first sound of a turn left for the loudspeaker."""
        exchange = self._exchanges.get(turn_id)
        if exchange is not None:
            if exchange.speech_ended_at is not None:
                times = replace(exchange.turn.times, first_sound=at - exchange.speech_ended_at)
                exchange.turn = replace(exchange.turn, times=times)
            self._emit(ReplyStarted(turn_id=turn_id))

    def was_spoken(self, spoken: Spoken) -> None:
        """A reply is over, heard or interrupted."""
        exchange = self._exchanges.get(spoken.turn_id)
        if exchange is not None:
            exchange.speaking = False
            # Words may also be missing for want of a voice or a loudspeaker: nobody interrupted.
            interrupted = exchange.muted and not spoken.whole
            exchange.turn = replace(exchange.turn, heard=spoken.heard, interrupted=interrupted)
            self._close_if_over(exchange)
        if self._talking.is_silent:
            self._silent_since = self._clock.monotonic()
            self._happened(Happening.SPEAKING_ENDED)

    def trouble_met(self, trouble: PamError) -> None:
        """A clause has no sound; its text stands."""
        self._emit(TroubleMet.of(trouble))

    # How a turn goes on ------------------------------------------------------------------------

    async def _carry_out(self, exchange: Exchange, prepared: Prepared) -> Reply:
        reply: Reply | None = None
        async for piece in self._mind.answer(prepared):
            if isinstance(piece, Reply):
                reply = piece
            elif isinstance(piece, str) and piece:
                self._speak(exchange, piece)
        if reply is None:
            raise RuntimeError(f"the mind gave no reply to turn {exchange.turn.turn_id}")
        return reply

    def _speak(self, exchange: Exchange, piece: str) -> None:
        if exchange.muted:
            return
        if exchange.speaking:
            self._talking.extend(exchange.turn.turn_id, piece)
            return
        exchange.speaking = True
        self._talking.say(
            Speakable(turn_id=exchange.turn.turn_id, text=piece, priority=Priority.ANSWER),
            open_ended=True,
        )
        self._happened(Happening.SPEAKING_BEGAN)

    def _apologise(self, exchange: Exchange, trouble: PamError) -> Reply:
        self.trouble_met(trouble)
        # It may follow on half a sentence.
        self._speak(exchange, f" {trouble.sentence}")
        return Reply(text=trouble.sentence, intent=Intent(action=None), provider="local")

    def _conclude(self, exchange: Exchange, reply: Reply) -> None:
        times, unheard = exchange.turn.times, exchange.muted and bool(reply.text)
        if exchange.speech_ended_at is not None:
            times = replace(times, reply=self._clock.monotonic() - exchange.speech_ended_at)
        exchange.turn = replace(exchange.turn, reply=reply, times=times)
        exchange.replied = True
        self._asked = reply.expects_answer
        turn = exchange.turn
        self._emit(ReplyReady(turn=turn))
        if reply.control is not None:
            self._control(reply.control)
        if exchange.speaking:
            self._talking.finish(turn.turn_id)
        else:
            exchange.turn = replace(turn, interrupted=unheard)
        self._close_if_over(exchange)

    def _close_if_over(self, exchange: Exchange) -> None:
        if exchange.replied and not exchange.speaking:
            if self._exchanges.pop(exchange.turn.turn_id, None) is not None:
                self._emit(TurnFinished(turn=exchange.turn))


def _open(understanding: Understanding, conversation_id: str, ended_at: float) -> Exchange:
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
