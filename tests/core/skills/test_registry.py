"""The door to the skills."""

import pytest

from pam_core.language.grammar import Grammar
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory


class Parrot:
    """A skill of somebody else's."""

    actions = frozenset(("parrot.speak",))

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        return Plan(text="Polly wants a cracker.")


async def test_third_party() -> None:
    """A skill from outside comes in through the same door as PAM's own."""
    registry = SkillRegistry()
    registry.register(Parrot())
    plan = await registry.plan(Intent(action="parrot.speak"), SkillContext(now=NOW))
    assert plan.text == "Polly wants a cracker."


def test_one_skill_an_action() -> None:
    """Two skills cannot answer the same action."""
    with pytest.raises(ValueError, match=r"parrot\.speak"):
        SkillRegistry((Parrot(), Parrot()))


async def test_nobody() -> None:
    """An action without a skill is named."""
    with pytest.raises(PamError) as caught:
        await SkillRegistry().plan(Intent(action="fly"), SkillContext(now=NOW))
    assert caught.value.code == "skill.unknown"


def test_sentences_and_skills_agree() -> None:
    """Every action that can be said has a skill, and every skill can be reached by saying."""
    spoken = {action.name for action in Grammar.load().actions.values() if not action.inner}
    own = own_skills(kit_in_memory(LedgerInMemory(), Phrasebook.load()))
    assert own.actions == spoken
