"""What lies ahead, for the driving face."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The next stop with about how far it is by road ("120 miles"), and the next reminder.

    Empty texts where there is none. `seen_at` is when the place was last known that `distance` is
    reckoned from; None where it is reckoned from the stop before.
    """

    stop: str = ""
    distance: str = ""
    seen_at: datetime | None = None
    reminder: str = ""
    reminder_at: datetime | None = None


class DrivingSource(Protocol):
    """Called on the core thread; raises PamError (`storage.…`)."""

    async def ahead(self) -> Ahead:
        """What comes next."""
        ...

    async def set_driving(self, on: bool) -> None:
        """Tell the mind that driving began or ended, so that it answers in one short line."""
        ...
