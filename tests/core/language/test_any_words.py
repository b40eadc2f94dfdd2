"""Word salad: sentences nobody would say, made of words that PAM knows."""

from datetime import datetime, timedelta, timezone

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


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), MOMENTS)
def test_any_characters(text: str, now: datetime) -> None:
    """No character is too strange."""
    assert LANGUAGE.parse(text, now).action in (None, *LANGUAGE.actions)
    assert LANGUAGE.completeness(text, now) in Completeness
