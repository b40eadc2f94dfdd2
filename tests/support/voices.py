"""Speaking to PAM and listening to it: questions synthesised, replies transcribed again.

The speaker is Piper's voice "joe", slower than PAM itself speaks; the listener is faster-whisper's
own `transcribe()`, not PAM's ears.
"""

import asyncio
from pathlib import Path

import numpy as np
import soxr
from faster_whisper import WhisperModel

from audio.recording import read_recording
from audio.synthesiser import PiperSynthesiser
from models.store import ModelStore

RATE_HZ = 16_000
PACE = 0.9


class Speaker:
    """Says sentences into 16 kHz mono int16 PCM; each sentence is synthesised once."""

    def __init__(self, models: ModelStore) -> None:
        self._voice = PiperSynthesiser(models.locate("en_US-joe-medium"), rate=PACE)
        self._said: dict[str, bytes] = {}

    def say(self, words: str) -> bytes:
        """The sentence with a little silence around it, as somebody leaves who holds a key."""
        if words not in self._said:
            sound = asyncio.run(self._voice.synthesise(words))
            samples = np.frombuffer(sound.pcm, "<i2").astype(np.float32)
            spoken = soxr.resample(samples, sound.sample_rate_hz, RATE_HZ)
            silence = np.zeros(RATE_HZ // 4, np.float32)
            whole = np.concatenate([silence, spoken, silence])
            self._said[words] = np.clip(whole, -32768, 32767).astype("<i2").tobytes()
        return self._said[words]

    def seconds(self, words: str) -> float:
        """How long the sentence takes at PAM's own pace, about."""
        return (len(self.say(words)) / 2 / RATE_HZ - 0.5) * PACE

    def close(self) -> None:
        """Give the voice back."""
        asyncio.run(self._voice.close())


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


def number_words_away(words: str) -> str:
    """The transcript with what Whisper may spell out written in digits."""
    spelled = {"seventy-seven": "77", "seventy seven": "77"}
    for word, digits in spelled.items():
        words = words.lower().replace(word, digits)
    return words
