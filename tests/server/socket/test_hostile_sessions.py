"""Sessions that are over: no socket of theirs lives on, whatever the moment at which they ended."""

from datetime import UTC, datetime

import pytest
from websockets.exceptions import InvalidStatus

from pam_core.protocol.limits import Close
from pam_core.vocabulary.identity import new_id
from tests.server.socket.conftest import Served


async def test_signing_out_closes_a_socket_that_has_not_greeted(pam: Served) -> None:
    """A socket opened before signing out is no way in for a hello after it."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await pam.server.identity.sign_out(ann.refresh_token)
        assert await one.closed() == Close.UNAUTHENTICATED


async def test_erasing_closes_every_socket_and_opens_none(pam: Served) -> None:
    """After an erasure no socket of the user's is left, and their token opens none."""
    ann, bob = await pam.user(), await pam.user()
    async with pam.device(ann) as one, pam.device(ann) as two, pam.device(bob) as other:
        await one.hello()
        await other.hello()
        await pam.server.services.log.erase(ann.user_id)
        pam.server.hub.revoke(ann.user_id)
        assert await one.closed() == Close.UNAUTHENTICATED
        assert await two.closed() == Close.UNAUTHENTICATED
        with pytest.raises(InvalidStatus):
            async with pam.device(ann):
                pass
        await other.hears("ack", id=(await other.spend())["id"])


async def test_a_commit_that_fails_for_no_known_reason_closes_the_socket(
    pam: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault nobody foresaw leaves no device waiting, and its words stay out of the log."""

    async def fails(*_: object) -> None:
        raise RuntimeError(secret)

    secret = new_id(datetime.now(UTC))
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        with monkeypatch.context() as broken:
            broken.setattr(pam.server.services.log, "commit", fails)
            await one.spend()
            assert await one.closed() == Close.INTERNAL
    assert secret not in caplog.text
    assert "RuntimeError" in caplog.text
    async with pam.device(ann, one.device_id) as again:
        await again.hello()
        assert (await again.hears("ack", id=(await again.spend())["id"]))["verdict"] == "committed"
