"""The speech process as seen from the web process: started when asked, replaced when it dies.

Nothing here imports a speech model or a sound library.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.speech import wire

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "pam_server.speech.worker")
MOST_WAITING = 8
"""Requests under way; more would wait for minutes."""
HEAR_SECONDS = 120.0
SAY_SECONDS = 60.0
IDLE_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was said in a sound file; `confidence` is 0-1, `seconds` how long the sound lasts."""

    transcript: str
    confidence: float
    language: str
    seconds: float


class Speech:
    """One speech process, shared by all requests of this web process.

    Args:
        opening: what the process is given (`worker.Opening.text()`, as JSON).
        most_waiting: how many requests may be under way.
        idle_seconds: after so long without a request it ends, and its memory is free.
        seconds: how long one may take; None: as usual.
        command: what is started.
    """

    def __init__(
        self,
        opening: str,
        *,
        most_waiting: int = MOST_WAITING,
        idle_seconds: float = IDLE_SECONDS,
        seconds: float | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._command = (*command, opening)
        self._most_waiting = most_waiting
        self._idle_seconds = idle_seconds
        self._seconds = seconds
        self._starting = asyncio.Lock()
        self._line: _Line | None = None
        self._waiting = 0
        self._closed = False
        self._idle: asyncio.TimerHandle | None = None
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def process_id(self) -> int | None:
        """The process's number, None while there is none."""
        line = self._line
        return line.process.pid if line is not None and line.is_alive else None

    async def hear(self, upload: bytes) -> Heard:
        """What is said in a sound file.

        Raises PamError: `sound.…` for what is no speech, `speech.busy`, `speech.gone`,
        `speech.slow`, `speech.not_installed`, `model.…`, `hearing.…`.
        """
        head, _ = await self._ask({"do": "hear"}, upload, self._seconds or HEAR_SECONDS)
        return Heard(
            transcript=head["transcript"],
            confidence=head["confidence"],
            language=head["language"],
            seconds=head["seconds"],
        )

    async def say(self, text: str, rate: float = 1.0) -> bytes:
        """A text as a WAV file. Raises PamError as `hear`, and `voice.…`."""
        head = {"do": "say", "text": text, "rate": rate}
        _, body = await self._ask(head, b"", self._seconds or SAY_SECONDS)
        return body

    async def close(self) -> None:
        """End the process; what is under way fails. Idempotent."""
        self._closed = True
        self._stop_timer()
        # One that is just being started is waited for: it would be left over.
        async with self._starting:
            line, self._line = self._line, None
        if line is not None:
            await line.end()
        await asyncio.gather(*self._endings)

    async def _ask(
        self, head: dict[str, Any], body: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        if self._waiting >= self._most_waiting:
            raise _busy()
        self._waiting += 1
        self._stop_timer()
        line: _Line | None = None
        try:
            async with asyncio.timeout(seconds):
                line = await self._open_line()
                told, sound = await line.ask(head, body)
        except TimeoutError as error:
            # Nobody knows what keeps it: a fresh one will do better.
            await self._replace(line)
            raise _not_now("slow", "That took too long.") from error
        finally:
            self._waiting -= 1
            self._rest()
        if "trouble" in told:
            raise _for_the_user(wire.trouble(told["trouble"]))
        return told, sound

    async def _open_line(self) -> "_Line":
        async with self._starting:
            if self._closed:
                raise _not_now("gone", "The server is stopping.")
            if self._line is None or not self._line.is_alive:
                self._line = await _Line.open(self._command)
            return self._line

    async def _replace(self, line: "_Line | None") -> None:
        if line is not None:
            if self._line is line:
                self._line = None
            await line.end()

    def _rest(self) -> None:
        if not (self._waiting or self._closed) and self._line is not None:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._idle_seconds, self._let_go)

    def _let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            log.info("the speech process rests")
            task = asyncio.get_running_loop().create_task(line.end())
            self._endings.add(task)
            task.add_done_callback(self._endings.discard)

    def _stop_timer(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


class _Line:
    """The pipes of one process, with what was asked over them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._asked = 0
        self._answers: dict[int, asyncio.Future[tuple[dict[str, Any], bytes]]] = {}
        self._sending = asyncio.Lock()
        self._over = False
        self._ending = False
        self._reading = asyncio.create_task(self._read(), name="pam-speech")

    @classmethod
    async def open(cls, command: Sequence[str]) -> "_Line":
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
        except OSError as error:
            raise _not_now("gone", "The speech process cannot be started.") from error
        return cls(process)

    @property
    def is_alive(self) -> bool:
        return not self._over

    async def ask(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        self._asked += 1
        number = self._asked
        answer: asyncio.Future[tuple[dict[str, Any], bytes]]
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self._send({"id": number, **head}, body)
            return await answer
        finally:
            del self._answers[number]
            if (answer.cancelled() or not answer.done()) and not self._over:
                # Nobody waits for it any more. Not drained: whoever is called off cannot wait.
                self._write({"cancel": number})

    async def end(self) -> None:
        """End the process; whoever waits is told. Idempotent."""
        self._ending = True
        if self.process.returncode is None:
            try:
                self.process.kill()
            except ProcessLookupError:
                # It ended by itself, and nobody has noticed yet.
                pass
        await self._reading
        await self.process.wait()

    async def _send(self, head: dict[str, Any], body: bytes) -> None:
        async with self._sending:
            self._write(head, body)
            assert self.process.stdin is not None
            try:
                await self.process.stdin.drain()
            except ConnectionError:
                # It has ended, which `_read` tells.
                return

    def _write(self, head: dict[str, Any], body: bytes = b"") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(wire.packed(head, body))

    async def _read(self) -> None:
        try:
            while True:
                head, body = await self._message()
                answer = self._answers.get(head["id"])
                if answer is not None and not answer.done():
                    answer.set_result((head, body))
        except (asyncio.IncompleteReadError, ConnectionError):
            if not self._ending:
                log.warning("the speech process has ended by itself")
        except (wire.BrokenMessageError, KeyError):
            log.exception("the speech process talks nonsense")
            self.process.kill()
        finally:
            self._over = True
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(_not_now("gone", "The speech process has ended."))

    async def _message(self) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout is not None
        start = await self.process.stdout.readexactly(wire.LENGTHS.size)
        head, body = wire.lengths(start)
        text = await self.process.stdout.readexactly(head)
        return wire.head_of(text), await self.process.stdout.readexactly(body)


def _for_the_user(error: PamError) -> PamError:
    """What a model lacks is nothing that who asks over the net could mend."""
    if error.fault is not Fault.USER or error.code.startswith(("sound.", "speech.")):
        return error
    return PamError(error.code, error.sentence, fault=Fault.ENVIRONMENT)


def _busy() -> PamError:
    return _not_now("busy", "Others are being heard at the moment.")


def _not_now(code: str, sentence: str) -> PamError:
    return PamError(
        f"speech.{code}", sentence, mend="Try again in a few seconds.", fault=Fault.SERVICE
    )
