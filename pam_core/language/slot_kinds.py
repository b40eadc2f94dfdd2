"""Kinds of slots: what may stand where a sentence template says {amount}."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from pam_core.language.amounts import amount_at
from pam_core.language.clock_times import clock_time_at
from pam_core.language.days import day_at
from pam_core.language.days_ahead import day_ahead_at
from pam_core.language.free_text import (
    LONGEST_NAME,
    LONGEST_WORDS,
    long_text,
    place_names,
    short_text,
    things,
)
from pam_core.language.moments import moment_of, moment_pieces_at
from pam_core.language.numbers import number_at
from pam_core.language.odometers import odometer_at
from pam_core.language.periods import period_at
from pam_core.language.positions import position_at
from pam_core.language.pumps import pump_price_at, pumped_at, unit_price_at
from pam_core.language.quantities import FAMILIES, plain, quantity_at
from pam_core.language.repeats import repeats_at
from pam_core.language.shifts import shift_at
from pam_core.language.slots import Context, SlotSpec, Span
from pam_core.language.words import Sentence, Token, word_at

_CALENDAR_WORDS = frozenset(("week", "month"))
_LONGEST_PHRASE = 6
_PRICE = re.compile(r"\d[\d,]*\.\d\d")
_WITH = "with_"

Finder = Callable[[Sentence, int, Context, SlotSpec], Iterable[Span]]


@dataclass(frozen=True)
class SlotKinds:
    """All kinds by name; `phrases` holds, for kinds that are closed lists, phrase → value.

    `with_` before the name of a list is free text that holds the last word of one of its phrases.
    """

    phrases: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)
    _last_words: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def knows(self, kind: str) -> bool:
        """Whether there is such a kind."""
        return kind in _FINDERS or kind.removeprefix(_WITH) in self.phrases

    def spans(self, sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> list[Span]:
        """Everything the slot may be from token `start` on, longest first."""
        if start >= len(sentence.tokens):
            return []
        if spec.kind in self.phrases:
            return list(_listed(self.phrases[spec.kind], sentence, start))
        if spec.kind.startswith(_WITH):
            return list(_holding(self._nouns(spec.kind.removeprefix(_WITH)), sentence, start))
        return list(_FINDERS[spec.kind](sentence, start, context, spec))

    def _nouns(self, kind: str) -> frozenset[str]:
        """The last words of a list's phrases: in "dentist appointment" what it is."""
        if kind not in self._last_words:
            self._last_words[kind] = frozenset(phrase[-1] for phrase in self.phrases[kind])
        return self._last_words[kind]


def _holding(nouns: frozenset[str], sentence: Sentence, start: int) -> Iterable[Span]:
    """Free text that names something of a list: "lunch with Bob", "hair color appointment"."""
    for end, text in short_text(sentence, start, LONGEST_WORDS):
        if any(token.text in nouns for token in sentence.tokens[start:end]):
            yield Span(end, text, free=True)


def _listed(
    phrases: Mapping[tuple[str, ...], str], sentence: Sentence, start: int
) -> Iterable[Span]:
    tokens = sentence.tokens[start : start + _LONGEST_PHRASE]
    words = tuple(token.text for token in tokens)
    for length in range(len(words), 0, -1):
        if words[:length] in phrases:
            yield Span(start + length, phrases[words[:length]])
    for at, token in enumerate(tokens):
        # One word of a phrase may have been heard as another.
        for other in token.others:
            meant = (*words[:at], other, *words[at + 1 :])
            for length in range(len(words), at, -1):
                if meant[:length] in phrases:
                    yield Span(start + length, phrases[meant[:length]], misheard=True)


