"""The actions of the catalogue, said in the ways of the files in said/."""

from collections import Counter
from typing import Any

import pytest

from pam_core.language.understanding import Language
from tests.core.language.said_sentences import NOW, cases, commands, not_commands


@pytest.mark.parametrize(("text", "action", "slots", "missing"), list(commands()))
def test_command(
    language: Language, text: str, action: str, slots: dict[str, Any], missing: tuple[str, ...]
) -> None:
    """Each way of saying an action gives it with its slots in the catalogue's shapes."""
    intent = language.parse(text, NOW)
    assert (intent.action, dict(intent.slots), intent.missing) == (action, slots, missing)


@pytest.mark.parametrize("text", list(not_commands()))
def test_not_a_command(language: Language, text: str) -> None:
    """Chatter, open questions, half sentences and negations are nobody's command."""
    assert language.parse(text, NOW).action is None


@pytest.mark.parametrize(
    "polite",
    ["Hey Pam, {}", "okay so {}", "um {}", "{} please", "{}, thanks", "Hey Pam, {} please."],
)
def test_politeness_changes_nothing(language: Language, polite: str) -> None:
    """Politeness before and after a command takes nothing from it and adds nothing."""
    said = [case for case in cases() if case.action and "please" not in case.text.lower()]
    differing = [
        case.text
        for case in said
        if language.parse(polite.format(case.text.rstrip(".?! ")), NOW).slots
        != language.parse(case.text, NOW).slots
    ]
    assert differing == []


def test_enough_is_said(language: Language) -> None:
    """At least 400 sentences, a fifth of them no commands, and twelve of every action."""
    everything = list(cases())
    assert len(everything) >= 400
    assert 5 * sum(case.action is None for case in everything) >= len(everything)
    said = Counter(case.action for case in everything)
    actions = [action.name for action in language.actions.values() if not action.inner]
    assert {name: said[name] for name in actions if said[name] < 12} == {}
