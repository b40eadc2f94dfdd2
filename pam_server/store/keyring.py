"""The keys that sign access tokens, and tickets, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from pam_server.store.tables import signing_keys, tickets


def keys(connection: Connection) -> Sequence[Any]:
    """Every key's row, the newest first."""
    asked = select(signing_keys).order_by(signing_keys.c.created_at.desc(), signing_keys.c.kid)
    return connection.execute(asked).all()


def add_key(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a new key."""
    connection.execute(signing_keys.insert().values(row))


def retire_keys(connection: Connection, at: datetime, *, but: str) -> None:
    """No key signs any more but one."""
    connection.execute(
        signing_keys.update()
        .where(signing_keys.c.kid != but, signing_keys.c.retired_at.is_(None))
        .values(retired_at=at)
    )


def forget_keys(connection: Connection, retired_before: datetime) -> None:
    """Delete keys whose tokens are over."""
    connection.execute(signing_keys.delete().where(signing_keys.c.retired_at < retired_before))


def add_ticket(
    connection: Connection, ticket_hash: str, *, user_id: str, session: str, expires_at: datetime
) -> None:
    """Keep a ticket's hash."""
    connection.execute(
        tickets.insert().values(
            ticket_hash=ticket_hash, user_id=user_id, session=session, expires_at=expires_at
        )
    )


def take_ticket(connection: Connection, ticket_hash: str) -> Any | None:
    """A ticket's row, which is gone afterwards: whoever comes second gets None."""
    taken = tickets.delete().where(tickets.c.ticket_hash == ticket_hash).returning(tickets)
    return connection.execute(taken).first()


def forget_tickets(connection: Connection, now: datetime) -> None:
    """Delete tickets that are over."""
    connection.execute(tickets.delete().where(tickets.c.expires_at < now))
