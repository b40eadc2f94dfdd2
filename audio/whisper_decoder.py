"""Whisper itself, synchronous: sound in, words and how sure it is out."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.short_context import WINDOW_SECONDS, context_seconds, token_limit
from audio.transcript_checks import ran_away, repeats_itself
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from pam_core.vocabulary.errors import Fault, PamError

FULL_BEAM = 5
LEAST_MEAN_LOG_PROBABILITY = -0.7
"""Below this, the short context is not trusted."""

SHORTEST_SECONDS = 0.1
NEEDED_FILES = (("model.bin",), ("config.json",), ("tokenizer.json",))
VOCABULARY_FILES = ("vocabulary.txt", "vocabulary.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """One decode: `mean_log_probability` is per token, 0 at best; `tokens` counts them."""

    text: str
    mean_log_probability: float
    no_speech_probability: float
    tokens: int
    fell_back: bool = False

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
        context = context_seconds(seconds)
        limit = token_limit(seconds)
        short = self._generate(audio, context, beam=1, limit=limit)
        if trusted(short, limit):
            return short
        full = self._generate(audio, WINDOW_SECONDS, beam=FULL_BEAM, limit=2 * limit)
        return Decoded(
            text=full.text,
            mean_log_probability=full.mean_log_probability,
            no_speech_probability=full.no_speech_probability,
            tokens=full.tokens,
            fell_back=True,
        )

    def _generate(
        self, audio: NDArray[np.float32], context: float, *, beam: int, limit: int
    ) -> Decoded:
        padded = np.zeros(int(context * SAMPLE_RATE_HZ), dtype=np.float32)
        padded[: len(audio)] = audio
        features = self._model.feature_extractor(padded, padding=0)
        result: Any = self._model.model.generate(
            self._model.encode(features),
            [self._prompt],
            beam_size=beam,
            # CTranslate2 gives Whisper half of this: 448 mean 224 tokens, prompt included.
            max_length=2 * (len(self._prompt) + limit),
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


def trusted(decoded: Decoded, limit: int) -> bool:
    """Whether what a short context gave can stand."""
    return (
        decoded.tokens < limit
        and decoded.mean_log_probability >= LEAST_MEAN_LOG_PROBABILITY
        and not repeats_itself(decoded.text)
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
