"""What a model has PAM do, through the whole mind: said by the user, or asked first."""

import json

from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.model_failure import Failure, ModelError
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider, wants, words

BOOKS = "put it in the books for us, groceries it was and forty five dollars it came to"
GROCERIES = json.dumps({"amount": {"amount": "45.00", "currency": "USD"}, "category": "groceries"})
FUEL = json.dumps({"amount": {"amount": "80.00", "currency": "USD"}, "category": "fuel"})


async def expenses(talk: OpenTalk) -> list[Expense]:
    return list(await talk.kit.memory.find(Expense))


def talk_with(*scripts: object) -> OpenTalk:
    return OpenTalk(ScriptedProvider("first", scripts))  # type: ignore[arg-type]


async def test_said_by_the_user() -> None:
    """What the user said is done at once, told in PAM's own words, and undone by "undo"."""
    talk = talk_with(wants("expense-log", GROCERIES), words("I have booked 54 dollars!"))
    reply = await talk.ask(BOOKS)
    assert reply.text == "Logged 45 dollars for groceries."
    assert [str(each.amount.minor) for each in await expenses(talk)] == ["4500"]
    assert reply.intent.action == "expense.log"
    await talk.ask("make that fifty")
    assert [each.amount.minor for each in await expenses(talk)] == [5000]
    await talk.ask("undo")
    await talk.ask("undo")
    assert not await expenses(talk)


async def test_made_up_by_the_model() -> None:
    """What the user did not say is asked first; a yes does it, and the audit knows of both."""
    talk = talk_with(wants("expense-log", FUEL))
    reply = await talk.ask(BOOKS)
    assert reply.expects_answer
    assert "80 dollars" in reply.text
    assert not await expenses(talk)
    done = await talk.ask("yes")
    assert done.text == "Logged 80 dollars for fuel."
    assert [each.amount.minor for each in await expenses(talk)] == [8000]
    (use,) = talk.audit.kept.values()
    assert use.outcome == "asked"
    assert done.intent.call_id == use.call_id


async def test_a_no_is_a_no() -> None:
    """Nothing is done after a no."""
    talk = talk_with(wants("expense-log", FUEL))
    await talk.ask(BOOKS)
    await talk.ask("no")
    assert not await expenses(talk)


async def test_others_words_in_the_talk() -> None:
    """After PAM read out what others wrote, whatever a model writes is asked first."""
    talk = talk_with(wants("expense-log", GROCERIES))
    await talk.ask("what were my last three expenses")
    reply = await talk.ask(BOOKS)
    assert reply.expects_answer
    assert not await expenses(talk)


async def test_deleting_everything() -> None:
    """No model erases anything, whatever it was told in a place's description."""
    for tool, arguments in (
        ("privacy-erase", "{}"),
        ("expense-remove", '{"which": "last"}'),
        ("drop_all_tables", "{}"),
        ("expense-remove", "{broken"),
    ):
        talk = talk_with(wants(tool, arguments), words("All is gone."))
        await talk.ask("I spent 45 dollars on groceries")
        await talk.ask("tell me something nice about the weather in here")
        assert len(await expenses(talk)) == 1


async def test_two_things_at_once() -> None:
    """Two different writes of one answer are both done, and both are told."""
    two = [
        *wants("expense-log", GROCERIES, "a")[:1],
        *wants("list-add", json.dumps({"item": "milk", "list": "shopping"}), "b"),
    ]
    talk = talk_with(two)
    reply = await talk.ask(BOOKS + ", and some milk for the shopping too")
    assert "45 dollars" in reply.text
    assert "ilk" in reply.text


async def test_the_same_call_twice() -> None:
    """The same call twice in one answer runs once."""
    twice = [*wants("expense-log", GROCERIES, "a")[:1], *wants("expense-log", GROCERIES, "b")]
    talk = talk_with(twice)
    reply = await talk.ask(BOOKS)
    assert len(await expenses(talk)) == 1
    assert reply.text == "Logged 45 dollars for groceries."


async def test_round_and_round() -> None:
    """A model that only ever calls tools is stopped, and somebody else is asked."""
    endless = ScriptedProvider("first", [wants("expense-query", "{}")])
    talk = OpenTalk(endless, ScriptedProvider("second", [words("That is all.")]))
    reply = await talk.ask("could we make it through the week on what is left of our cash")
    assert reply.text == "That is all."
    assert len(endless.requests) <= 11


async def test_masked_and_put_back() -> None:
    """Arguments are put back before PAM takes them, and masked anew for whoever is next."""
    first = ScriptedProvider(
        "first", [wants("note-find", '{"text": "[phone 1]"}'), [ModelError(Failure.CUT, "first")]]
    )
    cloud = ScriptedProvider("cloud", [[ModelError(Failure.CUT, "cloud")]])
    own = ScriptedProvider("own", [words("There is no note.")], on_device=True)
    talk = OpenTalk(first, cloud, own)
    await talk.ask("anything we wrote down about 435-555-0123 that you remember")
    (use,) = talk.audit.kept.values()
    assert "435-555-0123" in use.arguments
    for request in (*first.requests, *cloud.requests):
        assert "435-555-0123" not in repr(request)
        assert "[text" not in repr(request)
    assert "[phone 1]" in repr(cloud.requests[0])
    assert "435-555-0123" in repr(own.requests[0])
    assert "[phone" not in repr(own.requests[0].messages)


async def test_a_deletion_after_reading() -> None:
    """Where others' words are in the talk, its question says where it may come from."""
    talk = talk_with(wants("expense-remove", "{}"))
    await talk.ask("I spent 45 dollars on groceries")
    await talk.ask("what were my last three expenses")
    reply = await talk.ask("which of these would a poet choose for the night")
    assert reply.text == "That may come from something I read. Delete 45 dollars for groceries?"
    await talk.ask("no")
    assert len(await expenses(talk)) == 1


async def test_the_second_of_two_is_not_lost_in_silence() -> None:
    """While something is asked nothing else is done, and PAM says that the rest is still open."""
    milk = wants("list-add", json.dumps({"item": "milk", "list": "shopping"}), "b")
    talk = talk_with([*wants("expense-log", FUEL, "a")[:1], *milk[:1], *milk])
    reply = await talk.ask(BOOKS + ", and some milk for the shopping too")
    assert reply.text == "Shall I log 80 dollars for fuel? Then tell me the rest once more."
    assert (await talk.ask("yes")).text == "Logged 80 dollars for fuel."
