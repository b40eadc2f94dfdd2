"""PAM with its window: one instance, the core on its own thread, the talk key."""

import argparse
import logging
from concurrent.futures import CancelledError, Future

from pam_core.settings.paths import find_places
from pam_core.settings.schema import Language
from pam_core.vocabulary.errors import PamError
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.app.global_key import GlobalKey
from pam_desktop.app.live import Live
from pam_desktop.cli.options import (
    open_model_store,
    settings_of,
    settings_path,
    start_logs_for,
)
from pam_desktop.host.single_instance import Door, knock, open_door

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long a reply being kept and devices given back may take before PAM ends anyway."""


def run_windowed(arguments: argparse.Namespace, *, demo: bool) -> int:
    """Show the window until it is closed; where PAM runs already, bring its window up instead.

    Raises PamError (`settings.…`, `instance.…`).
    """
    loaded, places = settings_of(arguments), find_places()
    door = open_door(places.data_folder)
    if door is None:
        knock(places.data_folder, "show")
        print("PAM is already running; its window is coming up.")
        return 0
    logs = start_logs_for(arguments, loaded)
    gate = EventGate()
    core = CoreThread(gate.emit)
    live = Live(
        places,
        loaded.settings,
        settings_path(arguments),
        open_model_store(),
        gate.emit,
        demo=demo,
    )
    key = GlobalKey(loaded.settings.talk_key.key, live, gate.emit)
    waking = Waking(core, live, key)
    core.start()
    try:
        return _show(core, gate, live, waking, door)
    finally:
        waking.undo()
        core.stop()
        door.close()
        logs.close()


def _show(core: CoreThread, gate: EventGate, live: Live, waking: "Waking", door: Door) -> int:
    from pam_desktop.app.daylight import dress_for
    from pam_desktop.app.pages.sources import sources_of
    from pam_desktop.app.window_account import LiveAccount
    from pam_desktop.app.window_services import LiveServices
    from pam_desktop.window.application import run_window
    from pam_desktop.window.services import Looks, Opening, TalkMode

    settings = live.settings
    return run_window(
        conductor=live,
        core=core,
        gate=gate,
        services=LiveServices(live, gate.emit),
        accounts=LiveAccount(live),
        sources=sources_of(live),
        opening=Opening(
            face_file=live.places.window_file,
            mode=TalkMode(settings.hearing.mode.value),
            volume=settings.speaking.volume,
            talk_key=settings.talk_key.key,
            is_demo=live.is_demo,
            offers_check=settings.window.first_run and not live.is_demo,
            close_to_tray=settings.window.close_to_tray,
            looks=Looks(
                theme=dress_for(settings.looks.theme, None, live.now()).theme,
                choice=settings.looks.theme.value,
                scale=settings.looks.text_scale,
                language=window_language(settings.looks.language),
            ),
        ),
        door=door,
        when_painted=waking.begin,
    )


def window_language(choice: Language) -> str:
    """The code of the language that was chosen, or that this computer speaks."""
    if choice is not Language.SYSTEM:
        return choice.value
    from PySide6.QtCore import QLocale

    return QLocale.system().name()


class Waking:
    """What may come after the window is seen: database, devices, talk key, models; and its end.

    Called on the GUI thread.
    """

    def __init__(self, core: CoreThread, live: Live, key: GlobalKey) -> None:
        self._core = core
        self._live = live
        self._key = key
        self._begun: Future[None] | None = None

    def begin(self) -> None:
        """Wake PAM behind the window; trouble is told there."""
        log.info("the window is painted")
        self._begun = self._core.submit(self._wake())

    def undo(self) -> None:
        """End what runs, within bounds: whatever fails or hangs is logged, and PAM ends."""
        if self._begun is not None:
            self._begun.cancel()
        try:
            self._core.submit(self._rest()).result(STOP_SECONDS)
        except TimeoutError:
            log.error("PAM did not come to rest in %.0f s", STOP_SECONDS)
        except (Exception, CancelledError):
            # The core thread has told it; the thread itself must still be ended.
            log.info("PAM did not come to rest in order")

    async def _wake(self) -> None:
        try:
            await self._live.start()
        except PamError as trouble:
            # The window stays, so that devices and models can be chosen and the trouble be read.
            self._live.tell(trouble)
        await self._key.open()
        await self._live.load_models()

    async def _rest(self) -> None:
        try:
            await self._key.close()
        finally:
            await self._live.stop()
