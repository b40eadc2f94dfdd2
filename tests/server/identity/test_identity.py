"""Accounts: registering, signing in, keys that rotate, tickets."""

import asyncio

import jwt
import pytest
from argon2 import PasswordHasher

from pam_core.vocabulary.errors import PamError
from pam_server.identity.identity import Identity
from pam_server.identity.passwords import Passwords
from pam_server.settings import ServerSettings
from pam_server.store import accounts
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.identity.conftest import CHEAP, NotedHub, SetClock

PASSWORD = "correct horse"


def _code(caught: pytest.ExceptionInfo[PamError]) -> str:
    return caught.value.code


async def test_a_new_account_is_signed_in(identity: Identity) -> None:
    """Registering gives tokens that tell who is asking, until the access token is over."""
    tokens = await identity.register(" Ann@Example.com ", PASSWORD)
    caller = await identity.authenticate(f"Bearer {tokens.access_token}")
    assert caller.user_id == tokens.user_id
    assert tokens.email == "ann@example.com"
    assert tokens.expires_in == 900


async def test_an_address_has_one_account(identity: Identity) -> None:
    """The same address in other letters is the same, also when two register at once."""
    asked = [identity.register(name, PASSWORD) for name in ("ann@x.example", "ANN@X.example")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one.code for one in answers if isinstance(one, PamError)]
    assert refused == ["account.email_taken"]


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "@x.example", "a b@x.example", "a@x", "a\0@x.example",
              "\ud800@x.example", "a@x..example", "a" * 250 + "@x.example", "a@b@x.example"],
)  # fmt: skip
async def test_what_is_no_address_is_refused(sqlite_identity: Identity, email: str) -> None:
    """Nothing that is no e-mail address becomes an account, nor does it fail while signing in."""
    with pytest.raises(PamError) as caught:
        await sqlite_identity.register(email, PASSWORD)
    assert _code(caught) == "account.email"
    with pytest.raises(PamError) as caught:
        await sqlite_identity.sign_in(email, PASSWORD)
    assert _code(caught) == "account.sign_in"


@pytest.mark.parametrize("password", ["", "seven77", "x" * 1001, "\ud800" * 10])
async def test_what_is_no_password_is_refused(sqlite_identity: Identity, password: str) -> None:
    """A password has 8 to 1,000 characters."""
    with pytest.raises(PamError) as caught:
        await sqlite_identity.register("ann@example.com", password)
    assert _code(caught) == "account.password"


async def test_a_password_is_the_same_from_any_keyboard(identity: Identity) -> None:
    """Composed or not (NFKC), the same letters are the same password."""
    await identity.register("ann@example.com", "caf\N{LATIN SMALL LETTER E WITH ACUTE} noir")
    assert await identity.sign_in("ann@example.com", "cafe\N{COMBINING ACUTE ACCENT} noir")


async def test_a_wrong_password_and_a_wrong_address_are_told_alike(identity: Identity) -> None:
    """Signing in does not tell whether there is an account."""
    await identity.register("ann@example.com", PASSWORD)
    with pytest.raises(PamError) as wrong:
        await identity.sign_in("ann@example.com", "something else")
    with pytest.raises(PamError) as unknown:
        await identity.sign_in("ben@example.com", "something else")
    assert str(wrong.value) == str(unknown.value)
    assert _code(wrong) == _code(unknown) == "account.sign_in"


async def test_an_unknown_address_costs_a_hash_too(identity: Identity) -> None:
    """Where nobody has the address a hash is verified all the same, so that time tells nothing."""
    asked: list[str] = []

    class Noting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
            asked.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Noting(time_cost=1, memory_cost=8, parallelism=1))
    assert not await passwords.fits(None, PASSWORD)
    assert len(asked) == 1
    passwords.close()


async def test_hashes_are_made_anew_when_the_parameters_change(
    database: Database, hub: NotedHub, clock: SetClock
) -> None:
    """Signing in with an old hash leaves one of today's parameters; the password stays."""
    settings = ServerSettings()
    before = Identity(database, settings, hub, clock, passwords=Passwords(CHEAP))
    tokens = await before.register("ann@example.com", PASSWORD)
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    after = Identity(database, settings, hub, clock, passwords=dearer)
    await after.sign_in("ann@example.com", PASSWORD)
    user = await database.read(lambda connection: accounts.by_id(connection, tokens.user_id))
    assert user is not None
    assert "m=16,t=2" in user.password_hash
    assert await after.sign_in("ann@example.com", PASSWORD)


async def test_the_real_hashes_are_rfc_9106_s() -> None:
    """Unless told otherwise passwords take 64 MiB and three passes of argon2id."""
    passwords = Passwords()
    stored = await passwords.hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.fits(stored, PASSWORD)
    assert not await passwords.fits(stored, PASSWORD + "x")
    passwords.close()


