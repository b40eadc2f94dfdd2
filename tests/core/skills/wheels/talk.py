"""A talk with the skills of the road: intents in, what is said and kept out."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.wing import wheels
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.place import Sighting, Town
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

LONGEST_CHARACTERS = 120


class Talk:
    """Asks the skills of the wing, keeps what they plan, and checks that it fits the ear."""

    def __init__(self, **habits: Any) -> None:
        self.ledger = LedgerInMemory()
        kit = kit_in_memory(self.ledger, Phrasebook.load())
        self.kit: Kit = replace(kit, habits=replace(kit.habits, **habits))
        self.memory = self.kit.memory
        self.skills = SkillRegistry(wheels(self.kit))
        self.now: datetime = NOW
        self.topic = ""

    async def plan(self, action: str, *, confirmed: bool = False, **slots: Any) -> Plan:
        """What would be said and kept; nothing is kept."""
        context = SkillContext(now=self.now, confirmed=confirmed, topic=self.topic)
        plan = await self.skills.plan(Intent(action=action, slots=slots), context)
        assert len(plan.text) <= LONGEST_CHARACTERS, plan.text
        assert bool(plan.keeps) <= bool(plan.what and plan.said_back)
        return plan

    async def say(self, action: str, *, confirmed: bool = False, **slots: Any) -> str:
        """What is said, once what the plan keeps is kept; a second of the talk goes by."""
        plan = await self.plan(action, confirmed=confirmed, **slots)
        await self.memory.keep(plan.keeps, what=plan.what)
        self.now += timedelta(seconds=1)
        return plan.text

    async def undo(self) -> None:
        """Take the last change back."""
        change = await self.memory.last_change()
        assert change is not None
        await self.memory.undo(change, self.now)

    async def seen_in(self, town: Town, at: datetime | None = None) -> None:
        """The traveller is somewhere."""
        seen_at = at or self.now
        sighting = Sighting(
            id=new_id(seen_at),
            created_at=seen_at,
            place=town.name,
            point=town.point,
            seen_at=seen_at,
        )
        await self.memory.keep((sighting,))

    def later(self, **passed: float) -> None:
        """Time goes by."""
        self.now += timedelta(**passed)


def gallons(value: str) -> dict[str, str]:
    return {"value": value, "unit": "gallon"}


def miles(value: str) -> dict[str, str]:
    return {"value": value, "unit": "mile"}


def dollars(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}
