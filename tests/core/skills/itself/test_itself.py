"""Help, driving mode, pages, sharing, PAM's voice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from pam_core.language.grammar import SENTENCES
from pam_core.language.understanding import Language
from pam_core.skills.itself.wing import itself
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Control, Intent, Page
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

TOPICS = tuple(
    yaml.safe_load((SENTENCES / "itself.yaml").read_text("utf-8"))["lists"]["help_topic"]
)


@pytest.fixture
def skills(tmp_path: Path) -> SkillRegistry:
    return SkillRegistry(itself(kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)))


async def planned(skills: SkillRegistry, action: str, *missing: str, **slots: Any) -> Plan:
    return await skills.plan(
        Intent(action=action, slots=slots, missing=missing), SkillContext(now=NOW)
    )


@pytest.mark.parametrize("topic", TOPICS)
async def test_help_by_topic(skills: SkillRegistry, topic: str) -> None:
    """Each topic has examples of its own; "more" tells the others."""
    plan = await planned(skills, "help", topic=topic)
    assert len({plan.text, *plan.rest}) == 3
    assert len(plan.text) <= 120


async def test_help_names_the_topics(skills: SkillRegistry) -> None:
    """Help in general names first an example, then the topics."""
    plan = await planned(skills, "help")
    assert "Try: " in plan.text
    assert plan.rest[0] == (
        "Ask what I can do with money, travel, days, checklists, units, voice or privacy."
    )


async def test_help_changes(skills: SkillRegistry) -> None:
    """Another time there is another example."""
    said = {
        (
            await skills.plan(
                Intent(action="help"), SkillContext(now=NOW + timedelta(minutes=minutes))
            )
        ).text
        for minutes in range(3)
    }
    assert len(said) == 3


@pytest.mark.parametrize("topic", TOPICS)
async def test_examples_can_be_said(language: Language, skills: SkillRegistry, topic: str) -> None:
    """What help tells to try is understood."""
    plan = await planned(skills, "help", topic=topic)
    tries = [text.partition("Try: ")[2] for text in (plan.text, *plan.rest) if "Try: " in text]
    said = [example.partition(", then ")[0] for example in tries]
    assert [text for text in said if language.parse(text, NOW).action is None] == []


@pytest.mark.parametrize(
    ("was", "on", "said"),
    [
        (False, True, "Driving mode is on. I'll keep it short."),
        (True, True, "Driving mode is on already."),
        (True, False, "Driving mode is off."),
        (False, False, "Driving mode is off already."),
    ],
)
async def test_driving_mode(skills: SkillRegistry, was: bool, on: bool, said: str) -> None:
    """Driving mode is turned on and off, and PAM says how it is."""
    intent = Intent(action="driving_mode", slots={"on": on})
    plan = await skills.plan(intent, SkillContext(now=NOW, driving=was))
    assert (plan.text, plan.driving) == (said, on)


@pytest.mark.parametrize("page", list(Page))
async def test_pages(skills: SkillRegistry, page: Page) -> None:
    """Each page of the closed list can be opened."""
    plan = await planned(skills, "page.open", page=page.value)
    assert plan.page is page
    assert page.value in plan.text.lower()


async def test_which_page(skills: SkillRegistry) -> None:
    """Without a page the pages are named."""
    plan = await planned(skills, "page.open", "page")
    assert (plan.asks, plan.page) == ("page", None)
    assert [page for page in Page if page.value not in plan.text] == []


async def test_nothing_is_shared(skills: SkillRegistry) -> None:
    """PAM says honestly that nothing is shared."""
    plan = await planned(skills, "sync.status")
    assert plan.text == "Nothing is shared yet: everything is kept on this computer."


@pytest.mark.parametrize("control", [c for c in Control if c is not Control.REPEAT])
async def test_voice(skills: SkillRegistry, control: Control) -> None:
    """Each control of PAM's voice reaches who speaks, with a word to hear it by."""
    plan = await planned(skills, control.value)
    assert plan.control is control
    assert plan.text
