"""Wins: the skills about money."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill
from pam_core.skills.wins.budgets import BudgetSkill
from pam_core.skills.wins.corrections import CorrectionSkill
from pam_core.skills.wins.expense_list import ExpenseListSkill
from pam_core.skills.wins.expenses import ExpenseSkill
from pam_core.skills.wins.goals import GoalSkill
from pam_core.skills.wins.incomes import IncomeSkill
from pam_core.skills.wins.trends import TrendSkill


def wins(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (
        ExpenseSkill(kit.ledger, kit.phrases),
        ExpenseListSkill(kit),
        CorrectionSkill(kit),
        IncomeSkill(kit),
        BudgetSkill(kit),
        GoalSkill(kit),
        TrendSkill(kit),
    )
