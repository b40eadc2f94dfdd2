"""`bench failover` breaks what it says it breaks, and calls answered only what is."""

import json
from typing import Any

import pytest

from bench import failover
from bench.__main__ import main
from bench.failover_cases import (
    ANSWER,
    ARGUMENTS,
    DONE,
    ORDER,
    OTHER_ANSWER,
    Kind,
    Outcome,
    Stage,
    Turn,
    answer_to,
    judged,
    rest_of_answer,
    turn_of,
)
from bench.failover_child import TOOL, take
from bench.failover_openai import TOOLS, answer
from bench.failover_report import notes, tables
from tests.support.fake_provider import Call, Wrong

HALF = ANSWER[:40]


async def by_the_sdk(kind: Kind, wrong: Wrong | None) -> Turn:
    async with Stage(kind, wrong) as case:
        return turn_of("openai SDK", kind, "", await take(answer, case))


@pytest.mark.parametrize(
    ("kind", "text", "error", "effects", "outcome"),
    [
        (Kind.TEXT, ANSWER, "", 0, Outcome.WHOLE),
        (Kind.TEXT, HALF, "", 0, Outcome.HALF),
        (Kind.TEXT, "", "", 0, Outcome.HALF),
        (Kind.TEXT, HALF, "Cut", 0, Outcome.NONE),
        (Kind.TEXT, HALF + ANSWER, "", 0, Outcome.MUDDLED),
        (Kind.TEXT, OTHER_ANSWER, "", 0, Outcome.MUDDLED),
        (Kind.ANEW, OTHER_ANSWER, "", 0, Outcome.WHOLE),
        (Kind.ANEW, f"{ANSWER.split('. ')[0]}. {OTHER_ANSWER}", "", 0, Outcome.WHOLE),
        (Kind.ANEW, f"{HALF} {OTHER_ANSWER}", "", 0, Outcome.MUDDLED),
        (Kind.AFTER_TOOL, DONE, "", 1, Outcome.WHOLE),
        (Kind.AFTER_TOOL, "Logged 20 dollars for dining.", "", 2, Outcome.WHOLE),
        (Kind.AFTER_TOOL, DONE, "", 0, Outcome.MUDDLED),
    ],
)
def test_only_a_whole_answer_is_one(
    kind: Kind, text: str, error: str, effects: int, outcome: Outcome
) -> None:
    """Half of it, twice of it, and an order told but not carried out are no answers."""
    assert judged(kind, text, error, effects) is outcome


@pytest.mark.parametrize(
    ("begun", "rest"),
    [
        ("", ANSWER),
        ("Scrubbing", ANSWER),
        (f"You said: {ANSWER[:41]}", ANSWER[41:]),
        (ANSWER[:52], ANSWER[52:]),
        (ANSWER, ""),
    ],
)
def test_a_model_goes_on_where_it_is_told(begun: str, rest: str) -> None:
    """From the last whole word that it finds; one word alone tells nothing."""
    assert rest_of_answer(begun).strip() == rest.strip()


def test_the_tool_is_called_only_for_an_order() -> None:
    """A question is answered though there is a tool; an order is told once the tool has run."""
    asking: dict[str, Any] = {"tools": TOOLS, "messages": [{"role": "user", "content": "why"}]}
    order = {"role": "user", "content": ORDER}
    ran = {"role": "tool", "content": "Logged."}
    assert answer_to(asking, calls=1).text == ANSWER
    calls = answer_to({**asking, "messages": [order]}, calls=1).calls
    assert calls == (Call(name=TOOL, arguments=ARGUMENTS, id="call_0"),)
    assert answer_to({**asking, "messages": [order, ran]}, calls=1).text == DONE
    assert answer_to({**asking, "messages": [order, ran]}, calls=2).calls != ()


async def test_without_a_fault_everything_is_answered() -> None:
    """What fails in the benchmark fails for the fault."""
    assert (await by_the_sdk(Kind.TEXT, None)).outcome is Outcome.WHOLE
    told = await by_the_sdk(Kind.AFTER_TOOL, None)
    assert (told.outcome, told.effects) == (Outcome.WHOLE, 1)


