"""The time as PAM uses it: a steady clock, and the wall clock in the user's zone."""

import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfoNotFoundError


class SystemClock:
    """The `Clock` port on this machine; `zone` None follows the system, also when it changes."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.zone = zone

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """This moment in the user's zone."""
        return datetime.now(self.zone) if self.zone else _told_by_the_system()


def _told_by_the_system() -> datetime:
    """This moment in the system's zone by its name: a mere offset would not know of summer time.

    Where the system's zone has no name, or is not what it was, its offset tells.
    """
    from tzlocal import get_localzone, reload_localzone

    now = datetime.now().astimezone()
    for look_up in (get_localzone, reload_localzone):
        try:
            named = now.astimezone(look_up())
        except ZoneInfoNotFoundError:
            return now
        if named.utcoffset() == now.utcoffset():
            return named
    return now


class SoundClock(SystemClock):
    """Time for a recording heard faster than in life: the sound heard plus the work done.

    Delays measured by it are those of a listener who works only after each pause, so they are
    never shorter than in life. `on_heard` is told the seconds heard so far.
    """

    def __init__(self, on_heard: Callable[[float], None] = lambda seconds: None) -> None:
        super().__init__()
        self._heard_seconds = 0.0
        self._on_heard = on_heard

    def hear(self, seconds: float) -> float:
        """So much more sound has been heard; what time it is then."""
        self._heard_seconds += seconds
        self._on_heard(self._heard_seconds)
        return self.monotonic()

    def monotonic(self) -> float:
        """Seconds of sound heard plus real seconds gone by."""
        return self._heard_seconds + time.monotonic()
