"""How sentence templates are written and matched."""

from pathlib import Path

import pytest

from pam_core.language.attempt import MAX_STEPS, Attempt, Match
from pam_core.language.grammar import Grammar
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, SlotSpec
from pam_core.language.template_text import Compiler, TemplateError
from pam_core.language.understanding import Language
from pam_core.language.words import sentence
from tests.core.language.said_sentences import NOW

SLOTS = {
    "amount": SlotSpec(name="amount", kind="money"),
    "shop": SlotSpec(name="shop", kind="name"),
}
RULES = {"me": "(i|we) [have]", "loop": "a <loop>"}


def slots(template: str, text: str) -> dict[str, object] | None:
    """The slots of the best whole match, None where there is none."""
    attempt = Attempt(sentence(text), SlotKinds(), Context(now=NOW))
    whole = [
        match
        for match in Compiler(SLOTS, RULES).compiled(template).matches(attempt, Match(0))
        if match.end == len(attempt.sentence.tokens)
    ]
    best = max(whole, key=lambda match: match.rank, default=None)
    return best and {found.spec.name: found.span.value for found in best.found}


@pytest.mark.parametrize(
    ("template", "text", "fits"),
    [
        ("stop", "stop", True),
        ("stop", "stop it", False),
        ("stop [it]", "stop it", True),
        ("(stop|quit) it", "quit it", True),
        ("(stop|quit) it", "it", False),
        ("<me> left", "we have left", True),
        ("(a|b)* end", "a b a b end", True),
        ("(a|b)* end", "end", True),
        ("[a|b [c]] end", "b c end", True),
        ("[]", "a", False),
    ],
)
def test_pieces(template: str, text: str, fits: bool) -> None:
    """Words, choices, optional parts, bags and rules match what they say."""
    assert (slots(template, text) is not None) is fits


def test_slot_once() -> None:
    """Within a bag each slot is filled once."""
    assert slots("(at {shop}|for {amount})*", "for 5 at Joe's") == {
        "amount": {"amount": "5.00", "currency": "USD"},
        "shop": "Joe's",
    }
    assert slots("(for {amount})*", "for 5 for 6") is None


def test_slot_of_another_kind() -> None:
    """A slot may be narrowed where it stands."""
    assert slots("{amount.priced}", "5") is None
    assert slots("{amount.priced}", "5 dollars") is not None


@pytest.mark.parametrize(
    "template", ["(a", "a)", "[a", "a]", "(a]", "{nothing}", "<nothing>", "<loop>", "{", "a > b"]
)
def test_misspelt(template: str) -> None:
    """A template that cannot be read is refused."""
    with pytest.raises(TemplateError):
        Compiler(SLOTS, RULES).compiled(template)


def test_gives_up() -> None:
    """A template that could match in endlessly many ways is given up in time."""
    attempt = Attempt(sentence("a " * 60), SlotKinds(), Context(now=NOW))
    endless = Compiler(SLOTS, RULES).compiled("(a|a|[a] [a])* b")
    assert not list(endless.matches(attempt, Match(0)))
    assert attempt.steps >= MAX_STEPS


def test_faulty_file_is_named(tmp_path: Path) -> None:
    """A fault in a sentence file names the file and the action."""
    (tmp_path / "mine.yaml").write_text("actions: {sing: {sentences: ['sing (a song']}}")
    with pytest.raises(TemplateError, match=r"mine\.yaml: sing: "):
        Grammar.load(tmp_path)


def test_unknown_kind(tmp_path: Path) -> None:
    """A slot of a kind that does not exist is named."""
    (tmp_path / "mine.yaml").write_text("actions: {sing: {slots: {song: tune}}}")
    with pytest.raises(TemplateError, match="'tune'"):
        Grammar.load(tmp_path)


def test_new_action_is_data(tmp_path: Path) -> None:
    """A new action needs a file of sentences and nothing else."""
    (tmp_path / "mine.yaml").write_text(
        """
lists: {dish: {soup: [broth], stew: []}}
actions:
  cook:
    slots: {what: {kind: dish, needed: true}, when: {kind: day, lean: future}}
    sentences: ["cook [{what}] [{when}]", {say: [surprise me], set: {what: stew}}]
"""
    )
    language = Language(Grammar.load(tmp_path))
    assert language.parse("cook broth tomorrow", NOW).slots == {
        "what": "soup",
        "when": "2026-11-24",
    }
    assert language.parse("cook", NOW).missing == ("what",)
    assert language.parse("surprise me", NOW).slots == {"what": "stew"}


def test_on_and_off_are_words(tmp_path: Path) -> None:
    """In a sentence file "on", "off", "yes" and "no" need no quotes; true and false do."""
    (tmp_path / "mine.yaml").write_text(
        """
lists: {switch: {on: [yes, 1], off: [no]}}
actions:
  light:
    slots: {to: {kind: switch, needed: true}}
    rules: {off: turn}
    sentences: ["<off> {to}"]
"""
    )
    language = Language(Grammar.load(tmp_path))
    assert language.parse("turn yes", NOW).slots == {"to": "on"}
    assert language.parse("turn off", NOW).slots == {"to": "off"}
    assert language.parse("turn 1", NOW).slots == {"to": "on"}
