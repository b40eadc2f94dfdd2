"""Users as rows: own ones by e-mail and password, foreign ones by their issuer's name for them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from pam_server.store.quick import insert
from pam_server.store.state import user_hash
from pam_server.store.tables import erased, users


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account. Own ones have `email` and `password_hash`; foreign ones `issuer`, `subject`."""

    user_id: str
    created_at: datetime
    email: str = ""
    password_hash: str = field(default="", repr=False)
    issuer: str = ""
    subject: str = ""


def by_email(connection: Connection, email: str) -> User | None:
    """The own account of an address, in whatever case."""
    return _one(connection, (users.c.issuer == "") & (users.c.email == email))


def by_id(connection: Connection, user_id: str) -> User | None:
    """One account."""
    return _one(connection, users.c.user_id == user_id)


def by_subject(connection: Connection, issuer: str, subject: str) -> User | None:
    """The account of a foreign user."""
    return _one(connection, (users.c.issuer == issuer) & (users.c.subject == subject))


def add(connection: Connection, user: User) -> bool:
    """Make an account; False, and nothing made, where its e-mail or subject has one."""
    made = connection.execute(
        insert(connection, users)
        .values(
            user_id=user.user_id,
            email=user.email or None,
            password_hash=user.password_hash or None,
            issuer=user.issuer,
            subject=user.subject or None,
            created_at=user.created_at,
        )
        .on_conflict_do_nothing()
        # Not every driver counts rows that were passed over.
        .returning(users.c.user_id)
    )
    return made.first() is not None


def set_password_hash(connection: Connection, user_id: str, password_hash: str) -> None:
    """The same password under today's parameters."""
    connection.execute(
        users.update().where(users.c.user_id == user_id).values(password_hash=password_hash)
    )


def erased_at(connection: Connection, name: str) -> datetime | None:
    """When a user (by id or by `foreign_name`) was erased, if that was lately."""
    asked = select(erased.c.erased_at).where(erased.c.user_hash == user_hash(name))
    return connection.execute(asked).scalar()


def note_erased(connection: Connection, name: str, at: datetime) -> None:
    """Remember, by a hash only, that a foreign user was erased: older tokens are good no more."""
    put = insert(connection, erased).values(user_hash=user_hash(name), erased_at=at)
    connection.execute(
        put.on_conflict_do_update(index_elements=[erased.c.user_hash], set_={"erased_at": at})
    )


def foreign_name(issuer: str, subject: str) -> str:
    """By what a foreign user is remembered as erased."""
    return f"{issuer}|{subject}"


def _one(connection: Connection, which: ColumnElement[bool]) -> User | None:
    row: Any = connection.execute(select(users).where(which)).first()
    if row is None:
        return None
    return User(
        user_id=row.user_id,
        created_at=row.created_at,
        email=row.email or "",
        password_hash=row.password_hash or "",
        issuer=row.issuer,
        subject=row.subject or "",
    )
