"""Skills about places on a kit without disks, and what they are told."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pam_core.skills.kit import Habits, Kit, Units
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, Skill, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point, Sighting
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.atlas_fake import PAGE, AtlasInMemory
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

PHRASES = Phrasebook.load()


class Stage:
    """A skill on a map without a disk; what it says is checked to fit the ear."""

    def __init__(self, skill: Any, *places: Place, units: Units = Units.US) -> None:
        kit = kit_in_memory(LedgerInMemory(), PHRASES)
        self.atlas = AtlasInMemory(imported=places)
        self.kit: Kit = replace(kit, atlas=self.atlas, habits=Habits(units=units))
        self.skill: Skill = skill(self.kit)
        self.now = NOW
        self.heard_last = ""

    async def seen_in_page(self, at: datetime = NOW) -> None:
        sighting = Sighting(
            id=new_id(at), created_at=at, place="Page, Arizona", point=PAGE.point, seen_at=at
        )
        await self.kit.memory.keep([sighting])

    async def plan(self, action: str, **slots: Any) -> Plan:
        intent = Intent(action=action, slots=slots)
        plan = await self.skill.plan(intent, SkillContext(now=self.now, last_text=self.heard_last))
        for said in (plan.text, *plan.rest):
            assert len(said) <= 120, said
            assert said.count(". ") + said.count("? ") <= 1, said
        await self.kit.memory.keep(plan.keeps, what=plan.what)
        return plan

    async def say(self, action: str, **slots: Any) -> str:
        return (await self.plan(action, **slots)).text


def north_of_page(miles: float, name: str = "Lone Rock", **fields: Any) -> Place:
    """A campground so many miles north of Page, unless `fields` say otherwise."""
    point = Point(latitude=PAGE.point.latitude + miles / 69.09, longitude=PAGE.point.longitude)
    return Place(
        **{
            "id": f"test:{name}",
            "name": name,
            "kinds": frozenset({PlaceKind.CAMPGROUND}),
            "point": point,
            "source": "test",
            "as_of": date(2026, 11, 1),
            **fields,
        }
    )


def dollars(amount: str) -> Money:
    return Money.of(Decimal(amount))
