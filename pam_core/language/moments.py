"""Moments to come as people say them: "tomorrow at 9", "in two hours", "friday evening"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from pam_core.language.clock_times import PARTS, ClockTime, clock_time_at
from pam_core.language.days_ahead import day_ahead_at
from pam_core.language.quantities import quantity_at
from pam_core.language.words import Token, word_at

_LEADS = ("at", "on", "by", "around", "about", "before", "this", "the", "later")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_EARLIEST_HOUR, _LATEST_HOUR = 6, 22
"""Where only "at nine" was said, the next nine o'clock at which people are awake is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPiece:
    """What was said of a moment so far: a day, a part of the day, a time of day, or all at once.

    `at` is a moment told from now ("in two hours").
    """

    day: date | None = None
    part: str = ""
    clock: ClockTime | None = None
    at: datetime | None = None

    @property
    def tells(self) -> frozenset[str]:
        """What it tells: what it has in common with another piece cannot be said twice."""
        if self.at:
            return frozenset(("day", "part", "clock"))
        told = {"day": self.day, "part": self.part, "clock": self.clock}
        return frozenset(name for name, value in told.items() if value)


def moment_pieces_at(
    tokens: Sequence[Token], start: int, now: datetime
) -> Iterator[tuple[int, MomentPiece]]:
    """Every piece of a moment that begins at `start`, with the token it ends before."""
    from_now = _from_now(tokens, start, now)
    if from_now:
        yield from_now
    at, piece = start, MomentPiece()
    while (further := _further(tokens, at, piece, now)) is not None:
        at, piece = further
        yield at, piece


def moment_of(pieces: Iterable[MomentPiece], now: datetime, *, again: bool = False) -> str:
    """The moment that the pieces make together: ISO-8601, a plain date where no time was said.

    A time of day that a clock change leaves out is an hour later; of one that comes twice it is
    the first. `again`: it comes round, so that "at eight" is the usual eight, not the next.
    """
    whole = MomentPiece()
    for piece in pieces:
        whole = MomentPiece(
            day=whole.day or piece.day,
            part=whole.part or piece.part,
            clock=whole.clock or piece.clock,
            at=whole.at or piece.at,
        )
    if whole.at:
        return whole.at.isoformat(timespec="seconds")
    if whole.clock is None and not whole.part:
        return (whole.day or now.date()).isoformat()
    if again and whole.clock and not whole.clock.sure and not (whole.part or whole.day):
        hour, minute = whole.clock.usual()
        whole = replace(whole, clock=replace(whole.clock, hour=hour, minute=minute, sure=True))
    return _at_time_of_day(whole, now).isoformat(timespec="seconds")


def end_of(pieces: Sequence[MomentPiece], begin: str, now: datetime) -> str:
    """The moment that ends what begins at `begin`: where no day was said, on the same one."""
    if any(piece.day or piece.at or not (piece.clock or piece.part) for piece in pieces):
        return moment_of(pieces, now)
    start = datetime.fromisoformat(begin)
    day = MomentPiece(day=start.date())
    end = datetime.fromisoformat(moment_of([*pieces, day], now))
    if start.tzinfo is None or end > start:
        return end.isoformat(timespec="seconds")
    unsure = any(piece.clock and not piece.clock.sure for piece in pieces)
    later = timedelta(hours=12) if unsure and end + timedelta(hours=12) > start else timedelta(1)
    return existing((end + later).replace(tzinfo=now.tzinfo)).isoformat(timespec="seconds")


def only_day(piece: MomentPiece) -> MomentPiece:
    """What a piece tells of the day."""
    return MomentPiece(day=piece.day)


def existing(moment: datetime) -> datetime:
    """A local time as the clocks show it: one that they skip moves on."""
    try:
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:
        # The last day of the calendar has no other side.
        return moment


