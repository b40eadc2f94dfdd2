"""The one door to all skills: which of them answers an action."""

from collections.abc import Iterable, Sequence

from pam_core.skills.skill import Plan, Skill, SkillContext, Watch
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Intent


class SkillRegistry:
    """Skills by action. An action has exactly one skill: a second one raises ValueError."""

    def __init__(self, skills: Iterable[Skill] = ()) -> None:
        self._by_action: dict[str, Skill] = {}
        for skill in skills:
            self.register(skill)

    @property
    def actions(self) -> frozenset[str]:
        """Every action that some skill answers."""
        return frozenset(self._by_action)

    @property
    def watches(self) -> Sequence[Watch]:
        """The skills that also speak up by themselves."""
        skills = dict.fromkeys(self._by_action.values())
        return [skill for skill in skills if isinstance(skill, Watch)]

    def register(self, skill: Skill) -> None:
        """Take a skill in, PAM's own or a third party's."""
        taken = self.actions & skill.actions
        if taken:
            raise ValueError(f"{', '.join(sorted(taken))}: another skill answers this")
        self._by_action.update(dict.fromkeys(skill.actions, skill))

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Let the intent's skill plan. Raises PamError (`skill.unknown`) where there is none."""
        skill = self._by_action.get(intent.action or "")
        if skill is None:
            raise PamError("skill.unknown", f"No skill answers {intent.action}.", fault=Fault.BUG)
        return await skill.plan(intent, context)
