"""Joins the talk key to the conductor; where it cannot be had, says what works instead."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import Health, Part, PartChanged, TroubleMet
from pam_core.vocabulary.ports import Conductor, EventSink
from pam_desktop.host.choose import open_talk_key
from pam_desktop.host.talk_key import TalkKey

log = logging.getLogger(__name__)


class GlobalKey:
    """The talk key, heard whichever program has the focus."""

    def __init__(self, key: str, conductor: Conductor, emit: EventSink) -> None:
        self._wanted = key
        self._conductor = conductor
        self._emit = emit
        self._key: TalkKey | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take the key; called on the core's loop. A key that cannot be had is told, not raised."""
        try:
            self._key = await open_talk_key(
                self._wanted,
                self._on_loop(self._conductor.press_talk),
                self._on_loop(self._conductor.release_talk),
                self._tell_lost,
            )
        except PamError as trouble:
            self._tell_lost(trouble)
        else:
            label = self._key.label
            self._tell(Health.WORKING, f"{label} talks, whichever window is in front.", label)

    async def close(self) -> None:
        """Give the key back; idempotent."""
        key, self._key = self._key, None
        if key is not None:
            await key.close()

    def _on_loop(self, command: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
        loop = asyncio.get_running_loop()

        def pressed() -> None:
            loop.call_soon_threadsafe(self._start, command)

        return pressed

    def _start(self, command: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.get_running_loop().create_task(self._obey(command))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _obey(self, command: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await command()
        except PamError as trouble:
            log.warning("%s: %s", trouble.code, trouble)
            self._emit(TroubleMet.of(trouble))

    def _tell_lost(self, trouble: PamError) -> None:
        self._tell(Health.LOST, str(trouble), "")

    def _tell(self, health: Health, sentence: str, label: str) -> None:
        log.info("%s", sentence)
        self._emit(PartChanged(part=Part.TALK_KEY, health=health, sentence=sentence, detail=label))
