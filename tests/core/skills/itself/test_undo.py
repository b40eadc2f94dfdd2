"""Taking the last change back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest

from pam_core.skills.itself.undoing import UndoSkill
from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, revised
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar(Kept):
    KIND: ClassVar[str] = "jar"

    label: str


@pytest.fixture
def kit() -> Kit:
    return kit_in_memory(LedgerInMemory(), Phrasebook.load())


async def undone(kit: Kit, *, minutes_later: int = 1, yes_to: str = "") -> Plan:
    now = NOW + timedelta(minutes=minutes_later)
    context = SkillContext(now=now, confirmed=bool(yes_to), last_text=yes_to)
    plan = await UndoSkill(kit).plan(Intent(action="undo"), context)
    if plan.effect is not None:
        await plan.effect()
    return plan


def jar(label: str) -> Jar:
    return Jar(id=new_id(NOW), created_at=NOW, label=label)


async def test_nothing_to_take_back(kit: Kit) -> None:
    """Where nothing was changed, PAM says so."""
    assert (await undone(kit)).text == "There is nothing to take back."


async def test_new_thing_goes(kit: Kit) -> None:
    """What was made by the last change is gone, and it is named."""
    await kit.memory.keep((jar("honey"),), what="a jar of honey")
    assert (await undone(kit)).text == "I took back a jar of honey."
    assert await kit.memory.find(Jar) == []
    assert (await undone(kit)).text == "There is nothing to take back."


async def test_a_long_name_is_said_whole(kit: Kit) -> None:
    """A name ends where it makes sense: never "12 Mexican pesos for"."""
    what = "the deletion of 125 Mexican pesos for entertainment"
    await kit.memory.keep((jar("honey"),), what=what)
    asked = await undone(kit, minutes_later=4 * 24 * 60)
    assert asked.text == (f"The last change was {what}, on Monday. Shall I take it back?")
    assert (await undone(kit)).text == f"I took back {what}."


async def test_changed_thing_is_as_before(kit: Kit) -> None:
    """A correction that is taken back leaves what was there before."""
    honey = jar("honey")
    await kit.memory.keep((honey,), what="a jar")
    await kit.memory.keep((revised(honey, NOW, label="jam"),), what="the new label")
    await undone(kit)
    (found,) = await kit.memory.find(Jar)
    assert found.label == "honey"


async def test_marks_are_not_undone(kit: Kit) -> None:
    """PAM's own marks are no changes of the user's."""
    await kit.memory.keep((jar("mark"),))
    assert (await undone(kit)).text == "There is nothing to take back."


async def test_an_old_change_is_asked_about(kit: Kit) -> None:
    """After ten minutes something else may be meant: the change is named, and stays until a yes."""
    await kit.memory.keep((jar("honey"),), what="a jar of honey")
    plan = await undone(kit, minutes_later=11)
    assert plan.text == "The last change was a jar of honey, at 2 PM. Shall I take it back?"
    assert plan.confirms
    assert len(await kit.memory.find(Jar)) == 1
    plan = await undone(kit, minutes_later=11, yes_to=plan.text)
    assert plan.text == "I took back a jar of honey."
    assert await kit.memory.find(Jar) == []


async def test_a_yes_is_for_what_was_asked(kit: Kit) -> None:
    """Where another change came in before the yes, that one is asked about first."""
    await kit.memory.keep((jar("honey"),), what="a jar of honey")
    asked = (await undone(kit, minutes_later=11)).text
    await kit.memory.keep((jar("jam"),), what="a jar of jam")
    plan = await undone(kit, minutes_later=11, yes_to=asked)
    assert plan.text == "The last change was a jar of jam, at 2 PM. Shall I take it back?"
    assert len(await kit.memory.find(Jar)) == 2


async def test_yesterdays_change(kit: Kit) -> None:
    """An older change is named with its day."""
    await kit.memory.keep((jar("honey"),), what="a jar of honey")
    plan = await undone(kit, minutes_later=24 * 60)
    assert plan.text == "The last change was a jar of honey, yesterday. Shall I take it back?"


async def test_long_names_are_shortened(kit: Kit) -> None:
    """Even a change with a long name fits the ear."""
    await kit.memory.keep((jar("x"),), what="a note about " + "the leak " * 40)
    assert len((await undone(kit, minutes_later=60)).text) <= 120
