"""The talk key on X11: the server gives the key to PAM alone, whichever window has the focus."""

import asyncio
import logging
import os
import select
import threading
from contextlib import suppress
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.talk_key import (
    TOGGLE_INSTEAD,
    Combination,
    OnKey,
    OnLost,
    read_combination,
    unknown_key,
)

log = logging.getLogger(__name__)

REPEAT_SECONDS = 0.02
"""A held key repeats as a release and a press at the same server time; the press may come in a
packet of its own, this much later at the most."""

NAMES = {"pause": "Pause", "space": "space", "insert": "Insert", "scrolllock": "Scroll_Lock"}
"""Keys whose X name is not the word with a capital letter or as it is."""


class X11TalkKey:
    """A key grab on the root window, served by a thread called "pam-talk-key"."""

    def __init__(
        self, combination: Combination, on_press: OnKey, on_release: OnKey, on_lost: OnLost
    ) -> None:
        self._combination = combination
        self._on_press, self._on_release, self._on_lost = on_press, on_release, on_lost
        self._display = _connect()
        try:
            self._keycode = self._find_keycode()
            self._masks = self._find_masks()
            self._grab()
        except PamError:
            self._display.close()
            raise
        self._is_down = False
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="pam-talk-key", daemon=True)
        self._thread.start()

    @classmethod
    async def open(
        cls, key: str, on_press: OnKey, on_release: OnKey, on_lost: OnLost
    ) -> "X11TalkKey":
        """Grab the key.

        Raises PamError (`talk_key.no_display`, `talk_key.unknown`, `talk_key.taken`).
        """
        combination = read_combination(key)
        return await asyncio.to_thread(cls, combination, on_press, on_release, on_lost)

    @property
    def label(self) -> str:
        """The key as people read it."""
        return self._combination.label

    async def close(self) -> None:
        """Give the key back and end the thread."""
        if self._thread.is_alive():
            with suppress(OSError):  # the thread has just ended by itself and closed its end
                os.write(self._wake_write, b"x")
            await asyncio.to_thread(self._thread.join, 5)

    def _find_keycode(self) -> int:
        from Xlib import XK

        name = self._combination.key
        spellings = (NAMES.get(name, name), name.capitalize(), name.upper())
        keysym = next(filter(None, map(XK.string_to_keysym, spellings)), 0)
        keycode = int(self._display.keysym_to_keycode(keysym)) if keysym else 0
        if not keycode:
            raise unknown_key(self._combination.label)
        return keycode

    def _find_masks(self) -> list[int]:
        """The modifiers wanted, with every state of the two locks, which must not matter."""
        from Xlib import XK, X

        named = {
            "ctrl": X.ControlMask,
            "shift": X.ShiftMask,
            "alt": X.Mod1Mask,
            "super": X.Mod4Mask,
        }
        wanted = sum(named[it] for it in self._combination.modifiers)
        num_lock_key = self._display.keysym_to_keycode(XK.string_to_keysym("Num_Lock"))
        num_lock = 0
        for place, keys in enumerate(self._display.get_modifier_mapping()):
            if num_lock_key and num_lock_key in keys:
                num_lock = 1 << place
        return sorted(
            {wanted, wanted | X.LockMask, wanted | num_lock, wanted | X.LockMask | num_lock}
        )

    def _grab(self) -> None:
        from Xlib import X

        refused: list[Any] = []
        for mask in self._masks:
            self._display.screen().root.grab_key(
                self._keycode,
                mask,
                False,
                X.GrabModeAsync,
                X.GrabModeAsync,
                onerror=lambda error, request: refused.append(error),
            )
        self._display.sync()
        if refused:
            raise PamError(
                "talk_key.taken",
                f"Another program has taken the key {self.label}.",
                mend=f"Choose another talk key in the settings. Or: {TOGGLE_INSTEAD}",
                fault=Fault.ENVIRONMENT,
            )

    def _run(self) -> None:
        from Xlib.error import ConnectionClosedError

        try:
            self._serve()
            self._display.close()
        except (ConnectionClosedError, OSError) as error:
            log.warning("the X server is gone: %s", error)
            self._on_lost(
                PamError(
                    "talk_key.lost",
                    f"The talk key {self.label} is gone with the screen it came from.",
                    mend="Start PAM again.",
                    fault=Fault.ENVIRONMENT,
                )
            )
        finally:
            self._show(is_down=False)
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _serve(self) -> None:
        """Wait for key events until woken; closing the connection gives the grab back."""
        released_at: int | None = None
        while True:
            if not self._display.pending_events():
                wait = None if released_at is None else REPEAT_SECONDS
                sources = [self._display.fileno(), self._wake_read]
                ready, _, _ = select.select(sources, [], [], wait)
                if self._wake_read in ready:
                    return
                if not ready:
                    released_at = None
                    self._show(is_down=False)
                continue
            released_at = self._take(self._display.next_event(), released_at)

    def _take(self, event: Any, released_at: int | None) -> int | None:
        """One event; returns the server time of a release that may still be half of a repeat."""
        from Xlib import X

        if event.type == X.MappingNotify:
            self._display.refresh_keyboard_mapping(event)
        elif event.type == X.KeyRelease and event.detail == self._keycode:
            return int(event.time)
        elif event.type == X.KeyPress and event.detail == self._keycode:
            if released_at is not None and event.time - released_at > 1:
                self._show(is_down=False)
            self._show(is_down=True)
            return None
        return released_at

    def _show(self, *, is_down: bool) -> None:
        if is_down != self._is_down:
            self._is_down = is_down
            (self._on_press if is_down else self._on_release)()


def _connect() -> Any:
    from Xlib import display
    from Xlib.error import DisplayError

    try:
        return display.Display()
    except (DisplayError, OSError) as error:
        raise PamError(
            "talk_key.no_display",
            "PAM cannot reach the X server to listen for the talk key.",
            mend="Check DISPLAY and XAUTHORITY. Or: " + TOGGLE_INSTEAD,
            fault=Fault.ENVIRONMENT,
        ) from error
