"""The audit of what models had PAM do."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pam_core.storage.audit import SqliteAudit
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.tool_use import Access, ToolOutcome
from tests.core.orchestrator.tool_stage import DIESEL, ToolStage


@pytest.fixture
def stage() -> ToolStage:
    return ToolStage()


async def test_the_audit(stage: ToolStage) -> None:
    """Every call is there with who asked for it, its arguments and what came of it."""
    stage.turn(DIESEL)
    await stage.call("expense.log", amount=50, category="fuel")
    (use,) = stage.audit.kept
    assert (use.call_id, use.turn_id, use.provider, use.model) == ("call-1", "turn-1", "fake", "m")
    assert (use.action, use.access, use.outcome) == (
        "expense.log",
        Access.WRITE,
        ToolOutcome.ASKED,
    )
    assert json.loads(use.arguments) == {"amount": 50, "category": "fuel"}
    assert use.result == "Shall I log 50 dollars for fuel?"


async def test_the_audit_knows_the_change(tmp_path: Path) -> None:
    """A change is found by its call: done at once or after a yes, and taken back by "undo"."""
    file = DatabaseFile(tmp_path / "pam.db")
    stage = _on_disk(file)
    await stage.turn(DIESEL).call("expense.log", amount=45, category="fuel")
    await stage.turn("laundry").call("expense.log", amount=20, category="laundry")
    await stage.answer("yes")
    await stage.answer("undo that")
    audit = SqliteAudit(file)
    after, at_once = await audit.uses(5)
    assert (at_once.outcome, at_once.change, at_once.undone) == (ToolOutcome.DONE, 1, False)
    assert (after.outcome, after.change, after.undone) == (ToolOutcome.ASKED, 2, True)
    await file.close()


async def test_an_answer_stays_with_its_call(tmp_path: Path) -> None:
    """What the user fills in belongs to the call that began it."""
    file = DatabaseFile(tmp_path / "pam.db")
    stage = _on_disk(file)
    await stage.turn("write the diesel down").call("expense.log", category="fuel")
    await stage.answer("forty five dollars")
    (use,) = await SqliteAudit(file).uses(5)
    assert (use.call_id, use.change) == ("call-1", 1)
    await file.close()


def _on_disk(file: DatabaseFile) -> ToolStage:
    """The stage with a real memory and a real audit."""
    stage = ToolStage()
    memory = SqliteMemory(file)
    stage.audit = SqliteAudit(file)  # type: ignore[assignment]
    stage.rebuild(replace(stage.kit, memory=memory))
    return stage


async def test_a_call_without_an_id(stage: ToolStage) -> None:
    """A model that names no call has one made for it, so that its change is found."""
    stage.turn(DIESEL)
    call = ToolCall(id="", name="expense-log", arguments='{"amount": 45, "category": "fuel"}')
    result = await stage.runner.run(call, provider="p", model="m", untrusted=False)
    assert result.intent is not None
    assert result.intent.call_id == stage.audit.kept[0].call_id == "turn-1:1"
