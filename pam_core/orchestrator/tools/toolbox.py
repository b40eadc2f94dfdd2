"""PAM's actions as tools of a language model: shown as schemas, called with JSON."""

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property

from pam_core.language.grammar import ActionSpec, Grammar
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, default_of, missing_of
from pam_core.orchestrator.tools.shortlist import Shortlist
from pam_core.orchestrator.tools.tool_arguments import ToolArgumentError, object_of, slots_from
from pam_core.orchestrator.tools.tool_schema import schema_of
from pam_core.orchestrator.tools.tool_slots import ToolSlot, slots_of
from pam_core.skills.kit import Habits
from pam_core.skills.registry import SkillRegistry
from pam_core.vocabulary.model_talk import ToolCall, ToolSpec
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.tool_use import Access

_ONLY_SAID = frozenset(("stop", "repeat"))
"""Words to PAM itself: a model that says them would cut its own answer off."""

_LEAVES_A_TRACE = frozenset(("undo", "checklist.start", "checklist.next", "privacy.export"))
"""What changes something although "undo" does not take it back."""

_SHOWN = 60


class Toolbox:
    """The actions of the grammar that some skill answers. Pure: nothing is done here.

    `habits` are the user's currency, units and week, in which bare figures are meant.
    """

    def __init__(
        self, skills: SkillRegistry, grammar: Grammar, habits: Habits | None = None
    ) -> None:
        self._grammar = grammar
        self._habits = habits or Habits()
        self._actions = {
            name: spec
            for name, spec in grammar.actions.items()
            if name in skills.actions and not spec.inner and name not in _ONLY_SAID
        }
        self._by_tool = {tool_name(action): action for action in self._actions}

    @property
    def kinds(self) -> SlotKinds:
        """The kinds of values, with the phrases of the closed lists."""
        return self._grammar.kinds

    def specs(self, text: str, most: int) -> tuple[ToolSpec, ...]:
        """At most so many tools, those that go best with the user's words, by name."""
        return tuple(map(self._spec, self._shortlist.of(text, most)))

    def action_of(self, tool: str) -> str | None:
        """The action that a tool stands for; None where there is no such tool."""
        return self._by_tool.get(tool) or (tool if tool in self._actions else None)

    def spec(self, action: str) -> ActionSpec:
        """The action as the grammar declares it."""
        return self._actions[action]

    def slots(self, action: str) -> Mapping[str, ToolSlot]:
        """What a model may fill in."""
        return self._slots[action]

    def access(self, action: str) -> Access:
        """What the action can do, as far as its declaration tells."""
        spec = self._actions.get(action)
        if spec is None:
            return Access.READ
        if spec.sends:
            return Access.SEND
        writes = spec.undoable or spec.asks_first or action in _LEAVES_A_TRACE
        return Access.WRITE if writes else Access.READ

    def quotes_others(self, action: str) -> bool:
        """Whether its answer may hold what others wrote; an action nobody knows has none."""
        spec = self._grammar.actions.get(action)
        return spec is not None and spec.quotes_others

    def context(self, now: datetime) -> Context:
        """What figures and dates mean at that moment."""
        return Context(
            now=now,
            currency=self._habits.currency,
            first_weekday=self._habits.first_weekday,
            units=str(self._habits.units),
        )

    def intent(self, call: ToolCall, now: datetime) -> Intent:
        """What the call asks for, in the shapes that skills are used to.

        `now` is when the user spoke, in their zone. Needed slots that PAM asks for may be missing.
        Raises ToolArgumentError, whose sentence is for the model.
        """
        action = self.action_of(call.name)
        if action is None:
            raise ToolArgumentError(self._no_such_tool(call.name))
        slots, context = self._slots[action], self.context(now)
        given = slots_from(object_of(call.arguments), slots, self.kinds, context)
        specs = self._actions[action].slots
        for name, spec in specs.items():
            default = default_of(spec, context)
            if name not in given and default is not None:
                given[name] = default
        missing = missing_of(specs, given)
        unasked = [name for name in missing if not slots[name].asked_for]
        if unasked:
            raise ToolArgumentError(f'"{unasked[0]}" is needed.')
        ordered = {name: given[name] for name in specs if name in given}
        return Intent(
            action=action,
            slots=ordered,
            confidence=1.0,
            missing=missing,
            source="model",
            call_id=call.id,
        )

    def _no_such_tool(self, name: str) -> str:
        close = get_close_matches(name[:_SHOWN], self._by_tool, n=3)
        instead = f" Did you mean {' or '.join(close)}?" if close else ""
        return f'There is no tool "{name[:_SHOWN]}".{instead}'

    def _spec(self, action: str) -> ToolSpec:
        spec = self._actions[action]
        example = f' For example: "{spec.example}".' if spec.example else ""
        return ToolSpec(
            name=tool_name(action),
            description=f"{spec.summary}.{example}",
            parameters=schema_of(self._slots[action], self.kinds),
        )

    @cached_property
    def _slots(self) -> dict[str, dict[str, ToolSlot]]:
        return slots_of(self._grammar)

    @cached_property
    def _shortlist(self) -> Shortlist:
        return Shortlist(self._grammar, self._actions, self._slots)


def tool_name(action: str) -> str:
    """The action's name in the letters a provider takes: "expense-log" for "expense.log"."""
    return action.replace("-", "--").replace(".", "-")
