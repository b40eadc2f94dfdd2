"""From an utterance to a prepared answer, without any effect: at any await it may be dropped."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pam_core.conversation.doubt import Drop, weigh
from pam_core.conversation.wake_phrase import after_wake_phrase, without_wake_phrase
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ports import Clock, Mind, Prepared, Transcriber
from pam_core.vocabulary.speech import Completeness, Transcript, Trigger, Utterance
from pam_core.vocabulary.turn import TurnRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What an utterance means. `dropped` says why it is no turn; then `prepared` is None.

    `transcribed_at` and `prepared_at` are monotonic seconds.
    """

    utterance: Utterance
    transcript: Transcript
    request: TurnRequest
    prepared: Prepared | None
    dropped: Drop | None
    transcribed_at: float
    prepared_at: float


class Understander:
    """Whisper, the doubts, the wake phrase and the mind's preparation in a row."""

    def __init__(
        self,
        transcriber: Transcriber,
        mind: Mind,
        clock: Clock,
        prepare_speech: Callable[[str], Awaitable[None]],
        *,
        wake_phrase_needed: bool,
    ) -> None:
        self._transcriber = transcriber
        self._mind = mind
        self._clock = clock
        self._prepare_speech = prepare_speech
        self.wake_phrase_needed = wake_phrase_needed

    async def understand(
        self,
        utterance: Utterance,
        on_words: Callable[[str, Completeness], None],
        *,
        addressed: bool,
    ) -> Understanding:
        """Transcribe, weigh and prepare. `on_words` hears the words and how finished they sound.

        `addressed`: the words are for PAM even without the wake phrase. Raises PamError when the
        hearing model cannot be used.
        """
        transcript = await self._transcriber.transcribe(utterance)
        transcribed_at = self._clock.monotonic()
        words, dropped = self._words_for_pam(transcript, utterance.trigger, addressed)
        request = self._request(words, transcript.confidence, utterance.trigger)
        on_words(words, self._mind.judge(words, request.now))
        prepared = None
        if not dropped:
            prepared = await self._mind.prepare(request)
            if prepared.opening:
                await self._prepare_speech(prepared.opening)
        return Understanding(
            utterance=utterance,
            transcript=transcript,
            request=request,
            prepared=prepared,
            dropped=dropped,
            transcribed_at=transcribed_at,
            prepared_at=self._clock.monotonic(),
        )

    async def understand_text(self, text: str) -> Understanding:
        """The same for typed words, which are never in doubt."""
        now = self._clock.monotonic()
        request = self._request(text.strip(), 1.0, Trigger.TEXT)
        return Understanding(
            utterance=Utterance(
                number=0, pcm=b"", trigger=Trigger.TEXT, voiced_seconds=0.0, speech_ended_at=now
            ),
            transcript=Transcript(
                text=request.text,
                confidence=1.0,
                no_speech_probability=0.0,
                fell_back=False,
                audio_seconds=0.0,
                decode_seconds=0.0,
            ),
            request=request,
            prepared=await self._mind.prepare(request),
            dropped=None,
            transcribed_at=now,
            prepared_at=self._clock.monotonic(),
        )

    def _request(self, words: str, confidence: float, trigger: Trigger) -> TurnRequest:
        now = self._clock.now()
        return TurnRequest(
            turn_id=new_id(now), text=words, confidence=confidence, trigger=trigger, now=now
        )

    def _words_for_pam(
        self, transcript: Transcript, trigger: Trigger, addressed: bool
    ) -> tuple[str, Drop | None]:
        verdict = weigh(transcript, trigger)
        if verdict.dropped:
            return "", verdict.dropped
        if trigger is not Trigger.HANDS_FREE or not self.wake_phrase_needed or addressed:
            return without_wake_phrase(verdict.words), None
        called = after_wake_phrase(verdict.words)
        if called is None:
            return "", Drop.NOT_CALLED
        return (called, None) if called else ("", Drop.ONLY_CALLED)
