"""The PAM server answers over whatever channel it is given."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from pam_core.providers.pam_server import PamServer
from pam_core.vocabulary.model_failure import Failure
from pam_core.vocabulary.model_talk import Delta, Finish, Finished, ModelRequest, TextDelta
from tests.core.providers.asking import a_request, hear

_ANSWER = (TextDelta(text="From the server."), Finished(reason=Finish.STOP))


@dataclass
class FakeChannel:
    """A channel that says what it is told to."""

    account: str = "ann@pam.example"
    is_online: bool = True
    model: str = "big-one"
    left: bool = False

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        try:
            for delta in _ANSWER:
                yield delta
        finally:
            self.left = True


async def test_an_answer_comes_through() -> None:
    """Piece by piece, as the channel gives it."""
    server = PamServer(FakeChannel())
    standing = await server.standing()
    heard = await hear(server)

    assert (standing.ready, standing.model) == (True, "big-one")
    assert tuple(heard.deltas) == _ANSWER


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (None, "You are not signed in to a PAM server."),
        (FakeChannel(account=""), "You are not signed in to a PAM server."),
        (FakeChannel(is_online=False), "The PAM server cannot be reached."),
    ],
)
async def test_it_says_what_is_missing(channel: FakeChannel | None, sentence: str) -> None:
    """Without an account or a connection nobody is asked."""
    server = PamServer(channel)
    standing = await server.standing()
    heard = await hear(server)

    assert not standing.ready
    assert standing.sentence == sentence
    assert heard.failure is not None
    assert heard.failure.kind is Failure.NOT_READY


async def test_leaving_leaves_the_channel_too() -> None:
    """Who has heard enough ends the answer there at once."""
    channel = FakeChannel()
    answer = PamServer(channel).stream(a_request())
    await anext(answer)
    await answer.aclose()  # type: ignore[attr-defined]

    assert channel.left


def test_the_fingerprint_changes_with_the_account() -> None:
    """Whoever signs in as another is asked again."""
    servers = [PamServer(), PamServer(FakeChannel()), PamServer(FakeChannel(account="bob"))]

    assert len({server.fingerprint for server in servers}) == 3
