"""Sessions: refresh tokens that rotate in families, and the end of a family somebody copied."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pam_core.vocabulary.identity import new_id
from pam_server.identity.refusals import bad_refresh, reused_refresh, session_over
from pam_server.store import accounts, families
from pam_server.store.database import Connection, Database
from pam_server.store.families import Family, RefreshToken

TOKEN_BYTES = 32
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A session and the new refresh token in clear, which is kept nowhere here."""

    user_id: str
    session: str
    refresh_token: str = field(repr=False)


class Sessions:
    """The refresh families of all users. `lifetime` is how long a token waits to be used.

    A token may be used again until one that was given for it is used: the answer may have been lost
    on its way. After that, or beside it, it is somebody's copy, and the family ends.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        lifetime: timedelta,
        revoked: Callable[[str, str], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._lifetime = lifetime
        self._revoked = revoked

    async def begin(self, user_id: str, device_name: str) -> Refreshed:
        """Sign a device in. Raises PamError `auth.revoked`, `storage.…`."""
        now, token = self._clock(), _new_token()
        family = Family(
            family_id=new_id(now), user_id=user_id, device_name=device_name, created_at=now
        )

        def put(connection: Connection) -> None:
            if accounts.by_id(connection, user_id) is None:
                # Erased while the password was being looked at: no row is made anew.
                raise session_over()
            families.add_family(connection, family)
            families.add_token(connection, self._token(token, family.family_id, None, now))

        await self._database.write(put)
        return Refreshed(user_id=user_id, session=family.family_id, refresh_token=token)

    async def refresh(self, token: str) -> Refreshed:
        """Give a new token for one.

        Raises:
            PamError: `auth.refresh_invalid`, `auth.refresh_reused` (its family is over now),
                `auth.revoked`, `storage.…`.
        """
        now, fresh, hashed = self._clock(), _new_token(), hash_of(token)
        if len(token) > MOST_CHARACTERS:
            raise bad_refresh()

        def rotate(connection: Connection) -> tuple[Family, bool]:
            family = families.locked_family(connection, hashed)
            used = families.token(connection, hashed)
            if family is None or used is None or used.expires_at <= now:
                raise bad_refresh()
            if family.revoked_at is not None:
                raise session_over()
            if _is_copy(connection, used):
                # Told after the commit: what is raised in here would undo it.
                families.revoke(connection, family.family_id, now)
                return family, False
            if used.used_at is None:
                families.note_use(connection, used, now)
            families.add_token(connection, self._token(fresh, family.family_id, hashed, now))
            return family, True

        family, is_good = await self._database.write(rotate)
        if not is_good:
            self._revoked(family.user_id, family.family_id)
            raise reused_refresh()
        return Refreshed(user_id=family.user_id, session=family.family_id, refresh_token=fresh)

    async def end(self, token: str) -> None:
        """Sign out the session of a refresh token; an unknown one has no session to end."""
        now, hashed = self._clock(), hash_of(token)

        def revoke(connection: Connection) -> Family | None:
            family = families.locked_family(connection, hashed)
            if family is not None:
                families.revoke(connection, family.family_id, now)
            return family

        family = await self._database.write(revoke)
        if family is not None:
            self._revoked(family.user_id, family.family_id)

    def _token(self, token: str, family: str, parent: str | None, now: datetime) -> RefreshToken:
        return RefreshToken(
            token_hash=hash_of(token),
            family_id=family,
            parent_hash=parent,
            created_at=now,
            expires_at=now + self._lifetime,
        )


def hash_of(token: str) -> str:
    """By what a token is kept. It is 32 random bytes, so nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _is_copy(connection: Connection, used: RefreshToken) -> bool:
    """Whether the family went on without this token, by its child or by a child of its parent."""
    if used.child_used_at is not None:
        return True
    if used.used_at is not None or used.parent_hash is None:
        return False
    parent = families.token(connection, used.parent_hash)
    return parent is not None and parent.child_used_at is not None
