"""Who may be asked, and how each stands."""

from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Standing, Terms
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider, words

MISSING = Standing(ready=False, sentence="There is no key.", mend="Give one.")
ANSWER = [words("It is so.")]


async def test_warming_up() -> None:
    """The first who could be asked gets ready, and nobody is asked."""
    none = ScriptedProvider("none", ANSWER, state=MISSING)
    first, second = ScriptedProvider("first", ANSWER), ScriptedProvider("second", ANSWER)
    await OpenTalk(none, first, second).board.warm_up()
    assert [each.warmed for each in (none, first, second)] == [0, 1, 0]
    assert not first.requests


async def test_states() -> None:
    """Each is told with what is missing, its last call and what it took today."""
    none = ScriptedProvider("none", ANSWER, state=MISSING)
    terms = Terms(input_price=1.0, output_price=2.0)
    talk = OpenTalk(none, ScriptedProvider("first", ANSWER), terms=terms)
    await talk.ask()
    missing, asked = await talk.board.states()
    assert (missing.ready, missing.is_set_up, missing.sentence) == (
        False,
        False,
        "There is no key.",
    )
    assert asked.ready
    assert asked.works
    assert asked.last is not None
    assert asked.last.outcome == "answered"
    assert asked.spent is not None
    assert asked.spent.tokens == 103
    assert asked.spent.dollars == (100 * 1.0 + 3 * 2.0) / 1e6


async def test_refusal_is_known_to_the_next_program() -> None:
    """A refused key is kept: another PAM on the same file does not ask again."""
    refusing = ScriptedProvider("first", [[ModelError(Failure.KEY_REFUSED, "first")]])
    talk = OpenTalk(refusing)
    await talk.ask()
    other = OpenTalk(refusing)
    other.calls.off = talk.calls.off
    await other.ask()
    assert len(refusing.requests) == 1
    (state,) = await other.board.states()
    assert not state.ready
    assert not state.works


async def test_switched_on_elsewhere() -> None:
    """Who was switched on by another program is asked again."""
    first = ScriptedProvider("first", [[ModelError(Failure.KEY_REFUSED, "first")], *ANSWER])
    talk = OpenTalk(first)
    await talk.ask()
    await talk.calls.switch_on("first")
    assert (await talk.ask()).text == "It is so."


async def test_a_refused_question_says_nothing_of_who_refused() -> None:
    """After a 400 the provider still counts as working."""
    talk = OpenTalk(ScriptedProvider("first", [[ModelError(Failure.BAD_REQUEST, "first")]]))
    await talk.ask()
    (state,) = await talk.board.states()
    assert state.works


async def test_breakers_are_worked_out_from_the_log() -> None:
    """Another program finds the breaker open that this one's failures have opened."""
    failing = ScriptedProvider("first", [[ModelError(Failure.SERVER, "first")]])
    talk = OpenTalk(failing)
    for _ in range(3):
        await talk.ask()
    asked = len(failing.requests)
    other = OpenTalk(failing)
    other.calls.calls = talk.calls.calls
    other.later(seconds=5)
    await other.ask()
    assert len(failing.requests) == asked


async def test_everything_is_given_back() -> None:
    """Closing closes every provider."""
    first, second = ScriptedProvider("first"), ScriptedProvider("second")
    await OpenTalk(first, second).board.close()
    assert first.closed
    assert second.closed
