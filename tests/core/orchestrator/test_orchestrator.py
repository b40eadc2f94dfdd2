"""Open questions, from the user's words to the last piece of the reply."""

import asyncio
import json

import pytest

from pam_core.orchestrator.asking.turn_time import Limits
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Finish, Finished, Role, Standing, Terms, TextDelta
from pam_core.vocabulary.reply import Aside, Draft, Reply
from pam_core.vocabulary.speech import Trigger
from tests.core.orchestrator.open_talk import QUESTION, QUICK, OpenTalk
from tests.core.orchestrator.scripted import FOR_EVER, ScriptedProvider, wants, words

BLUE = "Air scatters blue light more than red. So the sky looks blue."
SECOND = "Because blue light is scattered most."

NEXT = [
    kind
    for kind in Failure
    if kind not in (Failure.KEY_REFUSED, Failure.NO_QUOTA, Failure.BAD_REQUEST, Failure.POLICY)
]


def failing(kind: Failure, *before: str, **more: float) -> ScriptedProvider:
    """A first provider that says `before` and then fails, each time."""
    said = [TextDelta(text=text) for text in before]
    return ScriptedProvider("first", [[*said, ModelError(kind, "first", **more)]])  # type: ignore[arg-type]


def second(text: str = SECOND) -> ScriptedProvider:
    return ScriptedProvider("second", [words(text)])


async def test_own_skills_come_first() -> None:
    """What PAM understands itself goes to nobody."""
    provider = second()
    talk = OpenTalk(provider)
    reply = await talk.ask("I spent 45 dollars on groceries")
    assert reply.provider == "local"
    assert not provider.requests


async def test_open_question() -> None:
    """What PAM does not understand is answered by the first provider, sentence by sentence."""
    talk = OpenTalk(ScriptedProvider("first", [words(BLUE)]), second())
    reply = await talk.ask()
    assert reply.text == BLUE
    assert reply.provider == "first"
    assert talk.spoken.split("\n")[:-1] == [
        "Air scatters blue light more than red.",
        "So the sky looks blue.",
    ]
    drafts = [piece.text for piece in talk.said if isinstance(piece, Draft)]
    assert drafts[-1].strip() == BLUE


async def test_first_sentence_before_the_rest() -> None:
    """The first sentence is handed to the mouth while the model still writes."""
    slow = ScriptedProvider("first", [[TextDelta(text="It is scattered. And "), FOR_EVER]])
    talk = OpenTalk(slow, limits=Limits(first_token_seconds=30, stall_seconds=30))
    prepared = await talk.mind.prepare(talk.request())
    pieces = talk.mind.answer(prepared)
    first = [piece async for piece in _until_words(pieces)]
    assert first[-1] == "It is scattered.\n"
    talk.mind.withdraw("turn-1")
    assert [piece async for piece in pieces if isinstance(piece, Reply)]


async def _until_words(pieces):  # type: ignore[no-untyped-def]
    async for piece in pieces:
        yield piece
        if isinstance(piece, str):
            return


@pytest.mark.parametrize("kind", NEXT)
async def test_silent_switch(kind: Failure) -> None:
    """Whoever fails before any text is passed over without a word."""
    talk = OpenTalk(failing(kind), second())
    reply = await talk.ask()
    assert (reply.text, reply.provider) == (SECOND, "second")
    assert reply.provenance is not None
    assert reply.provenance.tried


@pytest.mark.parametrize("kind", NEXT)
async def test_spoken_is_never_said_again(kind: Failure) -> None:
    """What was spoken stands; the next goes on from there though it repeats all of it."""
    broken = failing(kind, "Air scatters blue light more than red. So the ")
    talk = OpenTalk(broken, second(BLUE))
    reply = await talk.ask()
    assert reply.text == BLUE
    assert talk.spoken.count("Air scatters") == 1
    assert "already been spoken" in talk.board.candidates[1].provider.requests[0].system  # type: ignore[attr-defined]


async def test_partial_is_replaced() -> None:
    """What was shown and not yet spoken vanishes when another answers."""
    talk = OpenTalk(failing(Failure.CUT, "The sky is in truth "), second())
    await talk.ask()
    drafts = [piece.text.strip() for piece in talk.said if isinstance(piece, Draft)]
    assert drafts[0].startswith("The sky is in truth")
    assert "" in drafts
    assert drafts[-1] == SECOND


