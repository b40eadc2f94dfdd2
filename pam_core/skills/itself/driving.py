"""Driving mode: answers short enough for the road."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent


class DrivingSkill:
    """Answers `driving_mode`; the mind keeps the mode for as long as the talk goes on."""

    actions = frozenset(("driving_mode",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """On or off."""
        on = bool(intent.slots["on"])
        already = "already_" if on == context.driving else ""
        return Plan(text=self._phrases.say(f"driving.{already}{'on' if on else 'off'}"), driving=on)
