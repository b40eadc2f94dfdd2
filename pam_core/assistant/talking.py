"""From the speech queue through the synthesiser to the loudspeaker, one clause ahead of the ear."""

import asyncio
from typing import Protocol

from pam_core.assistant.faults import named
from pam_core.speaking.clauses import clauses
from pam_core.speaking.speech_queue import Clause, SpeechQueue, Spoken
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock, Loudspeaker, Playback, Synthesiser
from pam_core.vocabulary.reply import Speakable

SOUNDS_AHEAD = 2
"""The clause that plays and the one behind it: no gap, and an alert waits for at most two."""


class TalkingListener(Protocol):
    """Who is told what became of the words."""

    def sound_began(self, turn_id: str, at: float) -> None:
        """The first sound of a turn left for the loudspeaker, at a monotonic time in seconds."""
        ...

    def was_spoken(self, spoken: Spoken) -> None:
        """An item is over, heard or interrupted."""
        ...

    def trouble_met(self, trouble: PamError) -> None:
        """A clause could not be synthesised: its text stands, its sound is missing."""
        ...


class Talking:
    """PAM's mouth. `run` belongs into the assistant's task group; the verbs return at once."""

    def __init__(self, synthesiser: Synthesiser, loudspeaker: Loudspeaker, clock: Clock) -> None:
        self._synthesiser = synthesiser
        self._loudspeaker = loudspeaker
        self._clock = clock
        self._queue = SpeechQueue()
        self._wake = asyncio.Event()
        self._silent = asyncio.Event()
        self._silent.set()
        self._room = asyncio.Semaphore(SOUNDS_AHEAD)
        self._held = False
        self._interruptions = 0
        self._begun: set[str] = set()
        self._listener: TalkingListener | None = None

    @property
    def is_silent(self) -> bool:
        """Nothing is being said and nothing waits."""
        return self._queue.is_empty

    @property
    def is_speaking(self) -> bool:
        """Words are being said, or made into sound."""
        return self._queue.is_speaking

    @property
    def is_out_of_words(self) -> bool:
        """Nothing is being said and nothing could be now: the rest of an answer is awaited."""
        return self._queue.is_out_of_words

    def tell(self, listener: TalkingListener) -> None:
        """Name the one who is told; before `run`."""
        self._listener = listener

    def say(self, speakable: Speakable, *, open_ended: bool = False) -> None:
        """Queue words; `open_ended` ones are continued by `extend` until `finish`."""
        self._silent.clear()
        self._report(self._queue.add(speakable, open_ended=open_ended))
        self._wake.set()

    def hold(self, held: bool) -> None:
        """While held nothing new is begun: somebody else has the floor."""
        self._held = held
        self._wake.set()

    def extend(self, turn_id: str, piece: str) -> None:
        """More words of an open-ended item."""
        self._queue.extend(turn_id, piece)
        self._wake.set()

    def finish(self, turn_id: str) -> None:
        """No more words follow."""
        self._report(self._queue.close(turn_id))
        self._wake.set()

    async def prepare(self, opening: str) -> None:
        """Synthesise the first clause ahead; the synthesiser's clause cache keeps it."""
        for clause in clauses(opening)[:1]:
            try:
                await self._synthesiser.synthesise(clause)
            except Exception:
                # Met again, and told, if the clause is really to be said.
                return

    def interrupt(self) -> None:
        """Fall silent now; what was heard is reported."""
        self._interruptions += 1
        self._loudspeaker.silence()
        self._report(self._queue.interrupt())

    async def settle(self) -> None:
        """Wait until all that was queued is said or cut."""
        await self._silent.wait()

    async def run(self) -> None:
        """Say what is queued, for ever."""
        async with asyncio.TaskGroup() as playing:
            while True:
                # Room first: between its choice and its sound a clause must not wait, or it would
                # miss an interruption.
                await self._room.acquire()
                clause = await self._next()
                playback = await self._begin(clause)
                if playback is None:
                    self._room.release()
                else:
                    playing.create_task(self._follow(clause, *playback))

    async def _next(self) -> Clause:
        while True:
            self._report(self._queue.expire(self._clock.monotonic()))
            clause = None if self._held else self._queue.next()
            if clause is not None:
                return clause
            self._wake.clear()
            await self._wake.wait()

    async def _begin(self, clause: Clause) -> tuple[Playback, float] | None:
        before = self._interruptions
        try:
            sound = await self._synthesiser.synthesise(clause.text)
        except Exception as fault:
            # One clause may fail on a fault of ours; the next must be spoken all the same.
            self._told.trouble_met(
                named(
                    fault,
                    "bug.voice",
                    "Something went wrong in my voice; that was not spoken.",
                    "Read it in the window.",
                )
            )
            self._report(self._queue.heard(clause, 0.0))
            return None
        if self._interruptions != before:
            self._report(self._queue.heard(clause, 0.0))
            return None
        return self._loudspeaker.play(sound), sound.seconds

    async def _follow(self, clause: Clause, playback: Playback, seconds: float) -> None:
        try:
            started_at = await playback.started()
            if clause.turn_id not in self._begun:
                self._begun.add(clause.turn_id)
                self._told.sound_began(clause.turn_id, started_at)
            played = await playback.finished()
        finally:
            self._room.release()
        share = 1.0 if played.whole or seconds == 0 else played.seconds / seconds
        self._report(self._queue.heard(clause, share))
        self._wake.set()

    def _report(self, over: list[Spoken]) -> None:
        if self._queue.is_empty:
            self._silent.set()
        for spoken in over:
            self._begun.discard(spoken.turn_id)
            self._told.was_spoken(spoken)

    @property
    def _told(self) -> TalkingListener:
        if self._listener is None:
            raise RuntimeError("Talking was not told whom to tell")
        return self._listener