@pytest.mark.parametrize("script", [[], [Finished(reason=Finish.STOP)], [TextDelta(text="x")]])
async def test_no_answer_is_no_answer(script: list[object]) -> None:
    """A stream without words, or without an end, is a failure."""
    talk = OpenTalk(ScriptedProvider("first", [script]), second())  # type: ignore[list-item]
    assert (await talk.ask()).provider == "second"


async def test_fault_of_ours_with_one_provider() -> None:
    """A library's fault with one provider leaves the others."""
    talk = OpenTalk(ScriptedProvider("first", [[RuntimeError("bug")]]), second())
    assert (await talk.ask()).provider == "second"


@pytest.mark.parametrize("kind", [Failure.KEY_REFUSED, Failure.NO_QUOTA])
async def test_refused_key(kind: Failure) -> None:
    """Who refuses PAM is told once and not asked again until its settings change."""
    first = failing(kind)
    talk = OpenTalk(first, second())
    for _ in range(3):
        assert (await talk.ask()).provider == "second"
    assert len(first.requests) == 1
    assert [error.kind for error in talk.refused] == [kind]
    first.fingerprint = "another key"
    await talk.ask()
    assert len(first.requests) == 2


@pytest.mark.parametrize("kind", [Failure.BAD_REQUEST, Failure.POLICY])
async def test_stop(kind: Failure) -> None:
    """A refusal in the matter goes to nobody else, and is said."""
    other = second()
    talk = OpenTalk(failing(kind), other)
    reply = await talk.ask()
    assert not other.requests
    assert reply.text
    assert talk.spoken.strip() == reply.text


async def test_stall() -> None:
    """Whoever stops in the middle is left, and the connection is closed."""
    stalled = ScriptedProvider("first", [[TextDelta(text="Well "), FOR_EVER]])
    talk = OpenTalk(stalled, second())
    assert (await talk.ask()).provider == "second"
    assert stalled.cancelled == 1
    assert [call.outcome for call in talk.calls.calls] == ["stalled", "answered"]


async def test_slow() -> None:
    """Nothing in time, and PAM has said a word meanwhile, once."""
    silent = ScriptedProvider("first", [[FOR_EVER]])
    talk = OpenTalk(silent, ScriptedProvider("also", [[FOR_EVER]]), second())
    assert (await talk.ask(trigger=Trigger.KEY)).provider == "second"
    asides = [piece for piece in talk.said if isinstance(piece, Aside)]
    assert len(asides) == 1
    assert "moment" in asides[0].text
    assert asides[0].text not in talk.spoken


async def test_quick_answers_need_no_filler() -> None:
    """Who answers at once is not talked over."""
    talk = OpenTalk(second())
    await talk.ask(trigger=Trigger.KEY)
    assert not [piece for piece in talk.said if isinstance(piece, Aside)]


async def test_deadline() -> None:
    """A spoken turn ends at its deadline with an honest sentence."""
    limits = Limits(first_token_seconds=30, deadline_seconds=0.3, filler_seconds=0.05)
    talk = OpenTalk(ScriptedProvider("first", [[FOR_EVER]]), limits=limits)
    reply = await talk.ask(trigger=Trigger.KEY)
    assert reply.text
    assert reply.provider == "offline"


async def test_withdrawn() -> None:
    """A key press cancels the request on the wire; the turn still ends with a reply."""
    endless = ScriptedProvider("first", [[TextDelta(text="It is this. And "), FOR_EVER]])
    talk = OpenTalk(endless, limits=Limits(first_token_seconds=60, stall_seconds=60))
    prepared = await talk.mind.prepare(talk.request())
    got = []

    async def answer() -> None:
        async for piece in talk.mind.answer(prepared):
            got.append(piece)
            if isinstance(piece, str):
                talk.mind.withdraw("turn-1")

    await asyncio.wait_for(answer(), 10)
    assert endless.cancelled == 1
    assert isinstance(got[-1], Reply)
    assert got[-1].text == "It is this."
    assert got[-1].provider == "first"
    assert [call.outcome for call in talk.calls.calls] == ["cancelled"]


async def test_once_more() -> None:
    """The only provider is asked a second time where that may succeed at once."""
    first = ScriptedProvider("first", [[ModelError(Failure.SERVER, "first")], words(SECOND)])
    talk = OpenTalk(first)
    assert (await talk.ask()).text == SECOND
    first = failing(Failure.SERVER)
    talk = OpenTalk(first)
    assert (await talk.ask()).provider == "offline"
    assert len(first.requests) == 2


