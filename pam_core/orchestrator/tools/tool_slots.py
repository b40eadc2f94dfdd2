"""What the slots of an action may hold, gathered from all the ways the action can be said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pam_core.language.grammar import Grammar, Use
from pam_core.language.slots import SlotSpec
from pam_core.language.template import Bag, Choice, Node, Row, Slot

_ALIKE = {
    "priced": "money",
    "pump_price": "unit_price",
    "mileage": "repeat",
    "miles_between": "repeat",
    "things": "text",
}
"""Kinds that a sentence tells apart and whose values have one shape."""

FREE = frozenset(("name", "words", "text", "place"))
"""Kinds that hold any words of the user's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSlot:
    """A slot as a model may fill it.

    `kinds` are the kinds of value it may hold, the most telling first, those of free text last;
    none where it only follows from the way something is said. `values` are values that it has
    besides ("everything" for a category). `asked_for`: where it is missing, PAM asks the user.
    """

    spec: SlotSpec
    kinds: tuple[str, ...]
    values: tuple[Any, ...] = ()
    asked_for: bool = False

    @property
    def is_free(self) -> bool:
        """Whether any words will do."""
        return any(kind in FREE for kind in self.kinds)


def slots_of(grammar: Grammar) -> dict[str, dict[str, ToolSlot]]:
    """The slots of every action, by action and name; what moves another slot is left out."""
    told: dict[tuple[str, str], _Told] = {}
    for template in grammar.templates:
        action, answers = template.action.name, template.use is Use.ANSWER
        for spec in _specs(template.node):
            each = told.setdefault((action, spec.name), _Told())
            each.kinds[spec.kind] = None
            each.in_answers = each.in_answers or answers
        for name, value in template.fixed.items():
            each = told.setdefault((action, name), _Told())
            each.in_answers = each.in_answers or answers
            if value not in each.fixed:
                each.fixed.append(value)
    return {
        name: {
            slot: _tool_slot(spec, grammar, told.get((name, slot), _Told()))
            for slot, spec in action.slots.items()
            if spec.kind != "shift"
        }
        for name, action in grammar.actions.items()
    }


@dataclass(slots=True)
class _Told:
    """What the templates tell of one slot."""

    kinds: dict[str, None] = field(default_factory=dict)
    fixed: list[Any] = field(default_factory=list)
    in_answers: bool = False


def _tool_slot(spec: SlotSpec, grammar: Grammar, told: _Told) -> ToolSlot:
    said_as, fixed = told.kinds, told.fixed
    listed = spec.kind in grammar.kinds.phrases
    found = [spec.kind] if listed or spec.kind in said_as else []
    found += [kind for kind in said_as if kind != spec.kind]
    kinds = dict.fromkeys(_ALIKE.get(kind, kind) for kind in found)
    plain = ["words" if kind.startswith("with_") else kind for kind in kinds]
    typed = [kind for kind in plain if kind not in FREE]
    phrases = {value for kind in typed for value in grammar.kinds.phrases.get(kind, {}).values()}
    return ToolSlot(
        spec=spec,
        kinds=tuple(dict.fromkeys((*typed, *(kind for kind in plain if kind in FREE)))),
        values=tuple(value for value in fixed if _is_more(value, phrases, typed)),
        asked_for=told.in_answers,
    )


def _is_more(value: Any, phrases: set[str], typed: list[str]) -> bool:
    """Whether a fixed value is none that the kinds have anyway."""
    if isinstance(value, bool):
        return "truth" not in typed
    return isinstance(value, str) and value not in phrases


def _specs(node: Node) -> Iterator[SlotSpec]:
    """Every slot that a template has a place for."""
    if isinstance(node, Slot):
        yield node.spec
    elif isinstance(node, Row):
        for part in node.parts:
            yield from _specs(part)
    elif isinstance(node, Choice):
        for way in node.ways:
            yield from _specs(way)
    elif isinstance(node, Bag):
        yield from _specs(node.each)
