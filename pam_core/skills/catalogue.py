"""What PAM can do, action by action, as a list and as a table for people to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pam_core.language.grammar import ActionSpec, Grammar
from pam_core.language.slots import SlotSpec
from pam_core.skills.registry import SkillRegistry

MOST_VALUES = 16
"""A closed list with more values is told by its number."""

SHAPES: Mapping[str, str] = {
    "money": '`{"amount": "45.00", "currency": "USD"}`',
    "priced": '`{"amount": "45.00", "currency": "USD"}`',
    "day": "date `2026-11-23`",
    "period": '`{"from": "2026-11-01", "to": "2026-11-30"}`',
    "moment": "moment `2026-12-01T09:00:00-07:00`, or a date",
    "clock": "time of day `09:00`",
    "name": "text, up to 6 words",
    "words": "text, up to 12 words",
    "text": "text",
    "place": "a place's name as said",
    "pumped": 'volume `{"value": "42", "unit": "gallon"}`',
    "unit_price": '`{"amount": "3.899", "currency": "USD"}`',
    "odometer": '`{"value": "81300", "unit": "mile"}`',
    "number": "number",
    "ordinal": "position: `3`",
    "percent": "number of percent",
    "months": "number of months",
    "repeat": 'RRULE `FREQ=WEEKLY;INTERVAL=2`, or `{"every_miles": 5000}`',
    "shift": "moves the date or period before",
    "truth": "`true` or `false`",
}
"""What a slot of each kind holds."""

_QUANTITIES = frozenset(
    "quantity volume distance weight temperature speed duration economy pressure".split()
)

HEAD = """\
# What PAM can do

This file is made by `make docs` from the sentence files and the registry of skills; it is
not written by hand. [writing-a-skill.md](writing-a-skill.md) tells how to add to it.

PAM understands {count} actions offline. Slots marked * are asked for when they are missing. *Asks*:
it is done only after a yes. *Undo*: saying "undo" takes it back. *Quotes*: the answer may hold what
others wrote (imported places, a bank's memos); a language model that has read it changes nothing
without asking you.
"""

_WINGS = {
    "Wins: money": "expense income budget goal spending ledger",
    "Wheels: travel": "trip fuel camp place vehicle maintenance location weather checklist",
    "Days": "event reminder timer list note calendar",
}
_OTHERWISE = "PAM itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action as the catalogue has it; `source` is who its skill is from."""

    action: ActionSpec
    source: str
    slots: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """For `pam skills list --json`."""
        return {
            "action": self.action.name,
            "summary": self.action.summary,
            "example": self.action.example,
            "slots": dict(self.slots),
            "asks_first": self.action.asks_first,
            "undoable": self.action.undoable,
            "sends": self.action.sends,
            "quotes_others": self.action.quotes_others,
            "source": self.source,
        }


def catalogue(skills: SkillRegistry, grammar: Grammar) -> list[Entry]:
    """Every action that can be said and is answered, by name."""
    return [
        Entry(
            action=action,
            source=skills.source(name),
            slots={slot: shape(spec, grammar) for slot, spec in action.slots.items()},
        )
        for name, action in sorted(grammar.actions.items())
        if name in skills.actions
    ]


def shape(spec: SlotSpec, grammar: Grammar) -> str:
    """What a slot holds, in words and an example."""
    if spec.kind in SHAPES:
        told = SHAPES[spec.kind]
    elif spec.kind in _QUANTITIES:
        told = f'{spec.kind} `{{"value": "12.5", "unit": "{_UNIT.get(spec.kind, "gallon")}"}}`'
    else:
        values = list(dict.fromkeys(grammar.kinds.phrases.get(spec.kind, {}).values()))
        told = ", ".join(values) if len(values) <= MOST_VALUES else f"one of {len(values)} values"
    return f"list of: {told}" if getattr(spec, "many", False) else told


_UNIT = {
    "distance": "mile",
    "weight": "pound",
    "temperature": "fahrenheit",
    "speed": "mile_per_hour",
    "duration": "minute",
    "economy": "mile_per_gallon",
    "pressure": "psi",
}


def table(entries: Iterable[Entry]) -> str:
    """The catalogue as Markdown, wing by wing."""
    given = list(entries)
    lines = [HEAD.format(count=len(given))]
    for wing in (*_WINGS, _OTHERWISE):
        rows = [_row(entry) for entry in given if _wing(entry.action.name) == wing]
        if rows:
            lines.append(f"## {wing}\n")
            lines.append("| action | what it does | slots | say, for example | |")
            lines.append("|---|---|---|---|---|")
            lines += [*rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _wing(action: str) -> str:
    first = action.partition(".")[0]
    return next((wing for wing, names in _WINGS.items() if first in names.split()), _OTHERWISE)


def _row(entry: Entry) -> str:
    action = entry.action
    slots = "; ".join(
        f"**{name}**{'*' if action.slots[name].needed else ''}: {told}"
        for name, told in entry.slots.items()
    )
    marks = ", ".join(
        mark
        for mark, holds in (
            ("sends", action.sends),
            ("asks", action.asks_first),
            ("undo", action.undoable),
            ("quotes", action.quotes_others),
        )
        if holds
    )
    return f"| `{action.name}` | {action.summary} | {slots} | {action.example} | {marks} |"
