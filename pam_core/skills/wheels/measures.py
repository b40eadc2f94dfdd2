"""Distances, driving times, volumes and prices of fuel in words for the ear."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Units
from pam_core.vocabulary.fuel import LITERS_PER_GALLON
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import KM_PER_MILE
from pam_core.vocabulary.reply import MOST_CHARACTERS

_KM = Decimal(str(KM_PER_MILE))
_QUARTERS = ("", " and a quarter", " and a half", " and three quarters")


def number(value: Decimal, places: int = 1) -> str:
    """As in "81,300", "10.2": no more than `places` decimals and no needless zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(value: Decimal, unit: str, places: int = 1) -> str:
    """As in "1 gallon", "42.5 gallons", "13.5 feet"."""
    said = number(value, places)
    many = {"foot": "feet", "inch": "inches"}.get(unit, f"{unit}s")
    return f"{said} {unit if said == '1' else many}"


def distance(miles: Decimal, units: Units) -> str:
    """Miles to go or gone, whole: "5,000 miles", "8,050 kilometers"."""
    if units is Units.METRIC:
        return counted(miles * _KM, "kilometer", 0)
    return counted(miles, "mile", 0)


def odometer(miles: Decimal, units: Units) -> str:
    """A reading as its figures, in the unit the odometer counts by habit: "81,300"."""
    return number(miles * _KM if units is Units.METRIC else miles, 0)


def roughly(km: float, units: Units) -> str:
    """An estimate, rounded so that it does not sound measured: "about 270 miles"."""
    metric = units is Units.METRIC
    length = km if metric else km / KM_PER_MILE
    step = 1 if length < 20 else 5 if length < 100 else 10
    rounded = max(1, round(length / step) * step)
    return f"about {counted(Decimal(rounded), 'kilometer' if metric else 'mile', 0)}"


def driving(hours: float) -> str:
    """A driving time: "5 and a half hours", "an hour and a quarter", "45 minutes"."""
    quarters = max(1, round(hours * 4))
    if quarters >= 8:
        quarters = round(hours * 2) * 2
    if quarters < 4:
        return f"{quarters * 15} minutes"
    whole, part = divmod(quarters, 4)
    if whole == 1:
        return f"an hour{_QUARTERS[part]}"
    return f"{whole}{_QUARTERS[part]} hours"


def economy(miles_per_gallon: Decimal, units: Units) -> str:
    """As in "10.2 miles a gallon", "23.1 liters per 100 kilometers"."""
    if units is Units.METRIC:
        liters = 100 * LITERS_PER_GALLON / (miles_per_gallon * _KM)
        return f"{number(liters)} liters per 100 kilometers"
    return f"{number(miles_per_gallon)} miles a gallon"


def unit_price(amount: Decimal, currency: str, unit: str) -> str:
    """The price of one unit, to a tenth of a cent: "3 dollars and 89.9 cents a gallon"."""
    money = Money.of(amount, currency)
    said = wording.money(money)
    tenths = amount * 100 % 1
    if tenths and money.amount != amount:
        whole = wording.money(Money.of(Decimal(int(amount)), currency))
        cents = f"{number(amount * 100 % 100)} cents"
        said = f"{whole} and {cents}" if amount >= 1 else cents
    return f"{said} a {unit}"


def short_price(amount: Decimal, currency: str) -> str:
    """A price of fuel as people say it in passing, to the cent: "3 dollars 90"."""
    said = wording.money(Money.of(amount, currency))
    head, _, cents = said.partition(" and ")
    figure = cents.partition(" ")[0]
    return f"{head} {figure}" if len(figure) == 2 else said


def time_to(days: int) -> str:
    """How far ahead a day is: "today", "tomorrow", "in 10 days", "in 4 months", "in 3 years"."""
    if days <= 1:
        return "today" if days <= 0 else "tomorrow"
    if days <= 13:
        return f"in {days} days"
    if days < 60:
        return f"in {round(days / 7)} weeks"
    if days < 730:
        return f"in {round(days / 30.4)} months"
    return f"in {round(days / 365.25):,} years"


def age(day: date, today: date) -> str:
    """When something was noted: "today", "yesterday", "on November 5th"."""
    return wording.past_day(day, today) or "today"


def that_fit(sentences: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """What can be said at once, two sentences at most, and the rest of them for "more"."""
    waiting = [sentence for sentence in sentences if sentence]
    said = [waiting.pop(0)] if waiting else []
    if waiting and len(said[0]) + 1 + len(waiting[0]) <= MOST_CHARACTERS:
        said.append(waiting.pop(0))
    return " ".join(said), tuple(waiting)


def first_that_fits(sentences: Iterable[str]) -> str:
    """Of ways to say the same, the fullest first, the first that fits the ear; else the last."""
    said = ""
    for said in sentences:
        if len(said) <= MOST_CHARACTERS:
            break
    return said


def day_ahead(day: date, today: date) -> str:
    """A day to come, said so that it cannot be another: "today", "Friday, November 27th"."""
    days = (day - today).days
    if days in (0, 1):
        return "today" if days == 0 else "tomorrow"
    return wording.full_day(day) + ("" if abs(days) < 300 else f", {day.year}")


def ago(moment: datetime, now: datetime) -> str:
    """How long ago it was: "40 minutes ago", "3 hours ago", "yesterday", "on November 5th"."""
    minutes = int((now - moment).total_seconds() // 60)
    day = moment.astimezone(now.tzinfo).date()
    if minutes < 60:
        return f"{wording.counted(max(1, minutes), 'minute')} ago"
    if minutes < 12 * 60 or day == now.date():
        return f"{wording.counted(minutes // 60, 'hour')} ago"
    return wording.past_day(day, now.date())
