"""What a talk about money is about, so that "make that fifty" corrects what was just said."""

from datetime import timedelta

from pam_core.skills.skill import SkillContext
from pam_core.vocabulary.kept import Kept

EXPENSE, INCOME, BUDGET, GOAL, SAVING = MONEY = ("expense", "income", "budget", "goal", "saving")
"""As the sentence files have them in `when`."""

FRESH = timedelta(hours=1)
"""While so young a thing is plainly what "that" means; an older one is named first."""


def moved_on(context: SkillContext, topic: str) -> str | None:
    """The topic from now on; None where the talk is about what goes on, as a checklist does."""
    return topic if context.topic in ("", *MONEY) else None


def is_elsewhere(context: SkillContext, topic: str) -> bool:
    """Whether the talk is about other money than `topic`."""
    return context.topic in MONEY and context.topic != topic


def is_fresh(thing: Kept, context: SkillContext) -> bool:
    """Whether a mere "make that fifty" may mean it."""
    return context.now - thing.created_at <= FRESH