async def test_a_flood_of_sign_ins_waits_in_a_short_queue() -> None:
    """Of very many sign-ins at once the last are told to come back; none waits without end."""
    passwords = Passwords(CHEAP)
    asked = [passwords.fits(None, PASSWORD) for _ in range(300)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one.code for one in answers if isinstance(one, PamError)]
    assert len(refused) == 300 - 64
    assert set(refused) == {"busy"}
    assert not await passwords.fits(None, PASSWORD)
    passwords.close()


async def test_a_closed_server_takes_no_accounts(
    database: Database, hub: NotedHub, clock: SetClock
) -> None:
    """With registration_open off nobody registers."""
    closed = ServerSettings(registration_open=False)
    identity = Identity(database, closed, hub, clock, passwords=Passwords(CHEAP))
    with pytest.raises(PamError) as caught:
        await identity.register("ann@example.com", PASSWORD)
    assert _code(caught) == "account.closed"


async def test_an_erased_user_is_nobody(identity: Identity, database: Database) -> None:
    """After erasing neither the access token nor the refresh token nor the password is good."""
    tokens = await identity.register("ann@example.com", PASSWORD)
    await SqlLog(database).erase(tokens.user_id)
    with pytest.raises(PamError, match="session is over"):
        await identity.authenticate(f"Bearer {tokens.access_token}")
    with pytest.raises(PamError) as caught:
        await identity.refresh(tokens.refresh_token)
    assert _code(caught) == "auth.refresh_invalid"
    with pytest.raises(PamError) as caught:
        await identity.sign_in("ann@example.com", PASSWORD)
    assert _code(caught) == "account.sign_in"


async def test_after_a_rotation_old_tokens_are_good_until_they_are_over(
    identity: Identity, clock: SetClock
) -> None:
    """A new key signs; the old one verifies what it signed, and is gone from the JWKS later."""
    old = await identity.register("ann@example.com", PASSWORD)
    kid = await identity.rotate()
    new = await identity.sign_in("ann@example.com", PASSWORD)
    assert jwt.get_unverified_header(new.access_token)["kid"] == kid
    assert await identity.authenticate(f"Bearer {old.access_token}")
    assert len((await identity.jwks())["keys"]) == 2
    clock.advance(hours=1)
    assert [key["kid"] for key in (await identity.jwks())["keys"]] == [kid]


async def test_another_process_learns_of_a_new_key_at_its_first_token(
    identity: Identity, database: Database, hub: NotedHub, clock: SetClock
) -> None:
    """A token signed with a key this process has not seen is verified all the same."""
    other = Identity(database, ServerSettings(), hub, clock, passwords=Passwords(CHEAP))
    await identity.register("ann@example.com", PASSWORD)
    assert await other.jwks()
    await identity.rotate()
    clock.advance(seconds=2)
    tokens = await identity.sign_in("ann@example.com", PASSWORD)
    assert await other.authenticate(f"Bearer {tokens.access_token}")


async def test_private_keys_are_not_published(identity: Identity) -> None:
    """The JWKS holds public parts only."""
    keys = (await identity.jwks())["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "kid", "alg", "use"}]


async def test_a_ticket_is_good_once(identity: Identity) -> None:
    """A ticket tells who asks, to the end of the access token behind it, one single time."""
    tokens = await identity.register("ann@example.com", PASSWORD)
    caller = await identity.authenticate(f"Bearer {tokens.access_token}")
    ticket = await identity.tickets.make(caller)
    asked = [identity.tickets.redeem(ticket) for _ in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [one for one in answers if not isinstance(one, PamError)] == [caller]


async def test_a_ticket_is_good_for_half_a_minute(identity: Identity, clock: SetClock) -> None:
    """After 30 seconds a ticket is over, and so it is when its session was signed out."""
    tokens = await identity.register("ann@example.com", PASSWORD)
    caller = await identity.authenticate(f"Bearer {tokens.access_token}")
    late, revoked = await identity.tickets.make(caller), await identity.tickets.make(caller)
    await identity.sign_out(tokens.refresh_token)
    with pytest.raises(PamError, match="ticket"):
        await identity.tickets.redeem(revoked)
    clock.advance(seconds=30)
    with pytest.raises(PamError, match="ticket"):
        await identity.tickets.redeem(late)


@pytest.mark.parametrize(
    "ticket", ["", ".", "x.", "x.9", "\0.1", "x.²", "x." + "9" * 90, "a" * 9999]
)
async def test_nonsense_is_no_ticket(sqlite_identity: Identity, ticket: str) -> None:
    """Whatever is not a ticket of ours is refused with a code."""
    with pytest.raises(PamError) as caught:
        await sqlite_identity.tickets.redeem(ticket)
    assert _code(caught) == "auth.ticket"


async def test_a_ticket_with_another_end_is_none(identity: Identity) -> None:
    """Nobody gives their socket a longer life by writing a later end onto the ticket."""
    tokens = await identity.register("ann@example.com", PASSWORD)
    caller = await identity.authenticate(f"Bearer {tokens.access_token}")
    secret, _, _ = (await identity.tickets.make(caller)).partition(".")
    with pytest.raises(PamError, match="ticket"):
        await identity.tickets.redeem(f"{secret}.9999999999")
