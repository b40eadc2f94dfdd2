"""What a command needs to use the mind and the speech models, opened and closed around it."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pam_desktop.cli.options import open_model_store, settings_of, start_logs_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pam_core.settings.paths import Places
    from pam_core.settings.schema import Settings
    from pam_core.vocabulary.errors import PamError
    from pam_core.vocabulary.ports import EventSink
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.rooms import Rooms
    from pam_desktop.app.speech_models import SpeechModels


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The settings in force and what was opened with them."""

    settings: "Settings"
    places: "Places"
    clock: "SystemClock"
    rooms: "Rooms"


def in_session(
    arguments: argparse.Namespace, work: Callable[[Session], Awaitable[int]], *, demo: bool = False
) -> int:
    """Open the database, do the work on a loop, close in order; the exit code."""

    async def all_of_it() -> int:
        async with open_session(arguments, demo=demo) as session:
            return await work(session)

    logs = start_logs_for(arguments, settings_of(arguments))
    try:
        return asyncio.run(all_of_it())
    finally:
        logs.close()


@asynccontextmanager
async def open_session(arguments: argparse.Namespace, *, demo: bool) -> AsyncIterator[Session]:
    """The mind on the user's database, or on the demo's. Raises PamError."""
    from pam_core.settings.paths import find_places
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.rooms import open_rooms

    settings, places = settings_of(arguments).settings, find_places()
    clock = SystemClock(settings.thinking.zone())
    rooms = await open_rooms(places, settings, clock, demo=demo)
    tell_left_out(rooms.troubles)
    try:
        yield Session(settings=settings, places=places, clock=clock, rooms=rooms)
    finally:
        await rooms.close()


@asynccontextmanager
async def open_speech(settings: "Settings", emit: "EventSink") -> AsyncIterator["SpeechModels"]:
    """Both speech models, loaded when first used."""
    from pam_desktop.app.speech_models import SpeechModels

    models = SpeechModels(
        open_model_store(),
        emit,
        hearing=settings.hearing.model,
        voice=settings.speaking.voice,
        rate=settings.speaking.rate,
    )
    try:
        yield models
    finally:
        await models.close()


def tell_left_out(troubles: "Iterable[PamError]") -> None:
    """Name third parties' skills that were left out; PAM goes on without them."""
    for trouble in troubles:
        print(f"pam: {trouble}", file=sys.stderr)


def ignore(event: object) -> None:
    """For commands that nobody watches."""
