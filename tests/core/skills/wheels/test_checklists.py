"""Going through checklists step by step."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pam_core.skills.kit import Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.checklist_shelf import SHIPPED, read_checklist
from pam_core.skills.wheels.checklists import LONGEST_STEP, ChecklistSkill
from pam_core.vocabulary.checklist import ChecklistRun
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

BOAT = """# Boat ramp

Also called: launching

- Put in the drain plug.
- Undo the straps.
- Back down slowly.
"""


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "boat-ramp.md").write_text(BOAT, encoding="utf-8")
    return kit_in_memory(LedgerInMemory(), Phrasebook.load(), tmp_path)


class Hands:
    """Somebody who goes through a checklist: each word is planned, and what it keeps is kept."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self.now = NOW
        self.topic = ""

    async def plan(self, action: str, *missing: str, confirmed: bool = False, **slots: Any) -> Plan:
        # A new skill each time: nothing may be remembered but what was kept.
        skill = ChecklistSkill(self._kit)
        intent = Intent(action=f"checklist.{action}", slots=slots, missing=missing)
        context = SkillContext(now=self.now, confirmed=confirmed, topic=self.topic)
        plan = await skill.plan(intent, context)
        await self._kit.memory.keep(plan.keeps, what=plan.what)
        if plan.effect is not None:
            await plan.effect()
        self.topic = self.topic if plan.topic is None else plan.topic
        self.now += timedelta(minutes=1)
        return plan

    async def start(self, name: str, *, confirmed: bool = False) -> str:
        return (await self.plan("start", name=name, confirmed=confirmed)).text

    async def say(self, outcome: str) -> str:
        return (await self.plan("next", outcome=outcome)).text

    async def stop(self) -> str:
        return (await self.plan("stop")).text


@pytest.fixture
def hands(kit: Kit) -> Hands:
    return Hands(kit)


async def test_step_by_step(hands: Hands) -> None:
    """Each word leads to the next step; what was skipped is said at the end."""
    assert await hands.start("boat ramp") == "Boat ramp, 3 steps. Step 1: Put in the drain plug."
    assert hands.topic == "checklist"
    assert await hands.say("done") == "Step 2 of 3: Undo the straps."
    assert await hands.say("skip") == "Step 3 of 3: Back down slowly."
    assert await hands.say("next") == "Boat ramp is finished. You skipped: Undo the straps."
    assert hands.topic == ""
    assert (await hands.say("done")).startswith("No checklist is running.")


async def test_nothing_skipped(hands: Hands) -> None:
    """Where everything was done, that is said."""
    await hands.start("launching")
    await hands.say("done")
    await hands.say("done")
    assert await hands.say("done") == "Boat ramp is finished. Nothing was skipped."


async def test_much_skipped(hands: Hands) -> None:
    """However much was skipped, the answer fits the ear; "more" tells all of it."""
    await hands.start("departure")
    for _ in range(15):
        await hands.say("skip")
    plan = await hands.plan("next", outcome="skip")
    assert len(plan.text) <= 120
    assert plan.text.startswith("Departure is finished. You skipped: Close and latch every cabinet")
    told = " ".join((plan.text, *plan.rest))
    assert "14 more" in told
    assert "Remove the wheel chocks and stow them" in told
    assert all(len(piece) <= 120 for piece in plan.rest)


async def test_back_and_again(hands: Hands) -> None:
    """A step can be heard again, and a hasty word taken back."""
    await hands.start("boat ramp")
    assert await hands.say("back") == "That is the first step: Put in the drain plug."
    await hands.say("skip")
    assert await hands.say("again") == "Step 2 of 3: Undo the straps."
    assert await hands.say("back") == "Step 1 of 3: Put in the drain plug."
    await hands.say("done")
    await hands.say("done")
    assert await hands.say("done") == "Boat ramp is finished. Nothing was skipped."


async def test_silence_ends_nothing(hands: Hands) -> None:
    """A run waits for hours, and goes on where it was with nothing remembered but what was kept."""
    await hands.start("boat ramp")
    await hands.say("done")
    hands.now += timedelta(hours=5)
    hands.topic = ""
    assert await hands.say("again") == "Step 2 of 3: Undo the straps."
    assert await hands.say("done") == "Step 3 of 3: Back down slowly."


async def test_stop(hands: Hands, kit: Kit) -> None:
    """A run that is stopped says how far it came; taking that back goes on where it was."""
    await hands.start("boat ramp")
    await hands.say("skip")
    stopped = "Boat ramp stopped at step 2 of 3. You skipped: Put in the drain plug."
    assert await hands.stop() == stopped
    assert (await hands.stop()).startswith("No checklist is running.")
    change = await kit.memory.last_change()
    assert change is not None
    assert change.what == "stopping the Boat ramp checklist"
    await kit.memory.undo(change, hands.now)
    assert await hands.say("again") == "Step 2 of 3: Undo the straps."