def _further(
    tokens: Sequence[Token], at: int, piece: MomentPiece, now: datetime
) -> tuple[int, MomentPiece] | None:
    """One more part of the moment after what is known of it."""
    for lead in _leads(tokens, at):
        begin = at + lead
        if piece.day is None and (found := day_ahead_at(tokens, begin, now.date())):
            last = word_at(tokens, found.end - 1)
            part = last if last in PARTS and not piece.part else piece.part
            return found.end, replace(piece, day=found.day, part=part)
        if piece.clock is None and (clock := clock_time_at(tokens, begin)):
            return clock.end, replace(piece, clock=clock)
        word, after = word_at(tokens, begin), word_at(tokens, begin + 1)
        if not piece.part and word in PARTS:
            return begin + 1, replace(piece, part=word)
        if not piece.part and (word, after) == ("first", "thing"):
            in_the_morning = [word_at(tokens, begin + step) for step in (2, 3, 4)]
            said_again = in_the_morning == ["in", "the", "morning"]
            return begin + (5 if said_again else 2), replace(piece, part="morning")
    return None


def _leads(tokens: Sequence[Token], at: int) -> tuple[int, ...]:
    """How many words may stand before the next part: none, "at", "in the", "at around"."""
    first, second = word_at(tokens, at), word_at(tokens, at + 1)
    if first == "in" and second == "the":
        return (0, 2)
    if first in _LEADS:
        return (0, 1, 2) if second in _LEADS else (0, 1)
    return (0,)


def _from_now(tokens: Sequence[Token], start: int, now: datetime) -> tuple[int, MomentPiece] | None:
    """As in "in two hours", "20 minutes from now"."""
    inside = word_at(tokens, start) == "in"
    span = quantity_at(tokens, start + inside, "duration")
    if span is None or span.unit not in _SECONDS:
        return None
    end = span.end
    after = (word_at(tokens, end), word_at(tokens, end + 1))
    if after == ("from", "now"):
        end += 2
    elif not inside:
        return None
    try:
        later = now.astimezone(UTC) + timedelta(seconds=float(span.value * _SECONDS[span.unit]))
        return end, MomentPiece(at=later.astimezone(now.tzinfo).replace(microsecond=0))
    except OverflowError:
        return None


def _at_time_of_day(whole: MomentPiece, now: datetime) -> datetime:
    today = now.date()
    if whole.part:
        hour, minute = whole.clock.in_part(whole.part) if whole.clock else (PARTS[whole.part], 0)
        day = whole.day or today
        if hour < 5 and whole.clock and whole.part in ("night", "tonight"):
            day += timedelta(days=1)
        moment = _local(day, hour, minute, now)
        next_day = whole.day is None and whole.part != "tonight" and moment <= now
        return _local(day + timedelta(days=1), hour, minute, now) if next_day else moment
    if whole.clock is None:
        raise ValueError("a moment without a time of day")
    hour, minute = whole.clock.usual()
    if whole.day is None:
        return _next(whole.clock, now)
    moment = _local(whole.day, hour, minute, now)
    if whole.day == today and moment <= now and not whole.clock.sure and hour < 12:
        return _local(whole.day, hour + 12, minute, now)
    return moment


def _next(clock: ClockTime, now: datetime) -> datetime:
    """The next time the clocks show it."""
    hour, minute = clock.usual()
    today, tomorrow = now.date(), now.date() + timedelta(days=1)
    if clock.sure:
        first = _local(today, hour, minute, now)
        return first if first > now else _local(tomorrow, hour, minute, now)
    for half in (0, 12):
        awake = _EARLIEST_HOUR <= clock.hour % 12 + half <= _LATEST_HOUR
        moment = _local(today, clock.hour % 12 + half, minute, now)
        if awake and moment > now:
            return moment
    return _local(tomorrow, hour, minute, now)


def _local(day: date, hour: int, minute: int, now: datetime) -> datetime:
    return existing(datetime.combine(day, time(hour, minute), now.tzinfo))
