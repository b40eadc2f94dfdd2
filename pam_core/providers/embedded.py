"""The language model inside PAM: loaded when it is asked, given back when it rests."""

import asyncio
import hashlib
import importlib.util
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from pam_core.providers import embedded_machine
from pam_core.providers.embedded_chunks import Chunks
from pam_core.providers.embedded_header import ModelHeader, read_header
from pam_core.providers.embedded_process import OWN_COMMAND, ModelProcess, not_ready
from pam_core.providers.openai_words import arguments_of
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest, Standing, TextDelta

CONTEXT_TOKENS = 4096
NAME = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A file as it was when it was looked at."""

    path: Path
    stamp: tuple[int, int]
    header: ModelHeader

    @property
    def context_tokens(self) -> int:
        return min(CONTEXT_TOKENS, self.header.trained_tokens)


class Embedded:
    """A Provider: any GGUF model in a process of its own; one answer at a time, a second waits.

    Used on one event loop. What the last talk left in the model's memory is not read again.

    Args:
        find: where the model is; called in a thread. Raises PamError where there is none.
        chosen: the model as the settings name it.
        threads: how many it may use; 0: as suits the machine.
        idle_seconds: its memory is given back so long after the last answer; 0: never.
        free_memory_bytes: what can be had; None where nobody knows.
        command: starts the process that holds the model.
    """

    def __init__(
        self,
        find: Callable[[], Path],
        *,
        chosen: str,
        threads: int = 0,
        idle_seconds: float = 300.0,
        free_memory_bytes: Callable[[], int | None] = embedded_machine.free_memory_bytes,
        command: Sequence[str] = OWN_COMMAND,
    ) -> None:
        self._find = find
        self._fingerprint = hashlib.sha256(f"{chosen} {threads}".encode()).hexdigest()[:16]
        self._threads = threads
        self._idle_seconds = idle_seconds
        self._free_memory_bytes = free_memory_bytes
        self._command = command
        self._turn = asyncio.Lock()
        self._found: _Found | None = None
        self._failed: tuple[_Found, str] | None = None
        self._process: ModelProcess | None = None
        self._loaded: _Found | None = None
        self._loading: asyncio.Task[ModelProcess] | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._chores: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """As the settings call it."""
        return NAME

    @property
    def on_device(self) -> bool:
        """Nothing leaves this machine."""
        return True

    @property
    def fingerprint(self) -> str:
        """Changes with the settings."""
        return self._fingerprint

    @property
    def process_id(self) -> int | None:
        """The process that holds the model now; None while none does."""
        return self._process.process_id if self._process and self._process.is_alive else None

    async def standing(self) -> Standing:
        """Whether there is a model that can be loaded here; nothing is loaded for it."""
        try:
            found = await self._look()
        except PamError as trouble:
            return Standing(ready=False, sentence=trouble.sentence, mend=trouble.mend)
        return Standing(ready=True, model=found.path.stem)

    async def warm_up(self) -> None:
        """Nothing: the model takes its memory when it is asked, see `warm`."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Delta, None]:
        """The answer as it comes, a Finished last; closed early the model falls silent.

        Raises:
            ModelError: NOT_READY, BAD_REQUEST (longer than the model's context), CUT (its process
                ended), SERVER, GARBLED, UNFINISHED, EMPTY.
        """
        async with self._turn:
            self._stay()
            try:
                process = await self._ready()
                chunks = Chunks(self.name)
                body = arguments_of(request, self.name, counts_usage=True)
                async with aclosing(process.answer(body)) as answer:
                    async for chunk in answer:
                        if text := chunks.take(chunk):
                            yield TextDelta(text=text)
                for delta in chunks.end():
                    yield delta
            finally:
                self._rest_later()

    async def warm(self) -> None:
        """Load the model ahead of a question. Raises ModelError (NOT_READY)."""
        async with self._turn:
            self._stay()
            try:
                await self._ready()
            finally:
                self._rest_later()

    async def unload(self) -> None:
        """Give its memory back; an answer under way is let finish first."""
        async with self._turn:
            await self._let_go()

    async def close(self) -> None:
        """End everything, an answer under way too; idempotent."""
        self._stay()
        for chore in self._chores:
            chore.cancel()
        if self._chores:
            await asyncio.wait(self._chores)
        await self._let_go()

    async def _look(self) -> _Found:
        """The model, looked at anew where its file has changed. Raises PamError."""
        if importlib.util.find_spec("xllamacpp") is None:
            raise _trouble("no_program", "The package xllamacpp is not installed.", "Install it.")
        found = self._found = await asyncio.to_thread(_look_at, self._find, self._found)
        if self._failed and self._failed[0] == found:
            raise _trouble("not_loaded", f"{found.path} cannot be loaded: {self._failed[1]}.")
        free = None if self.process_id else self._free_memory_bytes()
        needed = found.header.memory_bytes(found.context_tokens)
        if free is not None and free < needed:
            raise _trouble(
                "no_room",
                f"{found.path.name} needs {needed / 1e9:.1f} GB of memory; "
                f"{free / 1e9:.1f} GB are free.",
                "Close other programs, or choose a smaller model.",
            )
        return found

    async def _ready(self) -> ModelProcess:
        """The process with the model loaded."""
        try:
            found = await self._look()
        except PamError as trouble:
            raise not_ready(self.name, trouble.sentence, trouble.mend) from trouble
        if self._process and self._process.is_alive and self._loaded == found:
            return self._process
        if self._loading is None:
            await self._let_go()
            self._loading = asyncio.create_task(self._load(found), name="pam-embedded-load")
            # Perhaps nobody waits for it any more; `_failed` keeps what went wrong.
            self._loading.add_done_callback(lambda task: task.cancelled() or task.exception())
        # A question that is called off meanwhile does not throw away what is half loaded.
        return await asyncio.shield(self._loading)

    async def _load(self, found: _Found) -> ModelProcess:
        try:
            process = await ModelProcess.start(
                self.name,
                found.path,
                context_tokens=found.context_tokens,
                threads=self._threads,
                command=self._command,
            )
        except ModelError as error:
            self._failed = (found, error.detail)
            raise
        finally:
            self._loading = None
        self._process, self._loaded = process, found
        return process

    async def _let_go(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait([self._loading])
        if self._process is not None:
            await self._process.end()
            self._process = None

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _rest_later(self) -> None:
        if self._idle_seconds:
            loop = asyncio.get_running_loop()
            self._rest = loop.call_later(self._idle_seconds, self._begin_rest)

    def _begin_rest(self) -> None:
        self._rest = None
        if not self._turn.locked():
            chore = asyncio.get_running_loop().create_task(self.unload())
            self._chores.add(chore)
            chore.add_done_callback(self._chores.discard)


def _look_at(find: Callable[[], Path], before: _Found | None) -> _Found:
    path = find()
    try:
        status = path.stat()
    except OSError as error:
        raise _trouble("unreadable", f"{path} cannot be read: {error.strerror}.") from error
    stamp = (status.st_size, status.st_mtime_ns)
    if before is not None and (before.path, before.stamp) == (path, stamp):
        return before
    return _Found(path=path, stamp=stamp, header=read_header(path))


def _trouble(code: str, sentence: str, mend: str = "Choose another model.") -> PamError:
    return PamError(f"language_model.{code}", sentence, mend=mend, fault=Fault.ENVIRONMENT)
