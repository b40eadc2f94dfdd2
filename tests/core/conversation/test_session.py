"""What PAM remembers of a talk."""

from datetime import UTC, datetime, timedelta

from pam_core.conversation.session import (
    QUESTION_LASTS,
    RECENT_INTENTS,
    Asking,
    Question,
    Session,
)
from pam_core.vocabulary.reply import Intent

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
QUESTION = Question(
    asking=Asking.SLOT, intent=Intent(action="expense.log"), asked_at=NOW, text="How much?"
)


def test_question_lapses() -> None:
    """A question waits for its answer a while, not for ever."""
    session = Session().after("How much?", question=QUESTION)
    assert session.open_question(NOW + QUESTION_LASTS) is QUESTION
    assert session.open_question(NOW + QUESTION_LASTS + timedelta(seconds=1)) is None
    assert session.after("Okay.").open_question(NOW) is None


def test_recent_is_bounded() -> None:
    """Only the latest intents are remembered, the last one last."""
    session = Session()
    for number in range(RECENT_INTENTS + 3):
        session = session.after("Done.", done=Intent(action=f"a{number}"))
    assert len(session.recent) == RECENT_INTENTS
    assert session.recent[-1].action == f"a{RECENT_INTENTS + 2}"


def test_last_text() -> None:
    """A silent exchange leaves the last answer to be repeated; misses count in a row."""
    session = Session().after("It's 2 PM.").after("", missed=True).after("", missed=True)
    assert (session.last_text, session.misses) == ("It's 2 PM.", 2)
    assert session.after("Fine.").misses == 0


def test_news_within_a_checklist() -> None:
    """A reminder does not push a checklist aside; other topics it does, and they come back."""
    assert Session().about("checklist").told_of("reminder").topic == "checklist"
    assert Session().about("expense").told_of("reminder").topic == "reminder"
    assert Session().about("expense").told_of("reminder").about("").topic == "expense"
    assert Session().told_of("").topic == ""