@pytest.mark.parametrize(
    "wrong", [Wrong.UNAUTHORISED, Wrong.CUT_BEFORE, Wrong.CUT_AFTER, Wrong.BROKEN_LINE]
)
async def test_a_fault_strikes_the_answer(wrong: Wrong) -> None:
    """Who asks nobody else has no answer, and says so."""
    turn = await by_the_sdk(Kind.TEXT, wrong)
    assert (turn.outcome, turn.effects) == (Outcome.NONE, 0)
    assert turn.error


@pytest.mark.parametrize("wrong", [Wrong.UNAUTHORISED, Wrong.CUT_AFTER])
async def test_a_fault_strikes_after_the_tool_has_run(wrong: Wrong) -> None:
    """The tool has run once, and what was done is not told."""
    turn = await by_the_sdk(Kind.AFTER_TOOL, wrong)
    assert (turn.outcome, turn.effects) == (Outcome.NONE, 1)


async def test_a_fault_strikes_the_call() -> None:
    """A call that breaks off is not carried out."""
    assert (await by_the_sdk(Kind.CALL_BREAKS, Wrong.CUT_AFTER)).effects == 0


async def test_pam_answers_where_the_first_fails() -> None:
    """PAM as it is wired: before text, in the middle of it, and in the middle of a call."""
    steps = [
        (Kind.TEXT, "500"),
        (Kind.TEXT, "one broken line"),
        (Kind.ANEW, "cut after it"),
        (Kind.CALL_BREAKS, "cut after it"),
        (Kind.CALLS_AGAIN, "reset"),
    ]
    turns = await failover.turns_of("PAM", steps)
    assert [(turn.outcome, turn.error) for turn in turns] == [(Outcome.WHOLE, "")] * 5
    assert [turn.effects for turn in turns] == [0, 0, 0, 1, 1]


def turn(fault: str, outcome: Outcome, kind: Kind = Kind.TEXT, effects: int = 0) -> Turn:
    return Turn(
        client="PAM",
        kind=kind,
        fault=fault,
        outcome=outcome,
        first_text_seconds=0.1,
        whole_seconds=0.2,
        effects=effects,
        text="",
        error="",
    )


def test_the_tables_count_faults_turns_and_effects() -> None:
    """A fault counts once every turn with it is answered; an effect too many is told."""
    turns = [
        turn("reset", Outcome.WHOLE),
        turn("500", Outcome.WHOLE),
        turn("500", Outcome.HALF),
        turn("500", Outcome.WHOLE, Kind.CALLS_AGAIN, effects=2),
        turn("stall", Outcome.NONE, Kind.ANEW),
    ]
    told = tables(turns, ["PAM"], ["reset", "500"])
    rows = {
        line.split("|")[1].strip(): line.split("|")[2].strip() for line in told.splitlines() if line
    }
    assert rows["reset"] == "1/1, 0.20 s"
    assert rows["500"] == "1/2, 0.20 s, half passed off as whole 1"
    assert rows["faults with every turn answered"] == "1 of 2"
    assert rows["turns answered, each fault counting the same"] == "75 %"
    assert rows["orders carried out twice"] == "1 of 1"
    assert "PAM: 0 of 1, no answer 1" in notes(turns, ["PAM"])


def test_who_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    """Without the rivals' environment the benchmark says how to get it."""
    gone = {"LiteLLM Router": (tmp_path / "python", "bench.failover_litellm")}
    monkeypatch.setattr(failover, "CLIENTS", gone)
    assert main(["failover", "--clients", "LiteLLM Router"]) == 2
    assert "make bench BENCH=failover" in capsys.readouterr().err


async def test_a_child_tells_what_was_seen_as_json() -> None:
    """What goes between the processes is plain JSON, and names what went wrong."""
    async with Stage(Kind.TEXT, Wrong.UNAUTHORISED) as case:
        seen = json.loads(json.dumps(await take(answer, case)))
    assert seen.keys() == {"text", "first_text", "whole", "expenses", "error"}
    assert seen["error"].startswith("AuthenticationError")
