"""A model's calls, told back in a shape that every provider takes and without a secret."""

import json
import re

import pytest

from pam_core.orchestrator.tools.told_back import NO_SUCH_TOOL, masked_arguments, told_back
from pam_core.privacy.masking import Masking
from pam_core.vocabulary.model_talk import Role, ToolCall
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider, wants, words

CARD = "4111 1111 1111 1111"


def told(call: ToolCall, taken: tuple[str, ...] = (), *, is_known: bool = True) -> ToolCall:
    return told_back(call, is_known=is_known, taken=taken, fresh="fresh")


@pytest.mark.parametrize("call_id", ["", "once", "a b", "x" * 41, "\u202e", "\n"])
def test_every_call_has_an_id_of_its_own(call_id: str) -> None:
    """What is missing, taken already, too long or odd is replaced: providers refuse it."""
    call = ToolCall(id=call_id, name="note-find", arguments="{}")
    assert told(call, taken=("once",)).id == "fresh"


def test_an_id_that_will_do_stays() -> None:
    """A provider knows its own call again."""
    assert told(ToolCall(id="call_1", name="note-find", arguments="{}")).id == "call_1"


DEEP = '{"a": ' + "[" * 700 + "]" * 700 + "}"


@pytest.mark.parametrize(
    "arguments", ["", "{", "[1]", "null", "NaN", '{"a": "' + "x" * 99_999, DEEP]
)
def test_what_is_no_object_is_told_as_none(arguments: str) -> None:
    """It did nothing, and some providers refuse a talk with broken JSON in it."""
    assert told(ToolCall(id="a", name="note-find", arguments=arguments)).arguments == "{}"


def test_a_name_of_nobody_is_not_repeated() -> None:
    """It may hold anything, and no provider takes a blank in it."""
    call = ToolCall(id="a", name="rm -rf bob@example.com", arguments="{}")
    assert told(call, is_known=False).name == NO_SUCH_TOOL


@pytest.mark.parametrize(
    "arguments",
    [
        '{"text": "4111 1111 1111 \\u0031111"}',
        '{"text": 4111111111111111}',
        '{"text": ["4111 1111 1111 1111", {"4111111111111111": true}]}',
    ],
)
def test_no_secret_hides_in_how_it_is_written(arguments: str) -> None:
    """Escapes, numbers and names are masked, and what comes of it is still JSON."""
    call = told(ToolCall(id="a", name="note-find", arguments=arguments))
    masked = masked_arguments(call.arguments, Masking().mask)
    assert "1111" not in masked
    assert "[card 1]" in json.dumps(json.loads(masked))


async def test_whoever_is_asked_next() -> None:
    """A model on this machine may name a tool after a secret: nobody elsewhere is told it."""
    own = ScriptedProvider(
        "own",
        [[*wants(f"call {CARD}", '{"text": "\\u0034111 1111 1111 1111"}', "a b")[:1],
          *wants("note-find", '{"text": "\\u0034111 1111 1111 1111"}', "a b")]],
        on_device=True,
    )  # fmt: skip
    cloud = ScriptedProvider("cloud", [words("Nothing there.")])
    talk = OpenTalk(own, cloud)
    await talk.ask("is there anything at all on that card in the books we keep")
    sent = cloud.requests[0]
    assert re.search(r"1111", repr(sent)) is None
    calls = [call for message in sent.messages for call in message.calls]
    answers = [message for message in sent.messages if message.role is Role.TOOL]
    assert len({call.id for call in calls}) == len(calls)
    assert [message.call_id for message in answers] == [call.id for call in calls]
