"""What sentences ask PAM to do, from the files in said/."""

import json
from typing import Any

import pytest

from pam_core.language.understanding import Language
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness
from tests.core.language.said_sentences import NOW, asked, logged, paused, said, told_itself


@pytest.mark.parametrize(("text", "slots", "missing"), list(logged()))
def test_log(language: Language, text: str, slots: dict[str, Any], missing: tuple[str]) -> None:
    """An expense is understood in the ways people say it; what is missing is named."""
    intent = language.parse(text, NOW)
    assert (intent.action, intent.slots, intent.missing) == ("expense.log", slots, missing)


@pytest.mark.parametrize(("text", "slots"), list(asked()))
def test_query(language: Language, text: str, slots: dict[str, Any]) -> None:
    """A question about spending names category, merchant and period."""
    intent = language.parse(text, NOW)
    assert (intent.action, intent.slots) == ("expense.query", slots)


@pytest.mark.parametrize(("text", "action", "slots"), list(told_itself()))
def test_itself(language: Language, text: str, action: str, slots: dict[str, Any]) -> None:
    """Time, help and PAM's own voice are understood in a dozen ways each."""
    intent = language.parse(text, NOW)
    assert (intent.action, intent.slots) == (action, slots)


@pytest.mark.parametrize("text", said("nothing.yaml"))
def test_nothing(language: Language, text: str) -> None:
    """Chatter, questions, negations and half sentences are no commands."""
    assert language.parse(text, NOW) == Intent(action=None)


@pytest.mark.parametrize(("text", "completeness"), list(paused()))
def test_completeness(language: Language, text: str, completeness: str) -> None:
    """A whole command closes the turn, an unfinished one keeps it open."""
    assert language.completeness(text, NOW) == completeness


@pytest.mark.parametrize(("text", "slots", "missing"), list(logged()))
def test_slots_are_json(
    language: Language, text: str, slots: dict[str, Any], missing: tuple[str]
) -> None:
    """Slots are JSON-ready as they are."""
    intent = language.parse(text, NOW)
    assert json.loads(json.dumps(dict(intent.slots))) == intent.slots


@pytest.mark.parametrize(
    "text",
    [
        "spend " * 2_000,
        "I spent " + "very " * 60 + "much",
        "\x00\x07I spent\u200b $45 on groceries\x1b[2J",
        "я потратил $45 на продукты at Whole Foods",
        "١٢٣ dollars for fuel",
        "log ２０ dollars for fuel",
        "I spent $" + "9" * 300 + " on fuel",
        "I spent 1,,,,,2 dollars on fuel",
        "I spent , dollars on fuel",
        "I spent 5 dollars on fuel on 9999-12-31",
        "I spent 5 dollars on fuel on 0000-00-00",
        "how much did i spend between 0001-01-01 and 9999-12-31",
        "how much did i spend in the last 99999 months",
        "I spent 5 dollars on fuel on february 30th",
        "add " * 80,
        "at at at at at at at at at at at at at at at at at at",
        "\ud800 log 5 dollars for fuel",
        "remind me to " + "very " * 100 + "much",
        "remind me to " + "x" * 10_000,
        "remind me in 99999 weeks to 🚐 🚐 🚐",
        "remind me in 999999999999999999999999 hours to eat",
        "remind me every 0 days to eat",
        "remind me every 99999999999 miles to eat",
        "set a timer for 999999999999 years",
        "set a timer for -5 minutes",
        "set a timer for 0.0000000001 seconds",
        "schedule lunch on 9999-12-31 at 11:59 pm",
        "schedule lunch on 0000-00-00 at 25:61",
        "schedule lunch at 99:99 on february 31st",
        "what's on my calendar in the next 99999 months",
        "plan a trip to Москва via 東京 and القاهرة",
        "note that \u202e\u0000 \x1b[31m ünïcödé ﬁ ½",
        "convert 1e400 miles to kilometers",
        "odometer is 99999999999999999999",
        "how many feet in " + "9" * 300 + " miles",
        "every every every every every every every every",
        "remind me " + "tomorrow at 9 " * 30,
    ],
)
def test_bad_input(language: Language, text: str) -> None:
    """Whatever the text holds, an answer comes and it is one of the actions or none."""
    intent = language.parse(text, NOW)
    assert intent.action in (None, *language.actions)
    assert json.loads(json.dumps(dict(intent.slots))) == intent.slots
    assert language.completeness(text, NOW) in Completeness


