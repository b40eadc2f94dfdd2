"""When each service of the rig comes round, by the odometer or the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pam_core.skills.wheels.odometer_readings import miles_a_day, miles_around
from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue
from pam_core.vocabulary.recurrence import starts, steady, zone_name
from pam_core.vocabulary.vehicle import OdometerReading

_LOOKED_AHEAD = timedelta(days=20 * 366)
_NEVER_DAYS = 100_000
_MORNING = time(9)
"""When a day that something is due is spoken of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A service that comes round: what is left of its miles and days, less than 0 when overdue.

    None: it has no such limit, or the odometer is not known. `cycle` names this time round.
    """

    due: ServiceDue
    miles_left: Decimal | None
    due_on: date | None
    days_left: int | None
    cycle: str
    days_at_pace: float

    @property
    def is_due(self) -> bool:
        """Whether one of its limits is reached."""
        by_miles = self.miles_left is not None and self.miles_left <= 0
        return by_miles or (self.days_left is not None and self.days_left <= 0)

    @property
    def by_miles_first(self) -> bool:
        """Whether its miles run out before its days, at the rig's own pace."""
        return self.miles_left is not None and (
            self.days_left is None or self.days_at_pace <= self.days_left
        )

    @property
    def urgency(self) -> float:
        """Days until the first limit: the smallest is the most urgent."""
        days = _NEVER_DAYS if self.days_left is None else self.days_left
        return min(self.days_at_pace, days)


def coming_up(
    plans: Sequence[ServiceDue],
    done: Sequence[ServiceDone],
    readings: Sequence[OdometerReading],
    now: datetime,
) -> list[Coming]:
    """Every service that still comes, the most urgent first; `readings` the oldest first."""
    pace = miles_a_day(readings)
    found = (_coming(plan, _last(plan, done), readings, now, pace) for plan in plans)
    standing = [each for each in found if each is not None]
    return sorted(standing, key=lambda each: (each.urgency, each.due.service))


def _last(plan: ServiceDue, done: Sequence[ServiceDone]) -> ServiceDone | None:
    of_it = [each for each in done if each.service == plan.service]
    return max(of_it, key=lambda each: (each.done_on, each.id), default=None)


def _coming(
    plan: ServiceDue,
    last: ServiceDone | None,
    readings: Sequence[OdometerReading],
    now: datetime,
    pace: Decimal,
) -> Coming | None:
    once = last is None or last.created_at <= plan.created_at
    repeats = plan.every_miles is not None or plan.every is not None
    if not repeats and not once:
        return None
    at_miles = _due_miles(plan, last, readings, once)
    on_day = _due_on(plan, last, now, once)
    odometer = readings[-1].miles if readings else None
    left = at_miles - odometer if at_miles is not None and odometer is not None else None
    return Coming(
        due=plan,
        miles_left=left,
        due_on=on_day,
        days_left=(on_day - now.date()).days if on_day else None,
        cycle=f"{plan.revision}:{last.id if last else ''}",
        days_at_pace=float(left / pace) if left is not None else _NEVER_DAYS,
    )


def _due_miles(
    plan: ServiceDue, last: ServiceDone | None, readings: Sequence[OdometerReading], once: bool
) -> Decimal | None:
    limits = [plan.due_miles] if plan.due_miles is not None and once else []
    if plan.every_miles is not None:
        base = last.at_miles if last else plan.begun_miles
        if base is None:
            thing, day = (last, last.done_on) if last else (plan, plan.begun_on)
            base = miles_around(readings, thing, day)
        if base is not None:
            limits.append(base + plan.every_miles)
    return min(limits, default=None)


def _due_on(plan: ServiceDue, last: ServiceDone | None, now: datetime, once: bool) -> date | None:
    limits = [plan.due_on] if plan.due_on is not None and once else []
    if plan.every is not None:
        begun = last.done_on if last else plan.begun_on
        next_time = _next(plan.every, begun, now)
        if next_time is not None:
            limits.append(next_time)
    return min(limits, default=None)


def _next(rule: str, begun: date, now: datetime) -> date | None:
    """The first day after `begun` that a rule comes round; raises ValueError for no rule."""
    first = datetime.combine(begun, _MORNING, now.tzinfo)
    after = first + timedelta(days=1) - timedelta(hours=1)
    coming = starts(
        first, steady(rule, first), zone=zone_name(now), since=after, until=first + _LOOKED_AHEAD
    )
    found = next(coming, None)
    return None if found is None else found.date()


def morning_of(day: date, now: datetime) -> datetime:
    """When a day's maintenance is spoken of, in the zone of `now`."""
    return datetime.combine(day, _MORNING, now.tzinfo)
