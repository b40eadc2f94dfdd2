"""Wheels: the skills about travelling."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill


def wheels(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return ()
