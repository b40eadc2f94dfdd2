"""A talk about money in words: what the user says in, what PAM says and keeps out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.wins.budgets import BudgetSkill
from pam_core.skills.wins.wing import wins
from pam_core.vocabulary.budget import Budget
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Notice, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

LONGEST_CHARACTERS, MOST_SENTENCES = 120, 2


@cache
def _grammar() -> Grammar:
    return Grammar.load()


class Talk:
    """Says sentences to a mind with the skills of the wing; every reply must fit the ear."""

    def __init__(self, now: datetime = NOW, **habits: Any) -> None:
        self.ledger = LedgerInMemory()
        kit = kit_in_memory(self.ledger, Phrasebook.load())
        self.kit = replace(kit, habits=replace(kit.habits, **habits))
        self.memory = self.kit.memory
        self.now = now
        self.budgets = BudgetSkill(self.kit)
        self.reply = Reply(text="", intent=None, provider="")  # type: ignore[arg-type]
        self._mind = LocalMind(
            language=Language(
                _grammar(),
                currency=self.kit.habits.currency,
                first_weekday=self.kit.habits.first_weekday,
            ),
            skills=SkillRegistry(wins(self.kit)),
            phrases=self.kit.phrases,
            deeds=Deeds(self.memory),
        )

    async def say(self, text: str) -> str:
        """What PAM answers, once it is kept; some seconds of the talk go by."""
        request = TurnRequest(
            turn_id=new_id(self.now),
            text=text,
            confidence=1.0,
            trigger=Trigger.TEXT,
            now=self.now,
        )
        pieces = [piece async for piece in self._mind.answer(await self._mind.prepare(request))]
        self.reply = pieces[-1]
        self.now += timedelta(seconds=5)
        fits_the_ear(self.reply.text)
        return self.reply.text

    async def spent(
        self, amount: str, category: str, day: str, *, merchant: str | None = None
    ) -> Expense:
        """An expense of another day, as the ledger has it; "30.00 EUR" or in dollars."""
        value, _, currency = amount.partition(" ")
        at = datetime.fromisoformat(f"{day}T12:00:00-07:00")
        expense = Expense(
            id=new_id(at),
            created_at=at,
            amount=Money.from_slot({"amount": value, "currency": currency or "USD"}),
            category=category,
            spent_on=at.date(),
            merchant=merchant,
        )
        await self.memory.keep((expense,))
        return expense

    async def notices(self) -> Sequence[Notice]:
        """What PAM says by itself now; its marks are kept, as its driver keeps them."""
        due = await self.budgets.due(self.now)
        for notice in due:
            fits_the_ear(notice.text)
            await self.memory.keep(notice.keeps)
        return due

    async def undo(self) -> str:
        """Take the last change back; what it was."""
        change = await self.memory.last_change()
        assert change is not None
        await self.memory.undo(change, self.now)
        return change.what

    async def last(self) -> Expense:
        """The expense kept last."""
        return (await self.ledger.expenses(limit=1))[0]

    async def budget(self, category: str) -> Budget:
        """The budget of a category."""
        return (await self.memory.find(Budget, where={"category": category}))[0]


def fits_the_ear(text: str) -> None:
    """At most two sentences and 120 characters."""
    assert len(text) <= LONGEST_CHARACTERS, text
    assert len(re.findall(r"[.?!](?:\s|$)", text)) <= MOST_SENTENCES, text
