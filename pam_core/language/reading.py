"""One way to read a sentence: the template it fits, the values in it, and whether it is whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pam_core.language.attempt import Found, Match
from pam_core.language.grammar import Template
from pam_core.language.moments import MomentPiece, end_of, moment_of, only_day
from pam_core.language.shifts import shifted
from pam_core.language.slots import SlotSpec
from pam_core.language.words import Sentence
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.recurrence import first_match
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness
from pam_core.vocabulary.usual import is_unusual


@dataclass(frozen=True, slots=True)
class Reading:
    """The best reading of a sentence: the template, how it matched, and the sentence itself.

    `sure` is below 1 where the sentence had to be put right or cut for it.
    """

    template: Template
    match: Match
    said: Sentence
    sure: float = 1.0

    @property
    def rank(self) -> tuple[bool, float, float, int]:
        """What belongs to the talk's topic goes first, then what fits best, then what is surest."""
        template = self.template
        return bool(template.topic), round(self.match.rank, 3), template.trust, -template.number

    def fills(self, name: str) -> bool:
        """Whether the slot was said, follows from the way it was said, or is not needed for it."""
        spec = self.template.action.slots.get(name)
        either = (name, spec.unless) if spec and spec.unless else (name,)
        return any(each in self.template.fixed or self.match.has(each) for each in either)

    @property
    def trust(self) -> float:
        """How surely it fits, 0-1."""
        fit = self.match.trust / max(1, len(self.said.tokens))
        return round(fit * self.template.trust * self.sure, 2)


def moved_slots(
    slots: Mapping[str, Any], specs: Mapping[str, SlotSpec], shift: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The day or period among the slots, moved; None where there is none to move."""
    for name, spec in specs.items():
        if name in slots and spec.kind in ("day", "period", "moment"):
            moved = shifted(slots[name], shift)
            return None if moved is None else {name: moved}
    return None


def values_of(reading: Reading, known: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The slots said. Of two readings of a price the one that is usual for what was bought."""
    found = reading.match.found
    said: dict[str, Any] = {each.spec.name: each.span.value for each in found}
    rules = [each.span.value for each in found if each.spec.kind == "repeat"]
    for name in said:
        spans = [each.span for each in found if each.spec.name == name]
        pieces = [span.piece for span in spans if span.piece]
        if next(each.spec for each in found if each.spec.name == name).many:
            said[name] = list({json.dumps(span.value): span.value for span in spans}.values())
        elif pieces and rules:
            said[name] = _first_of(rules[0], pieces, now)
        elif len(pieces) > 1:
            said[name] = moment_of(pieces, now)
    for each in found:
        if each.span.piece and each.spec.after in said:
            begin, end = _pieces(found, each.spec.after), _pieces(found, each.spec.name)
            if begin and any(piece.day for piece in end) and not any(map(_has_day, begin)):
                # "From two to three on friday": the day is heard with the end.
                said[each.spec.after] = moment_of([*begin, *map(only_day, end)], now)
            said[each.spec.name] = end_of(end, said[each.spec.after], now)
    category = said.get("category", known.get("category"))
    for each in found:
        if each.span.in_cents and is_unusual(Money.from_slot(each.span.value), category):
            said[each.spec.name] = each.span.in_cents
    return said


def _first_of(rule: Any, pieces: Sequence[MomentPiece], now: datetime) -> str:
    """When what repeats comes first: "every thursday at eight" is on a thursday."""
    first = moment_of(pieces, now, again=True)
    timed = not any(map(_has_day, pieces))
    if timed and isinstance(rule, str) and "BY" in rule:
        match = first_match(rule, datetime.fromisoformat(first).astimezone(now.tzinfo))
        return match.isoformat(timespec="seconds") if match else first
    return first


def _has_day(piece: MomentPiece) -> bool:
    return "day" in piece.tells


def _pieces(found: Sequence[Found], name: str) -> list[MomentPiece]:
    return [each.span.piece for each in found if each.spec.name == name and each.span.piece]


def finished(reading: Reading, asked: Intent | None) -> Completeness:
    """Whether a sentence that was understood can be taken at once."""
    action, found = reading.template.action, reading.match.found
    wanted = asked.missing if asked else tuple(n for n, s in action.slots.items() if s.needed)
    has = reading.fills
    if not all(map(has, wanted)) and found:
        return Completeness.UNFINISHED
    last = found[-1].span if found else None
    at_end = last is not None and last.end == len(reading.said.tokens)
    timely = last is not None and last.piece is not None
    if last and at_end and last.may_go_on and not timely:
        return Completeness.UNFINISHED
    if not all(map(has, wanted)):
        return Completeness.UNKNOWN
    if action.open_until and not any(map(has, action.open_until)):
        return Completeness.UNKNOWN
    if last and at_end and last.piece and (last.may_go_on or not last.piece.clock):
        # "Tomorrow" can be all, and so can "at nine"; "at nine thirty" takes no longer pause.
        return Completeness.REQUEST
    if last and at_end and found[-1].spec.kind in ("text", "place"):
        # A note may always go on, "… tomorrow at nine"; so may a town, "…, Colorado".
        return Completeness.REQUEST
    if asked is None and not all(map(has, action.may_add)):
        # It can be taken as it is, but "at Safeway" may follow after a breath.
        return Completeness.REQUEST
    return Completeness.COMPLETE
