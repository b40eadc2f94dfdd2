"""The REST side of a server in this process: the real store, and people with simple tokens."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import httpx2
from fastapi import FastAPI

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Thing
from pam_server.api import (
    chat,
    conversations,
    error_report,
    feedback,
    health,
    openapi,
    sync,
    voice,
)
from pam_server.api.problem import install
from pam_server.api.services import Services
from pam_server.ports import Caller, Job, Outcome
from pam_server.socket.hub import LocalHub
from pam_server.speech.client import Heard
from pam_server.store.database import Database
from pam_server.store.feedback import SqlFeedback
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from tests.support.openapi_conformance import check

NOW = datetime(2026, 5, 1, 18, 30, tzinfo=UTC)
ANN = "0197a3e0-0000-7000-8000-00000000000a"
BEN = "0197a3e0-0000-7000-8000-00000000000b"
DEVICE = "0197a3e0-0000-7000-8000-0000000000d1"


@dataclass
class FakeClock:
    """A time that is set."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class FakeIdentity:
    """An access token is the user's own id."""

    async def authenticate(self, authorization: str | None) -> Caller:
        scheme, _, user_id = (authorization or "").partition(" ")
        if scheme != "Bearer" or user_id not in (ANN, BEN):
            raise PamError("auth.invalid", "Nobody is signed in.", fault=Fault.USER)
        return Caller(user_id=user_id, session="s", expires_at=NOW + timedelta(minutes=15))


@dataclass
class FakeLimiter:
    """Lets everything pass, but the kinds it is told to refuse."""

    refused: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def hit(self, kind: str, user_id: str) -> int | None:
        self.asked.append((kind, user_id))
        return self.refused.get(kind)


async def _conforms(response: httpx2.Response) -> None:
    content = await response.aread()
    kind = response.headers.get("content-type", "").partition(";")[0]
    body = response.json() if content and kind.endswith("json") else None
    asked = response.request
    check(a_document(), asked.method, asked.url.path, response.status_code, kind, body)


class World:
    """An application and what is behind it."""

    def __init__(self, services: Services, clock: FakeClock, limiter: FakeLimiter) -> None:
        self.services = services
        self.clock = clock
        self.limiter = limiter
        self.app = an_app(services)

    def app_with(self, **other: Any) -> FastAPI:
        """The application with other services in place."""
        return an_app(dataclasses.replace(self.services, **other))

    def client(self, user_id: str = "", **other: Any) -> httpx2.AsyncClient:
        """Somebody's requests, nobody's without a user; `other` services are put in place.

        Every answer is held against the OpenAPI document.
        """
        app = self.app_with(**other) if other else self.app
        return self.plain_client(user_id, app=app, event_hooks={"response": [_conforms]})

    def plain_client(
        self, user_id: str = "", *, app: Any = None, **options: Any
    ) -> httpx2.AsyncClient:
        """The same, whose answers are not looked at."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app or self.app, raise_app_exceptions=False),
            base_url="http://pam.test",
            headers={"Authorization": f"Bearer {user_id}"} if user_id else {},
            **options,
        )

    async def claim(self) -> Job:
        """The chat that has waited longest."""
        job = await self.services.jobs.claim(self.clock(), 30.0)
        assert job is not None
        return job

    async def answer(self, message: str = "Noted.") -> None:
        """Answer the chat that has waited longest, as the mind would."""
        job = await self.claim()
        turn = Thing(
            entity="turn",
            id=job.chat.id,
            rev=0,
            fields={"conversation_id": job.chat.conversation_id, "said": job.chat.message},
            at=self.clock(),
        )
        talk = Thing(
            entity="conversation",
            id=job.chat.conversation_id,
            rev=0,
            fields={"title": job.chat.message[:40]},
            at=self.clock(),
        )
        outcome = Outcome(message=message, turn=turn, conversation=talk)
        assert await self.services.jobs.finish(job, outcome, self.clock())


def an_app(services: Services) -> FastAPI:
    """Every endpoint that does not belong to accounts."""
    app = FastAPI(version="1", openapi_url=None, docs_url=None, redoc_url=None)
    for room in (sync, chat, conversations, feedback, error_report, voice, health):
        app.include_router(room.router(services))
    app.include_router(openapi.router(app))
    openapi.describe(app)
    install(app)
    return app


@cache
def a_document() -> dict[str, Any]:
    """The OpenAPI document of those endpoints; nothing runs."""
    nothing: Any = None
    return an_app(
        Services(
            log=nothing,
            jobs=nothing,
            feedback=nothing,
            hub=nothing,
            identity=nothing,
            limiter=nothing,
            settings=nothing,
            clock=FakeClock(),
        )
    ).openapi()


class FakeEars:
    """Hears and says always the same."""

    async def hear(self, upload: bytes) -> Heard:
        return Heard(transcript="hello", confidence=0.9, language="en", seconds=1.0)

    async def say(self, text: str, rate: float) -> bytes:
        return b"RIFF"


@asynccontextmanager
async def a_world(url: str) -> AsyncIterator[World]:
    """A world on the database at `url`."""
    database = Database(url)
    await database.open()
    hub = LocalHub()
    database.tell_committed(hub.tell)
    database.tell_jobs(hub.wake_jobs)
    clock, limiter = FakeClock(), FakeLimiter()
    services = Services(
        log=SqlLog(database),
        jobs=SqlJobs(database),
        feedback=SqlFeedback(database),
        hub=hub,
        identity=FakeIdentity(),
        limiter=limiter,
        settings=SimpleNamespace(upload_megabytes=1, speech_voice=""),
        clock=clock,
        speech=FakeEars(),
        mind_alive=lambda: True,
        answer_seconds=20.0,
    )
    try:
        yield World(services, clock, limiter)
    finally:
        await database.close()