async def test_nobody_set_up() -> None:
    """Where nobody can be asked PAM says what it can do itself."""
    missing = ScriptedProvider("first", state=Standing(ready=False, sentence="There is no key."))
    talk = OpenTalk(missing)
    reply = await talk.ask()
    assert reply.provider == "local"
    assert reply.text


async def test_nobody_answers() -> None:
    """Where everybody failed PAM says so, in one sentence, and nothing is made up."""
    talk = OpenTalk(failing(Failure.UNREACHABLE))
    reply = await talk.ask()
    assert reply.provider == "offline"
    assert len(reply.text) <= 120
    assert talk.spoken.strip() == reply.text


async def test_broken_off() -> None:
    """Where nobody can finish what was begun PAM says that it broke off."""
    talk = OpenTalk(failing(Failure.UNREACHABLE, "Air scatters blue light. So the "))
    reply = await talk.ask()
    assert reply.text.startswith("Air scatters blue light. ")
    assert len(reply.text) > len("Air scatters blue light. ")


async def test_breaker_opens() -> None:
    """Who fails again and again is not asked for a while, then once."""
    first = failing(Failure.SERVER)
    talk = OpenTalk(first, second())
    for _ in range(8):
        await talk.ask()
    assert len(first.requests) == 5
    talk.later(minutes=2)
    await talk.ask()
    await talk.ask()
    assert len(first.requests) == 6


async def test_limit_of_the_day() -> None:
    """Who has reached the day's limit rests until the next day."""
    first = ScriptedProvider("first", [words(SECOND)])
    talk = OpenTalk(first, terms=Terms(daily_tokens=50))
    await talk.ask()
    reply = await talk.ask("why is the sea salty")
    assert reply.provider == "offline"
    talk.later(days=1)
    assert (await talk.ask("why is the sea salty")).provider == "first"


async def test_disk_is_full() -> None:
    """An answer is given though nothing of it can be noted."""
    talk = OpenTalk(second())
    talk.calls.trouble = None
    from tests.core.orchestrator.test_local_mind import FULL

    talk.calls.trouble = FULL
    assert (await talk.ask()).text == SECOND


async def test_given_again() -> None:
    """Offline an earlier answer is given with its age; not within a talk, not elsewhere."""
    first = ScriptedProvider("first", [words(SECOND), [ModelError(Failure.UNREACHABLE, "first")]])
    talk = OpenTalk(first)
    await talk.ask("Hey Pam, why is the sky blue?")
    talk.later(days=2)
    reply = await talk.ask("why is the sky blue please")
    assert SECOND in reply.text
    assert reply.text.startswith("On Monday the answer was: ")
    assert reply.provenance is not None
    assert reply.provenance.answered_at is not None


async def test_history_goes_along() -> None:
    """The last exchanges are told, those with PAM itself included; old ones are not."""
    provider = ScriptedProvider("first", [words(SECOND)])
    talk = OpenTalk(provider)
    await talk.ask("I spent 45 dollars on groceries")
    await talk.ask()
    told = [message.text for message in provider.requests[0].messages]
    assert told[0] == "I spent 45 dollars on groceries"
    assert told[-1] == QUESTION
    talk.later(hours=2)
    await talk.ask("and at night")
    assert [message.text for message in provider.requests[1].messages] == ["and at night"]


async def test_context_fits() -> None:
    """However long the talk was, what is sent keeps within the provider's tokens."""
    provider = ScriptedProvider("first", [words(SECOND)])
    talk = OpenTalk(provider, terms=Terms(context_tokens=2500, most_tools=0))
    for number in range(12):
        await talk.ask(f"question {number} " + "about this and that " * 60)
    sent = provider.requests[-1]
    length = len(sent.system) + sum(len(message.text) for message in sent.messages)
    assert length < 2500 * 4


async def test_reads_with_a_tool() -> None:
    """A model reads with PAM's actions and answers from what they said."""
    provider = ScriptedProvider(
        "first", [wants("expense-query", "{}"), words("You spent nothing so far.")]
    )
    talk = OpenTalk(provider)
    reply = await talk.ask("could we make it through the week on what is left of our cash")
    assert reply.text == "You spent nothing so far."
    asked_again = provider.requests[1].messages
    assert asked_again[-1].role is Role.TOOL
    assert reply.provenance is not None
    assert reply.provenance.tools == ("expense.query",)


