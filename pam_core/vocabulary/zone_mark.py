"""Which time zone the computer had when the user was last seen somewhere."""

from dataclasses import dataclass
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMark(Kept):
    """`sighting_id` names the `Sighting`, `system_zone` the computer's zone at that moment."""

    KIND: ClassVar[str] = "zone_mark"

    sighting_id: str
    system_zone: str
