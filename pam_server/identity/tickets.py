"""Tickets: for a client that can send no header with its handshake, a pass for half a minute."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pam_core.vocabulary.errors import PamError
from pam_server.identity.refusals import bad_ticket, session_over
from pam_server.identity.sessions import hash_of
from pam_server.ports import Caller
from pam_server.store import accounts, families, keyring
from pam_server.store.database import Connection, Database

LIFE = timedelta(seconds=30)
MOST_CHARACTERS = 100
PROTOCOL_PREFIX = "pam.ticket."
"""Before a ticket among the subprotocols a WebSocket offers."""


class Tickets:
    """Makes and redeems them; each is good once.

    A ticket ends in the second at which the access token behind it does, so that a socket opened
    with it has that end too. Only a hash of the whole is kept, so nobody can write another end.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def make(self, caller: Caller) -> str:
        """A ticket for who asks. Raises PamError `auth.revoked`, `storage.…`."""
        now = self._clock()
        ticket = f"{secrets.token_urlsafe(32)}.{int(caller.expires_at.timestamp())}"

        def put(connection: Connection) -> None:
            keyring.forget_tickets(connection, now)
            if accounts.by_id(connection, caller.user_id) is None:
                raise session_over()
            keyring.add_ticket(
                connection,
                hash_of(ticket),
                user_id=caller.user_id,
                session=caller.session,
                expires_at=now + LIFE,
            )

        await self._database.write(put)
        return ticket

    async def redeem(self, ticket: str) -> Caller:
        """Who got the ticket, which is no good afterwards.

        Raises PamError `auth.ticket`, `storage.…`.
        """
        hashed, now = hash_of(ticket), self._clock()
        ends = _end(ticket)

        def take(connection: Connection) -> Caller | None:
            row = keyring.take_ticket(connection, hashed)
            if row is None or row.expires_at <= now:
                return None
            user = accounts.by_id(connection, row.user_id)
            if user is None:
                return None
            if not user.issuer and not families.is_alive(connection, row.user_id, row.session):
                return None
            return Caller(
                user_id=row.user_id, session=row.session, expires_at=ends, issuer=user.issuer
            )

        caller = await self._database.write(take)
        if caller is None or ends <= now:
            raise bad_ticket()
        return caller


def _end(ticket: str) -> datetime:
    refused: PamError = bad_ticket()
    _, dot, seconds = ticket.partition(".")
    if not dot or len(ticket) > MOST_CHARACTERS or not (seconds.isascii() and seconds.isdigit()):
        raise refused
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise refused from error
