"""From the microphone through the listener to understood utterances: the driver of the ears."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from pam_core.assistant.faults import named_in_turn
from pam_core.assistant.understanding import Understander, Understanding
from pam_core.listening.listener import (
    Abandoned,
    Ended,
    Listener,
    Output,
    Paused,
    Resumed,
    SpeechBegan,
)
from pam_core.vocabulary.audio import Frame
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Microphone
from pam_core.vocabulary.speech import Completeness, Trigger, Utterance

Attempt = asyncio.Task[Understanding | PamError]
"""One try at understanding an utterance; cancelled when the user goes on speaking.

A failure is its result, not its exception: it belongs to the turn that awaits it, and must not
end the ears.
"""


class HearingListener(Protocol):
    """Who is told what the ears find."""

    def speech_began(self, trigger: Trigger) -> None:
        """The user took the turn."""
        ...

    def words_so_far(self, words: str) -> None:
        """What the utterance sounds like so far."""
        ...

    def level_measured(self, level_dbfs: float, voiced: bool) -> None:
        """One frame's loudness."""
        ...

    def utterance_ended(self, utterance: Utterance, attempt: Attempt) -> asyncio.Task[None]:
        """The user has finished; the attempt may be done already. Gives the turn being taken."""
        ...

    def nothing_said(self) -> None:
        """The microphone was open and nothing came."""
        ...

    def is_addressed(self) -> bool:
        """The user is expected to speak to PAM now, without calling it."""
        ...


class Hearing:
    """PAM's ears. `run` belongs into the assistant's task group; the verbs return at once.

    `lockstep` is for recordings that are fed faster than real time: a pause is then understood,
    and a turn answered, before the next frame is heard, as it would be in life.
    """

    def __init__(
        self,
        microphone: Microphone,
        listener: Listener,
        understander: Understander,
        told: HearingListener,
        *,
        lockstep: bool = False,
    ) -> None:
        self._microphone = microphone
        self._listener = listener
        self._understander = understander
        self._told = told
        self._lockstep = lockstep
        self._attempt: Attempt | None = None
        self._turn: asyncio.Task[None] | None = None
        self._addressed = False
        self._attempts: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Hear until the microphone is closed (a recording is over)."""
        closely = None
        async with asyncio.TaskGroup() as self._attempts:
            async for frames in self._microphone.frames():
                for frame in frames:
                    self._hear(frame)
                    if self._lockstep:
                        await self._catch_up()
                if closely != self._listener.wants_every_frame:
                    closely = self._listener.wants_every_frame
                    self._microphone.attend(closely)
            self._follow(self._listener.abandon())

    def press(self, trigger: Trigger) -> None:
        """A key opens an utterance."""
        self._follow(self._listener.press(trigger))
        self._microphone.attend(True)

    def release(self) -> None:
        """The key came up."""
        self._follow(self._listener.release())

    def toggle(self) -> None:
        """Open an utterance, or end the one being heard."""
        if self._listener.is_open_by_hand:
            self.release()
        else:
            self.press(Trigger.TOGGLE)

    def abandon(self) -> None:
        """Drop what is being heard."""
        self._follow(self._listener.abandon())

    def open_for_voice(self, on: bool) -> None:
        """Hands-free on or off."""
        self._follow(self._listener.open_for_voice(on))

    def deafen(self, deaf: bool) -> None:
        """Ignore voice while PAM itself speaks."""
        self._listener.deafen(deaf)

    async def understand_text(self, text: str) -> Understanding | PamError:
        """Understand typed words; a failure is the result."""
        try:
            return await self._understander.understand_text(text)
        except Exception as fault:
            return named_in_turn(fault)

    async def _catch_up(self) -> None:
        turn, self._turn = self._turn, None
        for work in (self._attempt, turn):
            if work is not None:
                await asyncio.wait([work])

    def _hear(self, frame: Frame) -> None:
        reading, outputs = self._listener.hear(frame)
        if reading is not None:
            self._told.level_measured(reading.level_dbfs, reading.voiced)
        self._follow(outputs)

    def _follow(self, outputs: tuple[Output, ...]) -> None:
        for output in outputs:
            match output:
                case SpeechBegan(trigger=trigger):
                    # Before it is told: whether PAM had asked something when the user began.
                    self._addressed = self._told.is_addressed()
                    self._told.speech_began(trigger)
                case Paused(utterance=utterance):
                    self._understand(utterance)
                case Resumed():
                    self._forget_attempt()
                case Ended(utterance=utterance, pause_stands=stands):
                    if not stands or self._attempt is None:
                        self._understand(utterance)
                    self._hand_over(utterance)
                case Abandoned():
                    self._forget_attempt()
                    self._told.nothing_said()

    def _understand(self, utterance: Utterance) -> None:
        self._forget_attempt()
        if self._attempts is None:
            raise RuntimeError("Hearing was used before it ran")

        def judged(words: str, completeness: Completeness) -> None:
            if self._attempt is attempt:
                self._listener.judged(completeness)
                self._told.words_so_far(words)

        attempt = self._attempts.create_task(
            self._try(utterance, judged, self._addressed), name=f"understand-{utterance.number}"
        )
        self._attempt = attempt

    async def _try(
        self,
        utterance: Utterance,
        judged: Callable[[str, Completeness], None],
        addressed: bool,
    ) -> Understanding | PamError:
        try:
            return await self._understander.understand(utterance, judged, addressed=addressed)
        except Exception as fault:
            return named_in_turn(fault)

    def _hand_over(self, utterance: Utterance) -> None:
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            self._turn = self._told.utterance_ended(utterance, attempt)

    def _forget_attempt(self) -> None:
        if self._attempt is not None:
            self._attempt.cancel()
            self._attempt = None
