"""The plain script with an open microphone: what it costs to wait for a voice its way."""

import queue
import sys

import numpy as np

from models.store import ModelStore
from pam_core.settings.paths import find_places
from pam_core.vocabulary.audio import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

SILENCE_SECONDS = 0.8
BEGIN_FRAMES = 5


def main() -> int:
    """Listen until killed: webrtcvad on every frame, Whisper on whatever that takes for speech."""
    import sounddevice
    import webrtcvad
    from faster_whisper import WhisperModel
    from piper import PiperVoice

    store = ModelStore(find_places().models_folder)
    whisper = WhisperModel(str(store.locate("whisper-tiny.en")), compute_type="int8_float32")
    voice = PiperVoice.load(str(store.locate("en_US-joe-medium")))
    list(voice.synthesize("Ready."))
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stream = sounddevice.RawInputStream(
        samplerate=SAMPLE_RATE_HZ,
        channels=1,
        dtype="int16",
        blocksize=FRAME_SAMPLES,
        callback=lambda sound, count, time, status: frames.put(bytes(sound)),
    )
    vad = webrtcvad.Vad(2)
    heard: list[bytes] = []
    speaking, run, silent = False, 0, 0
    with stream:
        print("ready", flush=True)
        while True:
            frame = frames.get()
            voiced = vad.is_speech(frame, SAMPLE_RATE_HZ)
            heard.append(frame)
            run = run + 1 if voiced else 0
            silent = 0 if voiced else silent + 1
            speaking = speaking or run >= BEGIN_FRAMES
            if not speaking:
                heard = heard[-25:]
            elif silent * FRAME_SECONDS >= SILENCE_SECONDS or len(heard) > 30 / FRAME_SECONDS:
                audio = np.frombuffer(b"".join(heard), dtype="<i2").astype(np.float32) / 32768.0
                segments, _ = whisper.transcribe(audio, language="en")
                list(segments)
                heard, speaking, run, silent = [], False, 0, 0


if __name__ == "__main__":
    sys.exit(main())
