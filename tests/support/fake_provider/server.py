"""A provider on 127.0.0.1 that speaks both dialects and goes wrong when told to."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.support.fake_provider import openai_dialect
from tests.support.fake_provider.answering import Answering, Temper
from tests.support.fake_provider.asked import Asked, Ended
from tests.support.fake_provider.script import Answer, answer_of
from tests.support.fake_provider.wire import ClientGoneError, HttpRequest, Wire
from tests.support.fake_provider.wrong import Wrong


class FakeProvider:
    """Listens from `open` on. What it says and how it fails may be changed at any time.

    `asked` holds the requests for answers, the oldest first (not those for `/v1/models`).
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.models = ["fake-model"]
        self.models_wrong: Wrong | None = None
        """What is wrong with the list of models: a status, SLOW_HEADERS, PORTAL, BROKEN_LINE."""
        self.models_asked = 0
        self.connections = 0
        self.thinks: Callable[[Asked], Answer] | None = None
        """Works an answer out from what was asked, in place of those told before."""
        self.temper = Temper()
        self._answers: deque[Answer] = deque([Answer(text="Rome wasn't built in a day.")])
        self._wrongs: deque[Wrong] = deque()
        self._always: Wrong | None = None
        self._news = asyncio.Event()
        self._lines: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None
        self._port = 0
        self._held: socket.socket | None = None

    @property
    def base_url(self) -> str:
        """For clients of OpenAI's kind."""
        return f"{self.anthropic_base_url}/v1"

    @property
    def anthropic_base_url(self) -> str:
        """For Anthropic's client."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        """Where it listens; it stays the same while nobody listens."""
        return self._port

    def answers(self, *said: str | Mapping[str, Any] | Answer) -> None:
        """From now on answer these, in order; the last one again and again.

        A request that goes wrong takes none of them away.
        """
        self._answers = deque(answer_of(one) for one in said)

    def goes_wrong(self, wrong: Wrong, *, times: int | None = None) -> None:
        """Go wrong that often, then properly again (after faults told before); None: always.

        REFUSED closes the port at once and is never counted: `goes_right` ends it.
        """
        if wrong is Wrong.REFUSED:
            self._refuse()
        elif times is None:
            self._always = wrong
        else:
            self._wrongs.extend([wrong] * times)

    async def goes_right(self) -> None:
        """Forget all faults and listen again."""
        self._wrongs.clear()
        self._always = None
        self.models_wrong = None
        await self.open(self._port)

    def let_go(self) -> None:
        """Go on with every answer that is held (`Answer.hold_after`) or slow."""
        self.temper.let_go.set()

    def hold_again(self) -> None:
        """The end of `let_go`: answers are held, and slow, as they were told to."""
        self.temper.let_go.clear()

    async def was_asked(self, count: int = 1) -> Asked:
        """Wait until it was asked so often (its `asked` then); gives that request back."""
        while len(self.asked) < count:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 20)
        return self.asked[count - 1]

    async def ended(self, count: int = 1) -> Asked:
        """Wait until that request came to its end on the wire, whichever way."""
        asked = await self.was_asked(count)
        await asyncio.wait_for(asked.over.wait(), 20)
        return asked

    async def stands_still(self) -> None:
        """Wait until an answer is slow or stalls, as it was told to."""
        await asyncio.wait_for(self.temper.stands_still.wait(), 20)

    async def open(self, port: int = 0) -> None:
        """Listen, on any free port unless told; nothing happens where it does."""
        if self._server is not None:
            return
        door = self._held or _bound(port)
        self._held = None
        self._port = door.getsockname()[1]
        self._server = await asyncio.start_server(self._serve, sock=door, limit=2**22)

    async def close(self) -> None:
        """Stop listening and drop every connection; idempotent."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._held is not None:
            self._held.close()
            self._held = None
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
        for asked in self.asked:
            asked.end(Ended.AT_CLOSING)

    def _refuse(self) -> None:
        """Close the port and whatever waits on it, but let nobody else have it."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for writer in self._lines.values():
            writer.close()
        self._held = _bound(self._port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines[line] = writer
        self.connections += 1
        wire = Wire(reader, writer)
        try:
            while not writer.is_closing() and (request := await wire.request()) is not None:
                await self._respond(wire, request)
        except (ClientGoneError, asyncio.CancelledError):
            pass  # the client left, or the fake is closed: both are the line's end
        finally:
            del self._lines[line]
            writer.close()

    async def _respond(self, wire: Wire, request: HttpRequest) -> None:
        path = request.path.partition("?")[0]
        if path == "/v1/models":
            self.models_asked += 1
            answering = Answering(wire, self.temper, path)
            await answering.models(openai_dialect.models(self.models), self.models_wrong)
        elif path.startswith("/fake/"):
            await self._remote(wire, path, request)
        else:
            await self._answer(wire, path, request)

    async def _answer(self, wire: Wire, path: str, request: HttpRequest) -> None:
        wrong = self._wrongs.popleft() if self._wrongs else self._always
        asked = Asked(path, request.headers, request.json, wrong)
        self.asked.append(asked)
        self._news.set()
        answer = self.thinks(asked) if self.thinks else self._answers[0]
        if wrong is None and not self.thinks and len(self._answers) > 1:
            self._answers.popleft()
        try:
            ended = await Answering(wire, self.temper, path).answer(answer, asked)
        except ClientGoneError:
            asked.end(Ended.BY_CLIENT)
            raise
        asked.end(ended)

    async def _remote(self, wire: Wire, path: str, request: HttpRequest) -> None:
        """For whoever runs it in another process: `GET /fake/asked`, `POST /fake/script`."""
        if path == "/fake/script":
            await self.follow(request.json)
        told = json.dumps([asked.json for asked in self.asked]).encode()
        await wire.answer(200, "application/json", told)

    async def follow(self, script: Mapping[str, Any]) -> None:
        """Take a script as JSON.

        "answers": [text or {"text", "calls": [{"name", "arguments", "id"}], …}], "wrong": [[name,
        times or null], …] (what was wrong before is forgotten), "models": [name], "retry_after",
        "slow_seconds", "after_tokens", "refuses": [field], "forget": true empties what was asked.
        """
        if "answers" in script:
            self.answers(*script["answers"])
        if "models" in script:
            self.models = list(script["models"])
        if script.get("forget"):
            self.asked.clear()
        self.temper.follow(script)
        if "wrong" in script:
            await self.goes_right()
            for name, times in script["wrong"]:
                self.goes_wrong(Wrong(name), times=times)


def _bound(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.setblocking(False)
    return door


@asynccontextmanager
async def fake_provider(*said: str | Mapping[str, Any] | Answer) -> AsyncIterator[FakeProvider]:
    """A provider that listens, and is gone afterwards."""
    fake = FakeProvider()
    if said:
        fake.answers(*said)
    await fake.open()
    try:
        yield fake
    finally:
        await fake.close()
