"""Who is asking, and everything that can be done about an account."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_server.identity import export, refusals, supabase
from pam_server.identity.access_tokens import AccessTokens
from pam_server.identity.claims import Claims, bearer, outside
from pam_server.identity.emails import normal_email
from pam_server.identity.key_ring import KeyRing
from pam_server.identity.passwords import Passwords
from pam_server.identity.sessions import Refreshed, Sessions
from pam_server.identity.tickets import Tickets
from pam_server.ports import Caller, Hub
from pam_server.settings import ServerSettings
from pam_server.store import accounts, families, keyring
from pam_server.store.accounts import User
from pam_server.store.database import Connection, Database
from pam_server.store.families import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a device gets for signing in or refreshing; both tokens in clear."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    user_id: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What an account is to its user; each session with when it was last refreshed."""

    user: User
    sessions: tuple[tuple[Family, datetime], ...]


class Identity:
    """The server's accounts, sessions and tokens. Times are `clock`'s, with an offset.

    Every method raises PamError: `auth.…` and `account.…` as its own docstring says, `storage.…`.
    """

    def __init__(
        self,
        database: Database,
        settings: ServerSettings,
        hub: Hub,
        clock: Callable[[], datetime],
        *,
        passwords: Passwords | None = None,
        foreign: supabase.Supabase | None = None,
    ) -> None:
        access = timedelta(minutes=settings.access_minutes)
        self.keys = KeyRing(database, clock, access)
        self.tickets = Tickets(database, clock)
        self._database = database
        self._settings = settings
        self._hub = hub
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._foreign = foreign or supabase.of_settings(settings, clock)
        self._access = AccessTokens(
            keys=self.keys, issuer=settings.issuer, lifetime=access, clock=clock
        )
        self._sessions = Sessions(
            database, clock, timedelta(days=settings.refresh_days), hub.revoke
        )

    async def authenticate(self, authorization: str | None) -> Caller:
        """The caller of an Authorization header.

        Raises PamError `auth.missing`, `auth.invalid`, `auth.expired`, `auth.revoked`.
        """
        token = bearer(authorization)
        seen = outside(token)
        if seen.issuer == self._settings.issuer:
            return await self._own(await self._access.verify(token, seen.kid))
        if self._foreign is not None and seen.issuer == self._foreign.issuer:
            return await self._from_abroad(await self._foreign.verify(token, seen.kid))
        raise refusals.bad_token()

    async def register(self, email: str, password: str, device_name: str = "") -> Tokens:
        """Make an account and sign its device in.

        Raises PamError `account.closed`, `account.email`, `account.password`,
        `account.email_taken`, `busy`.
        """
        if not self._settings.registration_open:
            raise refusals.closed_to_new()
        now = self._clock()
        user = User(
            user_id=new_id(now),
            created_at=now,
            email=normal_email(email),
            password_hash=await self._passwords.hash(password),
        )
        if not await self._database.write(lambda connection: accounts.add(connection, user)):
            raise refusals.email_taken()
        return await self._tokens(await self._sessions.begin(user.user_id, device_name), user.email)

    async def sign_in(self, email: str, password: str, device_name: str = "") -> Tokens:
        """Sign a device in. Raises PamError `account.sign_in`, `busy`."""
        user = await self._having(email)
        stored = None if user is None else user.password_hash
        if not await self._passwords.fits(stored, password) or user is None:
            raise refusals.wrong_password()
        if self._passwords.is_outdated(user.password_hash):
            await self._rehash(user, password)
        return await self._tokens(await self._sessions.begin(user.user_id, device_name), user.email)

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for a refresh token.

        Raises PamError `auth.refresh_invalid`, `auth.refresh_reused`, `auth.revoked`.
        """
        refreshed = await self._sessions.refresh(refresh_token)
        user = await self._user(refreshed.user_id)
        return await self._tokens(refreshed, user.email)

    async def sign_out(self, refresh_token: str) -> None:
        """End the session of a refresh token and close its sockets."""
        await self._sessions.end(refresh_token)

    async def account(self, user_id: str) -> Account:
        """An account and its sessions. Raises PamError `auth.revoked` where it is gone."""

        def read(connection: Connection) -> Account | None:
            user = accounts.by_id(connection, user_id)
            found = tuple(families.of_user(connection, user_id))
            return None if user is None else Account(user=user, sessions=found)

        account = await self._database.read(read)
        if account is None:
            raise refusals.session_over()
        return account

    async def confirm(self, caller: Caller, password: str) -> None:
        """Have the caller show that it is they, before something that cannot be undone.

        A foreign user has no password here; their token has to do. Raises PamError
        `account.wrong_password`, `auth.revoked`, `busy`.
        """
        user = await self._user(caller.user_id)
        if user.issuer:
            return
        if not await self._passwords.fits(user.password_hash, password):
            raise refusals.not_confirmed()

    async def note_erasure(self, caller: Caller) -> None:
        """To be called before `Log.erase`: a foreign user's tokens of before make no new account.

        Raises PamError `auth.revoked`.
        """
        user = await self._user(caller.user_id)
        if user.issuer:
            name, now = accounts.foreign_name(user.issuer, user.subject), self._clock()
            await self._database.write(lambda link: accounts.note_erased(link, name, now))

    def export(self, user_id: str, account: dict[str, Any]) -> AsyncIterator[bytes]:
        """All there is of a user as pieces of one JSON text, `account` in front."""
        return export.written(self._database, user_id, account)

    async def jwks(self) -> Mapping[str, Any]:
        """The public keys of our tokens, as a JWK set."""
        return await self.keys.jwks()

    async def rotate(self) -> str:
        """Sign with a new key from now on; returns its id."""
        return await self.keys.rotate()

    async def trim(self) -> None:
        """Let go of tokens, sessions and tickets that are over; for the daily upkeep."""
        now = self._clock()
        access = timedelta(minutes=self._settings.access_minutes)

        def forget(connection: Connection) -> None:
            families.forget(connection, now, access)
            keyring.forget_tickets(connection, now)

        await self._database.write(forget)

    def close(self) -> None:
        """Let the password threads end."""
        self._passwords.close()

    async def _own(self, claims: Claims) -> Caller:
        user_id, session = claims.subject, claims.session
        # A token outlives signing out and erasing, so the session is looked up every time.
        if not await self._database.read(
            lambda connection: families.is_alive(connection, user_id, session)
        ):
            raise refusals.session_over()
        return Caller(user_id=user_id, session=session, expires_at=claims.expires_at)

    async def _from_abroad(self, claims: Claims) -> Caller:
        assert self._foreign is not None
        issuer, now = self._foreign.issuer, self._clock()

        def find(connection: Connection) -> User | None:
            return accounts.by_subject(connection, issuer, claims.subject)

        def make(connection: Connection) -> User | None:
            name = accounts.foreign_name(issuer, claims.subject)
            erased = accounts.erased_at(connection, name)
            if erased is not None and claims.issued_at <= erased:
                return None
            new = User(user_id=new_id(now), created_at=now, issuer=issuer, subject=claims.subject)
            # Another request may have been quicker: then its account is the one.
            return new if accounts.add(connection, new) else find(connection)

        user = await self._database.read(find) or await self._database.write(make)
        if user is None:
            raise refusals.session_over()
        return Caller(
            user_id=user.user_id,
            session=claims.session,
            expires_at=claims.expires_at,
            issuer=issuer,
        )

    async def _having(self, email: str) -> User | None:
        try:
            address = normal_email(email)
        except PamError:
            # Not told apart from an address that nobody has.
            return None
        return await self._database.read(lambda link: accounts.by_email(link, address))

    async def _user(self, user_id: str) -> User:
        user = await self._database.read(lambda connection: accounts.by_id(connection, user_id))
        if user is None:
            raise refusals.session_over()
        return user

    async def _rehash(self, user: User, password: str) -> None:
        today = await self._passwords.hash(password)
        await self._database.write(
            lambda link: accounts.set_password_hash(link, user.user_id, today)
        )

    async def _tokens(self, refreshed: Refreshed, email: str) -> Tokens:
        return Tokens(
            access_token=await self._access.make(refreshed.user_id, refreshed.session),
            refresh_token=refreshed.refresh_token,
            expires_in=self._settings.access_minutes * 60,
            user_id=refreshed.user_id,
            email=email,
        )
