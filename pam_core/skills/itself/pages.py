"""The pages of the window, opened by voice."""

from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent, Page


class PagesSkill:
    """Answers `page.open`; whoever has a window shows the page that the reply names."""

    actions = frozenset(("page.open",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The page, by its name."""
        if "page" in intent.missing:
            return Plan(text=self._phrases.say("page.which"), asks="page")
        page = Page(intent.slots["page"])
        return Plan(text=self._phrases.say(f"page.{page}"), page=page)
