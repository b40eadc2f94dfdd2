"""Whole exchanges with the mind that works offline."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import DOUBTFUL_BELOW, LocalMind
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Control, Reply
from pam_core.vocabulary.speech import Completeness, Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

FULL = PamError(
    "storage.full", "The disk is full.", mend="Free some space.", fault=Fault.ENVIRONMENT
)


def request(text: str, confidence: float = 0.9, now: datetime = NOW) -> TurnRequest:
    return TurnRequest(
        turn_id="turn", text=text, confidence=confidence, trigger=Trigger.KEY, now=now
    )


@pytest.fixture(scope="module")
def make_mind() -> Callable[[LedgerInMemory], LocalMind]:
    language, phrases = Language(Grammar.load()), Phrasebook.load()

    def make(ledger: LedgerInMemory) -> LocalMind:
        kit = kit_in_memory(ledger, phrases)
        return LocalMind(
            language=language, skills=own_skills(kit), phrases=phrases, deeds=Deeds(kit.memory)
        )

    return make


@pytest.fixture
def ledger() -> LedgerInMemory:
    return LedgerInMemory()


@pytest.fixture
def mind(make_mind: Callable[[LedgerInMemory], LocalMind], ledger: LedgerInMemory) -> LocalMind:
    return make_mind(ledger)


async def tell(mind: LocalMind, text: str, confidence: float = 0.9, now: datetime = NOW) -> Reply:
    prepared = await mind.prepare(request(text, confidence, now))
    *pieces, reply = [piece async for piece in mind.answer(prepared)]
    assert isinstance(reply, Reply)
    assert "".join(map(str, pieces)) == reply.text
    return reply


async def test_without_a_verb(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What came without its verb is confirmed first: "log 45 dollars" may be heard as "$145"."""
    assert (await tell(mind, "$145 for fuel")).expects_answer
    assert ledger.kept == []
    assert (await tell(mind, "no, 45 dollars")).expects_answer
    assert (await tell(mind, "yes")).text == "Logged 45 dollars for fuel."


