"""What is shared with other devices."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent


class SharingSkill:
    """Answers `sync.status`."""

    actions = frozenset(("sync.status",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Nothing is shared: PAM keeps everything on this computer."""
        return Plan(text=self._phrases.say("sync.nothing"))