async def test_steps_are_no_changes(hands: Hands, kit: Kit) -> None:
    """Undo never takes back a step; "back" does that."""
    await hands.start("boat ramp")
    await hands.say("done")
    assert await kit.memory.last_change() is None


async def test_another_while_one_runs(hands: Hands, kit: Kit) -> None:
    """A run is given up for another list only after a yes."""
    await hands.start("boat ramp")
    await hands.say("done")
    asked = "Boat ramp is at step 2. Shall I start Arrival instead?"
    assert await hands.start("arrival") == asked
    assert await hands.say("again") == "Step 2 of 3: Undo the straps."
    assert (await hands.start("arrival", confirmed=True)).startswith("Arrival, 14 steps.")
    assert len(await kit.memory.find(ChecklistRun, where={"ended": False})) == 1


async def test_the_same_again(hands: Hands) -> None:
    """Starting the list that runs asks whether to begin at the beginning."""
    await hands.start("boat ramp")
    await hands.say("done")
    assert await hands.start("boat ramp") == "Boat ramp is at step 2. Shall I start it again?"


async def test_a_forgotten_run_gives_way(hands: Hands) -> None:
    """Tomorrow's list starts without a question about one that was never finished."""
    await hands.start("boat ramp")
    hands.now += timedelta(hours=20)
    assert (await hands.start("arrival")).startswith("Arrival, 14 steps.")


async def test_which(hands: Hands) -> None:
    """Without a name, and with an unknown one, the lists there are are told, four at a time."""
    plan = await hands.plan("start", "name")
    assert plan.text == "Which checklist? I have arrival, boat ramp, de winterizing and departure."
    assert plan.asks == "name"
    assert plan.rest == (
        "I also have hitching up, pre trip inspection, unhitching and winterizing.",
    )
    assert (await hands.start("the space shuttle launch procedures")).startswith(
        "I have no checklist called the space shuttle launch. I have arrival,"
    )


async def test_lists_become_the_users_files(hands: Hands, tmp_path: Path) -> None:
    """The lists that come with PAM are laid out for changing; a changed one is the one read."""
    await hands.start("boat ramp")
    own = tmp_path / "checklists" / "departure.md"
    own.write_text("# Departure\n\n* Kiss the cook.\n", encoding="utf-8")
    text = await hands.start("departure", confirmed=True)
    assert text == "Departure, 1 step. Step 1: Kiss the cook."
    assert own.read_text(encoding="utf-8") == "# Departure\n\n* Kiss the cook.\n"


async def test_a_change_while_it_runs(hands: Hands, tmp_path: Path) -> None:
    """A file changed in the middle of a run changes the next run."""
    await hands.start("boat ramp")
    (tmp_path / "checklists" / "boat-ramp.md").write_text("# Boat ramp\n- Swim.\n")
    assert await hands.say("done") == "Step 2 of 3: Undo the straps."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- Step\n", "line 1: the title is missing"),
        ("# Title\n\n", "line 2: it has 0 steps"),
        ("# Title\n- One\nand two\n", "line 3: “and two” is no step"),
        ("# Title\n# Another\n- One\n", "line 2: “# Another” is no step"),
        ("# Title\n" + "- Step\n" * 201, "line 202: it has 201 steps"),
    ],
)
async def test_a_broken_file(hands: Hands, tmp_path: Path, text: str, said: str) -> None:
    """A file that cannot be read as a list is named with the line; the other lists still work."""
    (tmp_path / "checklists" / "odd.md").write_text(text, encoding="utf-8")
    with pytest.raises(PamError) as caught:
        await hands.start("odd")
    assert caught.value.code == "checklist.broken"
    assert f"odd.md has a fault in {said}" in caught.value.sentence
    assert (await hands.start("boat ramp")).startswith("Boat ramp, 3 steps.")


async def test_a_file_that_is_no_text(hands: Hands, tmp_path: Path) -> None:
    """A file of bytes is named as well."""
    (tmp_path / "checklists" / "odd.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PamError, match="cannot be read as text"):
        await hands.start("odd")


async def test_long_words_fit_the_ear(hands: Hands, tmp_path: Path) -> None:
    """A step as long as a paragraph is said in short, and whole on "more"."""
    step = "Look at the " + "very " * 60 + "end."
    title = "A list with quite a long title of its own"
    (tmp_path / "checklists" / "long.md").write_text(f"# {title}\n- {step}\n- {step}\n")
    plan = await hands.plan("start", name="long")
    assert len(plan.text) <= 120
    assert plan.rest == (step,)
    assert len(await hands.say("skip")) <= 120
    assert len(await hands.say("skip")) <= 120


def test_every_shipped_list_can_be_read() -> None:
    """Each list that comes with PAM is whole, and each step fits the ear."""
    lists = [read_checklist(path) for path in SHIPPED.glob("*.md")]
    assert len(lists) == 7
    assert [step for each in lists for step in each.steps if len(step) > LONGEST_STEP] == []
