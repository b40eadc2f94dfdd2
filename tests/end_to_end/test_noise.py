"""Noise on an open microphone: the whole loop on real recordings, on real models."""

import asyncio
from pathlib import Path

from audio.file_loudspeaker import FileLoudspeaker
from audio.file_microphone import FileMicrophone
from audio.recording import read_recording
from audio.transcriber import WhisperTranscriber
from audio.voice_detector import SpeechDetector
from models.store import ModelStore
from pam_core.assistant.conductor import Assistant, Manners, Parts
from pam_core.vocabulary.events import Event, TurnFinished
from tests.support.fakes import FakeChats, FakeClock, FakeMind, FakeSynthesiser
from tests.support.recordings import recording

LONGEST_SECONDS = 20
"""Of each recording: a minute of rain says no more than a third of it."""


async def hear_noise(path: Path, transcriber: WhisperTranscriber) -> list[Event]:
    """What happens while PAM listens hands-free to a recording."""
    events: list[Event] = []
    pcm = read_recording(path)[: LONGEST_SECONDS * 32_000]
    parts = Parts(
        microphone=FileMicrophone(pcm, paced=False),
        detector=SpeechDetector(),
        transcriber=transcriber,
        mind=FakeMind(),
        synthesiser=FakeSynthesiser(),
        loudspeaker=FileLoudspeaker(paced=False),
        chats=FakeChats(),
        clock=FakeClock(),
    )
    manners = Manners(hands_free=True, wake_phrase_needed=False, lockstep=True)
    await asyncio.wait_for(Assistant(parts, manners, events.append).run(), 120)
    return events


async def test_noise_is_not_answered(models: ModelStore) -> None:
    """Wind, rain, dogs, babies and engines get no reply, not even without the wake phrase."""
    transcriber = WhisperTranscriber(await asyncio.to_thread(models.locate, "whisper-tiny.en"))
    folder = recording("noise/noise.tsv").parent
    answered: list[str] = []
    for path in sorted(folder.glob("*.flac")):
        events = await hear_noise(path, transcriber)
        answered += [
            f"{path.stem}: {event.turn.said}" for event in events if isinstance(event, TurnFinished)
        ]
    await transcriber.close()
    assert answered == []
