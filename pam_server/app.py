"""The server wired together: database, identity, hub, mind and sockets around one FastAPI."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from pam_core.vocabulary.errors import PamError
from pam_server.api import (
    account,
    chat,
    conversations,
    error_report,
    feedback,
    health,
    openapi,
    problem,
    sync,
    voice,
    ws_ticket,
)
from pam_server.api.metrics import Measured, Metrics, serve_metrics
from pam_server.api.services import Services
from pam_server.identity.identity import Identity
from pam_server.identity.limiter import Limiter
from pam_server.mind.answerers import candidates_of
from pam_server.mind.mind import open_mind
from pam_server.settings import MEGABYTE, ServerSettings, load_settings
from pam_server.socket.hub import LocalHub
from pam_server.socket.redis_carrier import RedisCarrier
from pam_server.socket.sockets import Sockets
from pam_server.speech.offered import speech_of
from pam_server.store.database import Database
from pam_server.store.feedback import SqlFeedback
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from pam_server.store.retention import trim

log = logging.getLogger(__name__)

UPKEEP_SECONDS = 3600.0
MIND_AGAIN_SECONDS = 30.0
KEPT_EVENTS = 10_000
"""So many of a user's last events stay, however old."""


class Server:
    """The ASGI application: sockets straight to their room, all else through FastAPI.

    Made on the event loop that serves it. `open` is what the server's life runs in.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self._database = Database(settings.database)
        self.hub = LocalHub()
        self.metrics = Metrics()
        self._worker_alive: Callable[[], bool] = bool
        self.identity = Identity(self._database, settings, self.hub, _now)
        self.speech = speech_of(settings)
        self._limiter = Limiter(settings, _now)
        self.services = Services(
            log=SqlLog(self._database),
            jobs=SqlJobs(self._database),
            feedback=SqlFeedback(self._database),
            hub=self.hub,
            identity=self.identity,
            limiter=self._limiter,
            settings=settings,
            clock=_now,
            speech=self.speech,
            mind_alive=lambda: self._worker_alive(),
            database_ready=self._database_ready,
        )
        self.sockets = Sockets(
            self.services, self.identity.tickets.redeem, self.metrics.sockets.set
        )
        self._rest = self._made()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request, socket or the lifespan."""
        if scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Everything opened and at work; closed in the reverse order at the end."""
        settings = self.settings
        async with AsyncExitStack() as opened:
            settings.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            await self._database.open()
            opened.push_async_callback(self._database.close)
            opened.callback(self.identity.close)
            opened.push_async_callback(self._limiter.close)
            if settings.metrics_port:
                opened.callback(self._serve_metrics())
            if self.speech is not None:
                opened.push_async_callback(self.speech.close)
            self._database.tell_committed(self.hub.tell)
            self._database.tell_jobs(self.hub.wake_jobs)
            tasks = [
                asyncio.create_task(self._think(), name="mind"),
                asyncio.create_task(self.sockets.watch(), name="sockets"),
                asyncio.create_task(self._upkeep(), name="upkeep"),
            ]
            if settings.redis:
                carrier = RedisCarrier(settings.redis, self.hub.heard, self.sockets.look_again)
                self.hub.carrier = carrier
                tasks.append(asyncio.create_task(carrier.run(), name="redis"))
            opened.push_async_callback(_ended, tasks)
            yield

    def _made(self) -> Any:
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with self.open():
                yield

        app = FastAPI(
            title="PAM server",
            version=version("pam-desktop"),
            lifespan=lifespan,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
        )
        for room in (
            account,
            ws_ticket,
            sync,
            chat,
            conversations,
            feedback,
            voice,
            error_report,
            health,
        ):
            app.include_router(room.router(self.services))
        openapi.describe(app)
        app.include_router(openapi.router(app))
        problem.install(
            app,
            body_bytes=self.settings.body_megabytes * MEGABYTE,
            upload_bytes=self.settings.upload_megabytes * MEGABYTE,
            cors_origins=self.settings.cors_origins,
        )
        return Measured(app, self.metrics)

    def _serve_metrics(self) -> Callable[[], None]:
        """Each process has a port of its own, from the one in the settings upwards."""
        settings = self.settings
        last = settings.metrics_port + settings.workers - 1
        for port in range(settings.metrics_port, last):
            with contextlib.suppress(PamError):
                return serve_metrics(self.metrics, settings.metrics_host, port)
        return serve_metrics(self.metrics, settings.metrics_host, last)

    async def _think(self) -> None:
        """The mind, for as long as the server lives; it takes seconds to open, and sync none."""
        settings = self.settings
        while True:
            try:
                async with open_mind(
                    log=self.services.log,
                    jobs=self.services.jobs,
                    hub=self.hub,
                    candidates=candidates_of(settings),
                    cache=settings.data_folder / "cache",
                    at_once=settings.chats_at_once,
                    lease_seconds=settings.lease_seconds,
                ) as worker:
                    self._worker_alive = lambda: worker.is_alive
                    await worker.run()
            except (PamError, OSError) as error:
                log.error("chats are not answered: %s; tried again soon", error)
            await asyncio.sleep(MIND_AGAIN_SECONDS)

    async def _database_ready(self) -> None:
        await self._database.write(lambda connection: None)

    async def _upkeep(self) -> None:
        while True:
            await asyncio.sleep(UPKEEP_SECONDS)
            now = _now()
            try:
                await trim(
                    self._database,
                    now,
                    older_than=now - timedelta(days=self.settings.log_days),
                    keep=KEPT_EVENTS,
                )
                await self.identity.trim()
            except PamError as error:
                log.warning("%s: the hourly upkeep is tried again in an hour", error.code)


def application() -> Server:
    """What uvicorn serves, with the settings of the environment."""
    return Server(load_settings())


async def _ended(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _now() -> datetime:
    return datetime.now(UTC)
