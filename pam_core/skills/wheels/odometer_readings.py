"""What the odometer read and when: the latest, at a day in the past, and the pace of the rig."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pam_core.skills.skill import SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, Memory
from pam_core.vocabulary.vehicle import OdometerReading

OLD_DAYS = 7
"""After so many days on the road an odometer is told with its age."""

MOST_MILES = Decimal(3_000_000)
"""No odometer reads more: the longest driven truck has three million."""

USUAL_MILES_A_DAY = Decimal(37)
"""What an American drives, 13,476 miles a year (FHWA), until the rig's own pace is known."""

_PACE_DAYS = 7


async def readings_of(memory: Memory) -> tuple[OdometerReading, ...]:
    """Every reading, the oldest first; of one day the one told last is last."""
    readings = await memory.find(OdometerReading)
    return tuple(sorted(readings, key=lambda reading: (reading.read_on, reading.id)))


def reading(miles: Decimal, context: SkillContext, day: date | None = None) -> OdometerReading:
    """A reading to keep."""
    return OdometerReading(
        id=new_id(context.now),
        created_at=context.now,
        miles=miles,
        read_on=day or context.now.date(),
    )


def miles_around(readings: Sequence[OdometerReading], thing: Kept, day: date) -> Decimal | None:
    """The reading nearest in time to what happened on a day; of one day, the one told nearest."""

    def apart(each: OdometerReading) -> tuple[int, float]:
        told_apart = (each.created_at - thing.created_at).total_seconds()
        return abs((each.read_on - day).days), abs(told_apart)

    nearest = min(readings, key=apart, default=None)
    return None if nearest is None else nearest.miles


def miles_a_day(readings: Sequence[OdometerReading]) -> Decimal:
    """The rig's pace, from its first to its last reading."""
    if len(readings) >= 2:
        days = (readings[-1].read_on - readings[0].read_on).days
        miles = readings[-1].miles - readings[0].miles
        if days >= _PACE_DAYS and miles > 0:
            return miles / days
    return USUAL_MILES_A_DAY
