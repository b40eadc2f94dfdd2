"""The one door to all skills: which of them answers an action."""

from collections.abc import Iterable, Sequence

from pam_core.skills.skill import Plan, Skill, SkillContext, Watch
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Intent

OWN = "PAM"
"""Where PAM's own skills are from."""


class SkillRegistry:
    """Skills by action. An action has exactly one skill: a second one raises ValueError."""

    def __init__(self, skills: Iterable[Skill] = ()) -> None:
        self._by_action: dict[str, Skill] = {}
        self._sources: dict[str, str] = {}
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

    def register(self, skill: Skill, *, source: str = OWN) -> None:
        """Take a skill in, PAM's own or a third party's; `source` is who it is from."""
        taken = self.actions & skill.actions
        if taken:
            raise ValueError(f"{', '.join(sorted(taken))}: another skill answers this")
        self._by_action.update(dict.fromkeys(skill.actions, skill))
        self._sources.update(dict.fromkeys(skill.actions, source))

    def source(self, action: str) -> str:
        """Who the skill is from that answers an action."""
        return self._sources[action]

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Let the intent's skill plan.

        Raises PamError: `skill.unknown` where there is none, `skill.failed` where a third party's
        fails, and what the skill itself raises.
        """
        skill = self._by_action.get(intent.action or "")
        if skill is None:
            raise PamError("skill.unknown", f"No skill answers {intent.action}.", fault=Fault.BUG)
        source = self._sources[intent.action or ""]
        if source == OWN:
            return await skill.plan(intent, context)
        try:
            return await skill.plan(intent, context)
        except PamError:
            raise
        except Exception as fault:  # whatever somebody else's code may raise
            raise PamError(
                "skill.failed",
                f"The skill {intent.action} from {source} failed.",
                mend="Update or remove that package.",
                fault=Fault.ENVIRONMENT,
            ) from fault
