"""A model may not claim deeds that it did not do: PAM says that nothing was done."""

import pytest

from pam_core.orchestrator.words.claims import claims_a_deed
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import TextDelta
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider, wants, words

CORRECTION = "Nothing was written down or changed just now."

CLAIMS = (
    "Logged 45 dollars for fuel.",
    "I've logged 45 dollars for fuel.",
    "I have just added milk to your list.",
    "Okay, I set a reminder for Tuesday.",
    "Done, your expense has been recorded.",
    "Your reminder for tomorrow at nine is set.",
    "Sure! Deleted.",
    "Got it. It's all set.",
    "I’ll remind you at nine.",
    "I will remember that.",
    "All of your expenses have been deleted. I deleted the trips, too.",
    "The payment was sent.",
    "Added “milk” to the shopping list.",
    "Timer set for ten minutes.",
    "Noted.",
    "All is gone.",
)
FACTS = (
    "The sky is blue because air scatters blue light most.",
    "Set the parking brake first, then chock the wheels.",
    "Added sugar raises your blood sugar quickly.",
    "The speed limit is set by the state.",
    "I can't log that without an amount.",
    "I haven't logged anything.",
    "Recorded history begins about five thousand years ago.",
    "The hottest day ever was recorded in Death Valley.",
    "It was recorded in 1969 at Abbey Road.",
    "Paid parking is common downtown.",
    "Notes are kept in a notebook.",
    "Check the tire pressure when the tires are cold.",
    "You should have saved about ten dollars by then.",
)


@pytest.mark.parametrize("text", CLAIMS)
def test_claims(text: str) -> None:
    """What sounds done, or promised, is one."""
    assert claims_a_deed(text)


@pytest.mark.parametrize("text", FACTS)
def test_no_claims(text: str) -> None:
    """Explanations, advice and what is denied are none."""
    assert not claims_a_deed(text)


async def test_said_after_a_claim() -> None:
    """Who trusts PAM with money hears in the same breath that nothing was done."""
    talk = OpenTalk(ScriptedProvider("first", [words("I've logged 45 dollars for fuel.")]))
    reply = await talk.ask("jot it in the ledger would you, forty five for the diesel thing")
    assert reply.text == f"I've logged 45 dollars for fuel. {CORRECTION}"
    assert talk.spoken.endswith(f"{CORRECTION}\n")


async def test_said_after_tools_that_only_read() -> None:
    """A look into the books does not make a deed of it."""
    talk = OpenTalk(ScriptedProvider("first", [wants("expense-query", "{}"), words("I paid it.")]))
    reply = await talk.ask("could that thing with the landlord be settled from what is left")
    assert CORRECTION in reply.text


async def test_said_where_the_answer_broke_off() -> None:
    """Also a claim that comes to no end was heard."""
    cut = [TextDelta(text="I deleted your trips. And "), ModelError(Failure.CUT, "first")]
    talk = OpenTalk(ScriptedProvider("first", [cut]))
    reply = await talk.ask()
    assert CORRECTION in reply.text


async def test_a_claim_is_never_given_again() -> None:
    """Nor is it kept to be said once more where nobody can be asked."""
    talk = OpenTalk(ScriptedProvider("first", [words("Noted.")]))
    await talk.ask()
    assert not talk.answers.kept


async def test_what_was_done_is_not_denied() -> None:
    """PAM's own sentence tells what a tool did; nothing is added to it."""
    groceries = '{"amount": {"amount": "45", "currency": "USD"}, "category": "groceries"}'
    logs = [TextDelta(text="I've logged it. "), *wants("expense-log", groceries)]
    talk = OpenTalk(ScriptedProvider("first", [logs]))
    reply = await talk.ask(
        "put it in the books for us, groceries it was and forty five dollars it came to"
    )
    assert reply.text == "I've logged it. Logged 45 dollars for groceries."


async def test_a_question_stands_for_itself() -> None:
    """Where PAM asks whether to do it, nobody will think that it is done."""
    fuel = '{"amount": {"amount": "80", "currency": "USD"}, "category": "fuel"}'
    logs = [TextDelta(text="I've logged it. "), *wants("expense-log", fuel)]
    talk = OpenTalk(ScriptedProvider("first", [logs]))
    reply = await talk.ask()
    assert reply.text == "I've logged it. Shall I log 80 dollars for fuel?"
