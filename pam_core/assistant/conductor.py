"""The running assistant: ears, mind, mouth and memory joined, whose turn it is in the middle."""

import asyncio

from pam_core.assistant.answering import Answering, Ending
from pam_core.assistant.faults import named_in_turn
from pam_core.assistant.floor import Floor, resting_state
from pam_core.assistant.hearing import Attempt, Hearing
from pam_core.assistant.parts import Manners, Parts
from pam_core.assistant.recorder import Recorder
from pam_core.assistant.talking import Talking
from pam_core.assistant.understanding import Understander, Understanding
from pam_core.conversation.doubt import Drop
from pam_core.conversation.turn_machine import Happening, TurnMachine
from pam_core.listening.listener import Listener
from pam_core.listening.voice_gate import VoiceGate
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import (
    Event,
    LevelMeasured,
    PartialHeard,
    StateChanged,
    UtteranceDropped,
    UtteranceHeard,
    VolumeChanged,
)
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.reply import Control, Notice, Priority
from pam_core.vocabulary.speech import Trigger, Utterance
from pam_core.vocabulary.turn import TurnState

VOLUME_STEP = 0.15
RATE_STEP = 0.15
FOLLOW_UP_SECONDS = 8.0
"""How long after a question of PAM's the user may answer without calling it."""

LEVEL_EVERY_FRAMES = 5
NEW_CONVERSATION_AFTER_SECONDS = 30 * 60


