"""From an understood utterance to a spoken reply: the turn's second half, with its times."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pam_core.assistant.exchange import Exchange, exchange_of, news_of
from pam_core.assistant.faults import named_in_turn
from pam_core.assistant.growing_reply import GrowingReply
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
from pam_core.vocabulary.reply import (
    Aside,
    Control,
    Draft,
    Intent,
    Notice,
    Priority,
    Reply,
    Speakable,
)


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
        self._retired = False
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
        exchange = exchange_of(understanding, conversation_id, ending.at)
        # One after the other: what is said next may belong to what is done here.
        async with self._carrying_out:
            self._exchanges[exchange.turn.turn_id] = exchange
            if self.is_overtaken(ending):
                exchange.muted = True
                # The mind can withdraw only what it has begun.
                asyncio.get_running_loop().call_soon(self._withdraw, exchange)
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
        return self._retired or ending.interruptions != self._interruptions

    def mute(self) -> None:
        """The user took the turn: what is still being answered is called off, and stays unsaid."""
        self._interruptions += 1
        for exchange in tuple(self._exchanges.values()):
            exchange.muted = True
            self._withdraw(exchange)

    def retire(self) -> None:
        """Nobody listens any more: what is, and will be, answered has its effect unsaid."""
        self._retired = True
        self.mute()

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
        exchange = news_of(notice, new_id(now), conversation_id, now)
        turn = exchange.turn
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
        if self._talking.is_out_of_words:
            self._happened(Happening.SPEAKING_ENDED)

    def trouble_met(self, trouble: PamError) -> None:
        """A clause has no sound; its text stands."""
        self._emit(TroubleMet.of(trouble))

    # How a turn goes on ------------------------------------------------------------------------

    async def _carry_out(self, exchange: Exchange, prepared: Prepared) -> Reply:
        reply: Reply | None = None
        growing = GrowingReply(exchange.turn.turn_id, self._emit)
        try:
            async for piece in self._mind.answer(prepared):
                match piece:
                    case Reply():
                        reply = piece
                    case Draft(text=text) if not exchange.muted:
                        growing.grew(text)
                    case Aside(text=text):
                        self._say_aside(exchange, text)
                    case str() if piece:
                        self._speak(exchange, piece)
        finally:
            growing.end()
        if reply is None:
            raise RuntimeError(f"the mind gave no reply to turn {exchange.turn.turn_id}")
        return reply

    def _withdraw(self, exchange: Exchange) -> None:
        if not exchange.replied and not exchange.withdrawn:
            exchange.withdrawn = True
            self._mind.withdraw(exchange.turn.turn_id)

    def _say_aside(self, exchange: Exchange, text: str) -> None:
        # It fills a silence: where words are on their way, or being said, nobody needs it.
        if exchange.muted or exchange.begun or self._talking.is_speaking or not text.strip():
            return
        self._talking.say(Speakable(turn_id="", text=text, priority=Priority.ANSWER))
        # The reply's place behind it: no notice gets in between.
        self._open(exchange, "")
        self._happened(Happening.SPEAKING_BEGAN)

    def _speak(self, exchange: Exchange, piece: str) -> None:
        if exchange.muted:
            return
        if exchange.speaking:
            self._talking.extend(exchange.turn.turn_id, piece)
        else:
            self._open(exchange, piece)
        exchange.begun = True
        self._happened(Happening.SPEAKING_BEGAN)

    def _open(self, exchange: Exchange, piece: str) -> None:
        exchange.speaking = True
        self._talking.say(
            Speakable(turn_id=exchange.turn.turn_id, text=piece, priority=Priority.ANSWER),
            open_ended=True,
        )

    def _apologise(self, exchange: Exchange, trouble: PamError) -> Reply:
        self.trouble_met(trouble)
        # It may follow on half a sentence.
        self._speak(exchange, f" {trouble.sentence}")
        return Reply(text=trouble.sentence, intent=Intent(action=None), provider="local")

    def _conclude(self, exchange: Exchange, reply: Reply) -> None:
        times = exchange.turn.times
        # A reply that acts on PAM's voice may need no words: then none were lost.
        unheard = exchange.muted and (bool(reply.text) or reply.control is None)
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
