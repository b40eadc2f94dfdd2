"""Refresh families and their tokens as rows; of a token only the hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, select

from pam_server.store.tables import refresh_families as families
from pam_server.store.tables import refresh_tokens as tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One sign-in on one device: its id is the `session` of its access tokens."""

    family_id: str
    user_id: str
    device_name: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A token by its hash. `child_used_at`: when one that was given for it was first used."""

    token_hash: str
    family_id: str
    parent_hash: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    child_used_at: datetime | None = None


def add_family(connection: Connection, family: Family) -> None:
    """Begin a session."""
    connection.execute(
        families.insert().values(
            family_id=family.family_id,
            user_id=family.user_id,
            device_name=family.device_name,
            created_at=family.created_at,
        )
    )


def add_token(connection: Connection, token: RefreshToken) -> None:
    """Keep a token's hash."""
    connection.execute(
        tokens.insert().values(
            token_hash=token.token_hash,
            family_id=token.family_id,
            parent_hash=token.parent_hash,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def locked_family(connection: Connection, token_hash: str) -> Family | None:
    """The family of a token, held until the transaction ends: two uses come one after the other."""
    own = select(tokens.c.family_id).where(tokens.c.token_hash == token_hash).scalar_subquery()
    found = select(families).where(families.c.family_id == own).with_for_update()
    row: Any = connection.execute(found).first()
    return None if row is None else _family(row)


def token(connection: Connection, token_hash: str) -> RefreshToken | None:
    """A token by its hash."""
    row: Any = connection.execute(select(tokens).where(tokens.c.token_hash == token_hash)).first()
    if row is None:
        return None
    return RefreshToken(
        token_hash=row.token_hash,
        family_id=row.family_id,
        parent_hash=row.parent_hash,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        child_used_at=row.child_used_at,
    )


def note_use(connection: Connection, used: RefreshToken, at: datetime) -> None:
    """A token was used for the first time, so its parent is good no more."""
    connection.execute(
        tokens.update().where(tokens.c.token_hash == used.token_hash).values(used_at=at)
    )
    connection.execute(
        tokens.update().where(tokens.c.token_hash == used.parent_hash).values(child_used_at=at)
    )


def revoke(connection: Connection, family_id: str, at: datetime) -> None:
    """End a session; its tokens stay, to be told from unknown ones, until `forget`."""
    connection.execute(
        families.update()
        .where(families.c.family_id == family_id, families.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def is_alive(connection: Connection, user_id: str, family_id: str) -> bool:
    """Whether a session of this user's goes on."""
    found = select(families.c.family_id).where(
        families.c.user_id == user_id,
        families.c.family_id == family_id,
        families.c.revoked_at.is_(None),
    )
    return connection.execute(found).first() is not None


def of_user(connection: Connection, user_id: str) -> list[tuple[Family, datetime]]:
    """A user's sessions that go on, the latest first, each with when it was last refreshed."""
    last = func.max(tokens.c.created_at)
    found = (
        select(families, last.label("last"))
        .join(tokens, tokens.c.family_id == families.c.family_id)
        .where(families.c.user_id == user_id, families.c.revoked_at.is_(None))
        .group_by(*families.c)
        .order_by(last.desc(), families.c.family_id.desc())
    )
    return [(_family(row), row.last) for row in connection.execute(found)]


def forget(connection: Connection, now: datetime, access: timedelta) -> None:
    """Delete tokens that are over and families none of whose tokens can be used any more.

    `access` is how long an access token lives on after its family's last refresh.
    """
    connection.execute(tokens.delete().where(tokens.c.expires_at < now - access))
    still = exists().where(tokens.c.family_id == families.c.family_id)
    connection.execute(families.delete().where(~still))


def _family(row: Any) -> Family:
    return Family(
        family_id=row.family_id,
        user_id=row.user_id,
        device_name=row.device_name,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
