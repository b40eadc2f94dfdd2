"""Which of many actions a model is shown: those whose words come closest to the user's."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from math import log

from pam_core.language.grammar import Grammar
from pam_core.language.words import sentence
from pam_core.orchestrator.tools.stems import stem
from pam_core.orchestrator.tools.tool_slots import ToolSlot

CORE = ("location.where", "trip.status", "expense.query", "event.list")
"""Shown whatever is asked: where we are, where we go, what was spent, what is planned."""

MOST_WORDS = 400
"""So many of the user's words are looked at."""

_COMMON = 0.3
"""What so many of all actions have in common tells none from another."""


class Shortlist:
    """Weighs words by how few actions have them."""

    def __init__(
        self, grammar: Grammar, actions: Iterable[str], slots: dict[str, dict[str, ToolSlot]]
    ) -> None:
        self._grammar = grammar
        self._actions = tuple(sorted(actions))
        self._slots = slots

    def of(self, text: str, most: int) -> tuple[str, ...]:
        """At most so many actions for these words, the core among them, by name."""
        if len(self._actions) <= most:
            return self._actions
        words = _words(text)
        scores = {action: self._score(action, words) for action in self._actions}
        core = [action for action in CORE if action in scores][: max(0, most)]
        room = max(0, most - len(core))
        close = [action for action in scores if scores[action] > 0 and action not in core]
        close.sort(key=lambda action: (-scores[action], action))
        return tuple(sorted((*core, *close[:room])))

    def _score(self, action: str, words: frozenset[str]) -> float:
        return sum(self._weights.get(word, 0.0) for word in words & self._by_action[action])

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Each word's worth: nothing where a third of the actions have it."""
        counts = Counter(word for words in self._by_action.values() for word in words)
        many = len(self._actions) * _COMMON
        return {
            word: log(len(self._actions) / count)
            for word, count in counts.items()
            if count <= max(1.0, many)
        }

    @cached_property
    def _by_action(self) -> dict[str, frozenset[str]]:
        """The words of each action: its name, what it does, how it is said, what it may hold."""
        found: dict[str, set[str]] = {action: set() for action in self._actions}
        for template in self._grammar.templates:
            if template.action.name in found:
                needs = {word for need in template.node.needs for word in need}
                found[template.action.name] |= set(map(stem, needs))
        for action, words in found.items():
            spec = self._grammar.actions[action]
            name = action.replace(".", " ").replace("_", " ")
            words |= _words(f"{name} {spec.summary} {spec.example}")
            for slot in self._slots[action].values():
                for kind in slot.kinds:
                    phrases = self._grammar.kinds.phrases.get(kind, {})
                    words |= {stem(word) for phrase in phrases for word in phrase}
        return {action: frozenset(words) for action, words in found.items()}


def _words(text: str) -> frozenset[str]:
    """The stems of a text of any length: in pieces, since a sentence too long has none."""
    said = text.split()[:MOST_WORDS]
    pieces = [" ".join(said[at : at + 40])[:500] for at in range(0, len(said), 40)]
    return frozenset(stem(token.text) for piece in pieces for token in sentence(piece).tokens)
