"""The language model's process as seen from PAM: started, asked, called off, ended."""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from pam_core.providers import embedded_machine
from pam_core.providers.embedded_child import Opening
from pam_core.vocabulary.model_failure import Failure, ModelError

OWN_COMMAND = (sys.executable, "-P", "-m", "pam_core.providers.embedded_child")

LONGEST_LINE_BYTES = 4_000_000


class ModelProcess:
    """One process with one model. Made by `start`; one answer at a time is its caller's to see to.

    `address` is where llama.cpp's own port is, `key` what opens it. Nobody but a test uses it, but
    it cannot be left out.
    """

    def __init__(
        self, name: str, process: asyncio.subprocess.Process, address: str, key: str
    ) -> None:
        self.address = address
        self.key = key
        self._name = name
        self._process = process
        self._asked = 0

    @classmethod
    async def start(
        cls,
        name: str,
        model: Path,
        *,
        context_tokens: int,
        threads: int = 0,
        command: Sequence[str] = OWN_COMMAND,
    ) -> "ModelProcess":
        """Start it and wait until the model is loaded, however long that takes.

        Cancelled meanwhile, nothing of it is left.

        Args:
            name: the provider's.
            model: a GGUF file.
            context_tokens: how long question and answer may be together.
            threads: how many it may use; 0: as suits the machine.
            command: what is started.

        Raises:
            ModelError: NOT_READY; the process has ended.
        """
        key = secrets.token_hex(32)
        opening = Opening(
            model=str(model),
            context_tokens=context_tokens,
            reading_threads=embedded_machine.reading_threads(threads),
            writing_threads=embedded_machine.writing_threads(threads),
            key=key,
        )
        try:
            process = await _spawn(command)
        except OSError as error:
            raise not_ready(name, f"cannot start: {error.strerror}") from error
        started = cls(name, process, "", key)
        try:
            await started._say(opening.line())
            told = await started._hear()
        except BaseException:
            await started.end()
            raise
        if told is None or "ready" not in told:
            why = told["refused"] if told else await started._how_it_ended()
            await started.end()
            raise not_ready(name, why)
        started.address = told["ready"]
        return started

    @property
    def process_id(self) -> int:
        """As the system calls it."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.returncode is None

    async def answer(self, body: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        """The chunks of an answer in the shape of OpenAI's; closed early it is called off.

        Args:
            body: a request as OpenAI's chat completions take it.

        Raises:
            ModelError: CUT; the process has ended.
        """
        self._asked += 1
        number, ended = self._asked, False
        try:
            await self._say(json.dumps({"ask": number, "body": body}))
            while not ended:
                told = await self._hear()
                if told is None:
                    ended = True
                    raise ModelError(Failure.CUT, self._name, detail=await self._how_it_ended())
                if told["of"] == number:
                    ended = "end" in told
                    if not ended:
                        yield told["chunk"]
        finally:
            if not ended and self.is_alive:
                # Not waited for: what still comes of it is passed over by the next answer.
                self._write(json.dumps({"cancel": number}))

    async def end(self) -> None:
        """End it; all its memory is free then. Idempotent."""
        if self.is_alive:
            try:
                self._process.kill()
            except ProcessLookupError:
                # It ended by itself, and nobody has noticed yet.
                pass
        await self._process.wait()

    async def _say(self, line: str) -> None:
        self._write(line)
        assert self._process.stdin is not None
        try:
            await self._process.stdin.drain()
        except ConnectionError:
            # It has ended, which `_hear` tells with its reason.
            return

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")

    async def _hear(self) -> dict[str, Any] | None:
        """What it tells next; None when it has ended."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        told: dict[str, Any] = json.loads(line)
        return told

    async def _how_it_ended(self) -> str:
        return f"its process ended with {await self._process.wait()}"


def not_ready(name: str, why: str, mend: str = "") -> ModelError:
    """It cannot be asked as long as something on this machine is as it is."""
    return ModelError(Failure.NOT_READY, name, detail=why, mend=mend)


async def _spawn(command: Sequence[str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE_BYTES,
    )
