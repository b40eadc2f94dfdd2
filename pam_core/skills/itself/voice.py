"""PAM's own voice: silent, again, louder, quieter."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Control, Intent


class VoiceSkill:
    """Answers `stop`, `repeat`, `louder` and `quieter`; who speaks acts on the control."""

    actions = frozenset(str(control) for control in Control)

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The control, with what there is to say about it."""
        control = Control(str(intent.action))
        if control is Control.REPEAT:
            text = context.last_text or self._phrases.say("voice.nothing_said")
            return Plan(text=text, control=control)
        return Plan(text=self._phrases.say(f"voice.{control}"), control=control)
