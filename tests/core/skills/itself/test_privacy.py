"""Forgetting, erasing, handing out what is kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from pam_core.skills.itself.privacy import PrivacySkill
from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.archive_fake import ArchiveInMemory
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

LAST = Exchange(turn_id="last", said_at=NOW - timedelta(minutes=3))


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)


@pytest.fixture
def archive(kit: Kit) -> ArchiveInMemory:
    assert isinstance(kit.archive, ArchiveInMemory)
    return kit.archive


async def planned(kit: Kit, action: str, *, confirmed: bool = False) -> Plan:
    intent = Intent(action=f"privacy.{action}")
    return await PrivacySkill(kit).plan(intent, SkillContext(now=NOW, confirmed=confirmed))


async def done(kit: Kit, action: str) -> Plan:
    plan = await planned(kit, action, confirmed=True)
    assert plan.effect is not None
    await plan.effect()
    return plan


async def test_nothing_to_forget(kit: Kit) -> None:
    """An empty history is said to be empty."""
    plan = await planned(kit, "forget_last")
    assert plan.text == "There is nothing in the history to forget."


async def test_forgetting_asks_first(kit: Kit, archive: ArchiveInMemory) -> None:
    """The last exchange is named by its time, never by its words, and goes after a yes."""
    archive.talk.append(LAST)
    plan = await planned(kit, "forget_last")
    asked = "Shall I take what was said at 1:57 PM out of the history? What was done stays."
    assert (plan.text, plan.confirms, plan.effect) == (asked, True, None)
    plan = await done(kit, "forget_last")
    assert plan.text == "Forgotten. It is out of the history."
    assert plan.begins_anew
    assert archive.talk == []


async def test_yesterdays_exchange(kit: Kit, archive: ArchiveInMemory) -> None:
    """An older exchange is named with its day."""
    archive.talk.append(Exchange(turn_id="old", said_at=NOW - timedelta(days=1)))
    plan = await planned(kit, "forget_last")
    assert "what was said yesterday at 2 PM out of" in plan.text


async def test_erasing_says_what_goes(kit: Kit, archive: ArchiveInMemory) -> None:
    """Before everything is erased, PAM counts what that is, and what stays is told on "more"."""
    archive.standing = {"expense": 132, "chat": 310, "fuel_log": 1, "reminder": 11}
    plan = await planned(kit, "erase")
    asked = "That erases 310 exchanges, 132 expenses and 12 other things, for good. Shall I?"
    assert (plan.text, plan.confirms, plan.effect) == (asked, True, None)
    assert plan.rest == ("Settings, checklists, imported places and files you exported stay.",)
    assert archive.erased == 0


async def test_erasing_names_what_people_know(kit: Kit, archive: ArchiveInMemory) -> None:
    """PAM's own marks are other things, however many; kinds have the names people give them."""
    archive.standing = {"budget_mark": 40, "service_done": 2, "zone_mark": 1}
    plan = await planned(kit, "erase")
    assert plan.text == "That erases 2 services and 41 other things, for good. Shall I?"


async def test_erasing(kit: Kit, archive: ArchiveInMemory) -> None:
    """After a yes everything is erased, and the talk begins anew."""
    plan = await done(kit, "erase")
    assert (plan.text, plan.begins_anew, archive.erased) == ("Everything is erased.", True, 1)


async def test_nothing_to_erase(kit: Kit, archive: ArchiveInMemory) -> None:
    """Where nothing is kept nothing is asked."""
    plan = await planned(kit, "erase")
    assert (plan.text, plan.confirms) == (
        "Nothing is kept, so there is nothing to erase.",
        False,
    )


async def test_export(kit: Kit, tmp_path: Path) -> None:
    """Everything is written into a folder of its own, whose name is said."""
    plan = await done(kit, "export")
    assert plan.text == "Everything is in the folder PAM export 2026-11-23 14.00."
    assert plan.rest == (f"That folder is in {tmp_path}.",)
    assert (tmp_path / "PAM export 2026-11-23 14.00" / "README.txt").exists()


async def test_export_twice(kit: Kit) -> None:
    """A second export never touches the first."""
    await done(kit, "export")
    plan = await done(kit, "export")
    assert plan.text == "Everything is in the folder PAM export 2026-11-23 14.00 (2)."
