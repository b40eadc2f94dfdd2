"""The process that hears and speaks: Whisper and Piper, led over its pipes (see `wire`)."""

import asyncio
import io
import json
import os
import signal
import sys
import threading
import wave
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pam_core.speaking.clauses import sentences
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.speech import wire

if TYPE_CHECKING:
    from audio.synthesiser import PiperSynthesiser
    from audio.transcriber import WhisperTranscriber

PAUSE_SECONDS = 0.2
"""Between two sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the process works with: a folder of models, and which of them; it is its argument."""

    models: str
    hearing: str = "whisper-tiny.en"
    voice: str = "en_US-joe-medium"

    def text(self) -> str:
        """As it is given to the process."""
        return json.dumps(asdict(self))


class Engines:
    """Both engines, each made when it is first asked for."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._ears: WhisperTranscriber | None = None
        self._mouth: PiperSynthesiser | None = None

    async def hear(self, upload: bytes) -> dict[str, Any]:
        """What is said in a sound file. Raises PamError."""
        from pam_core.vocabulary.audio import seconds_of
        from pam_core.vocabulary.speech import Trigger, Utterance
        from pam_server.speech.decoding import pcm_of

        pcm = await asyncio.to_thread(pcm_of, upload)
        seconds = seconds_of(pcm)
        utterance = Utterance(
            number=1, pcm=pcm, trigger=Trigger.KEY, voiced_seconds=seconds, speech_ended_at=0.0
        )
        heard = await (await self._hearing()).transcribe(utterance)
        return {
            "transcript": heard.text,
            "confidence": heard.confidence,
            "language": "en",
            "seconds": seconds,
        }

    async def say(self, text: str, rate: float) -> bytes:
        """A text as a WAV file, mono and 16 bits a sample. Raises PamError."""
        mouth = await self._speaking()
        pieces: list[bytes] = []
        sample_rate_hz = 0
        for sentence in sentences(text):
            # Set for each anew: another text may be spoken between two of this one's sentences.
            mouth.set_rate(rate)
            sound = await mouth.synthesise(sentence)
            sample_rate_hz = sound.sample_rate_hz
            if sound.pcm:
                pieces.append(sound.pcm)
        if not pieces:
            raise PamError("speech.no_words", "There are no words in it.", fault=Fault.USER)
        pause = bytes(2 * int(PAUSE_SECONDS * sample_rate_hz))
        return _wav(pause.join(pieces), sample_rate_hz)

    async def _hearing(self) -> "WhisperTranscriber":
        if self._ears is None:
            from audio.transcriber import WhisperTranscriber

            self._ears = WhisperTranscriber(await self._located(self._opening.hearing))
        return self._ears

    async def _speaking(self) -> "PiperSynthesiser":
        if self._mouth is None:
            from audio.synthesiser import PiperSynthesiser

            self._mouth = PiperSynthesiser(await self._located(self._opening.voice))
        return self._mouth

    async def _located(self, name: str) -> Path:
        from models.store import ModelStore

        return await asyncio.to_thread(ModelStore(Path(self._opening.models)).locate, name)


class Serving:
    """Answers until nobody asks any more."""

    def __init__(self, engines: Engines, back: BinaryIO) -> None:
        self._engines = engines
        self._back = back
        self._turn = threading.Lock()
        self._asked: dict[int, asyncio.Task[None]] = {}

    def take(self, head: dict[str, Any], body: bytes) -> None:
        """Begin, or call off, what a message asks for; on the loop."""
        if "cancel" in head:
            task = self._asked.get(head["cancel"])
            if task is not None:
                task.cancel()
            return
        number: int = head["id"]
        task = asyncio.create_task(self._answer(number, self._work(head, body)))
        self._asked[number] = task
        task.add_done_callback(lambda _: self._asked.pop(number, None))

    async def _work(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        if head["do"] == "hear":
            return await self._engines.hear(body), b""
        return {}, await self._engines.say(head["text"], head["rate"])

    async def _answer(
        self, number: int, work: Coroutine[Any, Any, tuple[dict[str, Any], bytes]]
    ) -> None:
        try:
            head, body = await work
        except PamError as error:
            head, body = {"trouble": wire.told(error)}, b""
        except ImportError as error:
            head, body = {"trouble": wire.told(_not_installed(error))}, b""
        await asyncio.to_thread(self._send, wire.packed({"id": number, **head}, body))

    def _send(self, message: bytes) -> None:
        with self._turn:
            self._back.write(message)
            self._back.flush()


async def serve(asked: BinaryIO, back: BinaryIO, opening: Opening) -> None:
    """Take messages until the pipe ends."""
    loop = asyncio.get_running_loop()
    serving = Serving(Engines(opening), back)
    threading.Thread(
        target=_read, args=(asked, loop, serving.take), name="pam-asked", daemon=True
    ).start()
    # Whoever reads ends the process when nobody asks any more.
    await loop.create_future()


def _read(
    asked: BinaryIO,
    loop: asyncio.AbstractEventLoop,
    take: Callable[[dict[str, Any], bytes], None],
) -> None:
    while (message := wire.read(asked)) is not None:
        loop.call_soon_threadsafe(take, *message)
    # The server is gone, perhaps in the middle of an answer that cannot be waited for.
    os._exit(0)


def _wav(pcm: bytes, sample_rate_hz: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(sample_rate_hz)
        writer.writeframes(pcm)
    return file.getvalue()


def _not_installed(error: ImportError) -> PamError:
    return PamError(
        "speech.not_installed",
        f"Speech is not installed on this server: {error.name or 'a part of it'} is missing.",
        fault=Fault.ENVIRONMENT,
    )


def main() -> None:
    """Serve whoever has started this process."""
    # The key that ends the server in a terminal goes to all its processes: it ends this one itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    opening = Opening(**json.loads(sys.argv[1]))
    back = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not get between the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asyncio.run(serve(sys.stdin.buffer, back, opening))


if __name__ == "__main__":
    main()
