"""The list of what PAM can do."""

from pathlib import Path

import pytest

from pam_core.language.grammar import ActionSpec, Grammar
from pam_core.language.slots import SlotSpec
from pam_core.language.understanding import Language
from pam_core.skills.catalogue import SHAPES, catalogue, shape, table
from pam_core.skills.door import enter
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import SkillContext
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.rules.house import ROOT

GRAMMAR = Grammar.load()
SPOKEN = [action for action in GRAMMAR.actions.values() if not action.inner]


def test_the_page_is_up_to_date() -> None:
    """docs/skills.md is what `make docs` makes of the skills there are."""
    entered = enter(kit_in_memory(LedgerInMemory(), Phrasebook.load()), [])
    made = table(catalogue(entered.skills, entered.grammar))
    kept = (ROOT / "docs" / "skills.md").read_text(encoding="utf-8")
    assert made == kept, "stale: run `make docs`"


def test_every_action_of_the_catalogue_is_there() -> None:
    """Nothing of what PAM was meant to do offline is missing."""
    names = {action.name for action in SPOKEN}
    assert MEANT - names == set()


MEANT = set(
    """
    expense.log expense.query expense.list expense.change expense.remove income.log income.query
    budget.set budget.status goal.set goal.add goal.status spending.trend trip.plan trip.status
    trip.itinerary trip.cost trip.add_stop trip.remove_stop fuel.log fuel.economy camp.find
    place.find vehicle.odometer maintenance.log maintenance.remind maintenance.due location.where
    weather.now weather.forecast weather.alerts checklist.start checklist.next checklist.stop
    event.add event.list event.move event.cancel reminder.add reminder.list reminder.done
    timer.start timer.list timer.cancel list.add list.read list.remove note.add note.find help stop
    repeat louder quieter slower faster undo time.now convert driving_mode page.open sync.status
    privacy.forget_last privacy.erase privacy.export
    """.split()
)


@pytest.mark.parametrize("action", SPOKEN, ids=lambda action: action.name)
async def test_a_change_is_marked(action: ActionSpec, tmp_path: Path) -> None:
    """An action whose example changes what is kept says that it can be undone."""
    kit = kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)
    intent = Language(GRAMMAR).parse(action.example, NOW)
    plan = await own_skills(kit).plan(intent, SkillContext(now=NOW))
    changes = bool(plan.keeps and plan.what)
    assert changes <= action.undoable


def test_every_kind_of_slot_has_a_shape() -> None:
    """The shape of each slot is told: in words, or as the list of its values."""
    bare = [
        (action.name, spec.name)
        for action in SPOKEN
        for spec in action.slots.values()
        if not shape(spec, GRAMMAR)
    ]
    assert bare == []


def test_shapes() -> None:
    """Shapes are those of the catalogue."""
    assert shape(SlotSpec(name="amount", kind="money"), GRAMMAR) == SHAPES["money"]
    assert shape(SlotSpec(name="volume", kind="volume"), GRAMMAR) == (
        'volume `{"value": "12.5", "unit": "gallon"}`'
    )
    assert shape(SlotSpec(name="page", kind="page"), GRAMMAR) == (
        "talk, money, trip, days, places, settings, health"
    )
