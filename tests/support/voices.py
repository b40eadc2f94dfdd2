"""Speaking to PAM and listening to it: questions synthesised, replies transcribed again.

The speaker is Piper's voice "joe", slower than PAM itself speaks; the listener is faster-whisper's
own `transcribe()`, not PAM's ears.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import soxr
from faster_whisper import WhisperModel
from piper import PiperVoice, SynthesisConfig

from audio.recording import read_recording
from models.store import ModelStore

RATE_HZ = 16_000
PACE = 0.9
LOUDNESS = 0.5
"""The voice comes with its loudest sample at full scale."""


class Speaker:
    """Says sentences into 16 kHz mono int16 PCM, the same each time."""

    def __init__(self, models: ModelStore) -> None:
        self._voice = PiperVoice.load(str(models.locate("en_US-joe-medium")))
        # Without its noise the voice says a sentence the same way in every run of the tests.
        self._manner = SynthesisConfig(length_scale=1 / PACE, noise_scale=0.0, noise_w_scale=0.0)

    def say(self, words: str, *, pace: float = PACE) -> bytes:
        """The sentence with a little silence around it, as somebody leaves who holds a key."""
        manner = replace(self._manner, length_scale=1 / pace)
        chunks = list(self._voice.synthesize(words, manner))
        spoken = np.concatenate([chunk.audio_float_array for chunk in chunks])
        resampled = soxr.resample(spoken, chunks[0].sample_rate, RATE_HZ)
        silence = np.zeros(RATE_HZ // 4, np.float32)
        whole = np.concatenate([silence, resampled * LOUDNESS, silence])
        return (np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes()

    def seconds(self, words: str) -> float:
        """How long the sentence takes at PAM's own pace, about."""
        return (len(self.say(words)) / 2 / RATE_HZ - 0.5) * PACE


class Transcriber:
    """Hears what a virtual loudspeaker played."""

    def __init__(self, models: ModelStore) -> None:
        folder: Path = models.locate("whisper-tiny.en")
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    def words(self, pcm: bytes) -> str:
        """The words in 16 kHz mono int16 PCM."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        segments, _ = self._model.transcribe(samples, language="en")
        return " ".join(segment.text.strip() for segment in segments)

    def words_of(self, file: Path) -> str:
        """The words in a sound file."""
        return self.words(read_recording(file))
