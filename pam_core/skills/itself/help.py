"""What PAM can do, told in two short sentences; about one topic where one is named."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent

EXAMPLES = 3
"""How many examples of each topic there are in resources/replies/itself.yaml."""


class HelpSkill:
    """Answers `help`."""

    actions = frozenset(("help",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """An example, another one at another time; "more" tells the others."""
        topic = intent.slots.get("topic")
        key = f"help.{topic}" if topic else "help"
        first = context.now.minute
        told = [self._phrases.say_in_turn(key, turn) for turn in range(first, first + EXAMPLES)]
        topics = () if topic else (self._phrases.say("help.topics"),)
        return Plan(text=told[0], rest=(*topics, *told[1:]))
