"""The skills that come with PAM, wing by wing."""

from pam_core.skills.days.wing import days
from pam_core.skills.itself.wing import itself
from pam_core.skills.kit import Kit
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.wheels.wing import wheels
from pam_core.skills.wins.wing import wins


def own_skills(kit: Kit) -> SkillRegistry:
    """A registry with all of them."""
    return SkillRegistry((*wins(kit), *wheels(kit), *days(kit), *itself(kit)))
