"""One answer of the fake provider, from its head to its end, with what goes wrong on the way."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.fake_provider import anthropic_dialect, openai_dialect
from tests.support.fake_provider.asked import Asked, Ended
from tests.support.fake_provider.script import HTML_TEXT, HUGE_TEXT, Answer
from tests.support.fake_provider.wire import Wire
from tests.support.fake_provider.wrong import Wrong

PORTAL = (
    b"<!DOCTYPE html><html><body><form>Welcome to Happy Camper WiFi. Room?</form></body></html>"
)
ELSEWHERE = "http://127.0.0.1:9/elsewhere"
_TEXTS = {Wrong.EMPTY: "", Wrong.HUGE: HUGE_TEXT, Wrong.HTML: HTML_TEXT}
_MIDWAY = {
    Wrong.CUT_AFTER,
    Wrong.STALL,
    Wrong.BROKEN_LINE,
    Wrong.IN_BAND,
    Wrong.IN_BAND_OVERLOADED,
    Wrong.POLICY_FINISH,
}


@dataclass(slots=True)
class Temper:
    """How the fake goes wrong. `refuses` names fields of a request it answers with 400."""

    retry_after: str = "2"
    slow_seconds: float | None = None
    """None: until the client leaves, or `let_go`."""
    after_tokens: int = 3
    refuses: set[str] = field(default_factory=set)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    stands_still: asyncio.Event = field(default_factory=asyncio.Event)

    def follow(self, script: Mapping[str, Any]) -> None:
        """Take what a script says of it."""
        self.retry_after = str(script.get("retry_after", self.retry_after))
        self.slow_seconds = script.get("slow_seconds", self.slow_seconds)
        self.after_tokens = script.get("after_tokens", self.after_tokens)
        self.refuses = set(script.get("refuses", self.refuses))


class Answering:
    """Answers one request on a wire, in the dialect of its path."""

    def __init__(self, wire: Wire, temper: Temper, path: str) -> None:
        self._wire = wire
        self._temper = temper
        self._dialect: Any = anthropic_dialect if path == anthropic_dialect.PATH else openai_dialect
        self._known = path in (anthropic_dialect.PATH, openai_dialect.PATH)

    async def answer(self, answer: Answer, asked: Asked) -> Ended:
        """Send it. Raises ClientGoneError when the client leaves before the end."""
        wrong = asked.wrong
        if wrong is Wrong.RESET:
            self._wire.reset()
            return Ended.BY_FAKE
        if wrong is Wrong.SLOW_HEADERS:
            await self._dawdle()
        if await self._is_refused(asked):
            return Ended.WHOLE
        answer = self._told(answer, wrong)
        if asked.body.get("stream"):
            return await self._stream(answer, asked)
        return await self._whole(answer, asked)

    async def models(self, listed: dict[str, Any], wrong: Wrong | None) -> None:
        """The list of models, or what comes in its place."""
        if wrong is Wrong.SLOW_HEADERS:
            await self._dawdle()
        error = self._dialect.ERRORS.get(wrong)
        if error is not None:
            await self._json(error.status, error.body)
        elif wrong is Wrong.PORTAL:
            await self._wire.answer(200, "text/html", PORTAL)
        elif wrong is Wrong.BROKEN_LINE:
            await self._wire.answer(200, "application/json", b'{"object": "li')
        else:
            await self._json(200, listed)

    async def _dawdle(self) -> None:
        self._temper.stands_still.set()
        await self._wire.wait(self._temper.let_go, self._temper.slow_seconds)

    async def _is_refused(self, asked: Asked) -> bool:
        wrong = asked.wrong
        if wrong is Wrong.PORTAL:
            await self._wire.answer(200, "text/html", PORTAL)
        elif wrong is Wrong.REDIRECT:
            await self._wire.answer(307, "text/html", b"", {"Location": ELSEWHERE})
        elif not self._known:
            await self._json(404, {"error": {"message": "No such path.", "type": "not_found"}})
        elif wrong in self._dialect.ERRORS:
            error = self._dialect.ERRORS[wrong]
            busy = {"Retry-After": self._temper.retry_after} if error.status == 429 else {}
            await self._json(error.status, error.body, busy)
        elif self._temper.refuses & asked.body.keys():
            await self._json(400, self._dialect.ERRORS[Wrong.BAD_REQUEST].body)
        else:
            return False
        return True

    def _told(self, answer: Answer, wrong: Wrong | None) -> Answer:
        if wrong in _TEXTS:
            return replace(answer, text=_TEXTS[wrong], calls=())
        return answer

    async def _stream(self, answer: Answer, asked: Asked) -> Ended:
        wrong, wire = asked.wrong, self._wire
        frames = self._dialect.frames(answer, asked.body)
        await wire.begin_stream()
        for frame in frames.before:
            await wire.chunk(frame)
        if wrong is Wrong.CUT_BEFORE:
            wire.cut()
            return Ended.BY_FAKE
        sound = min(self._temper.after_tokens, len(frames.middle))
        for frame in frames.middle[:sound]:
            await self._token(answer, asked, frame)
        if wrong in _MIDWAY and (ended := await self._midway(answer, asked)) is not None:
            return ended
        for frame in frames.middle[sound:]:
            await self._token(answer, asked, frame)
        if wrong is Wrong.CUT_AT_END:
            await wire.chunk(frames.after[0])
            wire.cut()
            return Ended.BY_FAKE
        if wrong is not Wrong.UNFINISHED:
            for frame in frames.after:
                await wire.chunk(frame)
        await wire.end_stream()
        return Ended.WHOLE

    async def _token(self, answer: Answer, asked: Asked, frame: bytes) -> None:
        if answer.hold_after == asked.tokens_sent:
            await self._wire.wait(self._temper.let_go, None)
        if answer.pause_seconds and asked.tokens_sent:
            await self._wire.wait(asyncio.Event(), answer.pause_seconds)
        await self._wire.chunk(frame)
        asked.tokens_sent += 1

    async def _midway(self, answer: Answer, asked: Asked) -> Ended | None:
        """What goes wrong in the middle; None where the answer goes on after it."""
        wrong, wire = asked.wrong, self._wire
        if wrong is Wrong.CUT_AFTER:
            wire.cut()
            return Ended.BY_FAKE
        if wrong is Wrong.STALL:
            await self._dawdle()
            return None
        if wrong is Wrong.BROKEN_LINE:
            await wire.chunk(self._dialect.BROKEN)
            return None
        for frame in self._last_words(answer, asked):
            await wire.chunk(frame)
        await wire.end_stream()
        return Ended.WHOLE

    def _last_words(self, answer: Answer, asked: Asked) -> list[bytes]:
        if asked.wrong is Wrong.IN_BAND:
            return [self._dialect.IN_BAND]
        if asked.wrong is Wrong.IN_BAND_OVERLOADED:
            return [self._dialect.IN_BAND_OVERLOADED]
        return list(self._dialect.frames(self._filtered(answer), asked.body).after)

    def _filtered(self, answer: Answer) -> Answer:
        is_anthropic = self._dialect is anthropic_dialect
        return replace(answer, finish="refusal" if is_anthropic else "content_filter")

    async def _whole(self, answer: Answer, asked: Asked) -> Ended:
        """An answer that was not asked for as a stream, with what can go wrong with such a one."""
        wrong = asked.wrong
        if wrong is Wrong.POLICY_FINISH:
            answer = self._filtered(answer)
        told = self._dialect.whole(answer, asked.body, finished=wrong is not Wrong.UNFINISHED)
        if wrong in (Wrong.IN_BAND, Wrong.IN_BAND_OVERLOADED):
            told = self._dialect.ERRORS[Wrong.SERVER].body
        body = json.dumps(told).encode()
        if wrong is Wrong.BROKEN_LINE:
            body = body[: len(body) // 2]
        if wrong not in (Wrong.CUT_BEFORE, Wrong.CUT_AFTER, Wrong.CUT_AT_END, Wrong.STALL):
            await self._wire.answer(200, "application/json", body)
            return Ended.WHOLE
        await self._wire.begin_part(len(body), body[: len(body) // 2])
        if wrong is not Wrong.STALL:
            self._wire.cut()
            return Ended.BY_FAKE
        await self._dawdle()
        await self._wire.send(body[len(body) // 2 :])
        return Ended.WHOLE

    async def _json(
        self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        told = json.dumps(body).encode()
        await self._wire.answer(status, "application/json", told, headers)
