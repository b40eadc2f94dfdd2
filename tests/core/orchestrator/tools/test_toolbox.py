"""PAM's actions as a model is shown them, and its calls as PAM's own intents."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pam_core.language.grammar import SENTENCES, Grammar, sentence_files
from pam_core.orchestrator.tools.tool_arguments import ToolArgumentError
from pam_core.orchestrator.tools.toolbox import Toolbox, tool_name
from pam_core.skills.kit import Habits, Units
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.tool_use import Access
from tests.core.language.said_sentences import NOW, Case, cases
from tests.core.orchestrator.tool_stage import GRAMMAR, LANGUAGE, ToolStage

TOOLBOX = ToolStage().toolbox
EVERYTHING = 999
NEGATIVE = "I spent -5 dollars on coffee"
"""A model may not give what only a user may say, to be told that it cannot be."""

SAID = [
    case
    for case in cases()
    if case.action and TOOLBOX.action_of(tool_name(case.action)) and case.text != NEGATIVE
]


class Postman:
    """A third party's skill."""

    actions = frozenset(("mail.send",))

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        return Plan(text="Sent.")


def call(name: str, /, **arguments: Any) -> ToolCall:
    return ToolCall(id="c1", name=name, arguments=json.dumps(arguments))


def all_tools() -> set[str]:
    return {tool.name for tool in TOOLBOX.specs("", EVERYTHING)}


def test_a_users_own_arguments_come_back() -> None:
    """The slots of every test sentence, given as JSON, are the same intent again."""
    assert len(SAID) > 2000
    assert [case.text for case in SAID if _given(case) != _meant(case)] == []


def _given(case: Case) -> tuple[Any, ...]:
    intent = TOOLBOX.intent(call(tool_name(case.action or ""), **case.slots), NOW)
    return intent.action, dict(intent.slots), intent.missing


def _meant(case: Case) -> tuple[Any, ...]:
    return case.action, case.slots, case.missing


def test_an_intent_says_where_it_is_from() -> None:
    """It is a model's, and bears the call it came from."""
    intent = TOOLBOX.intent(call("expense-log", amount="45", category="fuel"), NOW)
    assert (intent.source, intent.call_id) == ("model", "c1")
    assert intent.slots["date"] == "2026-11-23"


def test_names() -> None:
    """A tool's name has the letters that providers take, and leads back to its action."""
    assert {name for name in all_tools() if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)} == set()
    assert {TOOLBOX.action_of(tool_name(a)) for a in ("expense.log", "trip.add_stop")} == {
        "expense.log",
        "trip.add_stop",
    }
    assert TOOLBOX.action_of("format-disk") is None


def test_what_only_a_user_says() -> None:
    """Words within a talk, and those that silence PAM, are no tools."""
    assert [a for a in ("session.yes", "stop", "repeat") if TOOLBOX.action_of(tool_name(a))] == []


def test_specs_are_json_schemas_of_objects() -> None:
    """Each tool tells what it does, with an example, and what it needs."""
    (log,) = [t for t in TOOLBOX.specs("log an expense", 24) if t.name == "expense-log"]
    assert log.description == (
        'Writes down what you spent. For example: "I spent $45 on groceries at Whole Foods".'
    )
    assert log.parameters["required"] == ["amount", "category"]
    assert "fuel" in log.parameters["properties"]["category"]["enum"]
    assert json.loads(json.dumps(log.parameters)) == log.parameters


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("what did all that diesel run us since we left Utah", "expense-query"),
        ("somewhere to plug in the rig for the night around Kanab", "camp-find"),
        ("my tank is low, any place to get propane", "place-find"),
        ("jot down that the gate code is 4411", "note-add"),
        ("the dentist thing has to go to another day", "event-move"),
        ("is it going to rain on us", "weather-forecast"),
        ("do I still have to rotate the tires", "maintenance-due"),
        ("what does the drive to Moab cost us in gas", "trip-cost"),
        ("how long until the eggs are done", "timer-list"),
    ],
)
def test_the_shortlist_fits_the_words(words: str, tool: str) -> None:
    """Of all the tools those whose words are the user's are shown."""
    assert tool in [spec.name for spec in TOOLBOX.specs(words, 24)]


