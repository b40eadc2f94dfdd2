"""Days: the skills about the calendar, reminders, lists."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill


def days(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return ()
