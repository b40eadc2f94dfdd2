"""The time, the date and the day of the week."""

from pam_core.skills import wording
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent


class ClockSkill:
    """Answers `time.now` from the moment the user spoke."""

    actions = frozenset(("time.now",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The date where that was asked, else the time."""
        if intent.slots.get("about") == "date":
            today = wording.full_day(context.now.date())
            return Plan(text=self._phrases.say("time.date", today=today))
        return Plan(text=self._phrases.say("time.now", clock=wording.clock(context.now)))
