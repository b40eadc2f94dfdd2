"""What the page about PAM's health shows, from the store, the disk and the log."""

import asyncio
import shutil
from collections import deque
from datetime import datetime
from pathlib import Path

from pam_desktop.app.live import Live
from pam_desktop.app.logs import LOG_NAME
from pam_desktop.window.health.source import HealthSheet, TurnTime

LATEST_TURNS, LATEST_LINES = 50, 200


class LiveHealth:
    """The port `HealthSource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def sheet(self) -> HealthSheet:
        """How it is now."""
        rooms, places = await self._live.memory(), self._live.places
        turns = await rooms.chats.latest(LATEST_TURNS)
        waiting = None
        if rooms.membership is not None:
            standing = await rooms.membership.standing()
            waiting = standing.waiting if standing.is_signed_in else None
        return HealthSheet(
            times=tuple(
                TurnTime(said_at=datetime.fromisoformat(turn["said_at"]), seconds=seconds)
                for turn in turns
                if (seconds := turn["times"].get("first_sound")) is not None
            ),
            waiting=waiting,
            free_bytes=await asyncio.to_thread(_free, places.data_folder),
            map_is_there=places.gazetteer_file.exists(),
            log=await asyncio.to_thread(_tail, places.log_folder / LOG_NAME),
            log_folder=str(places.log_folder),
        )


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder if folder.exists() else folder.anchor).free


def _tail(log: Path) -> tuple[str, ...]:
    if not log.exists():
        return ()
    with log.open(encoding="utf-8", errors="replace") as lines:
        return tuple(line.rstrip("\n") for line in deque(lines, LATEST_LINES))
