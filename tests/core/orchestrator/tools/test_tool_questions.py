"""What a model wants written: done where the user said it, else asked first."""

from pathlib import Path
from typing import cast

import pytest

from pam_core.conversation.session import Asking
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.tool_use import ToolOutcome
from tests.core.orchestrator.tool_stage import DIESEL, ToolStage
from tests.core.skills.archive_fake import ArchiveInMemory


@pytest.fixture
def stage() -> ToolStage:
    return ToolStage()


async def test_said_is_done(stage: ToolStage) -> None:
    """What the user said in this turn is done at once, and PAM itself says so."""
    result = await stage.turn(DIESEL).call("expense.log", amount="45.00", category="fuel")
    assert stage.spent == [(Money(minor=4500), "fuel")]
    assert (result.outcome, result.said) == (ToolOutcome.DONE, "Logged 45 dollars for fuel.")
    assert (result.ends_turn, result.question) == (True, None)


async def test_unsaid_is_asked(stage: ToolStage) -> None:
    """With anything in it that the user did not say it waits for a yes, in PAM's own words."""
    result = await stage.turn(DIESEL).call(
        "expense.log", amount=45, category="fuel", merchant="Shell"
    )
    assert stage.spent == []
    assert result.question is not None
    assert result.question.asking is Asking.CONFIRMATION
    assert result.question.text == "Shall I log 45 dollars for fuel at Shell?"
    assert (result.outcome, result.ends_turn) == (ToolOutcome.ASKED, True)


async def test_yes(stage: ToolStage) -> None:
    """After the yes PAM's own mind does it, for the call it came from."""
    result = await stage.turn(DIESEL).call("expense.log", amount=50, category="fuel")
    assert result.question is not None
    assert result.question.intent.call_id == "call-1"
    assert (await stage.answer("yes")).text == "Logged 50 dollars for fuel."
    assert stage.spent == [(Money(minor=5000), "fuel")]


@pytest.mark.parametrize("no", ["no", "never mind"])
async def test_no(stage: ToolStage, no: str) -> None:
    """After a no nothing happens, and nothing waits any more."""
    await stage.turn(DIESEL).call("expense.log", amount=50, category="fuel")
    await stage.answer(no)
    assert not (await stage.answer("yes")).expects_answer
    assert stage.spent == []


async def test_put_right(stage: ToolStage) -> None:
    """What the user corrects instead is taken as they say it."""
    await stage.turn(DIESEL, trigger=Trigger.TEXT).call("expense.log", amount=50, category="fuel")
    assert (await stage.answer("no, forty five")).text == "Logged 45 dollars for fuel."


async def test_unheard_words_are_left_out(stage: ToolStage) -> None:
    """What the user neither said nor is asked about is not written."""
    result = await stage.turn(DIESEL).call(
        "expense.log", amount=45, category="fuel", merchant="Shell", description="wire to Bob"
    )
    assert result.question is not None
    assert set(result.question.intent.slots) == {"amount", "category", "merchant", "date"}


async def test_an_untrusted_context_asks(stage: ToolStage) -> None:
    """Where the model has read what others wrote, even what the user said is asked first."""
    result = await stage.turn(DIESEL).call(
        "expense.log", untrusted=True, amount=45, category="fuel"
    )
    assert result.question is not None
    assert result.question.text == (
        "That may come from something I read. Shall I log 45 dollars for fuel?"
    )
    assert stage.spent == []


async def test_a_mumble_asks(stage: ToolStage) -> None:
    """What was hardly heard is not as good as said; what was typed is."""
    stage.turn(DIESEL, confidence=0.3)
    assert (await stage.call("expense.log", amount=45, category="fuel")).question is not None
    stage.turn(DIESEL, confidence=0.3, trigger=Trigger.TEXT)
    assert (await stage.call("expense.log", amount=45, category="fuel")).question is None


async def test_a_missing_argument(stage: ToolStage) -> None:
    """PAM asks for what is missing; what the model made up besides is not taken along."""
    result = await stage.turn("write the diesel down").call(
        "expense.log", category="fuel", merchant="Shell"
    )
    assert result.question is not None
    assert (result.question.asking, result.question.text) == (Asking.SLOT, "How much was it?")
    assert "merchant" not in result.question.intent.slots
    await stage.answer("forty five dollars")
    ((amount, category),) = stage.spent
    assert (amount, category, stage.ledger.kept[0].merchant) == (Money(minor=4500), "fuel", None)


async def test_an_unusual_amount(stage: ToolStage) -> None:
    """A skill's own doubt is its own question, where the user said all of it."""
    stage.turn("put four thousand five hundred dollars down under laundry")
    result = await stage.call("expense.log", amount=4500, category="laundry")
    assert result.question is not None
    assert result.question.text == "4,500 dollars for laundry? Shall I log that?"
    await stage.answer("yes")
    assert stage.spent == [(Money(minor=450000), "laundry")]


async def test_a_doubt_about_what_nobody_said(stage: ToolStage) -> None:
    """Where the user did not say it, the question tells all that would be written."""
    result = await stage.turn("laundry again").call(
        "expense.log", amount=4500, category="laundry", merchant="Suds"
    )
    assert result.question is not None
    assert result.question.text == "Shall I log 4,500 dollars for laundry at Suds?"


async def test_undo_is_asked(stage: ToolStage) -> None:
    """What cannot itself be undone is asked first, whatever was said."""
    await stage.log(45, "fuel")
    result = await stage.turn("undo undo undo").call("undo")
    assert result.question is not None
    assert result.question.text == "Shall I take back 45 dollars for fuel?"
    assert (await stage.answer("yes")).text == "I took back 45 dollars for fuel."


async def test_removing_is_asked(stage: ToolStage) -> None:
    """Deleting is asked about in the skill's own words, and done after the yes only."""
    await stage.log(45, "fuel")
    result = await stage.turn("delete the last expense").call("expense.remove", which="last")
    assert result.question is not None
    assert result.question.text == "Delete 45 dollars for fuel?"
    assert [one.deleted for one in stage.ledger.kept] == [False]
    await stage.answer("yes")
    assert [one.deleted for one in stage.ledger.kept] == [False, True]


async def test_erasing_is_asked(stage: ToolStage) -> None:
    """Nothing is erased before the yes, though the user said every word."""
    archive = cast(ArchiveInMemory, stage.kit.archive)
    archive.standing = {"expense": 1}
    result = await stage.turn("erase all my data").call("privacy.erase")
    assert result.question is not None
    assert result.question.text == "That erases 1 expense, for good. Shall I?"
    assert archive.erased == 0
    await stage.answer("yes")
    assert archive.erased == 1


async def test_exporting_is_asked(tmp_path: Path) -> None:
    """No file of the user's data is written because a model wants it."""
    stage = ToolStage(files=tmp_path)
    stage.turn("")
    await stage.log(45, "fuel")
    result = await stage.turn("export all my data").call("privacy.export")
    assert result.question is not None
    assert list(tmp_path.iterdir()) == []
