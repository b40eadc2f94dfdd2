"""A skill of the days wing on a memory without a disk, and what it is told."""

from datetime import datetime, timedelta
from typing import Any

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, Skill, SkillContext, Watch
from pam_core.vocabulary.reply import Intent, Notice
from tests.core.language.said_sentences import NOW
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.core.skills.memory_fake import MemoryInMemory

PHRASES = Phrasebook.load()


def moment(text: str) -> datetime:
    """A moment of the user's zone: "2026-11-24 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo)


class Stage:
    """Plans, keeps and tells as the mind and the driver would; `now` may be moved."""

    def __init__(self, skill: Any) -> None:
        self.memory = MemoryInMemory(LedgerInMemory())
        self.skill: Skill = skill(self.memory, PHRASES)
        self.now = NOW

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    async def plan(
        self,
        action: str,
        *,
        confirmed: bool = False,
        topic: str = "",
        last_text: str = "",
        **slots: Any,
    ) -> Plan:
        context = SkillContext(now=self.now, confirmed=confirmed, topic=topic, last_text=last_text)
        return await self.skill.plan(Intent(action=action, slots=slots), context)

    async def do(self, action: str, **told: Any) -> str:
        """Plan it, keep what it keeps, and give what is said: it fits the ear."""
        plan = await self.plan(action, **told)
        await self.memory.keep(plan.keeps, what=plan.what)
        for said in (plan.text, *plan.rest):
            assert len(said) <= 120, said
            assert said.count(". ") + said.count("? ") <= 1, said
        assert bool(plan.keeps) == bool(plan.what), plan
        return plan.text

    async def do_nothing(self, action: str, **slots: Any) -> str:
        """The same for what must not keep anything."""
        kept = len(self.memory.kept)
        said = await self.do(action, **slots)
        assert len(self.memory.kept) == kept
        return said

    async def told(self) -> list[str]:
        """What the skill says by itself now, marked as told."""
        watch = self.skill
        assert isinstance(watch, Watch)
        notices: list[Notice] = list(await watch.due(self.now))
        for notice in notices:
            await self.memory.keep(notice.keeps)
            assert len(notice.text) <= 120, notice.text
        return [notice.text for notice in notices]

    async def next_at(self) -> datetime | None:
        watch = self.skill
        assert isinstance(watch, Watch)
        return await watch.next_at(self.now)

    async def undo(self) -> str:
        change = await self.memory.last_change()
        assert change is not None
        await self.memory.undo(change, self.now)
        return change.what
