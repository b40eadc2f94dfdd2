"""The speech process: it hears what it said, outlives bad sounds, and is replaced when it dies."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.speech.client import Speech
from pam_server.speech.worker import Opening
from tests.server.speech.sounds import tone

SILENT = "import sys; sys.stdin.buffer.read()"
"""A process that takes everything and never answers."""
NONSENSE = "import sys, os; os.write(1, bytes([255] * 64)); sys.stdin.buffer.read()"


def stand_in(program: str, **more: float) -> Speech:
    """A speech process that is none."""
    return Speech("{}", command=(sys.executable, "-c", program), **more)  # type: ignore[arg-type]


async def test_there_and_back(speech: Speech) -> None:
    """What is spoken is understood; a bad sound in between is refused and harms nobody."""
    said = await speech.say("I spent forty five dollars on fuel.")
    with pytest.raises(PamError) as refused:
        await speech.hear(b"no sound at all")
    heard = await speech.hear(said)
    assert refused.value.code == "sound.unreadable"
    assert heard.language == "en"
    assert "$45 on fuel" in heard.transcript
    assert heard.confidence > 0.4
    assert 1 < heard.seconds < 5


async def test_killed_in_between(speech: Speech) -> None:
    """Whoever waits when the process is killed is told at once; the next one is answered."""
    await speech.say("Ready.")
    first = speech.process_id
    waiting = asyncio.create_task(speech.say("A long story. " * 200))
    await asyncio.sleep(0)
    os.kill(first or 0, signal.SIGKILL)
    with pytest.raises(PamError) as gone:
        await waiting
    assert (gone.value.code, gone.value.fault) == ("speech.gone", Fault.SERVICE)
    assert (await speech.say("Ready."))[:4] == b"RIFF"
    assert speech.process_id != first


async def test_missing_models(tmp_path: Path) -> None:
    """Without the model the reason is told, by the model's own trouble."""
    speech = Speech(Opening(models=str(tmp_path), voice="en_US-nobody").text())
    with pytest.raises(PamError) as missing:
        await speech.say("Hello.")
    await speech.close()
    assert (missing.value.code, missing.value.fault) == ("model.unknown", Fault.ENVIRONMENT)


async def test_crowd() -> None:
    """No more wait than were agreed: one more is sent away at once."""
    speech = stand_in(SILENT, most_waiting=2)
    waiting = [asyncio.create_task(speech.hear(tone(0.1))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(PamError) as busy:
        await speech.hear(b"one more")
    await speech.close()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert busy.value.code == "speech.busy"
    assert {getattr(one, "code", None) for one in ended} == {"speech.gone"}


async def test_stuck() -> None:
    """A process that never answers is ended when the time is over, and the asker told."""
    speech = stand_in(SILENT, seconds=0.2)
    with pytest.raises(PamError) as slow:
        await speech.hear(tone(0.1))
    assert slow.value.code == "speech.slow"
    assert speech.process_id is None


async def test_nonsense() -> None:
    """A process that talks nonsense is ended, and the asker told."""
    speech = stand_in(NONSENSE)
    with pytest.raises(PamError) as gone:
        await speech.hear(tone(0.1))
    await speech.close()
    assert gone.value.code == "speech.gone"


async def test_rest() -> None:
    """After an idle time the process ends and its memory is free."""
    speech = stand_in(ECHO, idle_seconds=0.05)
    await speech.say("Hello.")
    line = speech._line
    assert line is not None
    await asyncio.wait_for(line.process.wait(), 20)
    await speech.close()
    assert speech.process_id is None


def test_client_is_light() -> None:
    """Asking for speech brings no speech model or sound library into the web process."""
    program = (
        "import sys, pam_server.speech.client, pam_server.speech.worker;"
        "print([m for m in ('audio', 'models', 'numpy', 'soundfile', 'faster_whisper', 'piper')"
        " if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stderr


ECHO = (
    "import sys\n"
    "from pam_server.speech import wire\n"
    "while (asked := wire.read(sys.stdin.buffer)) is not None:\n"
    "    sys.stdout.buffer.write(wire.packed({'id': asked[0]['id']}, b'RIFF'))\n"
    "    sys.stdout.buffer.flush()\n"
)
"""A process that answers every text with a few bytes."""