def test_day_of_year_nine_thousand(language: Language) -> None:
    """An extreme but real date is taken as it was said."""
    intent = language.parse("I spent 5 dollars on fuel on 9999-12-31", NOW)
    assert intent.slots["date"] == "9999-12-31"


def test_slots_of_action_in_catalogue(language: Language) -> None:
    """Every action that is not a word of talk says what it does and how it is said."""
    described = [a for a in language.actions.values() if not a.inner]
    assert all(action.summary and action.example for action in described)
    assert [language.parse(a.example, NOW).action for a in described] == [a.name for a in described]


NO_AMOUNT = Intent(
    action="expense.log",
    slots={"category": "fuel", "date": "2026-11-23"},
    confidence=1.0,
    missing=("amount",),
)
NO_CATEGORY = Intent(
    action="expense.log",
    slots={"amount": {"amount": "45.00", "currency": "USD"}, "date": "2026-11-23"},
    confidence=1.0,
    missing=("category",),
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("forty five dollars", "45.00"),
        ("it was sixty seven fifty", "67.50"),
        ("$12", "12.00"),
        ("twenty", "20.00"),
        ("about thirty bucks", "30.00"),
        ("that was 18.20 at Maverik", "18.20"),
    ],
)
def test_amount_answers(language: Language, text: str, amount: str) -> None:
    """The next utterance fills the amount that was asked for."""
    filled = language.answer(text, NOW, NO_AMOUNT)
    assert filled is not None
    assert filled.slots["amount"] == {"amount": amount, "currency": "USD"}
    assert (filled.slots["category"], filled.missing) == ("fuel", ())


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("groceries", "groceries"),
        ("it was for gas", "fuel"),
        ("dinner at Mesa Grill", "dining"),
        ("for the campground", "camping"),
        ("put it under supplies", "supplies"),
    ],
)
def test_category_answers(language: Language, text: str, category: str) -> None:
    """The next utterance fills the category that was asked for."""
    filled = language.answer(text, NOW, NO_CATEGORY)
    assert filled is not None
    assert (filled.slots["category"], filled.missing) == (category, ())


@pytest.mark.parametrize("text", ["what time is it", "I don't know", "the weather is nice", ""])
def test_no_answer(language: Language, text: str) -> None:
    """What does not fill the slot is no answer."""
    assert language.answer(text, NOW, NO_AMOUNT) is None


def test_said_date_survives_answer(language: Language) -> None:
    """An answer may bring a day with it, and leaves what it does not name alone."""
    filled = language.answer("45 dollars yesterday", NOW, NO_AMOUNT)
    assert filled is not None
    assert filled.slots["date"] == "2026-11-22"


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("groceries", Completeness.COMPLETE),
        ("forty", Completeness.UNFINISHED),
        ("forty five dollars", Completeness.COMPLETE),
        ("it was", Completeness.UNFINISHED),
    ],
)
def test_completeness_of_answers(language: Language, text: str, finished: Completeness) -> None:
    """After a question a bare value is a whole answer, unless it can go on."""
    asked_for = NO_CATEGORY if text == "groceries" else NO_AMOUNT
    assert language.completeness(text, NOW, asked_for, in_talk=True) is finished


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("yes", "session.yes"),
        ("Yeah, that's right.", "session.yes"),
        ("do it", "session.yes"),
        ("okay", "session.yes"),
        ("no", "session.no"),
        ("No, that's wrong.", "session.no"),
        ("don't log that", "session.no"),
        ("cancel", "session.cancel"),
        ("never mind", "session.cancel"),
        ("forget it", "session.cancel"),
        ("I spent 45 dollars on gas", None),
        ("not really sure what you mean", None),
    ],
)
def test_words_of_talk(language: Language, text: str, word: str | None) -> None:
    """Yes, no and cancel are known in a talk."""
    assert language.word_of_talk(text, NOW) == word


def test_a_follow_up_is_the_users_own(language: Language) -> None:
    """Who goes on from what a model called for has asked for it themselves."""
    asked = Intent(
        action="expense.query",
        slots={"category": "fuel", "period": {"from": "2026-11-01", "to": "2026-11-30"}},
        source="model",
        call_id="call-1",
    )
    follows = language.follow_up("and on dining?", NOW, asked)
    assert follows is not None
    assert (follows.slots["category"], follows.source, follows.call_id) == ("dining", "local", "")
