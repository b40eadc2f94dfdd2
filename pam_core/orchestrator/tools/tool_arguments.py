"""A model's arguments, checked one by one: what cannot be is told to it in a sentence."""

import json
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NoReturn

from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context
from pam_core.orchestrator.tools.tool_schema import expected
from pam_core.orchestrator.tools.tool_slots import ToolSlot
from pam_core.orchestrator.tools.tool_values import UnfitError, value_of
from pam_core.vocabulary.errors import Fault, PamError

MOST_CHARACTERS = 20_000
"""No action takes as much; what is longer is not even read."""

MOST_VALUES = 20
"""So many values a list may have."""

_SHOWN = 60
_NOTHING = frozenset(("", "null", "none", "n/a", "undefined"))
"""What models write where they mean to leave an argument out."""


class ToolArgumentError(PamError):
    """A call makes no sense; the sentence tells the model what would."""

    def __init__(self, sentence: str) -> None:
        super().__init__("tool.arguments", sentence, fault=Fault.SERVICE)


def object_of(arguments: str) -> dict[str, Any]:
    """The JSON object; numbers with a point are Decimal. Raises ToolArgumentError."""
    if len(arguments) > MOST_CHARACTERS:
        raise ToolArgumentError(f"The arguments are longer than {MOST_CHARACTERS} characters.")
    if not arguments.strip():
        return {}
    try:
        found = json.loads(arguments, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise ToolArgumentError("The arguments are not valid JSON.") from error
    if not isinstance(found, dict):
        raise ToolArgumentError("The arguments are not a JSON object.")
    return found


def slots_from(
    arguments: Mapping[str, Any], slots: Mapping[str, ToolSlot], kinds: SlotKinds, context: Context
) -> dict[str, Any]:
    """The slots in the grammar's shapes, in the action's order. Raises ToolArgumentError."""
    unknown = [name for name in arguments if name not in slots]
    if unknown:
        raise ToolArgumentError(_unknown(unknown[0], slots))
    return {
        name: _slot_value(arguments[name], slot, kinds, context)
        for name, slot in slots.items()
        if name in arguments and not _is_left_out(arguments[name])
    }


def _slot_value(raw: Any, slot: ToolSlot, kinds: SlotKinds, context: Context) -> Any:
    if not slot.spec.many:
        return _single(raw, slot, kinds, context)
    several = raw if isinstance(raw, list) else [raw]
    if len(several) > MOST_VALUES:
        _refuse(f"at most {MOST_VALUES} values", slot, kinds)
    values = [_single(each, slot, kinds, context) for each in several]
    return [value for at, value in enumerate(values) if value not in values[:at]]


def _single(raw: Any, slot: ToolSlot, kinds: SlotKinds, context: Context) -> Any:
    for value in slot.values:
        if raw == value or (isinstance(raw, str) and raw.strip().lower() == str(value).lower()):
            return value
    if isinstance(raw, str) and any(
        raw in kinds.phrases.get(kind, {}).values() for kind in slot.kinds if kind != "truth"
    ):
        # A value is itself, even where another list of the slot's reads it as something else.
        return raw
    for kind in slot.kinds:
        try:
            return value_of(raw, kind, slot.spec, kinds, context)
        except UnfitError:
            continue
    _refuse(_shown(raw), slot, kinds)


def _refuse(given: str, slot: ToolSlot, kinds: SlotKinds) -> NoReturn:
    wanted = expected(slot, kinds)
    raise ToolArgumentError(f'"{slot.spec.name}" cannot be {given}. It is {wanted}.')


def _unknown(name: str, slots: Mapping[str, ToolSlot]) -> str:
    close = get_close_matches(name, slots, n=1)
    instead = f' Did you mean "{close[0]}"?' if close else ""
    known = f"It takes: {', '.join(slots)}." if slots else "It takes none."
    return f'There is no argument "{name[:_SHOWN]}".{instead} {known}'


def _is_left_out(raw: Any) -> bool:
    if isinstance(raw, str):
        return raw.strip().lower() in _NOTHING
    return raw is None or raw == [] or raw == {}


def _shown(raw: Any) -> str:
    return json.dumps(raw, default=str)[:_SHOWN]


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
