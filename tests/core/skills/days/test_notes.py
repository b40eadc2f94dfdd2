"""Notes."""

import pytest

from pam_core.skills.days.notes import NoteSkill
from pam_core.vocabulary.note import Note
from tests.core.skills.days.days_stage import Stage

ADD, FIND = "note.add", "note.find"


@pytest.fixture
def stage() -> Stage:
    return Stage(NoteSkill)


async def test_noted(stage: Stage) -> None:
    """A note is kept in the user's words and said back; "undo" takes it back."""
    assert await stage.do(ADD, text="site 14 has no shade.") == "Noted: site 14 has no shade."
    assert await stage.undo() == "the note: site 14 has no shade"
    assert await stage.memory.find(Note) == []


async def test_asks(stage: Stage) -> None:
    """An empty note is asked for."""
    for nothing in ({}, {"text": " . "}):
        assert (await stage.plan(ADD, **nothing)).asks == "text"


async def test_found_by_any_word(stage: Stage) -> None:
    """A note is found by any of its words, the one with most of them first."""
    await stage.do(ADD, text="the water pump is noisy")
    await stage.do(ADD, text="gate code 4521 at the water tower")
    await stage.do(ADD, text="site 14 has no shade")
    stage.pass_time(days=1)
    plan = await stage.plan(FIND, text="the gate at the water tower")
    assert plan.text == (
        "You noted yesterday: gate code 4521 at the water tower. There is 1 more note."
    )
    assert plan.rest == ("You noted yesterday: the water pump is noisy.",)
    assert (
        await stage.plan(FIND, text="sites")
    ).text == "You noted yesterday: site 14 has no shade."


async def test_not_found(stage: Stage) -> None:
    """What was never noted is not made up."""
    assert await stage.do_nothing(FIND, text="unicorns") == "I have no note on unicorns."
    assert await stage.do_nothing(FIND) == "I have no note."


async def test_last_note(stage: Stage) -> None:
    """Without a word the last note is told."""
    await stage.do(ADD, text="one")
    stage.pass_time(minutes=1)
    await stage.do(ADD, text="two")
    assert (await stage.plan(FIND)).text == "You noted today: two. There is 1 more note."


async def test_long_note(stage: Stage) -> None:
    """A long note is kept whole, said back short, and shown whole."""
    text = "the road to the dump station is washed out " * 9
    await stage.do(ADD, text=text)
    assert (await stage.memory.find(Note))[0].text == text.strip()
    plan = await stage.plan(FIND, text="washed")
    assert len(plan.text) <= 120
    assert plan.table is not None
    assert plan.table.rows[0][1] == text.strip()
