"""Taking back what was changed last."""

from datetime import datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.kept import Change
from pam_core.vocabulary.reply import Intent

LONG_AGO = timedelta(minutes=10)
"""A change older than this is named and asked about: something else may be meant."""

LONGEST_NAME, LONGEST_ASKED = 100, 52
"""Characters of a change's name in the answer, and in the question, which tells its time too."""


class UndoSkill:
    """Answers `undo` for every change that any skill has made."""

    actions = frozenset(("undo",))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._phrases = kit.phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The last change taken back, with its name."""
        change = await self._memory.last_change()
        if change is None:
            return Plan(text=self._phrases.say("undo.nothing"))
        what = wording.shortened(change.what, LONGEST_NAME)
        question = self._question(change, context)
        if context.now - change.made_at > LONG_AGO and not context.said_yes_to(question):
            return Plan(text=question, confirms=True)

        async def take_back(it: Change = change) -> None:
            await self._memory.undo(it, context.now)

        return Plan(
            text=self._phrases.say("undo.done", what=what),
            effect=take_back,
            said_back=self._phrases.say("undo.said_back", what=what),
        )

    def _question(self, change: Change, context: SkillContext) -> str:
        when = _when(change.made_at, context.now)
        what = wording.shortened(change.what, LONGEST_ASKED)
        return self._phrases.say("undo.sure", what=what, when=when)


def _when(moment: datetime, now: datetime) -> str:
    there = moment.astimezone(now.tzinfo)
    return wording.past_day(there.date(), now.date()) or f"at {wording.clock(there)}"
