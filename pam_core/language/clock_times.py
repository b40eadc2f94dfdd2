"""Times of day as people say them: "9 am", "half past six", "noon", "fourteen hundred hours"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pam_core.language.numbers import UNITS, small_at
from pam_core.language.words import Token, word_at

PARTS = {
    "morning": 9,
    "afternoon": 15,
    "evening": 18,
    "night": 20,
    "tonight": 20,
}
"""Part of the day → the hour that is meant where none is said."""

_NAMED = {"noon": 12, "midday": 12, "noontime": 12, "midnight": 0}
_PAST = ("past", "after")
_BEFORE = ("to", "til", "till", "before", "of")
_LEADS_TO_HOUR = ("at", "by", "around", "about", "until", "till", "before", "after", "from", "to")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day up to token `end`; not `sure`: the hour, 1-12, may be before or after noon.

    `may_go_on`: minutes or "pm" could still follow.
    """

    end: int
    hour: int
    minute: int
    sure: bool
    may_go_on: bool = False

    def in_part(self, part: str) -> tuple[int, int]:
        """Hour and minute when it is said of a part of the day ("evening")."""
        if self.sure:
            return self.hour, self.minute
        hour = self.hour % 12
        small_hours = part in ("night", "tonight") and (hour == 0 or hour < 5)
        return (hour if part == "morning" or small_hours else hour + 12), self.minute

    def usual(self) -> tuple[int, int]:
        """Hour and minute as people mean it where nothing else tells: 7 to 11 in the morning."""
        if self.sure or 7 <= self.hour <= 12:
            return self.hour, self.minute
        return self.hour + 12, self.minute


def clock_time_at(tokens: Sequence[Token], start: int, *, bare: bool = False) -> ClockTime | None:
    """The longest time of day that begins at `start`.

    A mere number is one only when `bare`, or when "at", "by" or the like stands before it.
    """
    bare = bare or (start > 0 and word_at(tokens, start - 1) in _LEADS_TO_HOUR)
    found = list(_clock_times(tokens, start, bare))
    return max(found, key=lambda time: (time.end, time.sure), default=None)


def _clock_times(tokens: Sequence[Token], start: int, bare: bool) -> Iterator[ClockTime]:
    word = word_at(tokens, start)
    if word in _NAMED:
        yield ClockTime(start + 1, _NAMED[word], 0, True)
        return
    yield from _relative(tokens, start)
    for end, hour, minute, written in _figures(tokens, start):
        half = _half_of_day(tokens, end)
        if half and 1 <= hour <= 12:
            yield ClockTime(half[0], hour % 12 + half[1], minute, True)
        elif half and (hour > 12 if half[1] else hour == 0):
            yield ClockTime(half[0], hour, minute, True)
        if word_at(tokens, end) == "o'clock" and not minute:
            after = _half_of_day(tokens, end + 1)
            if after and hour <= 12:
                yield ClockTime(after[0], hour % 12 + after[1], 0, True)
            else:
                yield ClockTime(end + 1, hour, 0, not 1 <= hour <= 12)
        elif word_at(tokens, end) == "hours" and (hour > 12 or len(word) == 4 or hour == 0):
            yield ClockTime(end + 1, hour, minute, True)
        elif written or (bare and 1 <= hour <= 12):
            # "At nine" may go on with "thirty" or "in the evening".
            sure = not 1 <= hour <= 12 or (written and word.startswith("0"))
            yield ClockTime(end, hour, minute, sure, may_go_on=not written)


def _relative(tokens: Sequence[Token], start: int) -> Iterator[ClockTime]:
    """As in "half past six", "a quarter to nine", "ten minutes after five"."""
    at = start + (word_at(tokens, start) == "a")
    word = word_at(tokens, at)
    number = small_at(tokens, at)
    if word in ("half", "quarter"):
        minutes, at = (30 if word == "half" else 15), at + 1
    elif number and 0 < number.value < 60:
        minutes, at = int(number.value), number.end
    else:
        return
    named = word_at(tokens, at) in ("minutes", "minute")
    at += named
    from_to = start > 0 and word_at(tokens, start - 1) in ("from", "between")
    if word not in ("half", "quarter") and not named and (minutes % 5 or from_to):
        # "From two to three" is no time before three; "ten to three" is.
        return
    way, hour = word_at(tokens, at), small_at(tokens, at + 1)
    noon = _NAMED.get(word_at(tokens, at + 1))
    if noon is not None:
        end, value = at + 2, noon
    elif hour and 1 <= hour.value <= 12:
        end, value = hour.end, int(hour.value)
    else:
        return
    if way in _PAST:
        total = value * 60 + minutes
    elif way in _BEFORE:
        total = (value * 60 - minutes) % (24 * 60)
    else:
        return
    half = _half_of_day(tokens, end)
    end, sure = (half[0], True) if half else (end, noon is not None)
    hours, rest = divmod(total, 60)
    if half:
        hours = hours % 12 + half[1]
    yield ClockTime(end, hours if sure else hours or 12, rest, sure)


def _figures(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, int, int, bool]]:
    """Hour and minute in figures or words: where they end, and whether written with a colon."""
    word = word_at(tokens, start)
    hours, colon, minutes = word.partition(":")
    if colon and hours.isdecimal() and minutes.isdecimal():
        if int(hours) < 24 and int(minutes) < 60:
            yield start + 1, int(hours), int(minutes), True
        return
    if word.isascii() and word.isdecimal() and len(word) in (3, 4):
        hour, minute = divmod(int(word), 100)
        if hour < 24 and minute < 60:
            yield start + 1, hour, minute, False
        return
    number = small_at(tokens, start)
    if number is None or not 0 <= number.value < 24:
        return
    hour, end = int(number.value), number.end
    yield end, hour, 0, False
    second = small_at(tokens, end)
    if second and 10 <= second.value < 60:
        yield second.end, hour, int(second.value), False
    elif word_at(tokens, end) in ("oh", "o") and 0 < UNITS.get(word_at(tokens, end + 1), 0) < 10:
        yield end + 2, hour, UNITS[word_at(tokens, end + 1)], False
    elif word_at(tokens, end) == "hundred":
        yield end + 1, hour, 0, hour > 12


def _half_of_day(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Where "am", "pm", "in the evening" end, and 0 or 12."""
    words = tuple(word_at(tokens, at + step) for step in range(3))
    if words[0] in ("am", "pm"):
        return at + 1, 0 if words[0] == "am" else 12
    if words[0] in ("a", "p") and words[1] == "m":
        return at + 2, 0 if words[0] == "a" else 12
    if words[:2] == ("in", "the") and words[2] in ("morning", "afternoon", "evening"):
        return at + 3, 0 if words[2] == "morning" else 12
    return (at + 2, 12) if words[:2] == ("at", "night") else None
