"""Wins: the skills about money."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill
from pam_core.skills.wins.expenses import ExpenseSkill


def wins(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (ExpenseSkill(kit.ledger, kit.phrases),)
