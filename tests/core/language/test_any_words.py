"""Word salad: sentences nobody would say, made of words that PAM knows."""

import json
from datetime import datetime, timedelta, timezone

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.speech import Completeness

LANGUAGE = Language(Grammar.load())
WORDS = (
    "i we spent paid log add for on at from to the a $45 45 4 67.50 forty five fifty hundred oh"
    " point dollars bucks cents groceries fuel dinner Walmart Love's yesterday last friday november"
    " 5th 31st february 11/5 since between and this month week how much did spend what time is it"
    " stop louder no yes not pam please um expense bill ago two weeks 2026 12-31 , - $ ? % & minus"
).split()
TRIGGERS = (
    "remind me to every other day morning tomorrow at 9 half past noon tonight in an hour schedule"
    " lunch next tuesday calendar set timer minutes add milk my shopping list note that plan trip"
    " Page Arizona via through leaving stop filled up gallons 3.89 odometer 81,250 miles find"
    " campground near with full hookups under nearest dump station oil change due budget goal save"
    " convert feet celsius weather rain weekend cancel move delete last one first third 29th"
    " monday weekdays monthly twice a year open page erase data driving mode don't never mind"
).split()
MOMENTS = st.datetimes(
    datetime(1980, 1, 1), datetime(2090, 1, 1), timezones=st.just(timezone(timedelta(hours=-7)))
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), MOMENTS)
def test_salad(text: str, now: datetime) -> None:
    """Whatever is said, what comes of it has the shapes of the catalogue."""
    intent = LANGUAGE.parse(text, now)
    assert LANGUAGE.completeness(text, now) in Completeness
    assert 0.0 <= intent.confidence <= 1.0
    assert not set(intent.missing) & set(intent.slots)
    if "amount" in intent.slots:
        assert Money.from_slot(intent.slots["amount"]).to_slot() == intent.slots["amount"]
    if "period" in intent.slots:
        period = Period.from_slot(intent.slots["period"])
        assert period.first <= period.last
    if "date" in intent.slots:
        assert datetime.fromisoformat(intent.slots["date"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TRIGGERS), max_size=14).map(" ".join), MOMENTS)
def test_salad_of_triggers(text: str, now: datetime) -> None:
    """Whatever is made of the words of all actions is JSON in the shapes of its slots' kinds."""
    intent = LANGUAGE.parse(text, now)
    assert json.loads(json.dumps(dict(intent.slots))) == intent.slots
    specs = LANGUAGE.actions[intent.action].slots if intent.action else {}
    kinds = {name: specs[name].kind for name in intent.slots}
    for name in [name for name, kind in kinds.items() if kind == "moment"]:
        assert datetime.fromisoformat(intent.slots[name])
    for name in [name for name, kind in kinds.items() if kind == "repeat"]:
        rule = intent.slots[name]
        assert rule.get("every_miles", 0) > 0 if isinstance(rule, dict) else rrulestr(rule)
    assert LANGUAGE.completeness(text, now) in Completeness


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), MOMENTS)
def test_any_characters(text: str, now: datetime) -> None:
    """No character is too strange."""
    assert LANGUAGE.parse(text, now).action in (None, *LANGUAGE.actions)
    assert LANGUAGE.completeness(text, now) in Completeness
