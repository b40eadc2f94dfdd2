"""The skills that come with PAM."""

from pam_core.skills.itself.clock import ClockSkill
from pam_core.skills.itself.help import HelpSkill
from pam_core.skills.itself.voice import VoiceSkill
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.wins.expenses import ExpenseSkill
from pam_core.vocabulary.ledger import Ledger


def own_skills(*, ledger: Ledger, phrases: Phrasebook) -> SkillRegistry:
    """A registry with all of them, on the given ledger."""
    return SkillRegistry(
        (
            ExpenseSkill(ledger, phrases),
            ClockSkill(phrases),
            HelpSkill(phrases),
            VoiceSkill(phrases),
        )
    )
