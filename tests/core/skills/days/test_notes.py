"""Notes."""

import pytest

from pam_core.skills.days.notes import NoteSkill
from pam_core.vocabulary.note import Note
from tests.core.skills.days.days_stage import Stage

ADD, FIND, REMOVE = "note.add", "note.find", "note.remove"


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


async def test_thrown_away(stage: Stage) -> None:
    """A note is thrown away once the user has said yes to its words; "undo" brings it back."""
    await stage.do(ADD, text="site 14 has no shade")
    await stage.do(ADD, text="the gate code is 4521")
    plan = await stage.plan(REMOVE, text="site 14")
    assert (plan.text, plan.confirms) == ("Shall I delete the note: site 14 has no shade?", True)
    assert plan.keeps == ()
    said = await stage.do(REMOVE, text="site 14", confirmed=True)
    assert said == "The note is deleted: site 14 has no shade."
    assert [one.text for one in await stage.memory.find(Note)] == ["the gate code is 4521"]
    assert await stage.undo() == "deleting the note: site 14 has no shade"
    assert len(await stage.memory.find(Note)) == 2


async def test_the_last_one_is_thrown_away(stage: Stage) -> None:
    """Where nothing says which, it is the last note; where there is none, PAM says so."""
    assert await stage.do_nothing(REMOVE) == "I have no note."
    await stage.do(ADD, text="the gate code is 4521")
    assert await stage.do_nothing(REMOVE, text="the bridge") == "I have no note on the bridge."
    assert (await stage.plan(REMOVE)).text == "Shall I delete the note: the gate code is 4521?"