class Assistant:
    """PAM, running. It is a `Conductor`, and the one whom the ears tell what they find."""

    def __init__(self, parts: Parts, manners: Manners, emit: EventSink) -> None:
        self._parts = parts
        self._manners = manners
        self._recorder = Recorder(parts.chats, emit)
        self._sink = emit
        self._talking = Talking(parts.synthesiser, parts.loudspeaker, parts.clock)
        listener = Listener(VoiceGate(parts.detector), manners.patience)
        listener.open_for_voice(manners.hands_free)
        self._understander = Understander(
            parts.transcriber,
            parts.mind,
            parts.clock,
            self._talking.prepare,
            wake_phrase_needed=manners.wake_phrase_needed,
        )
        self._hearing = Hearing(
            parts.microphone, listener, self._understander, self, lockstep=manners.lockstep
        )
        self._floor = Floor(
            TurnMachine(resting_state(manners.hands_free)), emit, self._interrupt, self._follow
        )
        self._answering = Answering(
            parts.mind,
            self._talking,
            parts.clock,
            self._emit,
            self._floor.happened,
            self._control,
        )
        self._talking.tell(self._answering)
        self._volume = manners.volume
        self._ducked = False
        self._frames_since_level = 0
        self._conversation_id = ""
        self._last_turn_at = float("-inf")
        self._turns: asyncio.TaskGroup | None = None
        self._running = asyncio.Event()

    async def until_running(self) -> None:
        """Wait until commands can be taken; `run` must have been started as a task."""
        await self._running.wait()

    async def run(self) -> None:
        """Hear, answer and speak until the microphone is closed; then finish what was begun."""
        self._parts.loudspeaker.set_volume(self._volume)
        self._emit(StateChanged(state=self._floor.state))
        async with asyncio.TaskGroup() as background:
            talking = background.create_task(self._talking.run(), name="talking")
            recording = background.create_task(self._recorder.run(), name="recording")
            async with asyncio.TaskGroup() as self._turns:
                self._running.set()
                await self._hearing.run()
            await self._talking.settle()
            await self._recorder.settle()
            talking.cancel()
            recording.cancel()

    # What it is commanded: the Conductor port ----------------------------------------------------

    async def press_talk(self) -> None:
        """The talk key went down: PAM falls silent and listens."""
        self._hearing.press(Trigger.KEY)

    async def release_talk(self) -> None:
        """The talk key came up."""
        self._hearing.release()

    async def toggle_talk(self) -> None:
        """Listen until silence; while listening, end the utterance."""
        self._hearing.toggle()

    async def ask(self, text: str) -> None:
        """A typed turn; returns when it is answered."""
        self._hearing.abandon()
        self._floor.happened(Happening.SPEECH_BEGAN)
        attempt = asyncio.create_task(self._hearing.understand_text(text), name="typed")
        await asyncio.wait([self._begin_turn(attempt, "turn-typed")])

    async def say(self, text: str, priority: Priority) -> None:
        """Say something unasked; a notice waits until nobody else has the floor."""
        self._answering.say(text, priority)

    async def tell(self, notice: Notice) -> None:
        """Say something unasked and show it, when nobody else has the floor."""
        now = self._parts.clock.now()
        self._answering.tell(notice, self._conversation(), now)

    async def hush(self) -> None:
        """Stop speaking and forget what waits to be said."""
        self._interrupt()

    async def retire(self) -> None:
        """Before the microphone is closed: no answer is spoken or waited for any more."""
        self._answering.retire()
        self._interrupt()

    async def listen_hands_free(self, on: bool) -> None:
        """Open or close the microphone for voice activity."""
        self._hearing.open_for_voice(on)
        self._floor.rest_in(on)

    async def set_volume(self, volume: float) -> None:
        """PAM's own volume, 0-1."""
        self._change_volume(volume)

    # What the ears find: the HearingListener port ------------------------------------------------

    def speech_began(self, trigger: Trigger) -> None:
        """The user took the turn."""
        self._floor.happened(Happening.SPEECH_BEGAN)

    def words_so_far(self, words: str) -> None:
        """What the utterance sounds like so far."""
        self._emit(PartialHeard(text=words))

    def level_measured(self, level_dbfs: float, voiced: bool) -> None:
        """Speak softly as soon as there may be a voice; show the level ten times a second."""
        if self._floor.state is TurnState.SPEAKING:
            self._duck(voiced)
        self._frames_since_level += 1
        if self._frames_since_level >= LEVEL_EVERY_FRAMES:
            self._frames_since_level = 0
            self._emit(LevelMeasured(level_dbfs=level_dbfs))

    def utterance_ended(self, utterance: Utterance, attempt: Attempt) -> asyncio.Task[None]:
        """The user has finished: answer as soon as it is understood."""
        return self._begin_turn(attempt, f"turn-{utterance.number}")

    def nothing_said(self) -> None:
        """The microphone was open and nothing came."""
        self._emit(UtteranceDropped(reason=Drop.NO_WORDS))
        self._floor.happened(Happening.NOTHING_SAID)

    def is_addressed(self) -> bool:
        """PAM has just asked something: the next words are for it."""
        since = self._answering.seconds_since_question()
        return since is not None and since <= FOLLOW_UP_SECONDS

    # How a turn is taken -------------------------------------------------------------------------

    def _begin_turn(self, attempt: Attempt, name: str) -> asyncio.Task[None]:
        if self._turns is None:
            raise RuntimeError("the assistant does not run")
        self._floor.happened(Happening.UTTERANCE_ENDED)
        turn = self._take_turn(attempt, self._answering.ending())
        return self._turns.create_task(turn, name=name)

    async def _take_turn(self, attempt: Attempt, ending: Ending) -> None:
        try:
            await self._act_on(await attempt, ending)
        except Exception as fault:
            # One turn may fail on a fault of ours; the next must be heard all the same.
            self._fail(named_in_turn(fault))
        finally:
            self._floor.happened(Happening.TURN_ANSWERED)
        if self._manners.lockstep:
            await self._talking.settle()

    async def _act_on(self, outcome: Understanding | PamError, ending: Ending) -> None:
        if isinstance(outcome, PamError):
            self._fail(outcome)
        elif outcome.dropped is not None:
            self._emit(UtteranceDropped(reason=outcome.dropped))
            if outcome.dropped is Drop.ONLY_CALLED and not self._answering.is_overtaken(ending):
                self._answering.greet()
        else:
            await self._answer(outcome, ending)

    async def _answer(self, understanding: Understanding, ending: Ending) -> None:
        if understanding.prepared is None:
            raise RuntimeError("an utterance that was not dropped must be prepared")
        request = understanding.request
        self._emit(
            UtteranceHeard(
                turn_id=request.turn_id,
                transcript=understanding.transcript,
                trigger=request.trigger,
            )
        )
        await self._answering.answer(
            understanding, understanding.prepared, self._conversation(), ending
        )

    def _conversation(self) -> str:
        now = self._parts.clock.monotonic()
        if now - self._last_turn_at > NEW_CONVERSATION_AFTER_SECONDS:
            self._conversation_id = new_id(self._parts.clock.now())
        self._last_turn_at = now
        return self._conversation_id

    def _fail(self, trouble: PamError) -> None:
        self._answering.trouble_met(trouble)
        self._emit(UtteranceDropped(reason=Drop.FAILED))

    def _control(self, control: Control) -> None:
        match control:
            case Control.LOUDER:
                self._change_volume(self._volume + VOLUME_STEP)
            case Control.QUIETER:
                # Never so soft that "louder" could not be heard as an answer.
                softest = min(self._volume, VOLUME_STEP)
                self._change_volume(max(softest, self._volume - VOLUME_STEP))
            case Control.SLOWER:
                self._change_rate(-RATE_STEP)
            case Control.FASTER:
                self._change_rate(RATE_STEP)
            case Control.STOP:
                self._interrupt()
            case Control.REPEAT:
                pass

    def _interrupt(self) -> None:
        self._answering.mute()
        self._talking.interrupt()

    def _change_volume(self, volume: float) -> None:
        self._volume = min(1.0, max(0.0, volume))
        self._parts.loudspeaker.set_volume(self._volume)
        self._emit(VolumeChanged(volume=self._volume))

    def _change_rate(self, by: float) -> None:
        synthesiser = self._parts.synthesiser
        synthesiser.set_rate(round(synthesiser.rate + by, 2))

    def _follow(self, state: TurnState) -> None:
        """What a new state means for ears and mouth."""
        speaking = state is TurnState.SPEAKING
        if not self._manners.voice_barge_in:
            self._hearing.deafen(speaking)
        if not speaking:
            self._duck(False)
        self._talking.hold(state in (TurnState.LISTENING, TurnState.THINKING))
        if not self._talking.is_silent:
            self._floor.happened(Happening.WORDS_WAIT)

    def _duck(self, ducked: bool) -> None:
        if ducked is not self._ducked:
            self._ducked = ducked
            self._parts.loudspeaker.duck(ducked)

    def _emit(self, event: Event) -> None:
        self._recorder.watch(event)
        self._sink(event)
