"""Itself: the skills about PAM."""

from pam_core.skills.itself.clock import ClockSkill
from pam_core.skills.itself.help import HelpSkill
from pam_core.skills.itself.voice import VoiceSkill
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill


def itself(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (
        ClockSkill(kit.phrases),
        HelpSkill(kit.phrases),
        VoiceSkill(kit.phrases),
    )
