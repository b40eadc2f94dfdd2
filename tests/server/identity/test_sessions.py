"""Refresh families: what a lost answer, a thief and a sign-out come to."""

import asyncio

import pytest

from pam_core.vocabulary.errors import PamError
from pam_server.identity.identity import Identity, Tokens
from pam_server.store.database import Database
from pam_server.store.tables import refresh_families, refresh_tokens
from tests.server.identity.conftest import NotedHub, SetClock

PASSWORD = "correct horse"


async def _signed_in(identity: Identity) -> Tokens:
    return await identity.register("ann@example.com", PASSWORD, "Cab")


async def _refused(identity: Identity, token: str) -> str:
    with pytest.raises(PamError) as caught:
        await identity.refresh(token)
    return caught.value.code


async def test_refreshed_tokens_are_of_the_same_session(identity: Identity) -> None:
    """A refresh gives new tokens of the same user and session."""
    first = await _signed_in(identity)
    second = await identity.refresh(first.refresh_token)
    assert second.refresh_token != first.refresh_token
    before = await identity.authenticate(f"Bearer {first.access_token}")
    after = await identity.authenticate(f"Bearer {second.access_token}")
    assert (before.user_id, before.session) == (after.user_id, after.session)


async def test_a_lost_answer_locks_nobody_out(identity: Identity) -> None:
    """A token whose successor was never used may be sent again, any number of times."""
    first = await _signed_in(identity)
    await identity.refresh(first.refresh_token)
    await identity.refresh(first.refresh_token)
    third = await identity.refresh(first.refresh_token)
    assert await identity.refresh(third.refresh_token)


async def test_a_token_after_its_successors_use_ends_the_session(
    identity: Identity, hub: NotedHub
) -> None:
    """A parent used after its child is somebody's copy: the family ends, and its sockets."""
    first = await _signed_in(identity)
    second = await identity.refresh(first.refresh_token)
    third = await identity.refresh(second.refresh_token)
    caller = await identity.authenticate(f"Bearer {third.access_token}")
    assert await _refused(identity, first.refresh_token) == "auth.refresh_reused"
    assert hub.revoked == [(caller.user_id, caller.session)]
    assert await _refused(identity, third.refresh_token) == "auth.revoked"
    with pytest.raises(PamError, match="session is over"):
        await identity.authenticate(f"Bearer {third.access_token}")


async def test_two_successors_are_not_both_used(identity: Identity) -> None:
    """Where one token has two successors and both are used, one of them is a copy."""
    first = await _signed_in(identity)
    one = await identity.refresh(first.refresh_token)
    other = await identity.refresh(first.refresh_token)
    await identity.refresh(other.refresh_token)
    assert await _refused(identity, one.refresh_token) == "auth.refresh_reused"


async def test_uses_at_once_leave_one_family_whole(identity: Identity) -> None:
    """Ten uses of one token at once are lost answers: each works, and the last may go on."""
    first = await _signed_in(identity)
    answers = await asyncio.gather(*(identity.refresh(first.refresh_token) for _ in range(10)))
    assert len({one.refresh_token for one in answers}) == 10
    assert await identity.refresh(answers[3].refresh_token)


async def test_signing_out_ends_one_session(identity: Identity, hub: NotedHub) -> None:
    """Signing out ends the device's session and no other of the user's."""
    cab = await _signed_in(identity)
    home = await identity.sign_in("ann@example.com", PASSWORD, "Home")
    caller = await identity.authenticate(f"Bearer {cab.access_token}")
    await identity.sign_out(cab.refresh_token)
    assert hub.revoked == [(caller.user_id, caller.session)]
    assert await _refused(identity, cab.refresh_token) == "auth.revoked"
    assert await identity.authenticate(f"Bearer {home.access_token}")
    told = await identity.account(caller.user_id)
    assert [family.device_name for family, _ in told.sessions] == ["Home"]


async def test_signing_out_an_unknown_token_is_nothing(identity: Identity, hub: NotedHub) -> None:
    """Whoever signs out twice, or with nonsense, is told nothing and ends nothing."""
    await identity.sign_out("nonsense \0 \ud800")
    assert hub.revoked == []


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "é" * 100, "a" * 100_000])
async def test_nonsense_is_no_refresh_token(sqlite_identity: Identity, token: str) -> None:
    """Whatever is not a token of ours is refused with a code."""
    assert await _refused(sqlite_identity, token) == "auth.refresh_invalid"


async def test_an_unused_session_ends(identity: Identity, clock: SetClock) -> None:
    """After refresh_days without use a device must sign in again; until then it need not."""
    first = await _signed_in(identity)
    clock.advance(days=29)
    second = await identity.refresh(first.refresh_token)
    clock.advance(days=30)
    assert await _refused(identity, second.refresh_token) == "auth.refresh_invalid"


async def test_no_token_is_kept_in_clear(identity: Identity, database: Database) -> None:
    """Of a refresh token only a hash is in the database."""
    tokens = await _signed_in(identity)
    rows = await database.read(lambda connection: connection.execute(refresh_tokens.select()).all())
    assert len(rows) == 1
    assert tokens.refresh_token not in str(rows)


async def test_upkeep_lets_go_of_what_is_over(
    identity: Identity, database: Database, clock: SetClock
) -> None:
    """Upkeep deletes sessions whose tokens are all over and keeps the others."""
    old = await _signed_in(identity)
    clock.advance(days=20)
    new = await identity.sign_in("ann@example.com", PASSWORD, "New")
    clock.advance(days=11)
    await identity.trim()
    rows = await database.read(
        lambda connection: connection.execute(refresh_families.select()).all()
    )
    assert [row.device_name for row in rows] == ["New"]
    assert await identity.refresh(new.refresh_token)
    assert await _refused(identity, old.refresh_token) == "auth.refresh_invalid"
