"""Maintenance in words: what is due and how often it comes round."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.skills import wording
from pam_core.skills.kit import Units
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.maintenance_due import Coming
from pam_core.vocabulary.maintenance import ServiceDue
from pam_core.vocabulary.recurrence import parts_of

TOPIC = "maintenance"
"""What the talk is about once PAM has told that a service is due."""

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


def rule_said(rule: str) -> str:
    """As in "every 6 months", "every year"; the days a rule chooses are left out."""
    parts = parts_of(rule)
    unit = _UNITS.get(parts.get("FREQ", ""), "time")
    interval = int(parts.get("INTERVAL", "1"))
    return f"every {unit}" if interval == 1 else f"every {interval} {unit}s"


def every_said(every: Mapping[str, Any] | str, units: Units) -> str:
    """A repeat as in "every 5,000 miles", "every 6 months"."""
    if isinstance(every, str):
        return rule_said(every)
    return f"every {measures.distance(Decimal(every['every_miles']), units)}"


def limits_said(due: ServiceDue, today: date, units: Units) -> str:
    """As in "every 5,000 miles or every 6 months", "at 90,000 miles", "on March 1st"."""
    said = []
    if due.every_miles is not None:
        said.append(every_said({"every_miles": due.every_miles}, units))
    if due.every is not None:
        said.append(rule_said(due.every))
    if due.due_miles is not None:
        said.append(f"at {measures.distance(due.due_miles, units)}")
    if due.due_on is not None:
        said.append(wording.past_day(due.due_on, today) or "today")
    return " or ".join(said)


def coming_said(coming: Coming, today: date, units: Units) -> str:
    """As in "oil change is due in 200 miles", "tires were due on November 5th"."""
    service = coming.due.service
    several = service.endswith("s")
    if coming.miles_left is None and coming.days_left is None:
        return f"{service} {limits_said(coming.due, today, units)}"
    over = -coming.miles_left if coming.miles_left is not None else Decimal(0)
    if coming.by_miles_first and over > 0:
        are = "are" if several else "is"
        return f"{service} {are} {measures.distance(over, units)} overdue"
    past = not coming.by_miles_first and (coming.days_left or 0) < 0
    if past:
        return f"{service} {'were' if several else 'was'} due {left_said(coming, today, units)}"
    return f"{service} {'are' if several else 'is'} due {left_said(coming, today, units)}"


def left_said(coming: Coming, today: date, units: Units) -> str:
    """When it is due, as in "in 200 miles", "now", "in 3 weeks", "on November 5th"."""
    if coming.by_miles_first and coming.miles_left is not None:
        if coming.miles_left < 1:
            return "now"
        return f"in {measures.distance(coming.miles_left, units)}"
    days = coming.days_left or 0
    if days < 0 and coming.due_on is not None:
        return wording.past_day(coming.due_on, today)
    return measures.time_to(days)
