"""A sign-in that lasts, over lost replies, other processes, crashes and clocks that jump."""

import asyncio
from datetime import timedelta

import pytest

from pam_core.sync.rest import Rest
from pam_core.vocabulary.errors import Fault, PamError
from tests.core.sync.signing import FakeTokenSafe, signed_in
from tests.support.fakes import FakeClock
from tests.support.sync_rest import Problem
from tests.support.sync_server import SyncServer

_REFRESH = "POST /account/refresh"


async def test_a_token_is_used_until_its_last_minute(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """Then a new one is fetched before anything is asked with it."""
    session = await signed_in(server, rest, safe, clock)
    clock.pass_seconds(839)
    assert await session.access_token() == "access-1"
    clock.pass_seconds(2)
    assert await session.access_token() == "access-2"
    assert safe.kept == ["refresh-1", "refresh-2"]


async def test_the_wall_clock_decides_nothing(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """A jump of ten years either way leaves the token as it is."""
    session = await signed_in(server, rest, safe, clock)
    clock.today += timedelta(days=3650)
    assert await session.access_token() == "access-1"
    clock.today -= timedelta(days=7300)
    assert await session.access_token() == "access-1"


async def test_many_who_need_a_token_fetch_one(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """A parent that is used twice would end the sign-in."""
    session = await signed_in(server, rest, safe, clock)
    tokens = await asyncio.gather(*(session.newer_than("access-1") for _ in range(8)))
    assert set(tokens) == {"access-2"}
    assert server.rest.requests.count(_REFRESH) == 1


async def test_the_new_refresh_token_is_kept_before_the_new_access_token_is_used(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """Where it cannot be kept nobody gets the access token, and the old one still refreshes."""
    session = await signed_in(server, rest, safe, clock)
    safe.fault = PamError("keys.locked", "It is locked.", fault=Fault.ENVIRONMENT)
    with pytest.raises(PamError) as told:
        await session.newer_than("access-1")
    assert told.value.code == "keys.locked"
    safe.fault = None
    assert await session.newer_than("access-1") == "access-3"


async def test_a_lost_reply_is_harmless(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """The parent is asked with again."""
    session = await signed_in(server, rest, safe, clock)
    server.rest.faults[_REFRESH].append(Problem(0))
    with pytest.raises(PamError) as told:
        await session.newer_than("access-1")
    assert told.value.code == "sync.unreachable"
    assert await session.newer_than("access-1") == "access-2"


async def test_a_sign_in_that_ended_asks_for_a_new_one(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """Nothing is deleted for it: the sentence says that all stays."""
    session = await signed_in(server, rest, safe, clock)
    server.rest.revoke()
    with pytest.raises(PamError) as told:
        await session.newer_than("access-1")
    assert told.value.code == "sync.sign_in_again"
    assert told.value.mend == "Sign in again to sync; everything stays here meanwhile."


async def test_a_token_that_another_process_renewed_is_taken_up(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """The safe is what both share."""
    session = await signed_in(server, rest, safe, clock)
    other = await signed_in(server, rest, safe, clock)
    server.rest.refresh_tokens.discard("refresh-1")
    assert await session.newer_than("access-1") == "access-3"
    assert await other.newer_than("access-2") == "access-4"


async def test_signing_out_forgets_the_tokens_without_a_network_too(
    server: SyncServer, rest: Rest, safe: FakeTokenSafe, clock: FakeClock
) -> None:
    """Whoever signs out has signed out."""
    session = await signed_in(server, rest, safe, clock)
    await server.shut()
    with pytest.raises(PamError):
        await session.sign_out()
    assert safe.tokens == {}
    with pytest.raises(PamError) as told:
        await session.access_token()
    assert told.value.code == "sync.sign_in_again"


async def test_tokens_of_somebody_else_are_not_taken(
    server: SyncServer,
    rest: Rest,
    safe: FakeTokenSafe,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that mixes users up must not mix their data up here."""
    session = await signed_in(server, rest, safe, clock)
    monkeypatch.setattr("tests.support.sync_rest.USER_ID", "0199cccc-0000-7000-8000-00000000beef")
    with pytest.raises(PamError) as told:
        await session.newer_than("access-1")
    assert told.value.code == "sync.sign_in_again"
    assert safe.kept == ["refresh-1"]
