"""The demo without a screen: questions in PAM's own voice, heard and answered in real time."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from audio.file_loudspeaker import write_wav
from pam_core.settings.paths import Places, resources_folder
from pam_core.settings.schema import Settings
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.turn import Turn
from pam_desktop.app.recorded_talk import RecordedTalk, RecordedTurn
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.speech_models import SpeechModels


def demo_questions() -> list[str]:
    """What the demo asks, one sentence each."""
    text = (resources_folder() / "demo" / "questions.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


async def hold_demo(
    settings: Settings,
    places: Places,
    rooms: Rooms,
    models: SpeechModels,
    on_turn: Callable[[Turn, Path], None],
) -> None:
    """Ask every question aloud; `on_turn` gets each exchange and the WAV file of its reply.

    The questions are synthesised once and kept. Raises PamError where a model is missing or a
    folder cannot be written to.
    """
    folder = places.data_folder / "demo"
    for number, question in enumerate(demo_questions(), 1):
        spoken = await _question(folder / f"question-{number}.wav", question, models)
        reply = folder / f"reply-{number}.wav"

        def answered(heard: RecordedTurn, reply: Path = reply) -> None:
            if heard.turn is not None:
                on_turn(heard.turn, reply)

        talk = RecordedTalk(settings, rooms, models, answered)
        await talk.play(spoken, wav_out=reply, in_real_time=True)


async def _question(path: Path, question: str, models: SpeechModels) -> Path:
    """The spoken question, synthesised unless it was before."""
    if not await asyncio.to_thread(path.exists):
        sound = await models.synthesise(question)
        await asyncio.to_thread(_write_whole, path, sound)
    return path


def _write_whole(path: Path, sound: Sound) -> None:
    """All of it or nothing: half a question would be kept, and asked, for ever."""
    part = path.with_suffix(".part")
    write_wav(part, sound)
    part.replace(path)
