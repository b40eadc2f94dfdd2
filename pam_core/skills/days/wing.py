"""Days: the skills about the calendar, reminders, lists."""

from pam_core.skills.days.calendar import CalendarSkill
from pam_core.skills.days.lists import ListSkill
from pam_core.skills.days.notes import NoteSkill
from pam_core.skills.days.reminders import ReminderSkill
from pam_core.skills.days.timers import TimerSkill
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Skill


def days(kit: Kit) -> tuple[Skill, ...]:
    """The skills of this wing."""
    return (
        CalendarSkill(kit.memory, kit.phrases),
        ReminderSkill(kit.memory, kit.phrases),
        TimerSkill(kit.memory, kit.phrases),
        ListSkill(kit.memory, kit.phrases),
        NoteSkill(kit.memory, kit.phrases),
    )