GIVEN = json.dumps({"amount": {"amount": "45.00", "currency": "USD"}, "category": "groceries"})
SHOPPING = "put it in the books: forty five dollars, groceries it was, please and thank you"


async def test_tool_runs_once_over_a_failover() -> None:
    """After a tool ran its recorded result is told to whoever answers next; it never runs twice."""
    first = ScriptedProvider(
        "first", [wants("expense-query", "{}"), [ModelError(Failure.CUT, "first")]]
    )
    other = ScriptedProvider("second", [wants("expense-query", "{}"), words("Nothing so far.")])
    talk = OpenTalk(first, other)
    await talk.ask("could we make it through the week on what is left of our cash")
    assert other.requests[0].messages[-1].role is Role.TOOL
    outcomes = [use.outcome for use in talk.audit.kept.values()]
    assert outcomes == ["answered", "replayed"]


async def test_markup_is_never_spoken() -> None:
    """HTML, scripts and markdown are taken out."""
    text = "<b>Yes</b>, **it** is.<script>alert(1)</script> See [this](http://x.example)."
    talk = OpenTalk(ScriptedProvider("first", [words(text)]))
    reply = await talk.ask()
    assert "<" not in reply.text
    assert "alert" not in reply.text
    assert "*" not in reply.text
    assert "http" not in reply.text


async def test_endless_answer() -> None:
    """Of an endless answer a little is said, some is kept for "more", and the rest is not read."""
    endless = ScriptedProvider("first", [words("This is a sentence of some length. " * 6000)])
    talk = OpenTalk(endless)
    reply = await talk.ask()
    assert len(reply.text) < 320
    assert endless.cancelled == 1
    more = await talk.ask("more")
    assert more.text.startswith("This is a sentence")


async def test_driving_is_shorter() -> None:
    """In driving mode no more than 120 characters are said."""
    provider = ScriptedProvider("first", [words("This is a sentence of some length. " * 20)])
    talk = OpenTalk(provider)
    await talk.ask("driving mode on")
    reply = await talk.ask()
    assert len(reply.text) <= 120 + len(" Say more to hear the rest.")


async def test_no_filler_after_words() -> None:
    """Once PAM speaks, a pause is not filled."""
    halting = ScriptedProvider("first", [[TextDelta(text="It is this. And "), FOR_EVER]])
    talk = OpenTalk(halting, second("It is this. And that."), limits=QUICK)
    await talk.ask(trigger=Trigger.KEY)
    assert not [piece for piece in talk.said if isinstance(piece, Aside)]


async def test_doubtful_words_go_nowhere() -> None:
    """What was hardly heard is asked again, not sent."""
    provider = second()
    talk = OpenTalk(provider)
    from dataclasses import replace

    request = replace(talk.request(trigger=Trigger.KEY), confidence=0.3)
    prepared = await talk.mind.prepare(request)
    pieces = [piece async for piece in talk.mind.answer(prepared)]
    assert isinstance(pieces[-1], Reply)
    assert not provider.requests


async def test_weak_model() -> None:
    """What a weak model says is told with a warning, and never given again."""
    weak = ScriptedProvider("first", [words(SECOND), [ModelError(Failure.UNREACHABLE, "first")]])
    talk = OpenTalk(weak, terms=Terms(is_weak=True))
    reply = await talk.ask()
    assert reply.text == f"I may be wrong, but: {SECOND}"
    assert talk.mind.session.history[-1].replied == SECOND, "or it would say it as well"
    assert talk.spoken.strip() == reply.text
    talk.later(days=1)
    assert (await talk.ask()).provider == "offline"


async def test_too_long_for_a_question() -> None:
    """What no model should be paid for reading goes to nobody."""
    provider = second()
    talk = OpenTalk(provider)
    reply = await talk.ask("and then this happened " * 300)
    assert "too long" in reply.text
    assert not provider.requests


async def test_draft_is_no_longer_than_what_is_said() -> None:
    """What will be kept for "more" is not shown and then taken away."""
    talk = OpenTalk(ScriptedProvider("first", [words("This is a sentence of some length. " * 20)]))
    await talk.ask()
    drafts = [piece.text for piece in talk.said if isinstance(piece, Draft)]
    assert max(map(len, drafts)) <= 240
