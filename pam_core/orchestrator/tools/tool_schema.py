"""The slots of an action as the JSON schema that a model fills in."""

from collections.abc import Mapping
from typing import Any

from pam_core.language.quantities import FAMILIES
from pam_core.language.slot_kinds import SlotKinds
from pam_core.orchestrator.tools.tool_slots import ToolSlot

MOST_VALUES = 40
"""A closed list with more values is a text that is checked."""

_DESCRIPTIONS: Mapping[str, str] = {
    "money": 'amount of money, for example "45.00" or "45.00 CAD"',
    "unit_price": 'price of one unit, for example "3.899"',
    "day": "date, YYYY-MM-DD",
    "moment": "YYYY-MM-DDTHH:MM in the user's time zone, or YYYY-MM-DD where no time was said",
    "period": "first and last day, both included",
    "repeat": 'RRULE such as "FREQ=WEEKLY;INTERVAL=2", or "every 5000 miles"',
    "pumped": 'volume with its unit, for example "42 gallons"',
    "odometer": 'odometer reading, for example "81300 miles"',
    "quantity": 'number with its unit, for example "12.5 gallons"',
    "number": "number",
    "ordinal": "position, counted from 1",
    "percent": "number of percent",
    "months": "number of months",
    "clock": "time of day, HH:MM",
    "truth": "true or false",
    "name": "a few words, as the user said them",
    "words": "a few words, as the user said them",
    "text": "text, in the user's own words",
    "place": "a place's name, as the user said it",
}
_EXAMPLES = {
    "volume": "12.5 gallons",
    "distance": "12.5 miles",
    "weight": "9000 pounds",
    "temperature": "72 fahrenheit",
    "speed": "60 mph",
    "duration": "10 minutes",
    "economy": "12 mpg",
    "pressure": "65 psi",
}
_DAY = {"type": "string", "format": "date"}


def schema_of(slots: Mapping[str, ToolSlot], kinds: SlotKinds) -> dict[str, Any]:
    """The JSON schema of an action's arguments."""
    needed = [
        name for name, slot in slots.items() if slot.spec.needed and slot.spec.unless not in slots
    ]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(slot, kinds) for name, slot in slots.items()},
        "additionalProperties": False,
    }
    return schema | {"required": needed} if needed else schema


def expected(slot: ToolSlot, kinds: SlotKinds) -> str:
    """What a slot may hold, in words."""
    told = [_told(kind, kinds) for kind in slot.kinds if kind in _DESCRIPTIONS or kind in _EXAMPLES]
    values = _values(slot, kinds)
    if values and len(values) <= MOST_VALUES:
        told.insert(0, f"one of {', '.join(map(str, values))}")
    elif values:
        told.insert(0, f"one of {len(values)} values such as {values[0]}")
    listed = "a list; each is " if slot.spec.many else ""
    return listed + ", or ".join(dict.fromkeys(told))


def _property(slot: ToolSlot, kinds: SlotKinds) -> dict[str, Any]:
    single = _single(slot, kinds)
    return {"type": "array", "items": single} if slot.spec.many else single


def _single(slot: ToolSlot, kinds: SlotKinds) -> dict[str, Any]:
    values = _values(slot, kinds)
    typed = [kind for kind in slot.kinds if kind not in kinds.phrases]
    if values and not typed and len(values) <= MOST_VALUES:
        return {"type": "string", "enum": values}
    match slot.kinds:
        case ("truth",):
            return {"type": "boolean"}
        case ("period",):
            properties = {"from": _DAY, "to": _DAY}
            return {"type": "object", "properties": properties, "required": ["from", "to"]}
        case ("day",):
            return _DAY
        case ("months",) | ("ordinal",):
            return {"type": "integer", "minimum": 1}
        case ("number",):
            return {"type": "number", "minimum": 0}
    return {"type": "string", "description": expected(slot, kinds)}


def _values(slot: ToolSlot, kinds: SlotKinds) -> list[Any]:
    """The values of its closed lists; of free text with examples besides, none."""
    if slot.is_free:
        return []
    listed = [value for kind in slot.kinds for value in kinds.phrases.get(kind, {}).values()]
    return list(dict.fromkeys((*listed, *slot.values))) if "truth" not in slot.kinds else []


def _told(kind: str, kinds: SlotKinds) -> str:
    if kind in FAMILIES:
        return f'{kind} with its unit, for example "{_EXAMPLES[kind]}"'
    return _DESCRIPTIONS[kind]
