"""Money, days and periods in words that are good to read and good to hear."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pam_core.vocabulary.money import Money, minor_digits
from pam_core.vocabulary.period import Period

_CURRENCIES = {
    "USD": ("dollar", "dollars"),
    "CAD": ("Canadian dollar", "Canadian dollars"),
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "MXN": ("Mexican peso", "Mexican pesos"),
}
_CLOSE_DAYS = 6


def money(amount: Money) -> str:
    """As in "45 dollars", "67 dollars and 50 cents": a voice reads "$67.50" wrong."""
    one, many = _CURRENCIES.get(amount.currency, (amount.currency, amount.currency))
    if amount.minor < 0:
        return f"minus {money(Money(minor=-amount.minor, currency=amount.currency))}"
    if minor_digits(amount.currency) != 2:
        return f"{amount.amount:,} {many}"
    whole, cents = divmod(amount.minor, 100)
    in_cents = f"{cents} cent" + ("" if cents == 1 else "s")
    if not whole and cents and amount.currency in ("USD", "CAD", "EUR"):
        return in_cents
    in_whole = f"{whole:,} {one if whole == 1 else many}"
    return f"{in_whole} and {in_cents}" if cents else in_whole


def counted(many: int, one: str) -> str:
    """As in "1 expense", "12 expenses", "3 diaries"."""
    if many == 1:
        return f"1 {one}"
    return f"{many:,} {one.removesuffix('y')}ies" if one.endswith("ry") else f"{many:,} {one}s"


def joined(items: Sequence[str]) -> str:
    """As in "a", "a and b", "a, b and c"."""
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last


def shortened(said: str, most: int = 40) -> str:
    """The user's own words, cut between words where they are too long to be said back."""
    plain = " ".join(said.split())
    if len(plain) <= most:
        return plain
    return plain[: most + 1].rpartition(" ")[0] or plain[:most]


def ordinal(number: int) -> str:
    """As in "1st", "22nd"."""
    ending = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def full_day(day: date) -> str:
    """As in "Monday, November 23rd"."""
    return f"{day:%A}, {day:%B} {ordinal(day.day)}"


def past_day(day: date, today: date) -> str:
    """As in "yesterday", "on Friday", "on November 5th"; "" for today."""
    ago = (today - day).days
    if ago == 0:
        return ""
    if ago == 1:
        return "yesterday"
    if ago == -1:
        return "tomorrow"
    if 1 < ago <= _CLOSE_DAYS:
        return f"on {day:%A}"
    return f"on {_dated(day, today)}"


def period(stretch: Period, today: date) -> str:
    """As in "this month", "in October", "from Monday to today"."""
    first, last = stretch.first, stretch.last
    if first == last:
        return past_day(first, today) or "today"
    if first.day == 1 and last == _end_of_month(first):
        return _month(first, today)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return "this year" if first.year == today.year else f"in {first.year}"
    if (last - first).days == 6 and last != today:
        if today in stretch:
            return "this week"
        if today - timedelta(days=7) in stretch:
            return "last week"
    if (days := (last - first).days + 1) and last == today and days in (7, 14, 30):
        return f"in the last {days} days"
    if last == today:
        return f"since {past_day(first, today).removeprefix('on ')}"
    return f"from {_dated(first, today)} to {_dated(last, today)}"


def clock(moment: datetime) -> str:
    """As in "9 AM", "3:42 PM": a voice reads "9:00" as nine zero zero."""
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes} {'AM' if moment.hour < 12 else 'PM'}"


def _month(first: date, today: date) -> str:
    months = (today.year - first.year) * 12 + today.month - first.month
    if months == 0:
        return "this month"
    if months == 1:
        return "last month"
    return f"in {first:%B}" + ("" if 0 < months < 12 else f" {first.year}")


def _dated(day: date, today: date) -> str:
    year = "" if abs((today - day).days) < 300 else f", {day.year}"
    return f"{day:%B} {ordinal(day.day)}{year}"


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
