"""What is said within a talk: follow-ups, topics, lists, moments in pieces; and denials."""

from typing import Any

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.template_text import TemplateError
from pam_core.language.understanding import Language
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness
from tests.core.language.said_sentences import NOW

FILES: dict[str, Any] = {
    "common.yaml": {
        "openings": ["please"],
        "rules": {"ask": "how much"},
        "dangling": ["at the"],
        "lists": {"sort": {"fuel": ["gas"], "dining": []}},
    },
    "money.yaml": {
        "lists": {"sort": {"dining": ["dinner"], "toys": ["dolls"]}},
        "actions": {
            "spent": {
                "slots": {
                    "sort": "sort",
                    "span": {"kind": "period", "otherwise": "this month"},
                    "further": "shift",
                },
                "sentences": ["<ask> on {sort} [{span}]"],
                "follows": ["and [on] {sort}", "and {span}", "[and] {further}"],
            }
        },
    },
    "days.yaml": {
        "rules": {"ask": "remind me"},
        "actions": {
            "remind": {
                "slots": {
                    "text": {"kind": "text", "needed": True},
                    "at": {"kind": "moment", "lean": "future"},
                    "repeat": "repeat",
                },
                "rules": {"when": "({at}|{repeat})*"},
                "sentences": [
                    "<ask> <when> to {text} <when>",
                    "{text} on my calendar",
                ],
            },
            "route": {
                "slots": {"to": "place", "via": {"kind": "place", "many": True}},
                "sentences": ["drive to {to} [via {via}] (and {via}|through {via})*"],
            },
            "step": {"sentences": [{"say": ["next", "carry on"], "when": "list"}]},
            "skip": {"sentences": ["next"]},
        },
    },
}


@pytest.fixture(scope="module")
def talk() -> Language:
    return Language(Grammar(FILES))


def test_follow_up_changes_what_is_said(talk: Language) -> None:
    """Right after an answer a follow-up changes the slots it names and leaves the others."""
    asked = talk.parse("how much on gas last month", NOW)
    dining = talk.follow_up("and on dinner", NOW, asked)
    assert dining is not None
    assert dining.action == "spent"
    assert dining.slots == {**asked.slots, "sort": "dining"}
    assert talk.parse("and on dinner", NOW).action is None


@pytest.mark.parametrize(
    ("said", "further", "expected"),
    [
        ("last month", "the month before", ("2026-09-01", "2026-09-30")),
        ("last month", "and the month after", ("2026-11-01", "2026-11-30")),
        ("yesterday", "the day before", ("2026-11-21", "2026-11-21")),
        ("last week", "the week before", ("2026-11-09", "2026-11-15")),
        ("last week", "the day before that", ("2026-11-15", "2026-11-15")),
        ("", "the month before", ("2026-10-01", "2026-10-31")),
        ("this year", "the year before", ("2025-01-01", "2025-12-31")),
    ],
)
def test_shift(talk: Language, said: str, further: str, expected: tuple[str, str]) -> None:
    """The month before is the one that ends where the period asked about begins."""
    moved = talk.follow_up(further, NOW, talk.parse(f"how much on fuel {said}", NOW))
    assert moved is not None
    assert moved.slots == {"sort": "fuel", "span": dict(zip(("from", "to"), expected, strict=True))}


def test_no_follow_up(talk: Language) -> None:
    """Other words, and follow-ups of other actions, are none."""
    asked = talk.parse("how much on fuel", NOW)
    assert talk.follow_up("and what else", NOW, asked) is None
    assert talk.follow_up("and on dinner", NOW, Intent(action="skip")) is None


def test_topic(talk: Language) -> None:
    """While the talk is about a list "next" means its next step; otherwise what it says."""
    assert talk.parse("next", NOW, "list").action == "step"
    assert talk.parse("next", NOW).action == "skip"
    assert talk.parse("carry on", NOW, "list").action == "step"
    assert talk.parse("carry on", NOW, "map").action is None
    assert talk.completeness("carry on", NOW, topic="list") is Completeness.COMPLETE


def test_several_values(talk: Language) -> None:
    """A slot that may be said several times is a list in the order said, each value once."""
    slots = talk.parse("drive to Flagstaff via Page and Kanab and Page", NOW).slots
    assert slots == {"to": "Flagstaff", "via": ["Page", "Kanab"]}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (
            "remind me tomorrow to call Bob at 9",
            {"text": "call Bob", "at": "2026-11-24T09:00:00-07:00"},
        ),
        (
            "remind me at 9 to call Bob on friday evening",
            {"text": "call Bob", "at": "2026-11-27T21:00:00-07:00"},
        ),
        (
            "remind me every monday to check the tires at 7 am",
            {
                "text": "check the tires",
                "at": "2026-11-30T07:00:00-07:00",
                "repeat": "FREQ=WEEKLY;BYDAY=MO",
            },
        ),
        (
            "remind me to dump the tanks every evening",
            {"text": "dump the tanks", "at": "2026-11-23T18:00:00-07:00", "repeat": "FREQ=DAILY"},
        ),
        (
            "remind me to call Bob at 9, at noon",
            {"text": "call Bob at 9", "at": "2026-11-24T12:00:00-07:00"},
        ),
        ("remind me to never stop", {"text": "never stop"}),
    ],
)
def test_moment_in_pieces(talk: Language, text: str, slots: dict[str, Any]) -> None:
    """A day said here and a time said there make one moment; what is said twice stays text."""
    assert talk.parse(text, NOW).slots == slots