def _money(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = amount_at(sentence.tokens, start, context.currency)
    if found:
        yield Span(
            found.end,
            found.money.to_slot(),
            may_go_on=found.may_go_on or not found.named,
            in_cents=found.in_cents.to_slot() if found.in_cents else None,
        )


def _priced(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    """Money with its currency or its cents: a bare number could be anything."""
    found = amount_at(sentence.tokens, start, context.currency)
    with_cents = found and _PRICE.fullmatch(sentence.tokens[start].text)
    if found and (found.named or with_cents):
        yield Span(found.end, found.money.to_slot(), may_go_on=found.may_go_on)


def _day(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    if spec.lean == "future":
        found = day_ahead_at(sentence.tokens, start, context.today)
    else:
        found = day_at(sentence.tokens, start, context.today, spec.lean)
    if found:
        yield Span(found.end, found.day.isoformat())


def _period(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    tokens = [_calendar_word(token) for token in sentence.tokens]
    found = period_at(tokens, start, context.today, context.first_weekday, spec.lean)
    if found:
        yield Span(found.end, found.period.to_slot())


def _calendar_word(token: Token) -> Token:
    """The week or month that was heard as something else."""
    meant = token.others & _CALENDAR_WORDS
    return replace(token, text=min(meant)) if meant else token


def _clock(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = clock_time_at(sentence.tokens, start, bare=True)
    if found:
        hour, minute = found.usual()
        yield Span(found.end, f"{hour:02}:{minute:02}", may_go_on=found.may_go_on)


def _moment(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    spans: list[Span] = []
    waking = any(token.text == "wake" for token in sentence.tokens[:start])
    for end, piece in moment_pieces_at(sentence.tokens, start, context.now):
        if waking and piece.clock and not piece.part:
            # "Wake me up at six" is not for this evening.
            piece = replace(piece, part="morning")
        try:
            value = moment_of([piece], context.now)
        except (OverflowError, ValueError):
            # Beyond the calendar: the year 10000.
            continue
        goes_on = piece.clock is not None and piece.clock.may_go_on
        spans.append(Span(end, value, piece=piece, may_go_on=goes_on))
    return reversed(spans)


def _number(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = number_at(sentence.tokens, start)
    if found:
        whole = found.value == int(found.value)
        value = int(found.value) if whole else plain(found.value)
        yield Span(found.end, value, may_go_on=found.may_go_on)


def _ordinal(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = position_at(sentence.tokens, start)
    if found:
        yield Span(found.end, found.number)


def _quantity(
    sentence: Sentence, start: int, context: Context, spec: SlotSpec, family: str = "quantity"
) -> Iterable[Span]:
    degrees = "celsius" if context.metric else "fahrenheit"
    found = quantity_at(sentence.tokens, start, family, degrees)
    if found:
        yield Span(found.end, found.to_slot())


def _odometer(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = odometer_at(sentence.tokens, start, "kilometer" if context.metric else "mile")
    if found:
        yield Span(found.end, found.to_slot(), may_go_on=found.may_go_on)


def _pumped(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = pumped_at(sentence.tokens, start, "liter" if context.metric else "gallon")
    if found:
        yield Span(found.end, found.to_slot(), may_go_on=found.may_go_on)


def _unit_price(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    at = pump_price_at if spec.kind == "pump_price" else unit_price_at
    found = at(sentence.tokens, start, context.currency)
    if found:
        yield Span(found.end, found.to_slot(), may_go_on=found.may_go_on)


def _repeat(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    for found in repeats_at(sentence.tokens, start):
        yield Span(found.end, found.rule)


def _mileage(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    """A repeat by miles alone: what repeats by the calendar is no matter of the odometer."""
    for found in repeats_at(sentence.tokens, start):
        if not isinstance(found.rule, str):
            yield Span(found.end, found.rule)


def _miles_between(
    sentence: Sentence, start: int, context: Context, spec: SlotSpec
) -> Iterable[Span]:
    """Miles said without "every": "an interval of 7500 miles"."""
    found = quantity_at(sentence.tokens, start, "distance")
    if found and found.unit == "mile" and found.value == int(found.value) > 0:
        yield Span(found.end, {"every_miles": int(found.value)})


def _percent(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = number_at(sentence.tokens, start)
    if found and word_at(sentence.tokens, found.end) in ("percent", "per", "%"):
        end = found.end + 1
        if word_at(sentence.tokens, found.end) == "per":
            if word_at(sentence.tokens, end) != "cent":
                return
            end += 1
        yield Span(end, plain(found.value))


def _months(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = quantity_at(sentence.tokens, start, "duration")
    if found and found.unit in ("month", "year"):
        months = found.value * (12 if found.unit == "year" else 1)
        if months == int(months) and 0 < months <= 1200:
            yield Span(found.end, int(months))


def _shift(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = shift_at(sentence.tokens, start)
    if found:
        yield Span(found.end, found.to_slot())


def _name(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return (Span(end, text, free=True) for end, text in short_text(sentence, start, LONGEST_NAME))


def _words(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return (Span(end, text, free=True) for end, text in short_text(sentence, start, LONGEST_WORDS))


def _things(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return (Span(end, text, free=True) for end, text in things(sentence, start))


def _text(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return (Span(end, text, free=True) for end, text in long_text(sentence, start))


def _place(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return (Span(end, text, free=True) for end, text in place_names(sentence, start))


_FINDERS: dict[str, Finder] = {
    "money": _money,
    "priced": _priced,
    "day": _day,
    "period": _period,
    "clock": _clock,
    "moment": _moment,
    "number": _number,
    "ordinal": _ordinal,
    "odometer": _odometer,
    "pumped": _pumped,
    "unit_price": _unit_price,
    "pump_price": _unit_price,
    "quantity": _quantity,
    "repeat": _repeat,
    "mileage": _mileage,
    "miles_between": _miles_between,
    "percent": _percent,
    "months": _months,
    "shift": _shift,
    "name": _name,
    "words": _words,
    "things": _things,
    "text": _text,
    "place": _place,
    **{family: partial(_quantity, family=family) for family in FAMILIES},
}
