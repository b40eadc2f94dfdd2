"""Kinds of slots: what may stand where a sentence template says {amount}."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pam_core.language.amounts import amount_at
from pam_core.language.days import day_at
from pam_core.language.periods import month_of, period_at
from pam_core.language.words import Sentence, Token

# Words that never stand inside a name or a description: with them the sentence says something else.
_NOT_IN_TEXT = frozenset(
    "not never no do does did but because if unless although though that which who what when why"
    " how i we you he she they it is was were are am be been have has had will would could should"
    " can might may about than then so".split()
)
_NOT_AT_THE_EDGE = frozenset(
    "and or the a an of at on for in to from with by my our your this last next please today"
    " yesterday tomorrow".split()
)
_NOT_WITHIN = frozenset("at on for from".split())
_CALENDAR_WORDS = frozenset(("week", "month"))
_LONGEST_NAME = 6
_LONGEST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a slot needs to know of the world: the day, the user's money and week."""

    today: date
    currency: str = "USD"
    first_weekday: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A slot's value up to token `end`.

    `free` marks text taken as it comes: any typed reading of the same words is better.
    `may_go_on` says that the next word could still belong to it. `in_cents` is the other reading of
    money in bare digits: 6750 may be 67.50.
    """

    end: int
    value: Any
    free: bool = False
    may_go_on: bool = False
    in_cents: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSpec:
    """One slot of an action, as the sentence files declare it.

    `kind` names a slot kind; `lean` says which way a bare weekday points; `otherwise` is what is
    meant where the slot is left out ("today", "this month", None: nothing).
    """

    name: str
    kind: str
    needed: bool = False
    lean: str = "past"
    otherwise: str | None = None


Finder = Callable[[Sentence, int, Context, SlotSpec], Iterable[Span]]


@dataclass(frozen=True)
class SlotKinds:
    """All kinds by name; `phrases` holds, for kinds that are closed lists, phrase → value."""

    phrases: Mapping[str, Mapping[tuple[str, ...], str]] = field(default_factory=dict)

    def knows(self, kind: str) -> bool:
        """Whether there is such a kind."""
        return kind in _FINDERS or kind in self.phrases

    def spans(self, sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> list[Span]:
        """Everything the slot may be from token `start` on, longest first."""
        if start >= len(sentence.tokens):
            return []
        if spec.kind in self.phrases:
            return list(_listed(self.phrases[spec.kind], sentence, start))
        return list(_FINDERS[spec.kind](sentence, start, context, spec))


def default_of(spec: SlotSpec, context: Context) -> Any:
    """What is meant where the slot is left out; None for nothing."""
    if spec.otherwise == "today":
        return context.today.isoformat()
    if spec.otherwise == "this month":
        return month_of(context.today).to_slot()
    return spec.otherwise


def _listed(
    phrases: Mapping[tuple[str, ...], str], sentence: Sentence, start: int
) -> Iterable[Span]:
    longest = min(len(sentence.tokens) - start, 5)
    words = tuple(token.text for token in sentence.tokens[start : start + longest])
    for length in range(longest, 0, -1):
        if words[:length] in phrases:
            yield Span(start + length, phrases[words[:length]])
    for other in sentence.tokens[start].others:
        if (other,) in phrases:
            yield Span(start + 1, phrases[(other,)])


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
    """Money with its currency: a bare number could be anything."""
    found = amount_at(sentence.tokens, start, context.currency)
    if found and found.named:
        yield Span(found.end, found.money.to_slot(), may_go_on=found.may_go_on)


def _day(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    found = day_at(sentence.tokens, start, context.today, spec.lean)
    if found:
        yield Span(found.end, found.day.isoformat())


def _period(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    tokens = [_calendar_word(token) for token in sentence.tokens]
    found = period_at(tokens, start, context.today, context.first_weekday)
    if found:
        yield Span(found.end, found.period.to_slot())


def _calendar_word(token: Token) -> Token:
    """The week or month that was heard as something else."""
    meant = token.others & _CALENDAR_WORDS
    return replace(token, text=min(meant)) if meant else token


def _name(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return _text(sentence, start, _LONGEST_NAME)


def _words(sentence: Sentence, start: int, context: Context, spec: SlotSpec) -> Iterable[Span]:
    return _text(sentence, start, _LONGEST_WORDS)


def _text(sentence: Sentence, start: int, longest: int) -> Iterable[Span]:
    tokens: Sequence[Any] = sentence.tokens
    end = start
    unwanted = _NOT_IN_TEXT | _NOT_WITHIN
    while end < len(tokens) and end < start + longest and tokens[end].text not in unwanted:
        end += 1
    if tokens[start].text in _NOT_AT_THE_EDGE:
        return
    for last in range(end, start, -1):
        if tokens[last - 1].text not in _NOT_AT_THE_EDGE:
            yield Span(last, sentence.said(start, last), free=True)


_FINDERS: dict[str, Finder] = {
    "money": _money,
    "priced": _priced,
    "day": _day,
    "period": _period,
    "name": _name,
    "words": _words,
}
