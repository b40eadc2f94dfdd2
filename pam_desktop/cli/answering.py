"""What a command needs to look at the providers or to ask one, without the rest of the mind."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pam_desktop.cli.options import open_model_store, settings_of

if TYPE_CHECKING:
    from pam_core.orchestrator.asking.switchboard import Switchboard
    from pam_core.settings.schema import Settings
    from pam_core.storage.file import DatabaseFile
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.keys import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The switchboard on the user's database, and where the keys are."""

    settings: "Settings"
    clock: "SystemClock"
    file: "DatabaseFile"
    keys: "Keys"
    board: "Switchboard"


@asynccontextmanager
async def open_answering(arguments: argparse.Namespace) -> AsyncIterator[Answering]:
    """The providers as the settings have them. Raises PamError (`settings.…`, `storage.…`)."""
    from pam_core.orchestrator.asking.switchboard import Switchboard
    from pam_core.settings.paths import find_places
    from pam_core.storage.calls import SqliteCallLog
    from pam_core.storage.file import DatabaseFile
    from pam_desktop.app.answerers import candidates_of
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.keys import open_keys

    settings, places = settings_of(arguments).settings, find_places()
    clock, keys = SystemClock(settings.thinking.zone()), open_keys(places)
    file = DatabaseFile(places.database(settings.storage.database))
    candidates = candidates_of(settings, keys, open_model_store)
    board = Switchboard(candidates, SqliteCallLog(file), clock)
    try:
        await file.open()
        yield Answering(settings=settings, clock=clock, file=file, keys=keys, board=board)
    finally:
        await board.close()
        await file.close()
