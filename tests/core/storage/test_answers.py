"""Answers kept for when nobody can be asked: one user's, the latest ones."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pam_core.storage.answers import MOST_ANSWERS, SqliteAnswers
from pam_core.storage.file import DatabaseFile
from tests.core.storage.examples import NOW, answer


async def test_comes_back(file: DatabaseFile) -> None:
    """The answer to a question comes back whole, with when and by whom it was given."""
    shelf, kept = SqliteAnswers(file), answer("why is the sky blue", "Air scatters blue.")
    await shelf.put(kept)
    assert await shelf.find("why is the sky blue", "moab") == kept


async def test_very_question_and_context(file: DatabaseFile) -> None:
    """Another question, or the same one asked elsewhere, has another answer or none."""
    shelf = SqliteAnswers(file)
    await shelf.put(answer("how high is it here", "4,026 feet."))
    await shelf.put(answer("how high is it here", "6,909 feet.", context="flagstaff"))
    found = await shelf.find("how high is it here", "flagstaff")
    assert found is not None
    assert found.text == "6,909 feet."
    assert await shelf.find("how high is it here", "") is None
    assert await shelf.find("how high is it", "moab") is None


async def test_the_newer_one(file: DatabaseFile) -> None:
    """A new answer to the same question takes the old one's place."""
    shelf, first = SqliteAnswers(file), answer("why", "Because.")
    await shelf.put(first)
    second = replace(first, text="For a reason.", answered_at=NOW + timedelta(days=1))
    await shelf.put(second)
    assert await shelf.find("why", "moab") == second
    assert await file.read(lambda database: database.table("answers").count) == 1


async def test_another_user_finds_nothing(file: DatabaseFile) -> None:
    """What one user was answered no other user is, and neither replaces the other's."""
    anne, bob, nobody = (SqliteAnswers(file, user) for user in ("anne", "bob", ""))
    await anne.put(answer("what was my last expense", "Roses."))
    assert await bob.find("what was my last expense", "moab") is None
    assert await nobody.find("what was my last expense", "moab") is None
    await bob.put(answer("what was my last expense", "Fuel."))
    found = await anne.find("what was my last expense", "moab")
    assert found is not None
    assert found.text == "Roses."


async def test_only_the_latest(file: DatabaseFile) -> None:
    """Beyond 2,000 the oldest go, those of this user alone; one given anew is young again."""
    anne, bob = SqliteAnswers(file, "anne"), SqliteAnswers(file, "bob")
    await bob.put(answer("mine", "Yes."))
    await anne.put(answer("first", "1"))
    await anne.put(answer("second", "2"))
    await file.write(lambda database: _fill(database, MOST_ANSWERS - 2))
    await anne.put(answer("first", "1 again"))
    await anne.put(answer("one more", "3"))
    assert await anne.find("second", "moab") is None
    assert await anne.find("first", "moab") is not None
    assert await bob.find("mine", "moab") is not None
    count = "SELECT count(*) FROM answers WHERE user = 'anne'"
    assert await file.read(lambda database: database.execute(count).fetchone()[0]) == MOST_ANSWERS


def _fill(database: Any, count: int) -> None:
    one = {"user": "anne", "context": "", "text": "x", "answered_at": NOW.isoformat()}
    names = {"provider": "p", "model": "m", "turn_id": "t"}
    database.table("answers").insert_all(
        {**one, **names, "question": f"q{number}"} for number in range(count)
    )


async def test_odd_text(file: DatabaseFile) -> None:
    """Half characters and NUL are no trouble, in what is kept and in what is asked."""
    shelf = SqliteAnswers(file, "a\ud800")
    await shelf.put(answer("why\0\ud800", "So\ud800."))
    found = await shelf.find("why\0\ud800", "moab")
    assert found is not None
    assert found.text == "So?."
