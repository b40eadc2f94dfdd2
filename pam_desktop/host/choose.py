"""Chooses how this computer's talk key is heard."""

import os
import sys
from collections.abc import Mapping

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.talk_key import TOGGLE_INSTEAD, OnKey, OnLost, TalkKey


async def open_talk_key(
    key: str,
    on_press: OnKey,
    on_release: OnKey,
    on_lost: OnLost,
    *,
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
) -> TalkKey:
    """The talk key, heard whichever program has the focus. Called on the core's loop.

    Raises PamError (`talk_key.…`) where it cannot be had; its mend says what works instead.
    """
    match way_to_hear(platform, environment):
        case "pynput":
            from pam_desktop.host.pynput_talk_key import PynputTalkKey

            return await PynputTalkKey.open(key, on_press, on_release, on_lost)
        case "portal":
            from pam_desktop.host.wayland_talk_key import WaylandTalkKey

            return await WaylandTalkKey.open(key, on_press, on_release, on_lost)
        case "x11":
            from pam_desktop.host.x11_talk_key import X11TalkKey

            return await X11TalkKey.open(key, on_press, on_release, on_lost)
        case _:
            raise PamError(
                "talk_key.no_screen",
                "There is no screen, so there is no talk key.",
                mend=TOGGLE_INSTEAD,
                fault=Fault.ENVIRONMENT,
            )


def way_to_hear(platform: str, environment: Mapping[str, str]) -> str:
    """Which way fits: "pynput", "portal", "x11", or "" without a screen.

    On Wayland the X server that runs inside it hears only its own programs' keys, so the portal is
    asked even though there is a DISPLAY.
    """
    if platform in ("win32", "darwin"):
        return "pynput"
    is_wayland = environment.get("XDG_SESSION_TYPE", "") == "wayland"
    if environment.get("WAYLAND_DISPLAY") or (is_wayland and not environment.get("DISPLAY")):
        return "portal"
    return "x11" if environment.get("DISPLAY") else ""
