"""Does what saying a sentence would do, for a button that means the same."""

from collections.abc import Mapping
from typing import Any

from pam_core.skills.skill import SkillContext
from pam_core.vocabulary.reply import Intent
from pam_desktop.app.live import Live


async def act(live: Live, action: str, slots: Mapping[str, Any]) -> str:
    """Let the skill of this action plan and carry out; returns its answer, which is not spoken.

    The press of a button is its own confirmation. Raises PamError; then nothing was kept.
    """
    rooms = await live.memory()
    context = SkillContext(now=live.now(), confirmed=True)
    plan = await rooms.skills.plan(Intent(action=action, slots=slots, confidence=1.0), context)
    await rooms.deeds.carry_out(plan)
    return plan.text
