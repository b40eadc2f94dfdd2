"""One request on its way to a model: what comes back, when, and how it is cut off."""

import asyncio
from contextlib import aclosing
from types import TracebackType

from pam_core.vocabulary.model_talk import Delta, ModelRequest, Provider, TextDelta, ToolCall

_DELTAS_AHEAD = 64


class Withdrawn(Exception):  # noqa: N818 - nothing has gone wrong
    """Nobody waits for the answer any more."""


class Wire:
    """An async context: entering sends the request, leaving cancels what is still to come.

    `gone` is done once nobody waits any more.
    """

    def __init__(
        self, provider: Provider, request: ModelRequest, gone: "asyncio.Future[None]"
    ) -> None:
        self._provider = provider
        self._request = request
        self._gone = gone
        # Bounded: a model that is quicker than the reader waits.
        self._came: asyncio.Queue[Delta | BaseException | None] = asyncio.Queue(_DELTAS_AHEAD)
        self._began = 0.0
        self._pump: asyncio.Task[None] | None = None
        self.first_token_seconds: float | None = None
        self.seconds = 0.0

    async def __aenter__(self) -> "Wire":
        self._began = asyncio.get_running_loop().time()
        self._pump = asyncio.create_task(self._read(), name=f"wire-{self._provider.name}")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = self._waited()
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait([self._pump])

    async def next(self, within_seconds: float) -> Delta | None:
        """The next piece; None after the last.

        Raises ModelError, TimeoutError after `within_seconds`, Withdrawn, and whatever fault of
        ours the provider met.
        """
        if self._gone.done():
            raise Withdrawn
        piece = await self._piece(within_seconds)
        if isinstance(piece, BaseException):
            raise piece
        if self.first_token_seconds is None and isinstance(piece, TextDelta | ToolCall):
            self.first_token_seconds = self._waited()
        return piece

    async def _piece(self, within_seconds: float) -> Delta | BaseException | None:
        if not self._came.empty():
            return self._came.get_nowait()
        coming = asyncio.ensure_future(self._came.get())
        try:
            await asyncio.wait(
                (coming, self._gone),
                timeout=max(0.0, within_seconds),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if coming.done():
                return coming.result()
        finally:
            coming.cancel()
        if self._gone.done():
            raise Withdrawn
        raise TimeoutError

    async def _read(self) -> None:
        end: BaseException | None = None
        try:
            async with aclosing(self._provider.stream(self._request)) as deltas:  # type: ignore[type-var]
                async for delta in deltas:
                    await self._came.put(delta)
        except Exception as fault:  # handed to whoever reads
            end = fault
        await self._came.put(end)

    def _waited(self) -> float:
        return asyncio.get_running_loop().time() - self._began
