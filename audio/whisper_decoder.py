"""Whisper itself, synchronous: sound in, words and how sure it is out."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.mel import Features, features_of, padded
from audio.short_context import EFFORTS, FULL, WINDOW_SECONDS, Effort
from audio.transcript_checks import ran_away, repeats_itself
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from pam_core.vocabulary.errors import Fault, PamError

SHORTEST_SECONDS = 0.1
NEEDED_FILES = (("model.bin",), ("config.json",), ("tokenizer.json",))
VOCABULARY_FILES = ("vocabulary.txt", "vocabulary.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """One decode: `mean_log_probability` is per token, 0 at best; `tokens` counts them.

    `effort` is the one that settled it; None where the sound was too short or too long for any.
    """

    text: str
    mean_log_probability: float
    no_speech_probability: float
    tokens: int
    effort: Effort | None = None

    @property
    def fell_back(self) -> bool:
        """Whether no short context was trusted and 30 s were decoded."""
        return self.effort is FULL

    @property
    def confidence(self) -> float:
        """0-1; 0 where the text ran away, for then it is Whisper talking, not the user."""
        if not self.text or ran_away(self.text):
            return 0.0
        return math.exp(min(0.0, self.mean_log_probability))


NOTHING = Decoded(text="", mean_log_probability=0.0, no_speech_probability=1.0, tokens=0)


class WhisperDecoder:
    """A loaded Whisper model. Not for two threads at once.

    Raises:
        PamError: `hearing.model_missing`, `hearing.model_broken`.
    """

    def __init__(self, folder: Path, *, cpu_threads: int, compute_type: str, language: str) -> None:
        _refuse_if_incomplete(folder)
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer

        try:
            self._model = WhisperModel(
                str(folder), device="cpu", compute_type=compute_type, cpu_threads=cpu_threads
            )
        except Exception as cause:  # ctranslate2 and tokenizers raise bare RuntimeError, Exception
            raise PamError(
                "hearing.model_broken",
                f"The speech model in “{folder}” cannot be loaded: {cause}.",
                mend="Fetch it again with `pam models verify` and `pam models fetch`.",
                fault=Fault.ENVIRONMENT,
            ) from cause
        multilingual = bool(self._model.model.is_multilingual)
        self._language = language if multilingual else "en"
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer, multilingual, task="transcribe", language=self._language
        )
        self._prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]

    def decode(self, audio: NDArray[np.float32]) -> Decoded:
        """Words of 16 kHz mono sound in -1…1, of any length."""
        seconds = len(audio) / SAMPLE_RATE_HZ
        if seconds < SHORTEST_SECONDS:
            return NOTHING
        if seconds > WINDOW_SECONDS:
            return self._decode_windows(audio)
        features = features_of(self._model.feature_extractor, audio)
        for effort in EFFORTS:
            decoded = self._generate(features, seconds, effort)
            if not doubtful(decoded, effort, seconds):
                break
        return decoded

    def _generate(self, features: Features, seconds: float, effort: Effort) -> Decoded:
        context = padded(features, effort.context_seconds(seconds), effort.padding)
        result: Any = self._model.model.generate(
            self._model.encode(context),
            [self._prompt],
            beam_size=effort.beam,
            # CTranslate2 gives Whisper half of this: 448 mean 224 tokens, the prompt not counted.
            max_length=2 * effort.token_limit(seconds),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        return Decoded(
            text=self._tokenizer.decode(tokens).strip(),
            # The score leaves the end-of-text token out of its length, as in faster-whisper.
            mean_log_probability=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech_probability=float(result.no_speech_prob),
            tokens=len(tokens),
            effort=effort,
        )

    def _decode_windows(self, audio: NDArray[np.float32]) -> Decoded:
        segments, _ = self._model.transcribe(
            audio, language=self._language, condition_on_previous_text=False
        )
        kept = list(segments)
        tokens = sum(len(segment.tokens) for segment in kept)
        if not tokens:
            return NOTHING
        return Decoded(
            text="".join(segment.text for segment in kept).strip(),
            mean_log_probability=sum(s.avg_logprob * len(s.tokens) for s in kept) / tokens,
            no_speech_probability=min(segment.no_speech_prob for segment in kept),
            tokens=tokens,
        )


def doubtful(decoded: Decoded, effort: Effort, audio_seconds: float) -> bool:
    """Whether a greater effort should look again."""
    return (
        decoded.tokens >= effort.token_limit(audio_seconds)
        or decoded.mean_log_probability < effort.least_mean_log_probability
        or repeats_itself(decoded.text)
    )


def _refuse_if_incomplete(folder: Path) -> None:
    missing = [name for (name,) in NEEDED_FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY_FILES):
        missing.append(VOCABULARY_FILES[0])
    if missing:
        raise PamError(
            "hearing.model_missing",
            f"The speech model is not whole: “{folder}” lacks {', '.join(missing)}.",
            mend="Fetch it with `pam models fetch whisper-tiny.en`.",
            fault=Fault.ENVIRONMENT,
        )