@pytest.mark.parametrize("words", ["", "why is the sky blue", "x " * 5000, "spent " * 300])
@pytest.mark.parametrize("most", [4, 10, 24])
def test_the_shortlist_is_short(words: str, most: int) -> None:
    """Never more than asked for; the core is always there, the order is always by name."""
    names = [spec.name for spec in TOOLBOX.specs(words, most)]
    assert {"expense-query", "trip-status", "location-where", "event-list"} <= set(names)
    assert len(names) <= most
    assert names == sorted(names)


def test_no_tools() -> None:
    """A model that takes none is shown none."""
    assert TOOLBOX.specs("spent", 0) == ()


def test_access() -> None:
    """What reads, what writes, and what nobody knows."""
    access = {a: TOOLBOX.access(a) for a in ("expense.query", "expense.log", "undo", "nonsense")}
    assert access == {
        "expense.query": Access.READ,
        "expense.log": Access.WRITE,
        "undo": Access.WRITE,
        "nonsense": Access.READ,
    }


@pytest.mark.parametrize("action", [a.name for a in GRAMMAR.actions.values() if not a.inner])
async def test_what_changes_something_is_no_read(action: str, tmp_path: Path) -> None:
    """An action whose example leaves a trace is never counted as one that only reads."""
    stage = ToolStage(files=tmp_path)
    await stage.skills.plan(
        LANGUAGE.parse("start the departure checklist", NOW), SkillContext(now=NOW)
    )
    intent = LANGUAGE.parse(GRAMMAR.actions[action].example, NOW)
    plan = await stage.skills.plan(intent, SkillContext(now=NOW, confirmed=True))
    assert plan.changes_something <= (stage.toolbox.access(action) is not Access.READ)


def test_quotes_others() -> None:
    """Answers with imported places, bank memos or calendars in them are marked."""
    marked = {name for name in GRAMMAR.actions if TOOLBOX.quotes_others(name)}
    assert {"camp.find", "place.find", "expense.list", "event.list"} <= marked
    assert marked.isdisjoint({"expense.log", "expense.query", "time.now", "location.where"})
    assert not TOOLBOX.quotes_others("nonsense")


def test_a_third_party_sends(tmp_path: Path) -> None:
    """A pack's action that sends is one that is always asked first."""
    (tmp_path / "mail.yaml").write_text(
        "actions:\n  mail.send:\n    summary: Sends a mail\n    sends: true\n"
        '    slots:\n      to: {kind: name, needed: true}\n    sentences: ["mail {to}"]\n'
        '    answers: ["{to}"]\n'
    )
    grammar = Grammar({**sentence_files(SENTENCES), **sentence_files(tmp_path)})
    toolbox = Toolbox(SkillRegistry([Postman()]), grammar)
    assert toolbox.access("mail.send") is Access.SEND
    assert [tool.name for tool in toolbox.specs("mail Bob", 24)] == ["mail-send"]


def test_bare_figures_are_in_the_users_units() -> None:
    """Whoever thinks in kilometres and Canadian dollars means these."""
    habits = Habits(currency="CAD", units=Units.METRIC)
    toolbox = Toolbox(ToolStage().skills, GRAMMAR, habits)
    log = toolbox.intent(call("fuel-log", volume=42, total="80", odometer=81300), NOW)
    assert log.slots["volume"] == {"value": "42", "unit": "liter"}
    assert log.slots["total"] == {"amount": "80.00", "currency": "CAD"}
    assert log.slots["odometer"] == {"value": "81300", "unit": "kilometer"}


@pytest.mark.parametrize(
    ("name", "close"), [("expense-logs", "expense-log"), ("weather_now", "weather-now")]
)
def test_a_tool_that_does_not_exist(name: str, close: str) -> None:
    """The model is told so, with the names that come close."""
    with pytest.raises(ToolArgumentError, match=f'no tool "{name}".*{close}'):
        TOOLBOX.intent(call(name), NOW)


def test_a_tool_like_none() -> None:
    """Where none comes close none is named, however long the name."""
    with pytest.raises(ToolArgumentError) as caught:
        TOOLBOX.intent(call("z" * 5000), NOW)
    assert caught.value.sentence == f'There is no tool "{"z" * 60}".'


def test_what_nobody_asks_for_is_needed() -> None:
    """Where PAM has no question for a missing argument, the model has to give it."""
    with pytest.raises(ToolArgumentError, match='"on" is needed'):
        TOOLBOX.intent(call("driving_mode"), NOW)
