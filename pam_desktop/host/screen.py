"""Whether there is a screen to show a window on."""

import os
import sys
from collections.abc import Mapping


def has_screen(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether Qt could open a window; asked first, because Qt aborts the process where it cannot.

    On X11 the display is opened for a moment: a DISPLAY left over from elsewhere is no screen.
    """
    if platform in ("win32", "darwin"):
        return True
    if environment.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal", "vnc"):
        return True
    if environment.get("WAYLAND_DISPLAY"):
        return True
    return bool(environment.get("DISPLAY")) and _opens(environment["DISPLAY"])


def _opens(name: str) -> bool:
    from Xlib.display import Display
    from Xlib.error import DisplayError

    try:
        Display(name).close()
    except (DisplayError, OSError):
        return False
    return True
