"""The port Transcriber on Whisper, in a thread of its own."""

import time
from pathlib import Path

import numpy as np

from audio.model_thread import ModelThread
from audio.whisper_decoder import Decoded, WhisperDecoder
from pam_core.vocabulary.audio import seconds_of
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.speech import Transcript, Utterance

FULL_SCALE = 32_768.0
CPU_THREADS = 1
"""On two idle cores a second thread gains 9 ms of 27 in the encoder, loses 6 of 52 in the decoder
and takes a third more CPU; on a busy machine it only loses. The other core is Piper's."""


class WhisperTranscriber:
    """Whisper in a single-worker thread; the model is loaded by `load` or by the first utterance.

    `folder` is a CTranslate2 Whisper model. `cpu_threads` should not exceed the physical cores.
    A call cancelled while it waits its turn is never run; one already running ends unheard.
    """

    def __init__(
        self,
        folder: Path,
        *,
        cpu_threads: int = CPU_THREADS,
        compute_type: str = "int8_float32",
        language: str = "en",
    ) -> None:
        self._folder = folder
        self._cpu_threads = cpu_threads
        self._compute_type = compute_type
        self._language = language
        self._decoder: WhisperDecoder | None = None
        self._thread = ModelThread("pam-whisper")

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._decoder is not None

    async def load(self) -> None:
        """Bring the model into memory; nothing happens where it is there already.

        Raises:
            PamError: `hearing.model_missing`, `hearing.model_broken`, `hearing.closed`.
        """
        self._refuse_if_closed()
        await self._thread.run(self._ready)

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Words of an utterance.

        Raises:
            PamError: as `load`, and `hearing.failed` where the model gives up on the sound.
        """
        self._refuse_if_closed()
        return await self._thread.run(self._transcribe, utterance.pcm)

    async def unload(self) -> None:
        """Give the model's memory back; the next utterance loads it again."""
        self._refuse_if_closed()
        await self._thread.run(self._free)

    async def close(self) -> None:
        """End the thread after what runs, and free the model; what waits is dropped. Idempotent."""
        await self._thread.close()
        self._free()

    def _ready(self) -> WhisperDecoder:
        if self._decoder is None:
            self._decoder = WhisperDecoder(
                self._folder,
                cpu_threads=self._cpu_threads,
                compute_type=self._compute_type,
                language=self._language,
            )
        return self._decoder

    def _free(self) -> None:
        self._decoder = None

    def _transcribe(self, pcm: bytes) -> Transcript:
        decoder = self._ready()
        began = time.perf_counter()
        decoded = _decode(decoder, pcm)
        return Transcript(
            text=decoded.text,
            confidence=decoded.confidence,
            no_speech_probability=decoded.no_speech_probability,
            fell_back=decoded.fell_back,
            audio_seconds=seconds_of(pcm),
            decode_seconds=time.perf_counter() - began,
        )

    def _refuse_if_closed(self) -> None:
        if self._thread.closed:
            raise PamError(
                "hearing.closed", "The speech model is already shut down.", fault=Fault.BUG
            )


def _decode(decoder: WhisperDecoder, pcm: bytes) -> Decoded:
    audio = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / FULL_SCALE
    try:
        return decoder.decode(audio)
    except (RuntimeError, ValueError, MemoryError) as cause:
        raise PamError(
            "hearing.failed",
            f"The speech model failed on this sound: {cause}.",
            mend="Say it again; if it keeps happening, run `pam models verify`.",
            fault=Fault.BUG,
        ) from cause
