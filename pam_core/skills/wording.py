"""Money, days and periods in words that are good to read and good to hear."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

_CURRENCIES = {
    "USD": ("dollar", "dollars", "cent", "cents"),
    "CAD": ("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "MXN": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
}
"""One and several of each unit, one and several of its hundredths."""

_CLOSE_DAYS = 6

_NO_END = frozenset(
    "a an the and or of at by for with from to into in on near my our their your this that".split()
)
"""Words that leave what they end hanging in the air."""


def money(amount: Money) -> str:
    """As in "45 dollars", "67 dollars and 50 cents": a voice reads "$67.50" wrong."""
    if amount.minor < 0:
        return f"minus {money(Money(minor=-amount.minor, currency=amount.currency))}"
    if amount.currency not in _CURRENCIES:
        return f"{amount.amount:,} {amount.currency}".replace(".00 ", " ")
    one, many, cent, cents = _CURRENCIES[amount.currency]
    whole, part = divmod(amount.minor, 100)
    in_whole = f"{whole:,} {one if whole == 1 else many}"
    in_cents = f"{part} {cent if part == 1 else cents}"
    if not part:
        return in_whole
    return f"{in_whole} and {in_cents}" if whole else in_cents


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
    words = plain[: most + 1].split(" ")[:-1]
    while words and words[-1].casefold() in _NO_END:
        words.pop()
    return " ".join(words) or plain[:most]


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
