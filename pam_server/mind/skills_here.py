"""PAM's own skills on a server: what belongs to the user's own machine is refused there, in words.

A model is not even shown what would be refused: `offered` leaves it out.
"""

from collections.abc import Awaitable, Callable

from pam_core.skills.days.wing import days
from pam_core.skills.itself.wing import itself
from pam_core.skills.kit import Kit
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.wing import wheels
from pam_core.skills.wins.wing import wins
from pam_core.vocabulary.reply import Intent

_TIMER = "A timer rings on the machine it was set on. Ask PAM there."
_VOICE = "How loud and how fast I speak is set on your own machine."

ELSEWHERE = {
    "timer.start": _TIMER,
    "timer.list": _TIMER,
    "timer.cancel": _TIMER,
    "timer.extend": _TIMER,
    "louder": _VOICE,
    "quieter": _VOICE,
    "slower": _VOICE,
    "faster": _VOICE,
    "stop": "All right.",
    "sync.status": "You are talking to your PAM server. What you keep goes to all your machines.",
    "privacy.export": "I cannot write files on your machine. Your account hands out all of it.",
    "privacy.erase": "I do not erase everything by chat. Erase your account: that destroys it all.",
}
"""What is said in place of doing it, by action."""

Reword = Callable[[Intent, Plan], Awaitable[Plan]]
"""Is shown every plan before it is told, with what it is for; may word it differently."""


class ServerSkills(SkillRegistry):
    """A registry of PAM's own skills for one user's kit."""

    def __init__(self, kit: Kit, reword: Reword) -> None:
        super().__init__((*wins(kit), *wheels(kit), *days(kit), *itself(kit)))
        self._reword = reword

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Let the intent's skill plan, or say that this is not the place. Raises PamError."""
        sentence = ELSEWHERE.get(intent.action or "")
        if sentence is not None:
            return Plan(text=sentence)
        return await self._reword(intent, await super().plan(intent, context))


def offered(kit: Kit) -> SkillRegistry:
    """The skills that a model may call here: for knowing their names, not for planning."""
    whole = ServerSkills(kit, _as_it_is)
    return _Names(whole.actions - ELSEWHERE.keys())


async def _as_it_is(intent: Intent, plan: Plan) -> Plan:
    return plan


class _Names(SkillRegistry):
    def __init__(self, actions: frozenset[str]) -> None:
        super().__init__()
        self._names = actions

    @property
    def actions(self) -> frozenset[str]:
        return self._names