async def test_typed_is_not_misheard(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What was typed needs no asking whether it was heard right."""
    typed = replace(request("45 dollars for fuel", 1.0), trigger=Trigger.TEXT)
    *_, reply = [piece async for piece in mind.answer(await mind.prepare(typed))]
    assert isinstance(reply, Reply)
    assert reply.text == "Logged 45 dollars for fuel."


async def test_log_and_ask(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What was logged is what is answered."""
    reply = await tell(mind, "I spent $45 on groceries at Whole Foods")
    assert reply.text == "Logged 45 dollars for groceries at Whole Foods."
    (kept,) = ledger.kept
    assert (kept.amount, kept.category) == (Money(minor=4500), "groceries")
    assert (kept.merchant, kept.spent_on, kept.created_at) == ("Whole Foods", NOW.date(), NOW)
    await tell(mind, "add 20 dollars for fuel from yesterday")
    await tell(mind, "add sixty seven fifty for fuel")
    answer = await tell(mind, "how much did I spend on fuel")
    assert answer.text == "You spent 87 dollars and 50 cents on fuel this month."
    assert answer.provider == "local"


async def test_prepare_changes_nothing(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """Preparing is free of effect: neither the ledger nor the talk moves."""
    before = mind.session
    prepared = await mind.prepare(request("log 45 dollars for fuel"))
    assert prepared.opening == "Logged 45 dollars for fuel."
    assert (ledger.kept, mind.session) == ([], before)


async def test_missing_amount(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What is missing is asked for in one short question, and the next utterance fills it."""
    first = await tell(mind, "log an expense")
    assert (first.text, first.expects_answer) == ("How much was it?", True)
    second = await tell(mind, "sixty seven fifty")
    assert (second.text, second.expects_answer) == (
        "67 dollars and 50 cents. What was it for?",
        True,
    )
    third = await tell(mind, "dinner at Mesa Grill")
    assert third.text == "Logged 67 dollars and 50 cents for dining at Mesa Grill."
    assert not third.expects_answer
    assert len(ledger.kept) == 1


async def test_category_of_merchant(mind: LocalMind) -> None:
    """A merchant known from before needs no question."""
    await tell(mind, "I spent 45 dollars on groceries at Safeway")
    reply = await tell(mind, "I spent 12 dollars at Safeway")
    assert reply.text == "Logged 12 dollars for groceries at Safeway."


async def test_question_asked_again_once(mind: LocalMind) -> None:
    """An answer that does not fit is asked for once more, then PAM lets go."""
    await tell(mind, "log 45 dollars")
    again = await tell(mind, "the weather is lovely")
    assert again.text == "Once more: 45 dollars. What was it for?"
    assert again.expects_answer
    assert not (await tell(mind, "really lovely")).expects_answer
    await tell(mind, "log an expense")
    again = await tell(mind, "the weather is lovely")
    assert again.text == "I didn't get that. How much was it?"


async def test_a_long_question_is_asked_again_as_it_is(mind: LocalMind) -> None:
    """A question that fills the ear by itself is said alone, and stays whole."""
    await tell(mind, "driving mode on")
    await tell(mind, "I spent 9999999 dollars and 99 cents on entertainment")
    await tell(mind, "yes")
    asked = await tell(mind, "change the last expense to 8,888,888.88 Canadian dollars")
    again = await tell(mind, "the weather is lovely")
    assert again.expects_answer
    assert again.text == asked.text


async def test_new_command_instead_of_answer(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A new command takes the place of an open question."""
    await tell(mind, "log 45 dollars")
    assert (await tell(mind, "what time is it")).text == "It's 2 PM."
    assert not (await tell(mind, "groceries")).intent.action
    assert ledger.kept == []


async def test_question_lapses(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A "yes" much later belongs to something else."""
    await tell(mind, "log 45 dollars for fuel", confidence=0.2)
    await tell(mind, "yes", now=NOW + timedelta(minutes=10))
    assert ledger.kept == []


@pytest.mark.parametrize("word", ["cancel", "never mind", "no", "forget it"])
async def test_cancel_question(mind: LocalMind, ledger: LedgerInMemory, word: str) -> None:
    """A question can be waved away."""
    await tell(mind, "log an expense")
    reply = await tell(mind, word)
    assert (reply.text, reply.expects_answer) == ("Okay, never mind.", False)
    assert ledger.kept == []


async def test_doubtful_write_is_confirmed(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What was heard badly is said back, and kept only after a yes."""
    doubtful = DOUBTFUL_BELOW - 0.1
    reply = await tell(mind, "log 45 dollars for fuel", doubtful)
    assert reply.text == "I heard: log 45 dollars for fuel. Is that right?"
    assert (reply.expects_answer, ledger.kept) == (True, [])
    assert (await tell(mind, "yes")).text == "Logged 45 dollars for fuel."
    assert len(ledger.kept) == 1


async def test_doubtful_write_refused(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A no keeps nothing, and neither does a yes that was heard badly."""
    await tell(mind, "log 45 dollars for fuel", 0.2)
    assert (await tell(mind, "yes", 0.2)).expects_answer
    assert (await tell(mind, "no")).text == "Okay, I won't. Say it again if you like."
    assert (await tell(mind, "yes")).intent.action is None
    assert ledger.kept == []


async def test_doubt_stays_with_the_intent(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A clear answer does not clear up what was heard badly before it."""
    await tell(mind, "log 45 dollars", 0.2)
    reply = await tell(mind, "fuel", 0.95)
    assert reply.text == "I heard: log 45 dollars for fuel. Is that right?"
    assert ledger.kept == []


async def test_doubtful_read_goes_on(mind: LocalMind) -> None:
    """A question harms nobody: it is answered even when heard badly."""
    reply = await tell(mind, "how much did I spend on fuel", 0.2)
    assert reply.text == "I have nothing logged for fuel this month."


async def test_absurd_amount_is_confirmed(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A million-dollar coffee is asked about first."""
    reply = await tell(mind, "I spent a million dollars on coffee")
    assert reply.text == "1,000,000 dollars for dining? Shall I log that?"
    assert ledger.kept == []
    await tell(mind, "yes")
    assert len(ledger.kept) == 1


async def test_put_right(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What was said back wrong is put right in one go."""
    await tell(mind, "I spent 900 dollars on coffee")
    assert (await tell(mind, "no, nine dollars")).text == "Logged 9 dollars for dining."
    await tell(mind, "log 45 dollars for fuel", 0.2)
    reply = await tell(mind, "no, groceries")
    assert reply.text == "I heard: log 45 dollars for groceries. Is that right?"
    await tell(mind, "yes")
    assert [kept.amount.minor for kept in ledger.kept] == [900, 4500]


async def test_impossible_amounts(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """Nothing, less than nothing and more than there is: PAM asks for a better amount."""
    for text in ("log zero dollars for fuel", "log -5 dollars for fuel"):
        reply = await tell(mind, text)
        assert reply.text == "An expense has to be more than zero. How much was it?"
    reply = await tell(mind, "log 20 million dollars for fuel")
    assert reply.text == "That is more than I can log. How much was it?"
    assert (await tell(mind, "20 dollars")).text == "Logged 20 dollars for fuel."
    assert len(ledger.kept) == 1


async def test_day_to_come_is_confirmed(mind: LocalMind) -> None:
    """An expense of tomorrow is asked about."""
    reply = await tell(mind, "I spent 20 dollars on fuel tomorrow")
    assert reply.text == "That would be tomorrow. Shall I log 20 dollars for fuel anyway?"


async def test_full_disk(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What could not be kept is never said to have been."""
    ledger.trouble = FULL
    reply = await tell(mind, "log 45 dollars for fuel")
    assert reply.text == "That was not kept. The disk is full. Free some space."
    ledger.trouble = None
    assert (await tell(mind, "how much did i spend on fuel")).text.startswith("I have nothing")


async def test_trouble_while_driving(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """Bad news is cut to two sentences too; how to mend it is said on "more"."""
    await tell(mind, "driving mode on")
    ledger.trouble = FULL
    reply = await tell(mind, "log 45 dollars for fuel")
    assert reply.text == "That was not kept. The disk is full."
    assert (await tell(mind, "more")).text == "Free some space."


async def test_unreadable(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """A ledger that cannot be read gives no sum."""
    ledger.trouble = FULL
    reply = await tell(mind, "how much did i spend on fuel")
    assert reply.text == "I could not do that. The disk is full. Free some space."


async def test_currencies_apart(mind: LocalMind) -> None:
    """Currencies are told side by side, never as one sum."""
    await tell(mind, "log 45 dollars for fuel")
    await tell(mind, "log 30 canadian dollars for fuel")
    reply = await tell(mind, "how much did I spend on fuel")
    assert reply.text == "You spent 45 dollars on fuel this month. And 30 Canadian dollars."


async def test_stale_preparation(mind: LocalMind, ledger: LedgerInMemory) -> None:
    """What was prepared before the talk moved on is worked out again."""
    stale = await mind.prepare(request("groceries"))
    await tell(mind, "log 45 dollars")
    *_, reply = [piece async for piece in mind.answer(stale)]
    assert isinstance(reply, Reply)
    assert reply.text == "Logged 45 dollars for groceries."
    assert len(ledger.kept) == 1


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("stop", Control.STOP),
        ("repeat that", Control.REPEAT),
        ("louder", Control.LOUDER),
        ("quieter please", Control.QUIETER),
    ],
)
async def test_controls(mind: LocalMind, text: str, control: Control) -> None:
    """What concerns PAM's voice is handed to whoever speaks."""
    assert (await tell(mind, text)).control is control


async def test_repeat(mind: LocalMind) -> None:
    """The last answer is said again, not what was said of the volume; a question stays open."""
    assert (await tell(mind, "repeat")).text == "I haven't said anything yet."
    await tell(mind, "log an expense")
    assert (await tell(mind, "louder")).expects_answer
    again = await tell(mind, "repeat that")
    assert (again.text, again.expects_answer) == ("How much was it?", True)


async def test_stop_ends_the_question(mind: LocalMind) -> None:
    """Stop means stop."""
    await tell(mind, "log an expense")
    assert not (await tell(mind, "stop")).expects_answer


async def test_not_understood(mind: LocalMind) -> None:
    """PAM says honestly what it can do, not always in the same words."""
    replies = [(await tell(mind, "what is the capital of France")).text for _ in range(4)]
    assert len(set(replies)) == 3
    assert replies[0] == replies[3]
    assert (await tell(mind, "help")).intent.action == "help"
    money = await tell(mind, "he spent forty dollars on gas")
    assert money.text.startswith("I didn't get that as an expense.")


async def test_nothing_said(mind: LocalMind) -> None:
    """Nothing said is asked for again; an open question stays open."""
    await tell(mind, "log an expense")
    reply = await tell(mind, "  ")
    assert (reply.text, reply.expects_answer) == (
        "I didn't catch that. Could you say it again?",
        True,
    )


async def test_date(mind: LocalMind) -> None:
    """The date is told by the user's clock."""
    assert (await tell(mind, "what's the date")).text == "It's Monday, November 23rd."


async def test_judge(mind: LocalMind) -> None:
    """How finished words sound depends on what PAM has just asked."""
    assert mind.judge("groceries", NOW) is Completeness.UNFINISHED
    assert mind.judge("yes", NOW) is Completeness.UNKNOWN
    await tell(mind, "log 45 dollars")
    assert mind.judge("groceries", NOW) is Completeness.COMPLETE
    assert mind.judge("never mind", NOW) is Completeness.COMPLETE
    assert mind.judge("it was for", NOW) is Completeness.UNFINISHED
    await tell(mind, "log 45 dollars for fuel", 0.2)
    assert mind.judge("yes", NOW) is Completeness.COMPLETE


async def test_judge_a_follow_up(mind: LocalMind) -> None:
    """What follows on the answer before is a whole sentence."""
    assert mind.judge("what about the week before", NOW) is not Completeness.COMPLETE
    await tell(mind, "how much did I spend on fuel last week")
    assert mind.judge("what about the week before", NOW) is Completeness.COMPLETE


async def test_command_within_a_question(mind: LocalMind) -> None:
    """A plain command is no answer, even where any words would do for one."""
    asked = await tell(mind, "plan a trip")
    assert asked.expects_answer
    assert (await tell(mind, "undo")).intent.action == "undo"


async def test_kept_is_kept(make_mind: Callable[[LedgerInMemory], LocalMind]) -> None:
    """Whoever wants to know of changes hears of them only once they are kept."""
    ledger, heard = LedgerInMemory(), list[int]()
    mind = make_mind(ledger)

    async def note() -> None:
        heard.append(len(ledger.kept))

    mind._deeds._on_change = note
    await tell(mind, "log 45 dollars for fuel")
    ledger.trouble = FULL
    await tell(mind, "log 46 dollars for fuel")
    assert heard == [1]
