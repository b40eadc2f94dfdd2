"""What a call took is counted whatever the provider says of it, so that limits hold."""

import pytest

from pam_core.vocabulary.model_call import ANSWERED
from pam_core.vocabulary.model_talk import Finish, Finished, TextDelta
from tests.core.orchestrator.open_talk import OpenTalk
from tests.core.orchestrator.scripted import ScriptedProvider


@pytest.mark.parametrize("counted", [(0, 0), (-5, 7), (11, -(10**9)), (10**30, 7), (11, 10**19)])
async def test_a_count_that_cannot_be_is_reckoned(counted: tuple[int, int]) -> None:
    """None, a negative one and one beyond all measure are replaced by PAM's own estimate."""
    tokens_in, tokens_out = counted
    end = Finished(reason=Finish.STOP, tokens_in=tokens_in, tokens_out=tokens_out)
    talk = OpenTalk(ScriptedProvider("first", [[TextDelta(text="It scatters."), end]]))
    await talk.ask()
    (call,) = talk.calls.calls
    assert call.outcome == ANSWERED
    assert 100 < call.tokens_in < 10_000
    assert 0 < call.tokens_out < 100


async def test_a_count_that_can_be_is_taken() -> None:
    """The provider knows better than an estimate."""
    end = Finished(reason=Finish.STOP, tokens_in=11, tokens_out=7)
    talk = OpenTalk(ScriptedProvider("first", [[TextDelta(text="It scatters."), end]]))
    await talk.ask()
    (call,) = talk.calls.calls
    assert (call.tokens_in, call.tokens_out) == (11, 7)