@pytest.mark.parametrize(
    "text",
    [
        "don't remind me to call Bob",
        "do not put lunch on my calendar",
        "never put lunch on my calendar",
        "remind me to call Bob never mind",
        "remind me to call Bob, no wait",
        "remind me to call Bob, scratch that",
        "remind me to call Bob at nine, no wait, at ten",
        "remind me to go to the",
        "remind me to",
    ],
)
def test_denied(talk: Language, text: str) -> None:
    """What is denied, taken back or broken off is no command, whatever words it holds."""
    assert talk.parse(text, NOW).action is None


@pytest.mark.parametrize(
    ("text", "action", "slots"),
    [
        (
            "note that Bob left a package for me",
            "note.add",
            {"text": "Bob left a package for me"},
        ),
        ("note that Bob left a package please", "note.add", {"text": "Bob left a package"}),
        ("remind me to say thank you", "reminder.add", {"text": "say thank you"}),
        ("cancel the timer now", "timer.cancel", {}),
    ],
)
def test_end_of_text(language: Language, text: str, action: str, slots: dict[str, Any]) -> None:
    """A courtesy at the end is no part of a note; "for me" may be, where the note would be cut."""
    intent = language.parse(text, NOW)
    assert (intent.action, intent.slots) == (action, slots)


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("remind me to call Bob", Completeness.REQUEST),
        ("remind me to call Bob tomorrow", Completeness.REQUEST),
        ("remind me to call Bob tomorrow at nine", Completeness.REQUEST),
        ("remind me to call Bob tomorrow at nine thirty", Completeness.REQUEST),
        ("remind me to call Bob tomorrow at 9 am", Completeness.COMPLETE),
        ("remind me to look at", Completeness.UNFINISHED),
        ("remind me to", Completeness.UNFINISHED),
        ("remind me", Completeness.UNFINISHED),
        ("my story", Completeness.UNKNOWN),
    ],
)
def test_completeness_of_text(talk: Language, text: str, finished: Completeness) -> None:
    """Free text can be taken but may go on; free text alone is the beginning of nothing."""
    assert talk.completeness(text, NOW) is finished


def test_follow_up_is_complete(talk: Language) -> None:
    """A follow-up is a whole sentence where it follows."""
    asked = talk.parse("how much on fuel", NOW)
    assert talk.completeness("and on dinner", NOW, last=asked) is Completeness.COMPLETE


def test_a_file_keeps_its_own_rules(talk: Language) -> None:
    """Two files may each have a rule of the same name; lists of the same name are one."""
    assert talk.parse("how much on dolls", NOW).slots["sort"] == "toys"
    assert talk.parse("how much on gas", NOW).slots["sort"] == "fuel"
    assert talk.parse("remind me to dig", NOW).action == "remind"


def test_one_file_for_an_action() -> None:
    """An action in two files is a mistake that names the second."""
    twice = {"a.yaml": {"actions": {"sing": {}}}, "b.yaml": {"actions": {"sing": {}}}}
    with pytest.raises(TemplateError, match=r"b\.yaml: sing"):
        Grammar(twice)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("I spent 45 dollars on groceries?", None),
        ("We paid 20 bucks for propane?", None),
        ("I spent 45 dollars on groceries.", "expense.log"),
        ("Can you log 45 dollars for fuel?", "expense.log"),
        ("I want to know what time it is?", "time.now"),
    ],
)
def test_question_mark(language: Language, text: str, action: str | None) -> None:
    """A statement with a question mark asks whether it was so, and changes nothing."""
    assert language.parse(text, NOW).action == action


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("a meeting from 2 to 3 pm on friday", "2026-11-27T14:00", "2026-11-27T15:00"),
        ("a meeting on friday from 10 to 11", "2026-11-27T10:00", "2026-11-27T11:00"),
        ("a dinner on friday from 7 pm to 9", "2026-11-27T19:00", "2026-11-27T21:00"),
        ("a party on friday from 10 pm to 1 am", "2026-11-27T22:00", "2026-11-28T01:00"),
        ("a call from 9 to 10 every thursday", "2026-11-26T09:00", "2026-11-26T10:00"),
    ],
)
def test_from_to(language: Language, text: str, start: str, end: str) -> None:
    """An end is on the day of its beginning, or in the night after, wherever the day was said."""
    slots = language.parse(f"schedule {text}", NOW).slots
    assert (slots["start"], slots["end"]) == (f"{start}:00-07:00", f"{end}:00-07:00")


@pytest.mark.parametrize(
    "text",
    [
        "cancel",
        "cancel cancel",
        "never mind, cancel that",
        "no wait cancel",
        "hold on cancel that please",
        "um no forget it",
        "oh stop, never mind",
    ],
)
def test_cancel_always_works(language: Language, text: str) -> None:
    """Who calls a thing off stacks words, and is understood; no action is meant."""
    assert language.word_of_talk(text, NOW) == "session.cancel"
    assert language.parse(text, NOW).action is None


@pytest.mark.parametrize("text", ["cancel my trip", "never mind the weather", "hold on"])
def test_no_word_of_talk(language: Language, text: str) -> None:
    """With a thing that is called off it is a command or chatter, no word within the talk."""
    assert language.word_of_talk(text, NOW) is None


@pytest.mark.parametrize(
    ("topic", "action"),
    [("", "undo"), ("expense", "expense.remove"), ("checklist", "undo")],
)
def test_that_last_one(language: Language, topic: str, action: str) -> None:
    """What is called "that last one" is what the talk is about, else the last change."""
    assert language.parse("cancel that last one", NOW, topic).action == action


@pytest.mark.parametrize("topic", ["", "expense", "checklist"])
def test_next_is_of_a_checklist(language: Language, topic: str) -> None:
    """A mere "next" goes on in a checklist, whatever was talked of."""
    assert language.parse("next please", NOW, topic).action == "checklist.next"
