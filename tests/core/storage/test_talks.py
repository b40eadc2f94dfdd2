"""A talk goes on where it stood."""

from datetime import UTC, datetime

import pytest

from pam_core.conversation.session import Answered, Asking, Question, Said, Session
from pam_core.storage.file import DatabaseFile
from pam_core.storage.talks import SqliteTalks
from pam_core.vocabulary.reply import Intent

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


async def test_comes_back_whole(file: DatabaseFile) -> None:
    """An open question, what was said last and what more there is come back as they were."""
    money = {"amount": {"amount": "45.00", "currency": "USD"}}
    intent = Intent(action="expense.log", slots=money, missing=("category",), confidence=0.9)
    session = Session(
        question=Question(asking=Asking.SLOT, intent=intent, asked_at=NOW, text="What for?"),
        last_text="What for? \ud800",
        rest=("More.",),
        recent=(intent,),
        answered=Answered(intent=intent, at=NOW),
        topics=("checklist",),
        driving=True,
        history=(Said(said="Why?", replied="So.", at=NOW, actions=("trip.status",)),),
    )
    talks = SqliteTalks(file)
    await talks.keep("ask", session)
    kept = await talks.session("ask")
    assert kept.question == session.question
    assert (kept.rest, kept.recent, kept.answered) == (("More.",), (intent,), session.answered)
    assert (kept.topics, kept.driving) == (("checklist",), True)
    assert kept.history == session.history


async def test_of_an_older_pam(file: DatabaseFile) -> None:
    """A talk that was kept before exchanges were remembered goes on, with none."""
    left = '{"last_text": "Hello.", "topics": ["trip"]}'
    talks = SqliteTalks(file)
    await talks.keep("ask", Session())
    await file.write(lambda database: database.execute("UPDATE talks SET session = ?", [left]))
    assert await talks.session("ask") == Session(last_text="Hello.", topics=("trip",))


async def test_new(file: DatabaseFile) -> None:
    """Where nothing was said yet the talk is new."""
    assert await SqliteTalks(file).session("ask") == Session()


@pytest.mark.parametrize("left", ["", "garbage", "[]", '{"question": 5}', '{"topics": [1]}'])
async def test_unreadable(file: DatabaseFile, left: str) -> None:
    """What another version left and this one cannot read is over; the next talk is kept."""
    talks = SqliteTalks(file)
    await talks.keep("ask", Session(last_text="Hello."))
    await file.write(lambda database: database.execute("UPDATE talks SET session = ?", [left]))
    assert await talks.session("ask") == Session()
    await talks.keep("ask", Session(last_text="Hello."))
    assert (await talks.session("ask")).last_text == "Hello."
