"""Whether what a model wants written is what the user said, argument by argument."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import combinations
from typing import Any

from pam_core.language.moments import moment_of
from pam_core.language.numbers import number_at
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, SlotSpec, Span, default_of
from pam_core.language.words import sentence
from pam_core.orchestrator.tools.stems import stem
from pam_core.orchestrator.tools.tool_slots import FREE, ToolSlot
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.turn import TurnRequest

_MAY_BE_ADDED = frozenset("a an the of to for my our your at in on and with".split())
"""Words without a meaning of their own: a text may have them more."""

_LEAVES_OPEN = frozenset(
    "not never no without nobody nothing if unless suppose imagine pretend maybe perhaps might"
    " would should how why what when where which who whose whether wonder".split()
)
"""With them a sentence denies, asks or supposes: what is in it is no order."""

_POLITE = frozenset(("would", "should"))
_TELLING = ("priced", "quantity", "day", "moment", "period", "repeat", "percent", "unit_price")
"""Kinds that say what a number is: within one of these it is not just any number."""

_DATED = ("day", "moment", "period")
_MOST_PIECES = 4

Place = tuple[int, int, Span]
"""A reading: its first token, the one it ends before, and what it says."""


def is_said(intent: Intent, request: TurnRequest, toolbox: Toolbox) -> bool:
    """Whether the user said, in this turn and as an order, every argument of the intent.

    What a skill takes by itself where nothing is said ("today") needs no words; but an intent with
    no word of the user's at all is not said.
    """
    words = UserWords(request.text, toolbox.kinds, toolbox.context(request.now))
    said = said_slots(intent, words, toolbox)
    return (
        bool(said)
        and not words.leave_it_open
        and said | _usual(intent, words, toolbox) >= set(intent.slots)
    )


def said_slots(intent: Intent, words: "UserWords", toolbox: Toolbox) -> frozenset[str]:
    """The slots whose values are in the user's words."""
    slots = toolbox.slots(intent.action or "")
    return frozenset(name for name, value in intent.slots.items() if words.tell(slots[name], value))


def as_said(intent: Intent, request: TurnRequest, toolbox: Toolbox) -> frozenset[str]:
    """The slots that the user said, or that stand for what was left unsaid."""
    words = UserWords(request.text, toolbox.kinds, toolbox.context(request.now))
    return said_slots(intent, words, toolbox) | _usual(intent, words, toolbox)


def _usual(intent: Intent, words: "UserWords", toolbox: Toolbox) -> frozenset[str]:
    """The slots that hold what is meant where nothing is said, and nothing else was said."""
    slots = toolbox.slots(intent.action or "")
    return frozenset(
        name
        for name, value in intent.slots.items()
        if value == default_of(slots[name].spec, words.context)
        and not (set(slots[name].kinds) & set(_DATED) and words.values(slots[name].spec, "day"))
    )


class UserWords:
    """A turn's words, read for values of every kind.

    A value within a longer one of its kind was not said: "forty five" is not five.
    """

    def __init__(self, text: str, kinds: SlotKinds, context: Context) -> None:
        self._sentence = sentence(text)
        self._kinds = kinds
        self.context = context

    @cached_property
    def leave_it_open(self) -> bool:
        """Whether they deny, ask or suppose rather than tell to do something."""
        words = [token.text for token in self._sentence.tokens]
        polite = {
            word for at, word in enumerate(words) if word in _POLITE and _is_polite(words, at)
        }
        return not _LEAVES_OPEN.isdisjoint(set(words) - polite)

    def tell(self, slot: ToolSlot, value: Any) -> bool:
        """Whether a slot's value is among them."""
        if slot.spec.many and isinstance(value, list):
            return bool(value) and all(self._tell_one(slot, each) for each in value)
        return self._tell_one(slot, value)

    def _tell_one(self, slot: ToolSlot, value: Any) -> bool:
        typed = [kind for kind in slot.kinds if kind not in FREE]
        if any(value in self.values(slot.spec, kind) for kind in typed):
            return True
        worded = slot.is_free or value in slot.values
        return worded and isinstance(value, str) and self._hold(value)

    def _hold(self, text: str) -> bool:
        """Whether each word of a text is among them, in any order."""
        asked = {token.text for token in sentence(text).tokens} - _MAY_BE_ADDED
        return bool(asked) and {stem(word) for word in asked} <= self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        numbers = {
            str(span.value) for _, _, span in self._longest(SlotSpec(name="", kind="number"))
        }
        return frozenset(stem(token.text) for token in self._sentence.tokens) | numbers

    def values(self, spec: SlotSpec, kind: str) -> list[Any]:
        """What was said of a kind; `spec` tells which way a bare weekday points."""
        wanted = SlotSpec(name=spec.name, kind=kind, lean=spec.lean)
        if kind == "moment":
            return self._moments(wanted)
        found = list(self._plainly(wanted))
        if kind == "money":
            named = list(self._longest(SlotSpec(name=spec.name, kind="priced")))
            found = named or found
        in_cents = [span.in_cents for _, _, span in found if span.in_cents]
        return [span.value for _, _, span in found] + in_cents

    def _plainly(self, spec: SlotSpec) -> Iterator[Place]:
        """The readings of a kind without bare numbers that belong to something else."""
        tokens = self._sentence.tokens
        for start, end, span in self._longest(spec):
            number = number_at(tokens, start)
            bare = number is not None and number.end >= end
            if not (bare and self._is_within(start, end)):
                yield start, end, span

    def _is_within(self, start: int, end: int) -> bool:
        return any(
            first <= start and end <= last and last - first > end - start
            for first, last in self._telling
        )

    @cached_property
    def _telling(self) -> frozenset[tuple[int, int]]:
        return frozenset(
            (start, end)
            for kind in _TELLING
            for start, end, _ in self._longest(SlotSpec(name="", kind=kind))
        )

    def _longest(self, spec: SlotSpec) -> Iterator[Place]:
        """The longest readings from each word on, none within an earlier one."""
        reached = 0
        for start in range(len(self._sentence.tokens)):
            spans = [
                span
                for span in self._kinds.spans(self._sentence, start, self.context, spec)
                if not (span.misheard or span.free)
            ]
            end = max((span.end for span in spans), default=0)
            if end > reached:
                reached = end
                yield from ((start, end, span) for span in spans if span.end == end)

    def _moments(self, spec: SlotSpec) -> list[str]:
        """Moments made of the pieces said; a mere day only where no time of day was said."""
        pieces = [span.piece for _, _, span in self._longest(spec) if span.piece][:_MOST_PIECES]
        timed = any(piece.tells - {"day"} for piece in pieces)
        found = []
        for count in range(1, len(pieces) + 1):
            for some in combinations(pieces, count):
                told = [name for piece in some for name in piece.tells]
                if len(told) == len(set(told)) and not (timed and told == ["day"]):
                    found.append(moment_of(some, self.context.now))
        return found


def _is_polite(words: list[str], at: int) -> bool:
    """As in "would you …", "i would like …"."""
    return words[at + 1 : at + 2] in (["you"], ["like"])


def unsaid(intent: Intent, said: frozenset[str]) -> Mapping[str, Any]:
    """The slots of the intent that are none of these."""
    return {name: value for name, value in intent.slots.items() if name not in said}
