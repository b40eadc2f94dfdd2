"""What PAM can do, told in two short sentences."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent


class HelpSkill:
    """Answers `help`."""

    actions = frozenset(("help",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The same each time: it is asked for by who does not remember."""
        return Plan(text=self._phrases.say("help"))
