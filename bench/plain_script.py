"""The script that everybody writes first, for comparison: wait, transcribe, synthesise, play."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audio.file_microphone import FileMicrophone
from bench.clips import Clip
from bench.timed_turn import TimedTurn
from pam_core.vocabulary.audio import FRAME_SECONDS, SAMPLE_RATE_HZ

SILENCE_SECONDS = 0.8
BEGIN_FRAMES = 5


class PlainScript:
    """webrtcvad, 0.8 s of silence, `WhisperModel.transcribe()` with its defaults, Piper whole."""

    def __init__(self, whisper: Path, voice: Path) -> None:
        from faster_whisper import WhisperModel
        from piper import PiperVoice

        self._whisper = WhisperModel(str(whisper), device="cpu", compute_type="int8_float32")
        self._voice = PiperVoice.load(str(voice))
        list(self._voice.synthesize("Ready."))

    async def run(self, clip: Clip, reply: Callable[[str], str]) -> TimedTurn:
        """Hear one clip in real time and answer it."""
        import webrtcvad

        vad = webrtcvad.Vad(2)
        microphone = FileMicrophone(clip.pcm, paced=True, silence_after_seconds=0.0)
        began = time.monotonic()
        true_end = began + clip.speech_ends_at
        frames: list[bytes] = []
        run = silent = turns = 0
        speaking = False
        times: dict[str, Any] = {"text": "", "end": None, "transcript": None, "sound": None}
        async for batch in microphone.frames():
            for frame in batch:
                voiced = vad.is_speech(frame.pcm, SAMPLE_RATE_HZ)
                frames.append(frame.pcm)
                run = run + 1 if voiced else 0
                silent = 0 if voiced else silent + 1
                speaking = speaking or run >= BEGIN_FRAMES
                if not speaking:
                    frames = frames[-25:]
                elif silent * FRAME_SECONDS >= SILENCE_SECONDS:
                    turns += 1
                    times = self._answer(b"".join(frames), reply, times, true_end)
                    frames, speaking, run, silent = [], False, 0, 0
            if turns and not speaking and time.monotonic() > true_end:
                await microphone.close()
        if speaking:
            turns += 1
            times = self._answer(b"".join(frames), reply, times, true_end)
        end = times["end"]
        return TimedTurn(
            clip=clip.name,
            kind=clip.kind,
            text=times["text"].strip(),
            end_of_speech=end,
            transcript=times["transcript"],
            first_sound=times["sound"],
            turns=turns,
            cut=turns > 1,
        )

    def _answer(
        self, pcm: bytes, reply: Callable[[str], str], before: dict[str, Any], true_end: float
    ) -> dict[str, Any]:
        end = time.monotonic() - true_end
        audio = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0
        segments, _ = self._whisper.transcribe(audio, language="en")
        text = "".join(segment.text for segment in segments)
        transcript = time.monotonic() - true_end
        next(iter(self._voice.synthesize(reply(text))))
        sound = time.monotonic() - true_end
        return {
            "text": before["text"] + text,
            "end": end,
            "transcript": transcript,
            "sound": sound,
        }
