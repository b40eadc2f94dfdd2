"""What is done to the rig to keep it going: what was done, what comes back, what was told."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDone(Kept):
    """A service that was done: "oil change" on a day, at an odometer reading where it is known.

    `place` is where it was done, as it was said.
    """

    KIND: ClassVar[str] = "service_done"

    service: str
    done_on: date
    at_miles: Decimal | None = None
    place: str | None = None

    def day(self) -> date:
        """The day it was done."""
        return self.done_on


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDue(Kept):
    """When a service is due: whichever of its limits comes first.

    `every_miles` and `every` (an RRULE) count from when it was last done, and until then from
    `begun_on` and `begun_miles`. `due_on` and `due_miles` are limits that come once.
    """

    KIND: ClassVar[str] = "service_due"

    service: str
    begun_on: date
    begun_miles: Decimal | None = None
    every_miles: int | None = None
    every: str | None = None
    due_on: date | None = None
    due_miles: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTold(Kept):
    """PAM's mark that it has told of a service being due; `limit` names which time."""

    KIND: ClassVar[str] = "service_told"

    service_due_id: str
    limit: str
