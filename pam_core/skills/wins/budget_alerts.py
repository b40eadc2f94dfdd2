"""Budgets that run out: told once at 80 and once at 100 percent, however the spending came in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.wins.budget_use import BudgetUse, used
from pam_core.vocabulary.budget import Budget, BudgetMark
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ledger import Ledger
from pam_core.vocabulary.reply import Notice, Priority

THRESHOLDS = (80, 100)
"""Percent of a budget at which PAM speaks up."""

LOOK_AGAIN = timedelta(minutes=15)
"""Spending may come in past the running PAM: `pam ledger import` in a terminal."""


class BudgetAlerts:
    """The `Watch` over all budgets."""

    def __init__(
        self, memory: Memory, ledger: Ledger, phrases: Phrasebook, first_weekday: int
    ) -> None:
        self._memory = memory
        self._ledger = ledger
        self._phrases = phrases
        self._first_weekday = first_weekday

    async def due(self, now: datetime) -> Sequence[Notice]:
        """A notice for each budget that has passed a threshold and was not told of it."""
        notices = []
        for budget in await self._memory.find(Budget):
            use = await used(self._ledger, budget, now.date(), self._first_weekday)
            marks = await self.untold(use, now)
            if marks:
                notices.append(self._notice(use, marks))
        return notices

    async def next_at(self, now: datetime) -> datetime | None:
        """In a quarter of an hour."""
        return now + LOOK_AGAIN

    async def untold(self, use: BudgetUse, now: datetime) -> tuple[BudgetMark, ...]:
        """The marks for the thresholds passed that are not kept yet.

        A mark stands for one limit: a budget that is raised or lowered may be told of again.
        """
        told = {
            mark.percent
            for mark in await self._memory.find(
                BudgetMark, where={"budget_id": use.budget.id}, period=use.cycle
            )
            if mark.first == use.cycle.first and mark.limit == use.budget.limit
        }
        return tuple(
            BudgetMark(
                id=new_id(now),
                created_at=now,
                budget_id=use.budget.id,
                first=use.cycle.first,
                percent=percent,
                limit=use.budget.limit,
            )
            for percent in THRESHOLDS
            if percent not in told and use.percent >= percent
        )

    def _notice(self, use: BudgetUse, marks: tuple[BudgetMark, ...]) -> Notice:
        budget, highest = use.budget, max(mark.percent for mark in marks)
        key = "over" if use.left.minor < 0 else "reached" if highest == 100 else "close"
        text = self._phrases.say(
            f"budget.alert_{key}",
            budget=use.name,
            cycle=budget.cycle,
            percent=str(use.percent),
            left=wording.money(use.left),
            over=wording.money(use.over),
        )
        return Notice(
            key=f"budget:{budget.id}:{use.cycle.first}:{highest}:{budget.limit.minor}",
            text=text,
            priority=Priority.NOTICE,
            keeps=marks,
        )
