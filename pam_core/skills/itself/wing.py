"""Itself: the skills about PAM."""

from pam_core.skills.itself.clock import ClockSkill
from pam_core.skills.itself.conversion import ConversionSkill
from pam_core.skills.itself.driving import DrivingSkill
from pam_core.skills.itself.help import HelpSkill
from pam_core.skills.itself.pages import PagesSkill
from pam_core.skills.itself.privacy import PrivacySkill
from pam_core.skills.itself.sharing import SharingSkill
from pam_core.skills.itself.undoing import UndoSkill
from pam_core.skills.itself.voice import VoiceSkill
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill


def itself(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (
        ClockSkill(kit.phrases),
        HelpSkill(kit.phrases),
        VoiceSkill(kit.phrases),
        UndoSkill(kit),
        ConversionSkill(kit.phrases),
        DrivingSkill(kit.phrases),
        PagesSkill(kit.phrases),
        SharingSkill(kit.phrases),
        PrivacySkill(kit),
    )
