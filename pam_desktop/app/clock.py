"""The time as PAM uses it: a steady clock, and the wall clock in the user's zone."""

import time
from datetime import datetime, tzinfo


class SystemClock:
    """The `Clock` port on this machine; `zone` None follows the system, also when it changes."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """This moment in the user's zone."""
        return datetime.now(self._zone) if self._zone else datetime.now().astimezone()
